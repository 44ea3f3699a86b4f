//! Swift: its toolchain, the package as it is published, and the tests that use it from outside.

use std::{
    env, fs,
    path::{Path, PathBuf},
    time::Instant,
};

use crate::{
    command::{Result, Run, elapsed, root, target},
    setup::Found,
};

/// The oldest whose packages and tests are written as ours are.
const OLDEST: u32 = 6;
/// The release of Debian whose Swift is taken where there is none: 6.0.3.
const SUITE: &str = "trixie";
/// What Swift needs there to compile, link and verify: about 3 GB, most of it the compiler.
const PACKAGES: &str = "swiftlang libstdc++-14-dev libc6-dev binutils ca-certificates";

/// A Swift toolchain: the one of this machine, or one in a root of its own.
pub(crate) enum Toolchain {
    OnPath,
    Root(PathBuf),
}

impl Toolchain {
    /// Finds one. Nothing is installed.
    fn find() -> Result<Option<Self>> {
        let version = Run::new("swift --version").probe();
        if version.as_deref().and_then(major).is_some_and(|major| major >= OLDEST) {
            return Ok(Some(Self::OnPath));
        }
        let root = private_root()?;
        Ok(root.is_dir().then_some(Self::Root(root)))
    }

    /// `swift`, seeing the repository and what cargo builds under their own paths.
    pub(crate) fn swift(&self) -> Result<Run> {
        self.program(Path::new("swift"))
    }

    /// A program that was built with this toolchain, which brings the libraries that it needs.
    pub(crate) fn program(&self, program: &Path) -> Result<Run> {
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
    println!("Swift is not here: installing Debian's into a root of its own, which takes two to four minutes");
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
            .arguments([script.display().to_string(), part.display().to_string(), "--".to_owned()])
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
    let more = fs::read_dir("/etc/apt/sources.list.d").into_iter().flatten().flatten();
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
    let lines = text.lines().filter(|line| line.starts_with("URIs:") || line.starts_with("deb "));
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
        let new = "Types: deb\nURIs: https://deb.example/node\n\nURIs: http://deb.example/debian\nSuites: x\n";
        assert_eq!(mirror_in(new).as_deref(), Some("http://deb.example/debian"));
        let old = "# deb http://no.example/debian x main\ndeb [arch=amd64] http://deb.example/debian/ x main\n";
        assert_eq!(mirror_in(old).as_deref(), Some("http://deb.example/debian/"));
        assert_eq!(mirror_in("deb http://deb.example/ubuntu x main"), None);
    }
}
