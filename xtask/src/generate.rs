//! Files that are made from the code. They are written by a test of the core
//! (`sdk-core/tests/generated`), so that plain `cargo test` notices when one is stale.

use crate::command::{Result, Run};

const TEST: &str = "cargo test --quiet --workspace --all-features --test generated";

pub(crate) fn write() -> Result {
    Run::new(TEST).variable("KEYBEARER_GENERATE", "write").run()?;
    Run::new("git status --short docs bindings").run()
}

pub(crate) fn check() -> Result {
    Run::new(TEST)
        .run()
        .map_err(|_| "generated files are stale: run `cargo xtask generate`".to_owned())
}
