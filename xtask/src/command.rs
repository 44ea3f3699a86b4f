//! Running programs: each is printed as a person would type it.

use std::{
    env, fmt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

pub(crate) type Result<T = ()> = std::result::Result<T, String>;

/// Where the system's loader looks first. `cargo run` puts its own folders there, and a package that
/// is tried would get the unoptimised library of the last tests rather than the one that it holds.
const LIBRARIES: &str = if cfg!(windows) {
    "PATH"
} else if cfg!(target_os = "macos") {
    "DYLD_FALLBACK_LIBRARY_PATH"
} else {
    "LD_LIBRARY_PATH"
};

/// A program to run, in the root of the repository.
pub(crate) struct Run {
    program: String,
    arguments: Vec<String>,
    variables: Vec<(&'static str, String)>,
}

impl Run {
    /// A command line without quoting: words are separated by spaces.
    pub(crate) fn new(line: &str) -> Self {
        let mut words = line.split_whitespace().map(str::to_owned);
        Self {
            program: words.next().unwrap_or_default(),
            arguments: words.collect(),
            variables: Vec::new(),
        }
    }

    /// A program by its path, which may hold spaces.
    pub(crate) fn program(path: &Path) -> Self {
        Self {
            program: path.display().to_string(),
            ..Self::new("")
        }
    }

    pub(crate) fn arguments(mut self, arguments: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    pub(crate) fn variable(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }

    /// Runs it with its output on ours.
    pub(crate) fn run(self) -> Result {
        println!("$ {self}");
        let status = self.command().status();
        self.judge(status.map(|status| status.success()))
    }

    /// Runs it and returns what it wrote to standard output.
    pub(crate) fn read(self) -> Result<String> {
        println!("$ {self}");
        let mut text = Vec::new();
        let output = self.command().stderr(Stdio::inherit()).output();
        self.judge(output.map(|output| {
            text = output.stdout;
            output.status.success()
        }))?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Runs it unseen and returns what it wrote, or `None` if it failed or is not there.
    pub(crate) fn probe(&self) -> Option<String> {
        let output = self.command().output().ok()?;
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        output.status.success().then_some(text)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        if let (Some(own), Ok(target)) = (env::var_os(LIBRARIES), target()) {
            let others = env::split_paths(&own).filter(|folder| !folder.starts_with(&target));
            if let Ok(others) = env::join_paths(others) {
                command.env(LIBRARIES, others);
            }
        }
        command
            .args(&self.arguments)
            .envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    fn judge(&self, success: std::io::Result<bool>) -> Result {
        match success {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!("failed: {self}")),
            Err(error) => Err(format!("cannot run {}: {error}", self.program)),
        }
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.variables {
            write!(f, "{name}={} ", quoted(value))?;
        }
        write!(f, "{}", quoted(&self.program))?;
        for argument in &self.arguments {
            write!(f, " {}", quoted(argument))?;
        }
        Ok(())
    }
}

fn quoted(word: &str) -> String {
    if word.contains(char::is_whitespace) {
        format!("'{word}'")
    } else {
        word.to_owned()
    }
}

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap_or(Path::new("."))
}

/// Where cargo builds: this program is `<target>/debug/xtask`.
pub(crate) fn target() -> Result<PathBuf> {
    let program = env::current_exe().map_err(|error| format!("cannot tell where xtask lies: {error}"))?;
    let target = program.ancestors().nth(2).map(Path::to_owned);
    target.ok_or_else(|| "cannot tell where cargo builds".to_owned())
}

/// Whether this runs where nobody can be asked to install something.
pub(crate) fn in_ci() -> bool {
    env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// `1 m 02 s`, or `3.4 s`.
pub(crate) fn elapsed(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 60.. => format!("{} m {:02} s", seconds / 60, seconds % 60),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}
