//! Swift: its toolchain, the package as it is published, and the tests that use it from outside.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

use serde_json::Value;

use crate::{
    command::{Result, Run, elapsed, root, target},
    ffi,
    setup::{self, Found},
};

/// The oldest whose packages and tests are written as ours are.
const OLDEST: u32 = 6;
/// The release of Debian whose Swift is taken where there is none: 6.0.3.
const SUITE: &str = "trixie";
/// What Swift needs there to compile, link and verify: about 3 GB, most of it the compiler.
const PACKAGES: &str = "swiftlang libstdc++-14-dev libc6-dev binutils ca-certificates";

const SOURCES: &str = "bindings/swift";
/// The packages that use ours, as an application does.
const CONSUMER: &str = "bindings/swift/Consumer";
const EXAMPLES: &str = "examples/swift";
/// The programs of the examples, and what each says in the end.
const PROGRAMS: [(&str, &str); 4] = [
    ("sign-in", "signed out"),
    ("refresh", "with a new token"),
    ("errors", "refused before anything was sent"),
    ("events", "sent"),
];

/// Stages the package, complete as it is published: its sources, those that uniffi writes, and the
/// core as a library that pkg-config finds.
pub(crate) fn build() -> Result {
    if !cfg!(target_os = "linux") {
        return Err("for Apple platforms run bindings/swift/build-xcframework.sh".to_owned());
    }
    let staged = staged();
    let library = ffi::library()?.stripped;
    let written = target()?.join("swift/uniffi");
    ffi::bindings("swift", &written)?;
    let own = root().join(SOURCES);
    let uniffi = written.join("keybearer_ffi.swift");
    let header = written.join("keybearer_ffiFFI.h");
    let mut files = vec![
        (own.join("Package.swift"), staged.join("Package.swift")),
        (own.join("README.md"), staged.join("README.md")),
        (root().join("LICENSE-APACHE"), staged.join("LICENSE-APACHE")),
        (root().join("LICENSE-MIT"), staged.join("LICENSE-MIT")),
        (uniffi, staged.join("Sources/KeybearerFFI/keybearer_ffi.swift")),
        (header, staged.join("Sources/keybearer_ffiFFI/keybearer_ffiFFI.h")),
        (library, staged.join("lib/libkeybearer_ffi.so")),
    ];
    for source in files_below(&own.join("Sources"))? {
        let place = source.strip_prefix(&own).map_err(|error| error.to_string())?;
        files.push((source.clone(), staged.join(place)));
    }
    for stale in files_below(&staged.join("Sources"))? {
        if files.iter().all(|(_, staged)| *staged != stale) {
            fs::remove_file(&stale).map_err(|error| format!("cannot remove {}: {error}", stale.display()))?;
        }
    }
    for (from, to) in &files {
        let content = fs::read(from).map_err(|error| format!("cannot read {}: {error}", from.display()))?;
        write(to, &content)?;
    }
    let description = format!(
        "Name: Keybearer\nDescription: The core of Keybearer\nVersion: {}\n\
         Libs: -L${{pcfiledir}}/.. -lkeybearer_ffi\n",
        env!("CARGO_PKG_VERSION")
    );
    write(&staged.join("lib/pkgconfig/keybearer.pc"), description.as_bytes())?;
    println!("staged in {}", staged.display());
    Ok(())
}

/// Builds the packages that use ours, and runs the scenarios, the tests and the examples.
pub(crate) fn test() -> Result {
    build()?;
    let swift = toolchain()?;
    println!("building the scenarios and the tests; a minute or two when nothing is built yet");
    swift
        .build(CONSUMER, &["--build-tests", "-Xswiftc", "-warnings-as-errors"])?
        .run()?;
    let sandbox = Sandbox::start("debug", "")?;
    sandbox
        .used_by(swift.program(&built(CONSUMER, "debug/scenarios")?)?)
        .arguments([root().join("tests/scenarios").display().to_string()])
        .run()?;
    sandbox
        .used_by(swift.package("test", CONSUMER, &["--skip-build"])?)
        .run()?;
    println!("the examples");
    swift
        .build(EXAMPLES, &["-Xswiftc", "-warnings-as-errors"])?
        .run()?;
    for (program, said) in PROGRAMS {
        let program = built(EXAMPLES, &format!("debug/{program}"))?;
        let output = sandbox.used_by(swift.program(&program)?).read()?;
        print!("{output}");
        if !output.contains(said) {
            return Err(format!("{} does not say: {said}", program.display()));
        }
    }
    Ok(())
}

/// Ours and `URLSession` on one server, in turns.
pub(crate) fn bench(rounds: &str) -> Result {
    setup::ensure(setup::Need::Swift)?;
    build()?;
    let swift = toolchain()?;
    swift
        .build(CONSUMER, &["--configuration", "release", "--product", "bench"])?
        .run()?;
    let sandbox = Sandbox::start("release", "--release")?;
    sandbox
        .used_by(swift.program(&built(CONSUMER, "release/bench")?)?)
        .arguments([rounds])
        .run()
}

fn staged() -> PathBuf {
    // Not where cargo is told to build: the packages that use it know it by this path.
    root().join("target/swift/Keybearer")
}

/// Where the products of one of our packages are.
fn built(package: &str, product: &str) -> Result<PathBuf> {
    Ok(scratch(package)?.join(product))
}

fn scratch(package: &str) -> Result<PathBuf> {
    Ok(target()?.join("swift").join(package.replace('/', "-")))
}

/// A sandbox in a process of its own, which ends with this value.
struct Sandbox {
    process: Child,
    url: String,
}

impl Sandbox {
    fn start(profile: &str, flag: &str) -> Result<Self> {
        Run::new(&format!(
            "cargo build --locked --quiet --package keybearer-sandbox {flag}"
        ))
        .run()?;
        let program = target()?.join(profile).join("keybearer-sandbox");
        let mut process = Command::new(&program)
            .arg("--json")
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot run {}: {error}", program.display()))?;
        let mut line = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output)
                .read_line(&mut line)
                .map_err(|error| format!("the sandbox says nothing: {error}"))?;
        }
        let info: Value =
            serde_json::from_str(&line).map_err(|error| format!("the sandbox says {line}: {error}"))?;
        let url = info["url"].as_str().unwrap_or_default().to_owned();
        Ok(Self { process, url })
    }

    fn used_by(&self, program: Run) -> Run {
        let library = staged().join("lib");
        program
            .variable("KEYBEARER_SANDBOX_URL", self.url.clone())
            .variable("LD_LIBRARY_PATH", library.display().to_string())
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Every file below a folder; none if there is no such folder.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.map_err(|error| error.to_string())?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    Ok(files)
}

/// Writes a file unless it is so already: Swift builds what has changed.
fn write(path: &Path, content: &[u8]) -> Result {
    if fs::read(path).is_ok_and(|current| current == content) {
        return Ok(());
    }
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, content))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// A Swift toolchain: the one of this machine, or one in a root of its own.
enum Toolchain {
    OnPath,
    Root(PathBuf),
}

impl Toolchain {
    /// Finds one. Nothing is installed.
    fn find() -> Result<Option<Self>> {
        let version = Run::new("swift --version").probe();
        if version
            .as_deref()
            .and_then(major)
            .is_some_and(|major| major >= OLDEST)
        {
            return Ok(Some(Self::OnPath));
        }
        let root = private_root()?;
        Ok(root.is_dir().then_some(Self::Root(root)))
    }

    fn build(&self, package: &str, arguments: &[&str]) -> Result<Run> {
        self.package("build", package, arguments)
    }

    /// `swift build` or `swift test` of one of our packages.
    fn package(&self, command: &str, package: &str, arguments: &[&str]) -> Result<Run> {
        let run = self.program(Path::new("swift"))?.arguments([
            command.to_owned(),
            "--package-path".to_owned(),
            root().join(package).display().to_string(),
            "--scratch-path".to_owned(),
            scratch(package)?.display().to_string(),
        ]);
        let description = staged().join("lib/pkgconfig");
        Ok(run
            .arguments(arguments.iter().copied())
            .variable("PKG_CONFIG_PATH", description.display().to_string()))
    }

    /// A program of the toolchain, or one that was built with it and needs its libraries. It sees
    /// the repository and what cargo builds under their own paths.
    fn program(&self, program: &Path) -> Result<Run> {
        Ok(match self {
            Self::OnPath => Run::program(program),
            Self::Root(own) => {
                let script = root().join("xtask/src/swift-root.sh");
                Run::new("sh").arguments([
                    script.display().to_string(),
                    own.display().to_string(),
                    root().display().to_string(),
                    target()?.display().to_string(),
                    "--".to_owned(),
                    program.display().to_string(),
                ])
            }
        })
    }
}

/// Makes sure that there is a toolchain.
pub(crate) fn ensure() -> Result<Found> {
    if Toolchain::find()?.is_some() {
        return Ok(Found::Ready);
    }
    if let Err(why) = can_install() {
        return Ok(Found::Missing(format!(
            "Swift {OLDEST} is not here ({why}): install it from https://www.swift.org/install"
        )));
    }
    install()?;
    Ok(Found::Ready)
}

fn toolchain() -> Result<Toolchain> {
    Toolchain::find()?.ok_or_else(|| "Swift is not here: run `cargo xtask setup`".to_owned())
}

/// Whether a root of its own can be made here, or why not.
fn can_install() -> Result {
    if !cfg!(target_os = "linux") {
        return Err("this is not Linux".to_owned());
    }
    if Run::new("id -u").probe().is_none_or(|id| id.trim() != "0") {
        return Err("only root can make a root of its own for it".to_owned());
    }
    if Run::new("unshare --mount true").probe().is_none() {
        return Err("this machine does not let root mount".to_owned());
    }
    mirror().map(drop)
}

/// Installs Debian's Swift into a root of its own: the libraries of this machine may be older than
/// those that it is built for.
fn install() -> Result {
    println!(
        "Swift is not here: installing Debian's into a root of its own, which takes two to four minutes"
    );
    let started = Instant::now();
    let own = private_root()?;
    let part = own.with_extension("part");
    if part.exists() {
        fs::remove_dir_all(&part).map_err(|error| format!("cannot remove {}: {error}", part.display()))?;
    }
    fs::create_dir_all(&part).map_err(|error| format!("cannot make {}: {error}", part.display()))?;
    if Run::new("debootstrap --version").probe().is_none() {
        let install = "apt-get install --yes --no-install-recommends debootstrap";
        if Run::new(install).run().is_err() {
            Run::new("apt-get update").run()?;
            Run::new(install).run()?;
        }
    }
    Run::new(&format!("debootstrap --variant=minbase {SUITE}"))
        .arguments([part.display().to_string(), mirror()?])
        .run()?;
    let inside = |line: &str| {
        let script = root().join("xtask/src/swift-root.sh");
        Run::new("sh")
            .arguments([
                script.display().to_string(),
                part.display().to_string(),
                "--".to_owned(),
            ])
            .arguments(line.split(' '))
            .variable("LC_ALL", "C")
            .variable("DEBIAN_FRONTEND", "noninteractive")
            .run()
    };
    // The root can be made anew at any time: no file in it is worth waiting for the disk.
    inside(&format!(
        "apt-get install --yes --no-install-recommends -o Dpkg::Options::=--force-unsafe-io {PACKAGES}"
    ))?;
    inside("apt-get clean")?;
    fs::rename(&part, &own).map_err(|error| format!("cannot rename {}: {error}", part.display()))?;
    println!("Swift installed in {}", elapsed(started.elapsed()));
    Ok(())
}

/// Where the root is: beyond one clone of the repository, as it takes minutes to make.
fn private_root() -> Result<PathBuf> {
    let cache = match (env::var_os("XDG_CACHE_HOME"), env::var_os("HOME")) {
        (Some(cache), _) if !cache.is_empty() => PathBuf::from(cache),
        (_, Some(home)) => PathBuf::from(home).join(".cache"),
        _ => return Err("neither XDG_CACHE_HOME nor HOME is set".to_owned()),
    };
    Ok(cache.join("keybearer").join(format!("swift-{SUITE}")))
}

/// The Debian mirror that this machine itself is installed from.
fn mirror() -> Result<String> {
    let mut files = vec![PathBuf::from("/etc/apt/sources.list")];
    let more = fs::read_dir("/etc/apt/sources.list.d")
        .into_iter()
        .flatten()
        .flatten();
    let mut more: Vec<_> = more.map(|entry| entry.path()).collect();
    more.sort();
    files.append(&mut more);
    let texts = files.iter().filter_map(|file| fs::read_to_string(file).ok());
    texts
        .into_iter()
        .find_map(|text| mirror_in(&text))
        .ok_or_else(|| "apt knows no Debian mirror".to_owned())
}

/// The first Debian mirror in a file of apt's, in either of its forms.
fn mirror_in(text: &str) -> Option<String> {
    let lines = text
        .lines()
        .filter(|line| line.starts_with("URIs:") || line.starts_with("deb "));
    let mut words = lines.flat_map(str::split_whitespace);
    words
        .find(|word| word.starts_with("http") && word.trim_end_matches('/').ends_with("/debian"))
        .map(str::to_owned)
}

/// `Swift version 6.0.3 (swift-6.0.3-RELEASE)` as `6`.
fn major(text: &str) -> Option<u32> {
    let (_, version) = text.split_once("Swift version ")?;
    version.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_swift_is_read() {
        let text = "swift-driver version: 1.115 Apple Swift version 6.1 (swiftlang-6.1.0.110.21)";
        assert_eq!(major(text), Some(6));
        assert_eq!(major("Swift version 5.10.1 (swift-5.10.1-RELEASE)"), Some(5));
        assert_eq!(major("nonsense"), None);
    }

    #[test]
    fn the_mirror_is_found_in_both_forms_of_sources() {
        let new =
            "Types: deb\nURIs: https://deb.example/node\n\nURIs: http://deb.example/debian\nSuites: x\n";
        assert_eq!(mirror_in(new).as_deref(), Some("http://deb.example/debian"));
        let old =
            "# deb http://no.example/debian x main\ndeb [arch=amd64] http://deb.example/debian/ x main\n";
        assert_eq!(mirror_in(old).as_deref(), Some("http://deb.example/debian/"));
        assert_eq!(mirror_in("deb http://deb.example/ubuntu x main"), None);
    }
}
