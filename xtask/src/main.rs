//! The chores of this repository, one command each: `cargo xtask --help`.

// Printing is what these commands are for.
#![allow(clippy::print_stdout)]

mod bench;
mod budgets;
mod command;
mod ffi;
mod generate;
mod instructions;
mod kotlin;
mod npm;
mod python;
mod setup;
mod size;
mod swift;
mod test;
mod web;

use std::{env, path::Path, process::ExitCode};

use command::Result;

const HELP: &str = "\
Usage: cargo xtask <command>

  setup                      finds or installs what the other commands need
  test [step…]               everything that CI checks, or only the steps that are named
  build npm                  builds the npm package into target/npm/keybearer.tgz
  generate [--check]         writes the files that are made from the code, or says which are stale
  bench [--quick]            compares with plain reqwest and holds the budgets of time and memory
  bench --npm [--quick]      compares the npm package with fetch and connect-web, in Node and Chromium
  bench --bindings [LANGUAGE…]
                             compares the packages with what their languages use otherwise
  bench --update-budgets     counts instructions per call and writes instruction-budgets.toml
  size                       measures what ships, against size-budgets.toml
  ffi                        builds the library for Python, Kotlin and Swift into target/ffi
  package kotlin             stages the Kotlin package, documentation and all, below target/kotlin
  build swift                stages the Swift package in target/swift/Keybearer
  ffi bindings LANGUAGE DIR  writes the low-level bindings of a language

Every command prints each program that it runs, so that it can be repeated alone.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result {
    env::set_current_dir(command::root()).map_err(|error| format!("cannot enter the repository: {error}"))?;
    match arguments {
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}\nSteps of test:\n{}", test::list());
            Ok(())
        }
        ["setup"] => setup::everything(),
        ["test", steps @ ..] => test::run(steps),
        ["build", "npm"] => npm::build(),
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["bench"] => bench::run(bench::Length::Full),
        ["bench", "--quick"] => bench::run(bench::Length::Quick),
        ["bench", "--npm"] => web::bench(bench::Length::Full),
        ["bench", "--npm", "--quick"] => web::bench(bench::Length::Quick),
        ["bench", "--bindings", languages @ ..] => bindings_bench(languages),
        ["bench", "--update-budgets"] => instructions::update(),
        ["size"] => size::run(),
        ["package", "kotlin"] => kotlin::package(),
        ["build", "swift"] => swift::build(),
        ["ffi"] => ffi::run(),
        ["ffi", "bindings", language, folder] => ffi::bindings(language, Path::new(folder)),
        other => Err(format!("unknown: {}; try `cargo xtask --help`", other.join(" "))),
    }
}

/// The packages against what their languages use otherwise, one after the other. One that is under its
/// budget keeps none of the others from being measured.
fn bindings_bench(languages: &[&str]) -> Result {
    let all = ["python", "kotlin", "swift"];
    let mut failed = Vec::new();
    for language in if languages.is_empty() { &all } else { languages } {
        let measured = match *language {
            "python" => python::bench("15"),
            "kotlin" => kotlin::bench(),
            "swift" => swift::bench("10"),
            _ => Err("there is no such package".to_owned()),
        };
        if let Err(problem) = measured {
            failed.push(format!("{language}: {problem}"));
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(failed.join("; "))
}
