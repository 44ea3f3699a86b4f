//! The npm package as its users meet it: scenarios, tests, consumers, examples, and its speed.

use std::{env, path::PathBuf};

use crate::{
    bench::{self, Budget, Length, Row},
    command::{Result, Run, target},
    npm,
    setup::{self, Found, system_package},
};

const TESTS: &str = "bindings/npm/tests";

/// What Chromium is called, system by system. `support/chromium.js` looks for the same.
const CHROMIUM: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
];

pub(crate) fn chromium() -> Result<Found> {
    let here = || {
        let folders = env::var_os("PATH").unwrap_or_default();
        let mut places = env::split_paths(&folders)
            .flat_map(|folder| CHROMIUM.iter().map(move |name| folder.join(name)))
            .chain(env::var_os("CHROMIUM").map(PathBuf::from));
        places.any(|place| place.is_file())
    };
    system_package("chromium", here, "the npm package is tested in it")
}

pub(crate) fn scenarios() -> Result {
    let node = run(&format!("node {TESTS}/scenarios/node.js"));
    let browser = run(&format!("node {TESTS}/scenarios/browser.js"));
    node.and(browser)
}

pub(crate) fn tests() -> Result {
    node_test(&["node", "browser"])
}

pub(crate) fn consumers() -> Result {
    node_test(&["consumers"])
}

pub(crate) fn examples() -> Result {
    node_test(&["examples"])
}

fn node_test(files: &[&str]) -> Result {
    let files: Vec<_> = files
        .iter()
        .map(|file| format!("{TESTS}/{file}.test.js"))
        .collect();
    run(&format!(
        "node --test --test-reporter=spec --test-concurrency=1 {}",
        files.join(" ")
    ))
}

/// Runs a program against the built package and a sandbox.
fn run(line: &str) -> Result {
    Run::new("cargo build --locked --quiet --package keybearer-sandbox").run()?;
    let name = format!("keybearer-sandbox{}", env::consts::EXE_SUFFIX);
    let sandbox = target()?.join("debug").join(name);
    with_package(line)?
        .variable("KEYBEARER_SANDBOX", sandbox.display().to_string())
        .run()
}

/// A program that installs the built package in projects of its own.
fn with_package(line: &str) -> Result<Run> {
    npm::build()?;
    install()?;
    Ok(Run::new(line)
        .variable("KEYBEARER_TARBALL", npm::tarball()?.display().to_string())
        .variable("KEYBEARER_TARGET", target()?.display().to_string()))
}

/// Installs what the tests themselves need, unless it is there as locked.
fn install() -> Result {
    let modules = PathBuf::from(TESTS).join("node_modules/.package-lock.json");
    let age = |path: PathBuf| path.metadata().and_then(|data| data.modified()).ok();
    let installed = age(modules);
    if installed.is_some() && installed >= age(PathBuf::from(TESTS).join("package-lock.json")) {
        return Ok(());
    }
    Run::new(&format!("npm ci --prefer-offline --prefix {TESTS}")).run()
}

/// Ratios to plain fetch within one run, so they hold on any machine.
pub(crate) fn bench(length: Length) -> Result {
    let quick = match length {
        Length::Full => "",
        Length::Quick => " --quick",
    };
    setup::ensure(setup::Need::Chromium)?;
    println!("\n==> the same calls by fetch, connect-web and Keybearer, in Node and in Chromium");
    let figures = with_package(&format!("node bindings/npm/bench/run.js{quick}"))?.read()?;
    let rows: Vec<Row> = figures
        .lines()
        .filter_map(|line| {
            let (what, value) = line.split_once('\t')?;
            Some(row(what, value.parse().ok()?))
        })
        .collect();
    if rows.is_empty() {
        return Err("nothing was measured".to_owned());
    }
    bench::report(&rows)
}

fn row(what: &str, value: f64) -> Row {
    let (unit, budget) = match what {
        "chromium, cold start" => ("ms", Budget::AtMost(50.0)),
        _ if what.ends_with("cold start") => ("ms", Budget::None),
        _ if what.starts_with("chromium") && what.ends_with("keybearer / fetch") => {
            ("×", Budget::AtLeast(0.95))
        }
        _ if what.ends_with("/ fetch") => ("×", Budget::None),
        _ => ("/s", Budget::None),
    };
    Row {
        what: what.to_owned(),
        value,
        unit,
        budget,
    }
}
