//! The Kotlin package: built, staged in a repository of its own, and used from there.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use crate::{
    command::{Result, Run, root, target},
    ffi, setup,
};

const PACKAGE: &str = "bindings/kotlin/pom.xml";

/// Builds the JARs, puts them into a Maven repository below `target`, and runs the projects that
/// use them: the scenarios, the tests and the examples.
pub(crate) fn test() -> Result {
    stage(Documentation::No)?;
    let sandbox = sandbox()?;
    println!("the scenarios, the tests and the examples, with the package as it is staged");
    maven("bindings/kotlin/consumers.xml")?
        .arguments([
            format!("-Dkeybearer.sandbox={}", sandbox.display()),
            "test".to_owned(),
        ])
        .run()
}

/// What is published: the JAR with the library of this platform, its sources, its documentation.
pub(crate) fn package() -> Result {
    stage(Documentation::Yes)?;
    println!("staged in {}", build()?.join("repository").display());
    Ok(())
}

/// The least that the package may do of `OkHttp`'s rate, on one server and in turns.
const BUDGET: f64 = 0.90;
const ROUNDS: &str = "20";

/// Compares with `OkHttp`, and holds the budget.
pub(crate) fn bench() -> Result {
    setup::ensure(setup::Need::Maven)?;
    stage(Documentation::No)?;
    Run::new("cargo build --locked --quiet --release --package keybearer-sandbox --bin keybearer-sandbox")
        .run()?;
    let sandbox = target()?
        .join("release")
        .join(format!("keybearer-sandbox{}", env::consts::EXE_SUFFIX));
    maven("bindings/kotlin/bench/pom.xml")?
        .arguments(["package"])
        .run()?;
    let folder = build()?.join("bench");
    let separator = if cfg!(windows) { ";" } else { ":" };
    let classes = format!(
        "{}{separator}{}",
        folder.join("classes").display(),
        folder.join("dependency/*").display()
    );
    println!("20 organizations, decoded, by OkHttp and by Keybearer, in {ROUNDS} rounds; a minute or two");
    let told = Run::new("java -cp")
        .arguments([classes, "dev.keybearer.bench.MainKt".to_owned()])
        .arguments([sandbox.display().to_string(), ROUNDS.to_owned()])
        .read()?;
    let mut below = Vec::new();
    for line in told.lines() {
        let (name, value) = line.split_once('\t').unwrap_or((line, ""));
        let value: f64 = value.parse().map_err(|_| format!("the bench said {line}"))?;
        let verdict = match name.split_once('.').is_some_and(|(_, what)| what == "ratio") {
            false => "",
            true if value >= BUDGET => "  PASS",
            true => {
                below.push(name.to_owned());
                "  UNDER BUDGET"
            }
        };
        println!("  kotlin: {name:28}{value:>12.2}{verdict}");
    }
    if below.is_empty() {
        return Ok(());
    }
    Err(format!("below {BUDGET} of OkHttp: {}", below.join(", ")))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Documentation {
    Yes,
    No,
}

/// Builds everything that the JAR holds, and deploys it into the staged repository.
fn stage(documentation: Documentation) -> Result {
    let build = build()?;
    let library = ffi::library()?;
    let platform = build.join("native").join(jna_platform()?);
    let name = library.stripped.file_name().unwrap_or_default();
    fs::create_dir_all(&platform)
        .and_then(|()| fs::copy(&library.stripped, platform.join(name)))
        .map_err(|error| format!("cannot write {}: {error}", platform.display()))?;
    Run::new(
        "cargo run --locked --quiet --package keybearer-bindgen -- generate --no-format --language kotlin",
    )
    .arguments([
        "--config".to_owned(),
        "bindings/kotlin/uniffi.toml".to_owned(),
        "--out-dir".to_owned(),
        build.join("uniffi").display().to_string(),
        library.unstripped.display().to_string(),
    ])
    .run()?;
    hide(&build.join("uniffi/dev/keybearer/ffi/keybearer_ffi.kt"))?;
    // Maven keeps what it has fetched once: a package of the same version would never be looked at.
    for folder in [
        local_repository()?.join("dev/keybearer/keybearer"),
        build.join("repository"),
    ] {
        if folder.exists() {
            fs::remove_dir_all(&folder)
                .map_err(|error| format!("cannot remove {}: {error}", folder.display()))?;
        }
    }
    println!("compiling the package; half a minute, more when Maven fetches its plugins for the first time");
    maven(PACKAGE)?
        .arguments([
            format!("-Dkeybearer.skipDocs={}", documentation == Documentation::No),
            format!(
                "-DaltDeploymentRepository=staged::file://{}",
                build.join("repository").display()
            ),
            "deploy".to_owned(),
        ])
        .run()
}

/// Makes what uniffi generates internal to the module: it declares everything public, and editors
/// would offer its `TokenStore` beside the one that is meant.
fn hide(generated: &Path) -> Result {
    const DECLARATIONS: [&str; 8] = [
        "open class ",
        "data class ",
        "sealed class ",
        "abstract class ",
        "class ",
        "interface ",
        "object ",
        "fun ",
    ];
    let failed = |error| format!("cannot hide what is in {}: {error}", generated.display());
    let mut hidden = String::new();
    for line in fs::read_to_string(generated).map_err(failed)?.lines() {
        let plain = line.strip_prefix("public ").unwrap_or(line);
        let declared = plain.strip_prefix("inline ").unwrap_or(plain);
        let function = line.trim_start();
        if DECLARATIONS.iter().any(|start| declared.starts_with(start)) {
            hidden.push_str("internal ");
            hidden.push_str(plain);
        } else if function.starts_with("@Throws(Failure::class) fun `") || function.starts_with("*/ fun `") {
            // Functions of the library's, which stand behind the end of another line.
            hidden.push_str(&line.replace(" fun `", " internal fun `"));
        } else {
            hidden.push_str(line);
        }
        hidden.push('\n');
    }
    fs::write(generated, hidden).map_err(failed)
}

fn maven(project: &str) -> Result<Run> {
    Ok(
        Run::new("mvn --batch-mode --no-transfer-progress --quiet --file").arguments([
            root().join(project).display().to_string(),
            format!("-Dkeybearer.build={}", build()?.display()),
            format!("-Dmaven.repo.local={}", local_repository()?.display()),
        ]),
    )
}

/// Where Maven keeps what it has fetched. It is named in each call, so that it is the one looked at.
fn local_repository() -> Result<PathBuf> {
    let home = env::home_dir().ok_or("there is no home directory for Maven's repository")?;
    Ok(home.join(".m2").join("repository"))
}

fn build() -> Result<PathBuf> {
    Ok(target()?.join("kotlin"))
}

fn sandbox() -> Result<PathBuf> {
    Run::new("cargo build --locked --quiet --package keybearer-sandbox --bin keybearer-sandbox").run()?;
    Ok(target()?
        .join("debug")
        .join(format!("keybearer-sandbox{}", env::consts::EXE_SUFFIX)))
}

/// The folder in which JNA looks for the library of this platform.
fn jna_platform() -> Result<String> {
    let system = match env::consts::OS {
        "linux" => "linux",
        "macos" => "darwin",
        "windows" => "win32",
        other => return Err(format!("what JNA calls {other} is not known here")),
    };
    let processor = match env::consts::ARCH {
        "x86_64" => "x86-64",
        other => other,
    };
    Ok(format!("{system}-{processor}"))
}
