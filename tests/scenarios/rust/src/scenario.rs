//! The format of the scenario files.
//!
//! Steps, clients and expectations are kept as JSON until they are due: only then are the
//! variables in them known.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

#[derive(Deserialize)]
pub(crate) struct File {
    pub(crate) scenarios: Vec<Scenario>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) rule: String,
    #[serde(default = "everywhere")]
    pub(crate) surfaces: Vec<Surface>,
    #[serde(default)]
    pub(crate) sandbox: Value,
    pub(crate) client: Option<Value>,
    #[serde(default)]
    pub(crate) clients: BTreeMap<String, Value>,
    #[serde(default)]
    pub(crate) steps: Vec<Value>,
    #[serde(default)]
    pub(crate) expect: Value,
}

#[derive(Clone, Copy, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Surface {
    Native,
    Node,
    Browser,
}

fn everywhere() -> Vec<Surface> {
    vec![Surface::Native, Surface::Node, Surface::Browser]
}

/// What to do to a sandbox, before the scenario or as a step of it. The members take effect in the
/// order in which they stand here.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Change {
    /// Starts a second sandbox, of another origin. Before the scenario only.
    pub(crate) other: bool,
    pub(crate) clear_rules: bool,
    pub(crate) settings: Option<Value>,
    pub(crate) mint: BTreeMap<String, Value>,
    pub(crate) rules: Vec<Value>,
    pub(crate) revoke: Vec<Value>,
    pub(crate) rotate_signing_key: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Step {
    Call(Box<CallStep>),
    Parallel(Parallel),
    Sleep(Sleep),
    Sandbox(SandboxStep),
    WaitFor(WaitFor),
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallStep {
    pub(crate) call: String,
    #[serde(default = "main_client")]
    pub(crate) client: String,
    #[serde(default)]
    pub(crate) arguments: Vec<String>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) request: Option<Value>,
    #[serde(default)]
    pub(crate) options: CallOptions,
    pub(crate) collect: Option<Collect>,
    pub(crate) take: Option<usize>,
    pub(crate) save: Option<String>,
    pub(crate) times: Option<usize>,
    pub(crate) concurrency: Option<usize>,
    pub(crate) after_ms: Option<u64>,
    pub(crate) cancel_after_ms: Option<u64>,
    #[serde(default)]
    pub(crate) expect: Expectation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parallel {
    pub(crate) parallel: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sleep {
    pub(crate) sleep_ms: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SandboxStep {
    pub(crate) sandbox: Change,
    pub(crate) after_ms: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaitFor {
    pub(crate) wait_for: Value,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Collect {
    Items,
    Pages,
}

/// The options of one call.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CallOptions {
    /// Milliseconds; `null` is no deadline.
    #[allow(clippy::option_option, reason = "absent and null differ")]
    #[serde(deserialize_with = "given")]
    pub(crate) timeout_ms: Option<Option<u64>>,
    pub(crate) idempotent: bool,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) organization_id: Option<String>,
    pub(crate) application_id: Option<String>,
    pub(crate) project_id: Option<String>,
}

/// What a call must come to. Without any of `ok`, `error`, `cancelled` and `outcomes` it must
/// succeed.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Expectation {
    #[serde(deserialize_with = "given")]
    pub(crate) ok: Option<Value>,
    pub(crate) error: Option<Value>,
    pub(crate) cancelled: bool,
    pub(crate) outcomes: Option<Value>,
    pub(crate) elapsed_ms: Option<Value>,
    pub(crate) metadata: Option<Value>,
}

/// What must have happened in the end.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Final {
    pub(crate) build_error: Option<Value>,
    pub(crate) journal: Option<Vec<Value>>,
    pub(crate) requests: Vec<Requests>,
    pub(crate) other_journal: Option<Vec<Value>>,
    pub(crate) counters: Option<Value>,
    pub(crate) callbacks: Option<Value>,
    pub(crate) events: Vec<Value>,
    pub(crate) no_events: Vec<Value>,
    pub(crate) hidden: Vec<String>,
}

/// What must hold of the requests that match.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Requests {
    #[serde(default)]
    pub(crate) r#match: Value,
    pub(crate) count: Option<Value>,
    pub(crate) each: Option<Value>,
    pub(crate) spacing_ms: Option<Value>,
    pub(crate) span_ms: Option<Value>,
    #[serde(default)]
    pub(crate) same: Vec<String>,
    #[serde(default)]
    pub(crate) distinct: Vec<String>,
}

fn main_client() -> String {
    "main".to_owned()
}

/// Tells `null` from absent.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}
