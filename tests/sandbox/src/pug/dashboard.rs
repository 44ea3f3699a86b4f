//! Organizations, projects with their keys, dashboards, e-mail providers: what a JWT may call.

use serde_json::{Value, json};

use super::connect::{Code, Failure, Step, Violation};
use super::{Caller, Object, Outcome, Project, Pug, Rpc};
use crate::clock;
use crate::seed;
use crate::state::State;
use crate::tokens;

/// The organization of the foreign project.
const FOREIGN_ORG: &str = "org_5andb0xf0re1gn";

#[derive(Clone, Debug)]
pub(super) struct ApiKey {
    pub(super) text: String,
    pub(super) revoked: bool,
    id: String,
    name: String,
    project: String,
    shared: bool,
    created_at: String,
}

impl ApiKey {
    pub(super) fn seeded() -> Vec<Self> {
        let key = |text: &str, id: &str, name: &str, shared| Self {
            text: text.to_owned(),
            revoked: false,
            id: id.to_owned(),
            name: name.to_owned(),
            project: seed::PUG_PROJECT.to_owned(),
            shared,
            created_at: "2026-01-01T00:00:00.000Z".to_owned(),
        };
        vec![
            key(seed::PUG_SDK_KEY, "key_5andb0xsdk", "Web", false),
            key(seed::PUG_SHARED_KEY, "key_5andb0xshared", "Server", true),
        ]
    }

    pub(super) fn caller(&self) -> Caller {
        let project = self.project.clone();
        if self.shared {
            Caller::SharedKey { project }
        } else {
            Caller::SdkKey { project }
        }
    }

    /// The raw key is in the answer to its creation only.
    fn to_json(&self, with_key: bool) -> Value {
        let kind = if self.shared {
            "API_KEY_TYPE_SHARED"
        } else {
            "API_KEY_TYPE_SDK"
        };
        let mut json = json!({
            "id": self.id,
            "name": self.name,
            "type": kind,
            "createdAt": self.created_at,
        });
        if with_key {
            json["key"] = self.text.as_str().into();
        }
        json
    }
}

#[derive(Clone, Debug)]
pub(super) struct Dashboard {
    project: String,
    id: String,
    name: String,
    tiles: Vec<Value>,
    created_at: f64,
    updated_at: f64,
}

impl Dashboard {
    fn summary(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "createdAt": clock::rfc3339(self.created_at),
            "updatedAt": clock::rfc3339(self.updated_at),
        })
    }

    fn whole(&self) -> Value {
        let mut json = self.summary();
        json["tiles"] = self.tiles.clone().into();
        json!({ "dashboard": json })
    }
}

fn object<const N: usize>(members: [(&str, Value); N]) -> Object {
    members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn project(org: &str, id: &str, name: &str) -> (String, Project) {
    let data = object([
        ("id", id.into()),
        ("name", name.into()),
        ("timezone", "UTC".into()),
        ("orgId", org.into()),
    ]);
    (
        id.to_owned(),
        Project {
            org: org.to_owned(),
            data,
        },
    )
}

pub(super) fn seed(pug: &mut Pug) {
    for (id, name) in [(seed::PUG_ORG, "Sandbox"), (FOREIGN_ORG, "Somebody else")] {
        let data = object([("id", id.into()), ("name", name.into())]);
        pug.orgs.insert(id.to_owned(), data);
    }
    pug.members.insert(
        seed::PUG_ORG.to_owned(),
        vec![object([
            ("customerId", super::SEED_CUSTOMER.into()),
            ("email", seed::EMAIL.into()),
            ("role", "ROLE_ADMIN".into()),
        ])],
    );
    pug.projects.extend([
        project(seed::PUG_ORG, seed::PUG_PROJECT, "Production"),
        project(FOREIGN_ORG, seed::PUG_FOREIGN_PROJECT, "Not yours"),
    ]);
}

pub(super) fn orgs(pug: &mut Pug, rpc: &Rpc<'_>, method: &str) -> Outcome {
    let own = rpc.org().to_owned();
    match method {
        "List" => {
            let list: Vec<&Object> = pug
                .orgs
                .iter()
                .filter(|(id, data)| **id == own || data.get("ownerId") == Some(&rpc.customer().into()))
                .map(|(_, data)| data)
                .collect();
            return Ok(json!({ "orgs": list }));
        }
        "Create" => {
            let name = rpc.required("name")?;
            let id = pug.new_id("org");
            let data = object([
                ("id", id.as_str().into()),
                ("name", name.into()),
                ("ownerId", rpc.customer().into()),
                ("createdAt", clock::rfc3339(rpc.now).into()),
            ]);
            pug.orgs.insert(id, data.clone());
            return Ok(json!({ "org": data }));
        }
        _ => {}
    }
    // How an organization is named is not documented: `orgId` or `id`, else the caller's own.
    let id = rpc
        .text("orgId")
        .or_else(|| rpc.text("id").filter(|_| method != "RemoveMember"))
        .unwrap_or(&own)
        .to_owned();
    let reachable = |data: &Object| id == own || data.get("ownerId") == Some(&rpc.customer().into());
    let org = pug
        .orgs
        .get_mut(&id)
        .filter(|data| reachable(data))
        .ok_or_else(|| {
            Failure::new(Code::PermissionDenied, "not a member of this organization")
                .reason("ORG_NOT_A_MEMBER")
        })?;
    let members = pug.members.entry(id).or_default();
    match method {
        "Get" => Ok(json!({ "org": org })),
        "Update" => {
            if let Some(name) = rpc.text("name") {
                org.insert("name".into(), name.into());
            }
            Ok(json!({ "org": org }))
        }
        "ListMembers" => Ok(json!({ "members": members })),
        "InviteMember" => {
            let email = rpc.required("email")?;
            let role = rpc.required("role")?;
            if !matches!(role, "ROLE_ADMIN" | "ROLE_MEMBER" | "ROLE_VIEWER") {
                return Err(Failure::invalid(vec![Violation {
                    path: vec![Step::Field("role")],
                    rule: "enum.defined_only",
                    message: "value must be one of the defined enum values".to_owned(),
                }]));
            }
            if members
                .iter()
                .any(|member| member.get("email") == Some(&email.into()))
            {
                return Err(Failure::new(Code::AlreadyExists, "already a member"));
            }
            let customer_id = format!("cust_{}", tokens::random_hex(8));
            let invited = object([
                ("customerId", customer_id.into()),
                ("email", email.into()),
                ("role", role.into()),
                ("pending", true.into()),
            ]);
            members.push(invited.clone());
            Ok(json!({ "member": invited }))
        }
        _ => {
            let who = ["customerId", "memberId", "userId", "id", "email"]
                .iter()
                .find_map(|name| rpc.text(name));
            let Some(who) = who else {
                return rpc.required("customerId").map(|_| Value::Null);
            };
            let before = members.len();
            members.retain(|member| {
                ["customerId", "email"]
                    .iter()
                    .all(|name| member.get(*name) != Some(&who.into()))
            });
            if members.len() == before {
                return Err(Failure::not_found("org_member", who));
            }
            Ok(json!({}))
        }
    }
}

/// The project that a call names: by `projectId`, `id`, or the header.
fn named_project(pug: &Pug, rpc: &Rpc<'_>, names: &[&str]) -> Result<String, Failure> {
    let Some(id) = names.iter().find_map(|name| rpc.text(name)) else {
        return rpc.project().map(str::to_owned);
    };
    match pug.projects.get(id) {
        None => Err(Failure::not_found("project", id)),
        Some(project) if project.org != rpc.org() => Err(Failure::new(
            Code::PermissionDenied,
            "this project belongs to another organization",
        )),
        Some(_) => Ok(id.to_owned()),
    }
}

pub(super) fn projects(state: &mut State, rpc: &Rpc<'_>, method: &str) -> Outcome {
    let pug = &mut state.pug;
    match method {
        "Create" => {
            let name = rpc.required("name")?;
            let id = pug.new_id("proj");
            let (_, mut created) = project(rpc.org(), &id, name);
            if let Some(timezone) = rpc.text("timezone") {
                created.data.insert("timezone".into(), timezone.into());
            }
            created
                .data
                .insert("createdAt".into(), clock::rfc3339(rpc.now).into());
            let answer = json!({ "project": created.data });
            pug.projects.insert(id, created);
            Ok(answer)
        }
        "List" => {
            let own = pug.projects.values().filter(|project| project.org == rpc.org());
            let list: Vec<&Object> = own.map(|project| &project.data).collect();
            Ok(json!({ "projects": list }))
        }
        "Get" | "Update" => {
            let id = named_project(pug, rpc, &["projectId", "id"])?;
            let Some(found) = pug.projects.get_mut(&id) else {
                return Err(Failure::not_found("project", &id));
            };
            for name in ["name", "timezone"] {
                if let Some(text) = rpc.text(name).filter(|_| method == "Update") {
                    found.data.insert(name.into(), text.into());
                }
            }
            Ok(json!({ "project": found.data }))
        }
        "CreateApiKey" => create_api_key(state, rpc),
        "ListApiKeys" => {
            let project = named_project(pug, rpc, &["projectId"])?;
            let list: Vec<Value> = pug
                .keys
                .iter()
                .filter(|key| key.project == project && !key.revoked)
                .map(|key| key.to_json(false))
                .collect();
            Ok(json!({ "apiKeys": list }))
        }
        _ => {
            let names = ["apiKeyId", "keyId", "id"];
            let Some(id) = names.iter().find_map(|name| rpc.text(name)) else {
                return rpc.required("id").map(|_| Value::Null);
            };
            let reachable: Vec<&str> = pug
                .projects
                .iter()
                .filter(|(_, project)| project.org == rpc.org())
                .map(|(id, _)| id.as_str())
                .collect();
            let key = pug
                .keys
                .iter_mut()
                .find(|key| key.id == id && !key.revoked && reachable.contains(&key.project.as_str()));
            key.ok_or_else(|| Failure::not_found("api_key", id))?.revoked = true;
            Ok(json!({}))
        }
    }
}

fn create_api_key(state: &mut State, rpc: &Rpc<'_>) -> Outcome {
    let project = named_project(&state.pug, rpc, &["projectId"])?;
    let shared = match rpc.required("type")? {
        "API_KEY_TYPE_SDK" => false,
        "API_KEY_TYPE_SHARED" => true,
        _ => {
            return Err(Failure::invalid(vec![Violation {
                path: vec![Step::Field("type")],
                rule: "enum.defined_only",
                message: "value must be one of the defined enum values".to_owned(),
            }]));
        }
    };
    let kind = if shared { "shared" } else { "sdk" };
    let key = ApiKey {
        text: format!("pk_{kind}_{}", tokens::random_hex(10)),
        revoked: false,
        id: state.pug.new_id("key"),
        name: rpc.text("name").unwrap_or_default().to_owned(),
        project,
        shared,
        created_at: clock::rfc3339(rpc.now),
    };
    state.issued.insert(&key.text);
    let answer = json!({ "apiKey": key.to_json(true) });
    state.pug.keys.push(key);
    Ok(answer)
}

pub(super) fn dashboards(pug: &mut Pug, rpc: &Rpc<'_>, method: &str) -> Outcome {
    let project = rpc.project()?.to_owned();
    match method {
        "List" => {
            let own = pug
                .dashboards
                .iter()
                .filter(|dashboard| dashboard.project == project);
            let list: Vec<Value> = own.map(Dashboard::summary).collect();
            return Ok(json!({ "dashboards": list }));
        }
        "Create" => {
            let name = rpc.required("name")?.to_owned();
            let created = Dashboard {
                project,
                id: pug.new_id("dash"),
                name,
                tiles: Vec::new(),
                created_at: rpc.now,
                updated_at: rpc.now,
            };
            let answer = created.whole();
            pug.dashboards.push(created);
            return Ok(answer);
        }
        _ => {}
    }
    let id = match rpc.text("dashboardId") {
        Some(id) => id,
        None if method == "Upsert" => rpc.required("dashboardId")?,
        None => rpc.required("id")?,
    };
    let place = pug
        .dashboards
        .iter()
        .position(|dashboard| dashboard.id == id && dashboard.project == project)
        .ok_or_else(|| Failure::not_found("dashboard", id).reason("DASHBOARD_NOT_FOUND"))?;
    match method {
        "Delete" => {
            pug.dashboards.remove(place);
            return Ok(json!({}));
        }
        "Update" => {
            if let Some(name) = rpc.text("name") {
                name.clone_into(&mut pug.dashboards[place].name);
            }
            pug.dashboards[place].updated_at = rpc.now;
        }
        "Upsert" => {
            let tiles = checked_tiles(pug, rpc)?;
            pug.dashboards[place].tiles = tiles;
            pug.dashboards[place].updated_at = rpc.now;
        }
        _ => {}
    }
    Ok(pug.dashboards[place].whole())
}

/// The new tile set; tiles without an id get one.
fn checked_tiles(pug: &mut Pug, rpc: &Rpc<'_>) -> Result<Vec<Value>, Failure> {
    let mut tiles = match rpc.request.get("tiles") {
        Some(Value::Array(tiles)) => tiles.clone(),
        None | Some(Value::Null) => Vec::new(),
        Some(_) => return Err(Failure::new(Code::InvalidArgument, "tiles must be a list")),
    };
    let mut violations = Vec::new();
    for (index, tile) in tiles.iter_mut().enumerate() {
        let kind = tile["type"].as_str().unwrap_or_default();
        if !matches!(kind, "TILE_TYPE_INSIGHT" | "TILE_TYPE_MARKDOWN") {
            violations.push(Violation {
                path: vec![Step::Index("tiles", index), Step::Field("type")],
                rule: "enum.defined_only",
                message: "value must be one of the defined enum values".to_owned(),
            });
        }
        if let Value::Object(members) = tile {
            members.entry("id").or_insert_with(|| pug.new_id("tile").into());
        }
    }
    if violations.is_empty() {
        Ok(tiles)
    } else {
        Err(Failure::invalid(violations))
    }
}

pub(super) fn email_providers(pug: &mut Pug, rpc: &Rpc<'_>, method: &str) -> Outcome {
    let org = rpc.org().to_owned();
    let missing = || Failure::not_found("email_provider", &org);
    match method {
        "Upsert" => {
            let mut provider = rpc.request.clone();
            // A password goes in and never comes out.
            for secret in ["password", "apiKey", "secret"] {
                provider.remove(secret);
            }
            let answer = json!({ "provider": provider });
            pug.email_providers.insert(org.clone(), provider.into());
            Ok(answer)
        }
        "Get" => {
            let provider = pug.email_providers.get(&org).ok_or_else(missing)?;
            Ok(json!({ "provider": provider }))
        }
        "Delete" => pug
            .email_providers
            .remove(&org)
            .map(|_| json!({}))
            .ok_or_else(missing),
        _ => pug
            .email_providers
            .get(&org)
            .map(|_| json!({ "sent": true }))
            .ok_or_else(missing),
    }
}
