//! Instructions per call, counted by callgrind: the same on every run, unlike time.

use std::fs;

use crate::{
    budgets::{Budgets, grouped},
    command::{Result, Run, target},
};

const FILE: &str = "instruction-budgets.toml";
/// How far a count may lie from its budget, in percent. Below counts too: a gain that is not
/// written down is lost again unseen.
const TOLERANCE: f64 = 3.0;
/// A case runs so many calls, and so many more: the difference is free of start and end.
const FEW: u64 = 200;
const MORE: u64 = 1200;

pub(crate) fn check() -> Result {
    let budgets = Budgets::read(FILE)?;
    let mut problems = Vec::new();
    println!(
        "  {:24}{:>12}{:>12}{:>9}",
        "instructions per call", "counted", "budget", ""
    );
    for (case, counted) in count()? {
        let budget = budgets.get(&case)?;
        let apart = percent(counted, budget);
        let verdict = if apart > TOLERANCE {
            problems.push(format!("{case} takes {apart:.1} % more than its budget"));
            "OVER"
        } else if apart < -TOLERANCE {
            problems.push(format!(
                "{case} takes {:.1} % less than its budget: hold the gain with `cargo xtask bench --update-budgets`",
                -apart
            ));
            "UNDER"
        } else {
            "ok"
        };
        println!(
            "  {case:24}{:>12}{:>12}{apart:>+7.1} % {verdict}",
            grouped(counted),
            grouped(budget)
        );
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(problems.join("; "))
}

/// Writes what is counted now as the budgets.
pub(crate) fn update() -> Result {
    crate::setup::ensure(crate::setup::Need::Valgrind)?;
    let mut budgets = Budgets::read(FILE)?;
    for (case, counted) in count()? {
        println!("  {case:24}{:>12}", grouped(counted));
        budgets.set(&case, counted);
    }
    budgets.write()
}

/// The instructions of one call of each case.
fn count() -> Result<Vec<(String, u64)>> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err("the budgets are for x86-64 Linux; count instructions there".to_owned());
    }
    Run::new("cargo build --locked --release --package keybearer-instructions --quiet").run()?;
    let program = target()?.join("release").join("keybearer-instructions");
    let cases = Run::program(&program).read()?;
    let total = |case: &str, calls: u64| {
        let file = target()?.join(format!("callgrind.{case}"));
        Run::new("valgrind --tool=callgrind --quiet")
            .arguments([format!("--callgrind-out-file={}", file.display())])
            .arguments([program.display().to_string(), case.to_owned(), calls.to_string()])
            .run()?;
        let profile =
            fs::read_to_string(&file).map_err(|error| format!("callgrind wrote nothing: {error}"))?;
        profile
            .lines()
            .find_map(|line| {
                line.strip_prefix("totals: ")?
                    .split_whitespace()
                    .next()?
                    .parse::<u64>()
                    .ok()
            })
            .ok_or_else(|| format!("{} holds no total", file.display()))
    };
    cases
        .lines()
        .map(|case| {
            let calls = total(case, MORE)?.saturating_sub(total(case, FEW)?);
            Ok((case.to_owned(), calls / (MORE - FEW)))
        })
        .collect()
}

#[allow(clippy::cast_precision_loss)]
fn percent(counted: u64, budget: u64) -> f64 {
    (counted as f64 / budget as f64 - 1.0) * 100.0
}
