//! Runs the scenarios of `tests/scenarios` against the Rust SDK: each is a test of its own, with a
//! sandbox of its own. The format is described in `tests/scenarios/README.md`.

mod clients;
mod expectations;
mod json;
mod operations;
mod run;
mod scenario;
mod world;

use std::{error::Error, fs, path::Path};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

use crate::scenario::{File, Scenario, Surface};

/// Scenarios mostly wait, so far more of them run at once than there are cores.
const AT_ONCE: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = read(&folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut trials = vec![Trial::test(
        "the files follow the schema and no name is used twice",
        {
            let files = files.clone();
            move || validate(&folder, &files).map_err(Failed::from)
        },
    )];
    for (name, json) in files {
        let file: File = serde_json::from_value(json).map_err(|error| format!("{name}: {error}"))?;
        for scenario in file.scenarios {
            let handle = runtime.handle().clone();
            let skip = !scenario.surfaces.contains(&Surface::Native);
            let title = format!("{} [{}]", scenario.name, scenario.rule);
            let file = name.clone();
            let run = move || {
                handle
                    .block_on(run::run(scenario))
                    .map_err(|problem| Failed::from(format!("{file}: {problem}")))
            };
            trials.push(Trial::test(title, run).with_ignored_flag(skip));
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

/// The scenario files, in the order of their names.
fn read(folder: &Path) -> Result<Vec<(String, Value)>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.extension().is_some_and(|extension| extension == "json") && name != "schema.json" {
            let json =
                serde_json::from_slice(&fs::read(&path)?).map_err(|error| format!("{name}: {error}"))?;
            files.push((name, json));
        }
    }
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(files)
}

fn validate(folder: &Path, files: &[(String, Value)]) -> Result<(), String> {
    let schema = fs::read(folder.join("schema.json")).map_err(|error| error.to_string())?;
    let schema: Value = serde_json::from_slice(&schema).map_err(|error| error.to_string())?;
    let mut compiler = boon::Compiler::new();
    compiler
        .add_resource("schema.json", schema)
        .map_err(|error| error.to_string())?;
    let mut schemas = boon::Schemas::new();
    let schema = compiler
        .compile("schema.json", &mut schemas)
        .map_err(|error| format!("{error:#}"))?;
    let mut problems = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (name, json) in files {
        if let Err(error) = schemas.validate(json, schema) {
            problems.push(format!("{name}: {error:#}"));
        }
        for scenario in json["scenarios"].as_array().into_iter().flatten() {
            names.extend(scenario["name"].as_str().map(str::to_owned));
        }
    }
    names.sort_unstable();
    let twice = names.windows(2).filter(|pair| pair[0] == pair[1]);
    problems.extend(twice.map(|pair| format!("used twice: {}", pair[0])));
    if problems.is_empty() {
        Ok(())
    } else {
        Err(problems.join("\n"))
    }
}

/// What goes wrong with a scenario itself, rather than with what it tests.
pub(crate) fn broken(what: impl std::fmt::Display) -> String {
    format!("the scenario is wrong: {what}")
}

impl Scenario {
    /// The clients to build, by name; a single one is called `main`.
    pub(crate) fn clients(&self) -> impl Iterator<Item = (&str, &Value)> {
        let main = self.client.iter().map(|client| ("main", client));
        main.chain(self.clients.iter().map(|(name, client)| (name.as_str(), client)))
    }
}
