//! Pug: Connect RPC over JSON, as its documentation describes it.

mod analytics;
mod connect;
mod dashboard;
mod sign_in;

use std::collections::BTreeMap;

use http::header::ALLOW;
use http::{HeaderName, Method, StatusCode};
use serde_json::{Map, Value};

use crate::http::{Answer, Call};
use crate::state::State;
use crate::tokens::{Refused, TokenPlatform};

use analytics::Profile;
use connect::{Code, Failure, Step, Violation};
use dashboard::{ApiKey, Dashboard};
use sign_in::Customer;

/// The customer that the seeded JWT speaks for.
pub(crate) const SEED_CUSTOMER: &str = "cust_5andb0xada";

/// A JSON object.
type Object = Map<String, Value>;

/// Pug's state.
#[derive(Debug)]
pub(crate) struct Pug {
    customers: Vec<Customer>,
    orgs: BTreeMap<String, Object>,
    /// Members by organization.
    members: BTreeMap<String, Vec<Object>>,
    projects: BTreeMap<String, Project>,
    keys: Vec<ApiKey>,
    dashboards: Vec<Dashboard>,
    profiles: Vec<Profile>,
    events: Vec<analytics::Event>,
    email_providers: BTreeMap<String, Value>,
    next_id: u64,
}

#[derive(Clone, Debug)]
struct Project {
    org: String,
    data: Object,
}

impl Pug {
    pub(crate) fn seeded() -> Self {
        let mut pug = Self {
            customers: vec![Customer::seeded()],
            orgs: BTreeMap::new(),
            members: BTreeMap::new(),
            projects: BTreeMap::new(),
            keys: ApiKey::seeded(),
            dashboards: Vec::new(),
            profiles: Vec::new(),
            events: Vec::new(),
            email_providers: BTreeMap::new(),
            next_id: 1,
        };
        dashboard::seed(&mut pug);
        pug
    }

    pub(crate) fn email_of(&self, customer: &str) -> &str {
        let found = self.customers.iter().find(|found| found.id == customer);
        found.map_or("", |found| &found.email)
    }

    /// A new id such as `dash_5andb0x2a`.
    fn new_id(&mut self, prefix: &str) -> String {
        self.next_id += 1;
        format!("{prefix}_5andb0x{:04x}", self.next_id)
    }
}

/// Who may call a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Boundary {
    Public,
    Sdk,
    Shared,
    Dashboard,
}

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Caller {
    Nobody,
    SdkKey { project: String },
    SharedKey { project: String },
    Customer { id: String, org: String },
}

/// A call that has passed the door.
#[derive(Debug)]
struct Rpc<'a> {
    caller: Caller,
    /// The project named by the header.
    project: Option<String>,
    request: &'a Object,
    now: f64,
}

impl Rpc<'_> {
    /// A text member, when it is there.
    fn text(&self, name: &str) -> Option<&str> {
        self.request
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
    }

    /// A text member that must be there.
    fn required(&self, name: &'static str) -> Result<&str, Failure> {
        self.text(name).ok_or_else(|| {
            Failure::invalid(vec![Violation {
                path: vec![Step::Field(name)],
                rule: "required",
                message: "value is required".to_owned(),
            }])
        })
    }

    /// The project that a project-scoped call is about.
    fn project(&self) -> Result<&str, Failure> {
        self.project.as_deref().ok_or_else(|| {
            Failure::new(Code::InvalidArgument, "the x-project-id header is required")
                .reason("PROJECT_REQUIRED")
        })
    }

    /// The customer's organization; empty for keys, which never get this far.
    fn org(&self) -> &str {
        match &self.caller {
            Caller::Customer { org, .. } => org,
            _ => "",
        }
    }

    fn customer(&self) -> &str {
        match &self.caller {
            Caller::Customer { id, .. } => id,
            _ => "",
        }
    }
}

type Outcome = Result<Value, Failure>;

/// The methods of a service, and who may call it.
fn service(name: &str) -> Option<(Boundary, &'static [&'static str])> {
    use Boundary::{Dashboard, Public, Sdk, Shared};
    Some(match name {
        "auth.v1.AuthService" => (
            Public,
            &[
                "SignIn",
                "SignInWithMagicLink",
                "SignInWithOAuth",
                "SignUp",
                "RefreshToken",
            ],
        ),
        "events.v1.EventsService" => (Sdk, &["BatchCreate"]),
        "profiles.v1.ProfilesSDKService" => (Sdk, &["Identify", "Alias"]),
        "profiles.v1.ProfilesService" => (Shared, &["Get", "List", "Delete"]),
        "insights.v1.InsightsService" => (Shared, &["Query"]),
        "activity.v1.ActivityService" => (Shared, &["List"]),
        "orgs.v1.OrgsService" => (
            Dashboard,
            &[
                "Create",
                "Get",
                "List",
                "Update",
                "InviteMember",
                "ListMembers",
                "RemoveMember",
            ],
        ),
        "projects.v1.ProjectsService" => (
            Dashboard,
            &[
                "Create",
                "Get",
                "List",
                "Update",
                "CreateApiKey",
                "ListApiKeys",
                "RevokeApiKey",
            ],
        ),
        "dashboards.v1.DashboardsService" => (
            Dashboard,
            &["List", "Get", "Create", "Update", "Upsert", "Delete"],
        ),
        "orgemailproviders.v1.OrgEmailProvidersService" => {
            (Dashboard, &["Get", "Upsert", "Delete", "SendTest"])
        }
        "customers.v1.CustomersService" => (Dashboard, &["List", "Get", "Update"]),
        _ => return None,
    })
}

/// `/events.v1.EventsService/BatchCreate`
fn split_path(path: &str) -> Option<(&str, &str)> {
    let (service, method) = path.strip_prefix('/')?.split_once('/')?;
    (service.contains('.') && !service.starts_with('.') && !method.contains('/')).then_some((service, method))
}

/// Whether a path has the form of an RPC.
pub(crate) fn is_rpc_path(path: &str) -> bool {
    split_path(path).is_some()
}

pub(crate) fn handle(state: &mut State, call: &Call) -> Answer {
    let details = state.settings.pug_validation_details;
    let known = split_path(&call.path).and_then(|(name, method)| {
        let (boundary, methods) = service(name)?;
        methods.contains(&method).then_some((boundary, name, method))
    });
    let Some((boundary, service, method)) = known else {
        return Answer::text(StatusCode::NOT_FOUND, "404 page not found\n");
    };
    if call.method != Method::POST {
        return Answer::empty(StatusCode::METHOD_NOT_ALLOWED).with(ALLOW, "POST");
    }
    let media_type = call.header("content-type").unwrap_or_default();
    if media_type.split(';').next().map(str::trim) != Some("application/json") {
        return Answer::empty(StatusCode::UNSUPPORTED_MEDIA_TYPE)
            .with(HeaderName::from_static("accept-post"), "application/json");
    }
    match answer(state, call, boundary, service, method) {
        Ok(value) => Answer::ok(&value),
        Err(failure) => failure.answer(details),
    }
}

fn answer(state: &mut State, call: &Call, boundary: Boundary, service: &str, method: &str) -> Outcome {
    check_protocol(call)?;
    let caller = authenticate(state, call, boundary)?;
    let project = project_of(state, call, &caller)?;
    let request = match call.json() {
        Ok(Value::Object(members)) => members,
        Ok(_) => {
            return Err(Failure::new(
                Code::InvalidArgument,
                "the message is not an object",
            ));
        }
        Err(error) => {
            let message = format!("unmarshal message: {error}");
            return Err(Failure::new(Code::InvalidArgument, message));
        }
    };
    let now = state.now();
    let rpc = Rpc {
        caller,
        project,
        request: &request,
        now,
    };
    match service {
        "auth.v1.AuthService" => sign_in::auth(state, &rpc, method),
        "customers.v1.CustomersService" => sign_in::customers(&mut state.pug, &rpc, method),
        "events.v1.EventsService" => analytics::batch_create(&mut state.pug, &rpc),
        "profiles.v1.ProfilesSDKService" => analytics::capture(&mut state.pug, &rpc, method),
        "profiles.v1.ProfilesService" => analytics::profiles(&mut state.pug, &rpc, method),
        "insights.v1.InsightsService" => analytics::query(&state.pug, &rpc),
        "activity.v1.ActivityService" => analytics::activity(&state.pug, &rpc),
        "orgs.v1.OrgsService" => dashboard::orgs(&mut state.pug, &rpc, method),
        "projects.v1.ProjectsService" => dashboard::projects(state, &rpc, method),
        "dashboards.v1.DashboardsService" => dashboard::dashboards(&mut state.pug, &rpc, method),
        _ => dashboard::email_providers(&mut state.pug, &rpc, method),
    }
}

/// The protocol's own headers.
fn check_protocol(call: &Call) -> Result<(), Failure> {
    if let Some(version) = call.header("connect-protocol-version")
        && version != "1"
    {
        let message = format!("connect-protocol-version must be \"1\": got {version:?}");
        return Err(Failure::new(Code::InvalidArgument, message));
    }
    // Ten digits at most, by the protocol.
    if let Some(timeout) = call.header("connect-timeout-ms")
        && (timeout.len() > 10 || timeout.parse::<u64>().is_err())
    {
        let message = format!("parse timeout: {timeout:?}");
        return Err(Failure::new(Code::InvalidArgument, message));
    }
    match call.header("content-encoding") {
        None | Some("identity") => Ok(()),
        Some(encoding) => {
            let message = format!("unknown compression {encoding:?}: supported encodings are none");
            Err(Failure::new(Code::Unimplemented, message))
        }
    }
}

/// Who calls, and whether the service is theirs to call.
fn authenticate(state: &State, call: &Call, boundary: Boundary) -> Result<Caller, Failure> {
    if boundary == Boundary::Public {
        return Ok(Caller::Nobody);
    }
    let unauthenticated = |message: &str| Failure::new(Code::Unauthenticated, message);
    let credential = call
        .bearer()
        .filter(|credential| !credential.is_empty())
        .ok_or_else(|| unauthenticated("missing authorization header"))?;
    let caller = if credential.starts_with("pk_") {
        let key = state
            .pug
            .keys
            .iter()
            .find(|key| key.text == credential && !key.revoked);
        key.ok_or_else(|| unauthenticated("invalid API key"))?.caller()
    } else {
        let subject = state
            .tokens
            .check(TokenPlatform::Pug, credential, state.now())
            .map_err(|refused| match refused {
                Refused::Expired => unauthenticated("token has expired"),
                Refused::Unknown => unauthenticated("invalid authorization"),
            })?;
        let customer = state
            .pug
            .customers
            .iter()
            .find(|customer| customer.id == subject.user_id);
        let customer = customer.ok_or_else(|| unauthenticated("invalid authorization"))?;
        Caller::Customer {
            id: customer.id.clone(),
            org: customer.org.clone(),
        }
    };
    let allowed = match caller {
        Caller::SdkKey { .. } => boundary == Boundary::Sdk,
        Caller::SharedKey { .. } => boundary == Boundary::Shared,
        Caller::Customer { .. } => matches!(boundary, Boundary::Dashboard | Boundary::Shared),
        Caller::Nobody => false,
    };
    if allowed {
        Ok(caller)
    } else {
        let message = "this credential may not call this service";
        Err(Failure::new(Code::PermissionDenied, message))
    }
}

/// The project of the header, if the caller may reach it.
fn project_of(state: &State, call: &Call, caller: &Caller) -> Result<Option<String>, Failure> {
    let Some(id) = call.header("x-project-id").filter(|_| *caller != Caller::Nobody) else {
        return Ok(None);
    };
    let project = state
        .pug
        .projects
        .get(id)
        .ok_or_else(|| Failure::not_found("project", id))?;
    let reachable = match caller {
        Caller::SdkKey { project } | Caller::SharedKey { project } => project == id,
        Caller::Customer { org, .. } => project.org == *org,
        Caller::Nobody => true,
    };
    if reachable {
        Ok(Some(id.to_owned()))
    } else {
        let message = "this credential belongs to another project or organization";
        Err(Failure::new(Code::PermissionDenied, message))
    }
}
