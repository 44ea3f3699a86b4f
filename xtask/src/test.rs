//! Everything that CI checks, as steps that can be run alone.

use std::{fmt::Write as _, time::Instant};

use crate::{
    command::{Result, Run, elapsed, target},
    ffi, generate, instructions, kotlin, npm, python,
    setup::{self, Found, Need, WASM},
    size, swift, web,
};

struct Step {
    name: &'static str,
    about: &'static str,
    needs: &'static [Need],
    /// Whether a run without names includes it.
    by_default: bool,
    run: fn() -> Result,
}

/// What the npm package is built with.
const NPM: &[Need] = &[Need::WasmTarget, Need::RustSources, Need::Node, Need::WasmBindgen];
/// With what it is tried in, besides.
const PAGES: &[Need] = &[
    Need::WasmTarget,
    Need::RustSources,
    Need::Node,
    Need::WasmBindgen,
    Need::Chromium,
];

/// One feature set for all of them, so that dependencies are built once to check and once to run.
const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        about: "formatting",
        needs: &[Need::Rustfmt],
        by_default: true,
        run: || Run::new("cargo fmt --all --check").run(),
    },
    Step {
        name: "clippy",
        about: "lints, of every target with every feature",
        needs: &[Need::Clippy],
        by_default: true,
        run: || {
            Run::new("cargo clippy --locked --workspace --all-targets --all-features --quiet -- -D warnings")
                .run()
        },
    },
    Step {
        name: "unit",
        about: "unit and integration tests, the scenarios and generated files among them",
        needs: &[],
        by_default: true,
        run: || Run::new("cargo test --locked --workspace --all-features --tests --no-fail-fast").run(),
    },
    Step {
        name: "doc",
        about: "the examples in the documentation",
        needs: &[],
        by_default: true,
        run: || Run::new("cargo test --locked --workspace --all-features --doc --no-fail-fast").run(),
    },
    Step {
        name: "scenarios",
        about: "only the scenario suite (part of unit)",
        needs: &[],
        by_default: false,
        run: || Run::new("cargo test --locked --workspace --all-features --test scenarios").run(),
    },
    Step {
        name: "generated",
        about: "only whether generated files are current (part of unit)",
        needs: &[],
        by_default: false,
        run: generate::check,
    },
    Step {
        name: "docs",
        about: "rustdoc without a warning",
        needs: &[],
        by_default: true,
        run: || {
            Run::new("cargo doc --locked --workspace --all-features --no-deps --quiet")
                .variable("RUSTDOCFLAGS", "-D warnings")
                .run()
        },
    },
    Step {
        name: "wasm",
        about: "the core without its native half, and what it must not depend on there",
        needs: &[Need::WasmTarget, Need::Clippy],
        by_default: true,
        run: wasm,
    },
    Step {
        name: "npm",
        about: "the npm package: built, and its own tests",
        needs: NPM,
        by_default: true,
        run: npm::test,
    },
    Step {
        name: "fuzz-check",
        about: "whether the fuzz targets still compile",
        needs: &[],
        by_default: true,
        run: fuzz_check,
    },
    Step {
        name: "deny",
        about: "licences, duplicates, banned crates, sources and advisories",
        needs: &[Need::CargoDeny],
        by_default: true,
        run: deny,
    },
    Step {
        name: "ffi",
        about: "the library that other languages carry: that it builds, and its size",
        needs: &[],
        by_default: true,
        run: ffi::run,
    },
    Step {
        name: "npm-scenarios",
        about: "the scenarios by the npm package, in Node and in Chromium",
        needs: PAGES,
        by_default: true,
        run: web::scenarios,
    },
    Step {
        name: "npm-tests",
        about: "what JavaScript adds to the scenarios, in Node and in Chromium",
        needs: PAGES,
        by_default: true,
        run: web::tests,
    },
    Step {
        name: "npm-consumers",
        about: "the npm package in projects of its users: bundlers, frameworks, runtimes, types",
        needs: PAGES,
        by_default: true,
        run: web::consumers,
    },
    Step {
        name: "npm-examples",
        about: "the examples for the web and for Node",
        needs: PAGES,
        by_default: true,
        run: web::examples,
    },
    Step {
        name: "kotlin",
        about: "the Kotlin package as it is published: scenarios, tests, examples",
        needs: &[Need::Maven],
        by_default: true,
        run: kotlin::test,
    },
    Step {
        name: "python",
        about: "the Python package: types, lints, scenarios, tests and examples, with the built wheel",
        needs: &[],
        by_default: true,
        run: python::test,
    },
    Step {
        name: "swift",
        about: "the Swift package: scenarios, tests and examples, as an application uses it",
        needs: &[Need::Swift],
        by_default: true,
        run: swift::test,
    },
    Step {
        name: "instructions",
        about: "instructions per call, against instruction-budgets.toml",
        needs: &[Need::Valgrind],
        by_default: true,
        run: instructions::check,
    },
    Step {
        name: "size",
        about: "the size of what ships, against size-budgets.toml",
        needs: NPM,
        by_default: true,
        run: size::run,
    },
];

pub(crate) fn list() -> String {
    let mut text = String::new();
    for step in STEPS {
        let _ = writeln!(text, "  {:14}{}", step.name, step.about);
    }
    text
}

/// Runs the steps that are named, or all. A failed step does not keep the next from running.
pub(crate) fn run(names: &[&str]) -> Result {
    if let Some(unknown) = names
        .iter()
        .find(|name| STEPS.iter().all(|step| step.name != **name))
    {
        return Err(format!("no step is called {unknown}. The steps:\n{}", list()));
    }
    let steps = STEPS.iter().filter(|step| match names {
        [] => step.by_default,
        names => names.contains(&step.name),
    });
    let started = Instant::now();
    let mut summary = String::new();
    let mut failed = Vec::new();
    for step in steps {
        println!("\n==> {}: {}", step.name, step.about);
        let step_started = Instant::now();
        let result = prepared(step);
        let time = elapsed(step_started.elapsed());
        let outcome = match &result {
            Ok(None) => "ok".to_owned(),
            Ok(Some(why)) => format!("LEFT OUT: {why}"),
            Err(message) => {
                failed.push(step.name);
                format!("FAILED: {message}")
            }
        };
        println!("<== {}: {outcome} ({time})", step.name);
        let _ = writeln!(summary, "  {:14}{time:>11}  {outcome}", step.name);
    }
    println!("\n{summary}  {:14}{:>11}", "total", elapsed(started.elapsed()));
    if failed.is_empty() {
        return Ok(());
    }
    let alone = failed.iter().map(|name| format!("\n  cargo xtask test {name}"));
    Err(format!(
        "failed; run a step alone by:{}",
        alone.collect::<String>()
    ))
}

/// Runs a step; says why if it had to be left out.
fn prepared(step: &Step) -> Result<Option<String>> {
    for need in step.needs {
        if let Found::Missing(why) = setup::ensure(*need)? {
            return Ok(Some(why));
        }
    }
    (step.run)().map(|()| None)
}

fn wasm() -> Result {
    let what = format!("--locked --package keybearer --target {WASM} --no-default-features");
    // Clippy only to refuse what rustc warns of: its own lints are the step `clippy`, and some of
    // them (an `Arc` of what is not `Send`) do not fit a target without threads.
    Run::new(&format!("cargo clippy {what} --quiet --"))
        .arguments("-D warnings -A clippy::all -A clippy::pedantic".split(' '))
        .run()?;
    let tree = Run::new(&format!("cargo tree {what} --edges normal --prefix none")).read()?;
    let native: Vec<_> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| ["reqwest", "tokio", "hyper"].contains(name))
        .collect();
    if native.is_empty() {
        return Ok(());
    }
    Err(format!("on {WASM} the core depends on {}", native.join(", ")))
}

fn fuzz_check() -> Result {
    let target = target()?.join("fuzz");
    Run::new("cargo check --locked --quiet --manifest-path fuzz/Cargo.toml --target-dir")
        .arguments([target.display().to_string()])
        // Nothing is linked, so the C++ of libFuzzer need not be compiled.
        .variable("CUSTOM_LIBFUZZER_PATH", "unused/libFuzzer.a")
        .run()
}

fn deny() -> Result {
    let program = setup::cargo_deny()?;
    let deny = |arguments: &str| {
        Run::program(&program)
            .arguments(arguments.split_whitespace())
            .run()
    };
    deny(
        "--locked --manifest-path sdk-core/Cargo.toml --config deny.toml --all-features --exclude-dev check bans",
    )?;
    deny("--locked --all-features check licenses sources")?;
    if deny("fetch db").is_err() {
        println!(
            "\n!! The advisory database cannot be fetched from here, so known vulnerabilities were NOT \
             checked. Run `cargo deny check advisories` where the network allows it.\n"
        );
        return Ok(());
    }
    deny("--locked --all-features check advisories")
}
