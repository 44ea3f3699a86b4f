//! The quickstart: the three clients at work, against a sandbox in this process.
//!
//! Every line it prints is something that happened: told by a client's observer while it worked,
//! or read from the sandbox's journal afterwards. If anything is not as claimed, the program says
//! so and exits with 1.

mod live;
mod recorder;
mod scenes;
mod stage;
mod timeline;

use std::{fmt, io, process::ExitCode};

use keybearer::{Error, ErrorCode};

use crate::timeline::Timeline;

const USAGE: &str = "\
Shows the Keybearer clients of Composite, Pug and PUGUH at work.

Usage: cargo run --bin quickstart [-- --live]

  (nothing)  run against a sandbox in this process: no account, no keys, no internet
  --live     run against the real APIs, with keys from the environment
  --help     print this

Exit codes: 0 all as claimed, 1 something was not, 2 wrong arguments or missing variables.
";

/// Why the quickstart did not end well.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// What the program is about to tell is not what happened.
    #[error("not as claimed: {what}: {found} instead of {expected}")]
    Claim {
        what: String,
        found: String,
        expected: String,
    },
    #[error("a call failed that should have succeeded: {0}")]
    Call(#[from] Error),
    #[error("the sandbox: {0}")]
    Sandbox(#[from] io::Error),
    #[error("{failed} of {all} steps failed")]
    Steps { failed: usize, all: usize },
    #[error("{0}")]
    Missing(live::Missing),
}

impl Failure {
    /// 2 is for what can be cured on the command line.
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Missing(_) => ExitCode::from(2),
            _ => ExitCode::FAILURE,
        }
    }
}

/// Goes on only if what is about to be told is true.
#[allow(
    clippy::needless_pass_by_value,
    reason = "the claims read better without references"
)]
pub(crate) fn check<T: PartialEq + fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    Err(Failure::Claim {
        what: what.to_owned(),
        found: format!("{found:?}"),
        expected: format!("{expected:?}"),
    })
}

/// Shows a refusal that is wanted. Any other end of the call is a failure.
pub(crate) fn refusal<T>(
    timeline: Timeline,
    result: Result<T, Error>,
    code: ErrorCode,
) -> Result<Error, Failure> {
    match result {
        Err(error) if error.code() == code => {
            timeline.refused(&error);
            Ok(error)
        }
        Err(error) => Err(error.into()),
        Ok(_) => Err(Failure::Claim {
            what: "the end of a call".to_owned(),
            found: "a success".to_owned(),
            expected: code.to_string(),
        }),
    }
}

enum Mode {
    Sandbox,
    Live,
    Help,
}

impl Mode {
    /// Reads the arguments, or names the one that is not understood.
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut mode = Self::Sandbox;
        for argument in arguments {
            match argument.as_str() {
                "--help" | "-h" => return Ok(Self::Help),
                "--live" => mode = Self::Live,
                _ => return Err(argument),
            }
        }
        Ok(mode)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    let timeline = Timeline::start();
    let result = match Mode::read(arguments) {
        Ok(Mode::Sandbox) => stage::run(timeline).await,
        Ok(Mode::Live) => live::run(timeline).await,
        Ok(Mode::Help) => {
            timeline::print(USAGE);
            Ok(())
        }
        Err(unknown) => {
            eprint!("quickstart: unknown argument {unknown:?}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("quickstart: {failure}");
            failure.exit_code()
        }
    }
}
