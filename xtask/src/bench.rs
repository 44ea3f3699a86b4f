//! The budgets of time and memory, in one table.
//!
//! Times are ratios to plain reqwest within one run, so they hold on any machine. Run it when
//! nothing else keeps the machine busy.

use std::{collections::HashMap, fs};

use serde_json::Value;

use crate::command::{Result, Run, target};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    Full,
    Quick,
}

pub(crate) enum Budget {
    AtMost(f64),
    AtLeast(f64),
    None,
}

pub(crate) struct Row {
    pub(crate) what: String,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    pub(crate) budget: Budget,
}

const MEGABYTES: f64 = 1e6;

pub(crate) fn run(length: Length) -> Result {
    let (rounds, quick): (&str, &[&str]) = match length {
        Length::Full => ("60", &[]),
        Length::Quick => ("10", &["--quick"]),
    };
    Run::new("cargo build --locked --release --package keybearer-bench --bins --quiet").run()?;
    let programs = target()?.join("release");
    println!("\n==> the same request by reqwest, reqwest-middleware and Keybearer, in {rounds} rounds");
    let peers = figures(&Run::program(&programs.join("peers")).arguments([rounds]).read()?);
    println!("\n==> 10,000 calls asleep");
    let sleepers = figures(&Run::program(&programs.join("sleepers")).read()?);
    println!("\n==> reading the current token");
    let token = token_read(quick)?;

    let mut rows = Vec::new();
    for (measure, what, unit, budget) in [
        ("p50_us", "p50, 1 in flight", "µs", Budget::AtMost(1.10)),
        (
            "rate_one_thread",
            "rate, 64 in flight, 1 thread",
            "/s",
            Budget::AtLeast(0.92),
        ),
        ("processor_us", "processor time, 64 in flight", "µs", Budget::None),
        (
            "rate_two_threads",
            "rate, 64 in flight, 2 threads",
            "/s",
            Budget::AtLeast(0.92),
        ),
    ] {
        for peer in ["reqwest", "middleware", "keybearer"] {
            rows.push(Row {
                what: format!("{what}: {peer}"),
                value: figure(&peers, &format!("{measure}.{peer}"))?,
                unit,
                budget: Budget::None,
            });
        }
        for (peer, budget) in [("middleware", Budget::None), ("keybearer", budget)] {
            rows.push(Row {
                what: format!("{what}: {peer} / reqwest"),
                value: figure(&peers, &format!("{measure}.{peer}.ratio"))?,
                unit: "×",
                budget,
            });
        }
    }
    rows.push(Row {
        what: "token read".to_owned(),
        value: token,
        unit: "ns",
        budget: Budget::AtMost(60.0),
    });
    for (case, what) in [
        ("backoff", "10,000 asleep in backoff, 500 clients"),
        ("gate", "10,000 held at a closed gate, 1 client"),
    ] {
        let asleep = figure(&sleepers, &format!("{case}_asleep"))?;
        if asleep < 9_999.5 {
            return Err(format!(
                "only {asleep} of 10,000 calls slept: {what} means nothing"
            ));
        }
        rows.push(Row {
            what: format!("{what}: heap"),
            value: figure(&sleepers, &format!("{case}_heap_bytes"))? / MEGABYTES,
            unit: "MB",
            budget: Budget::AtMost(20.0),
        });
        rows.push(Row {
            what: format!("{what}: resident"),
            value: figure(&sleepers, &format!("{case}_resident_bytes"))? / MEGABYTES,
            unit: "MB",
            budget: Budget::None,
        });
    }
    report(&rows)
}

pub(crate) fn report(rows: &[Row]) -> Result {
    let mut over = 0;
    println!("\n  {:52}{:>12}     {:>10}", "", "measured", "budget");
    for row in rows {
        let (budget, verdict) = match row.budget {
            Budget::None => (String::new(), ""),
            Budget::AtMost(limit) if row.value <= limit => (format!("≤ {limit:.2}"), "PASS"),
            Budget::AtLeast(limit) if row.value >= limit => (format!("≥ {limit:.2}"), "PASS"),
            Budget::AtMost(limit) => (format!("≤ {limit:.2}"), "OVER BUDGET"),
            Budget::AtLeast(limit) => (format!("≥ {limit:.2}"), "UNDER BUDGET"),
        };
        over += usize::from(verdict.ends_with("BUDGET"));
        println!(
            "  {:52}{:>12.2} {:3} {budget:>10}  {verdict}",
            row.what, row.value, row.unit
        );
    }
    if over == 0 {
        return Ok(());
    }
    Err(format!("{over} budgets are not met"))
}

/// `name<tab>number` lines.
fn figures(text: &str) -> HashMap<String, f64> {
    text.lines()
        .filter_map(|line| {
            let (name, value) = line.split_once('\t')?;
            Some((name.to_owned(), value.parse().ok()?))
        })
        .collect()
}

fn figure(figures: &HashMap<String, f64>, name: &str) -> Result<f64> {
    figures
        .get(name)
        .copied()
        .ok_or_else(|| format!("{name} was not measured"))
}

/// Nanoseconds, of the fastest of criterion's samples: neighbours on the machine only ever add.
fn token_read(quick: &[&str]) -> Result<f64> {
    let home = target()?.join("criterion");
    // The profile of the other measurements: their build of the dependencies serves this one.
    Run::new("cargo bench --locked --profile release --package keybearer-bench --bench token --quiet --")
        .arguments(quick.iter().copied())
        .variable("CRITERION_HOME", home.display().to_string())
        .run()?;
    let file = home.join("token_read/new/sample.json");
    let text = fs::read_to_string(&file).map_err(|error| format!("criterion wrote nothing: {error}"))?;
    let samples: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let column = |name: &str| {
        samples[name]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_f64)
    };
    let times = column("times")
        .zip(column("iters"))
        .map(|(time, count)| time / count);
    times
        .min_by(f64::total_cmp)
        .ok_or_else(|| format!("{} holds no samples", file.display()))
}
