//! The Python package: its wheel, its source distribution, and their tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    command::{Result, Run, root, target},
    ffi,
};

const PACKAGE: &str = "bindings/python";

/// Builds the wheel and the source distribution, installs the wheel, and tests what is installed.
pub(crate) fn test() -> Result {
    let python = environment("tools", "tests/requirements.txt")?;
    check(&python)?;
    let wheel = wheel(&python)?;
    install(&python, &wheel)?;
    let target = target()?;
    let bindings = target.join("python/uniffi");
    ffi::bindings("python", &bindings)?;
    let library = ffi::library()?.stripped;
    copy(&library, &bindings.join(library.file_name().unwrap_or_default()))?;
    Run::new("cargo build --locked --package keybearer-sandbox --bin keybearer-sandbox").run()?;
    let sandbox = target.join("debug").join(program("keybearer-sandbox"));
    Run::program(&python)
        .arguments(["-m", "pytest", "-q", "-p", "no:cacheprovider", "--config-file"])
        .arguments([format!("{PACKAGE}/pyproject.toml"), format!("{PACKAGE}/tests")])
        .variable("KEYBEARER_SANDBOX", sandbox.display().to_string())
        .variable("KEYBEARER_UNIFFI", bindings.display().to_string())
        .run()?;
    source(&python)
}

/// Compares with aiohttp, httpx and requests.
pub(crate) fn bench(rounds: &str) -> Result {
    let python = environment("bench", "bench/requirements.txt")?;
    let wheel = wheel(&environment("tools", "tests/requirements.txt")?)?;
    install(&python, &wheel)?;
    Run::new("cargo build --locked --release --package keybearer-bench --bin peers --quiet").run()?;
    let server = target()?.join("release").join(program("peers"));
    Run::program(&python)
        .arguments([format!("{PACKAGE}/bench/bench.py"), server.display().to_string()])
        .arguments(["--check", "--rounds", rounds])
        .run()
}

/// The wheel, in `target/python/wheels`.
pub(crate) fn wheel(python: &Path) -> Result<PathBuf> {
    // Maturin asks cargo for the same library in the same words, so it is not built again.
    ffi::library()?;
    let folder = target()?.join("python/wheels");
    let _ = fs::remove_dir_all(&folder);
    Run::program(python)
        .arguments([
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "--wheel-dir",
        ])
        .arguments([folder.display().to_string(), format!("./{PACKAGE}")])
        .variable("CARGO_TARGET_DIR", target()?.display().to_string())
        // The oldest platform that the library runs on, by the symbols that it asks for.
        .variable("MATURIN_PEP517_ARGS", "--compatibility pypi --locked")
        .variable("PATH", path_with(python))
        .run()?;
    only(&folder, ".whl")
}

/// Lints and types.
fn check(python: &Path) -> Result {
    let run = |line: &str| Run::program(python).arguments(line.split_whitespace()).run();
    run(&format!(
        "-m ruff check --no-cache --quiet --config {PACKAGE}/pyproject.toml {PACKAGE} examples/python"
    ))?;
    run(&format!(
        "-m ruff format --no-cache --check --quiet --config {PACKAGE}/pyproject.toml {PACKAGE} examples/python"
    ))?;
    run(&format!(
        "-m mypy --config-file {PACKAGE}/pyproject.toml --cache-dir {} {PACKAGE}/src/keybearer {PACKAGE}/tests/typing_sample.py",
        target()?.join("python/mypy").display()
    ))?;
    run(&format!("-m pyright --project {PACKAGE}"))
}

/// Builds the source distribution, installs it into an environment of its own and imports it.
fn source(python: &Path) -> Result {
    let folder = target()?.join("python/sources");
    let _ = fs::remove_dir_all(&folder);
    Run::program(python)
        // Maturin makes one of the package that it stands in.
        .arguments(["-c", "import os, sys; os.chdir(sys.argv[1]); os.execv(sys.executable, [sys.executable, *sys.argv[2:]])"])
        .arguments([PACKAGE, "-m", "maturin", "sdist", "--out", &folder.display().to_string()])
        .run()?;
    let sdist = only(&folder, ".tar.gz")?;
    let clean = environment("sdist", "tests/sdist.txt")?;
    Run::program(&clean)
        .arguments([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-build-isolation",
            "--no-deps",
            "--force-reinstall",
        ])
        .arguments([sdist.display().to_string()])
        // Not the optimised library once more: what is tested is that the sources are complete.
        .variable("MATURIN_PEP517_ARGS", "--profile dev")
        .variable("CARGO_TARGET_DIR", target()?.display().to_string())
        .variable("PATH", path_with(&clean))
        .run()?;
    Run::program(&clean)
        .arguments([
            "-c",
            "import keybearer; print(keybearer.PuguhClient(access_token='t'))",
        ])
        .run()
}

/// The interpreter of an environment that holds what a file lists.
pub(crate) fn environment(name: &str, requirements: &str) -> Result<PathBuf> {
    let folder = target()?.join("python").join(name);
    let python = folder.join("bin/python");
    let requirements = root().join(PACKAGE).join(requirements);
    let wanted = fs::read_to_string(&requirements)
        .map_err(|error| format!("cannot read {}: {error}", requirements.display()))?;
    let mark = folder.join("requirements.txt");
    if fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    let _ = fs::remove_dir_all(&folder);
    Run::new("python3 -m venv")
        .arguments([folder.display().to_string()])
        .run()?;
    Run::program(&python)
        .arguments([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
        ])
        .arguments([requirements.display().to_string()])
        .run()?;
    fs::write(&mark, wanted).map_err(|error| format!("cannot write {}: {error}", mark.display()))?;
    Ok(python)
}

fn install(python: &Path, wheel: &Path) -> Result {
    Run::program(python)
        .arguments([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--force-reinstall",
        ])
        .arguments([wheel.display().to_string()])
        .run()
}

/// The search path with the programs of an environment first: the build back end looks for maturin.
fn path_with(python: &Path) -> String {
    let programs = python.parent().unwrap_or(python).display().to_string();
    format!("{programs}:{}", std::env::var("PATH").unwrap_or_default())
}

fn program(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

fn only(folder: &Path, ending: &str) -> Result<PathBuf> {
    let files = fs::read_dir(folder).map_err(|error| format!("nothing was built: {error}"))?;
    let found = files
        .filter_map(|file| file.ok().map(|file| file.path()))
        .find(|path| path.to_string_lossy().ends_with(ending));
    found.ok_or_else(|| format!("there is no {ending} in {}", folder.display()))
}

fn copy(from: &Path, to: &Path) -> Result {
    fs::copy(from, to)
        .map(drop)
        .map_err(|error| format!("cannot write {}: {error}", to.display()))
}
