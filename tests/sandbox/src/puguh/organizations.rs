//! Organizations, their members, and the users of IAM.

use http::StatusCode;
use serde_json::{Value, json};

use super::accounts::User;
use super::fastapi::{self, Body, Paging, Violations};
use super::{Caller, authenticate};
use crate::clock;
use crate::http::{Answer, Call};
use crate::seed;
use crate::state::State;

const ROLES: [&str; 3] = ["admin", "member", "viewer"];

/// The seeded organization where the user may look but not touch.
const VIEWER_INDEX: usize = 7;

pub(crate) fn viewer_organization_id() -> String {
    organization_id(VIEWER_INDEX)
}

fn organization_id(index: usize) -> String {
    seed::uuid(&format!("organization:{index}"))
}

#[derive(Debug)]
pub(super) struct Organization {
    pub(super) id: String,
    name: String,
    slug: String,
    description: Option<String>,
    personal: bool,
    created_at: f64,
    updated_at: f64,
    members: Vec<Member>,
}

#[derive(Clone, Debug)]
struct Member {
    user_id: String,
    email: String,
    full_name: String,
    role: String,
    status: &'static str,
    joined_at: f64,
}

impl Member {
    fn to_json(&self) -> Value {
        json!({
            "user_id": self.user_id,
            "email": self.email,
            "full_name": self.full_name,
            "role": self.role,
            "status": self.status,
            "joined_at": clock::rfc3339(self.joined_at),
        })
    }
}

impl Organization {
    /// The one that comes with a registration.
    pub(super) fn personal(owner: &User, now: f64) -> Self {
        Self {
            id: seed::new_uuid(),
            name: format!("{}'s organization", owner.email),
            slug: slug_of(&owner.email),
            description: None,
            personal: true,
            created_at: now,
            updated_at: now,
            members: vec![member(owner, "owner", now)],
        }
    }

    fn role_of(&self, user_id: &str) -> Option<&str> {
        let found = self.members.iter().find(|member| member.user_id == user_id)?;
        Some(&found.role)
    }

    fn to_json(&self, caller: &Caller) -> Value {
        let role = match caller {
            Caller::Key => None,
            Caller::User { id } => self.role_of(id),
        };
        json!({
            "id": self.id,
            "name": self.name,
            "slug": self.slug,
            "description": self.description,
            "type": if self.personal { "personal" } else { "team" },
            "role": role,
            "created_at": clock::rfc3339(self.created_at),
            "updated_at": clock::rfc3339(self.updated_at),
        })
    }
}

fn member(user: &User, role: &str, now: f64) -> Member {
    Member {
        user_id: user.id.clone(),
        email: user.email.clone(),
        full_name: user.full_name.clone(),
        role: role.to_owned(),
        status: "active",
        joined_at: now,
    }
}

fn slug_of(name: &str) -> String {
    let letters = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    letters
        .collect::<String>()
        .to_ascii_lowercase()
        .trim_matches('-')
        .to_owned()
}

/// Three pages of organizations; the first one has two pages of members.
pub(super) fn seeded(now: f64) -> Vec<Organization> {
    const FIRST: [&str; 9] = [
        "Aster", "Birch", "Cedar", "Dahlia", "Elm", "Fern", "Ginkgo", "Hazel", "Iris",
    ];
    const SECOND: [&str; 5] = ["Works", "Labs", "Studio", "Trading", "Systems"];
    let ada = User::seeded();
    (0..seed::ORGANIZATIONS)
        .map(|index| {
            #[allow(clippy::cast_precision_loss, reason = "a small number of days")]
            let created = now - 86_400.0 * (seed::ORGANIZATIONS - index) as f64;
            let name = format!("{} {}", FIRST[index % 9], SECOND[index / 9 % 5]);
            let role = if index == VIEWER_INDEX { "viewer" } else { "owner" };
            let mut members = vec![member(&ada, role, created)];
            let others = if index == 0 { 24 } else { 2 };
            members.extend((1..=others).map(|number| Member {
                user_id: seed::uuid(&format!("user:{index}:{number}")),
                email: format!("person{number}.org{index}@example.test"),
                full_name: format!("Person {number}"),
                role: ROLES[number % 3].to_owned(),
                status: if number == 5 { "suspended" } else { "active" },
                joined_at: created,
            }));
            Organization {
                id: organization_id(index),
                slug: slug_of(&name),
                description: Some(format!("Organization {} of the sandbox", index + 1)),
                name,
                personal: index == 0,
                created_at: created,
                updated_at: created,
                members,
            }
        })
        .collect()
}

pub(super) fn route(state: &mut State, call: &Call, method: &str, rest: &[&str]) -> Result<Answer, Answer> {
    let caller = authenticate(state, call)?;
    match (method, rest) {
        ("GET", []) => list(state, call, &caller),
        ("POST", []) => create(state, call, &caller),
        ("GET", [id]) => {
            let place = find(state, &caller, id)?;
            Ok(Answer::ok(&state.puguh.organizations[place].to_json(&caller)))
        }
        ("PATCH", [id]) => update(state, call, &caller, id),
        ("DELETE", [id]) => {
            let place = permitted(state, &caller, id, "organization.delete")?;
            state.puguh.organizations.remove(place);
            Ok(Answer::empty(StatusCode::NO_CONTENT))
        }
        (_, [_]) => Err(fastapi::method_not_allowed("DELETE, GET, PATCH")),
        ("GET", [id, "members"]) => {
            let place = find(state, &caller, id)?;
            let paging = Paging::read(call)?;
            let members = &state.puguh.organizations[place].members;
            Ok(paging.envelope(members.iter().map(Member::to_json).collect()))
        }
        ("POST", [id, "members"]) => invite(state, call, &caller, id),
        (_, [] | [_, "members"]) => Err(fastapi::method_not_allowed("GET, POST")),
        ("PATCH", [id, "members", user_id]) => change_role(state, call, &caller, id, user_id),
        ("DELETE", [id, "members", user_id]) => remove_member(state, &caller, id, user_id),
        (_, [_, "members", _]) => Err(fastapi::method_not_allowed("DELETE, PATCH")),
        _ => Err(fastapi::not_found()),
    }
}

fn sees(organization: &Organization, caller: &Caller) -> bool {
    match caller {
        // A key stands for the account that made it.
        Caller::Key => organization.role_of(&seed::user_id()).is_some(),
        Caller::User { id } => organization.role_of(id).is_some(),
    }
}

/// The place of an organization that the caller may see.
fn find(state: &State, caller: &Caller, id: &str) -> Result<usize, Answer> {
    state
        .puguh
        .organizations
        .iter()
        .position(|organization| organization.id == id && sees(organization, caller))
        .ok_or_else(|| fastapi::detail(StatusCode::NOT_FOUND, "Organization not found"))
}

/// The place of an organization that the caller may change.
fn permitted(state: &State, caller: &Caller, id: &str, permission: &str) -> Result<usize, Answer> {
    let place = find(state, caller, id)?;
    let may = match caller {
        Caller::Key => true,
        Caller::User { id } => matches!(
            state.puguh.organizations[place].role_of(id),
            Some("owner" | "admin")
        ),
    };
    if may {
        Ok(place)
    } else {
        Err(fastapi::missing_permission(permission))
    }
}

fn list(state: &State, call: &Call, caller: &Caller) -> Result<Answer, Answer> {
    let paging = Paging::read(call)?;
    let kind = call.query_value("type");
    let mut violations = Violations::default();
    if kind
        .as_deref()
        .is_some_and(|kind| kind != "personal" && kind != "team")
    {
        violations.add(
            &["query", "type"],
            "Input should be 'personal' or 'team'",
            "literal_error",
        );
    }
    violations.check()?;
    let search = call.query_value("search").unwrap_or_default().to_lowercase();
    let items = state
        .puguh
        .organizations
        .iter()
        .filter(|organization| sees(organization, caller))
        .filter(|organization| {
            kind.as_deref()
                .is_none_or(|kind| (kind == "personal") == organization.personal)
        })
        .filter(|organization| {
            organization.name.to_lowercase().contains(&search) || organization.slug.contains(&search)
        })
        .map(|organization| organization.to_json(caller))
        .collect();
    Ok(paging.envelope(items))
}

fn slug_is_taken(state: &State, slug: &str, except: Option<&str>) -> bool {
    state
        .puguh
        .organizations
        .iter()
        .any(|other| other.slug == slug && except != Some(other.id.as_str()))
}

fn slug_conflict() -> Answer {
    fastapi::detail(StatusCode::CONFLICT, "Organization slug already exists")
}

fn create(state: &mut State, call: &Call, caller: &Caller) -> Result<Answer, Answer> {
    let mut body = Body::read(call)?;
    let name = body.filled_text("name");
    let slug = body.optional_text("slug").unwrap_or_else(|| slug_of(&name));
    let description = body.optional_text("description");
    body.check()?;
    if slug_is_taken(state, &slug, None) {
        return Err(slug_conflict());
    }
    let now = state.now();
    let owner_id = match caller {
        Caller::Key => seed::user_id(),
        Caller::User { id } => id.clone(),
    };
    let owner = state.puguh.users.iter().find(|user| user.id == owner_id);
    let organization = Organization {
        id: seed::new_uuid(),
        name,
        slug,
        description,
        personal: false,
        created_at: now,
        updated_at: now,
        members: owner
            .map(|owner| member(owner, "owner", now))
            .into_iter()
            .collect(),
    };
    let answer = Answer::json(StatusCode::CREATED, &organization.to_json(caller));
    state.puguh.organizations.push(organization);
    Ok(answer)
}

fn update(state: &mut State, call: &Call, caller: &Caller, id: &str) -> Result<Answer, Answer> {
    let place = permitted(state, caller, id, "organization.settings.update")?;
    let mut body = Body::read(call)?;
    let name = body.optional_text("name");
    let slug = body.optional_text("slug");
    let description = body.optional_text("description");
    body.check()?;
    if slug
        .as_deref()
        .is_some_and(|slug| slug_is_taken(state, slug, Some(id)))
    {
        return Err(slug_conflict());
    }
    let now = state.now();
    let organization = &mut state.puguh.organizations[place];
    organization.name = name.unwrap_or_else(|| organization.name.clone());
    organization.slug = slug.unwrap_or_else(|| organization.slug.clone());
    organization.description = description.or_else(|| organization.description.take());
    organization.updated_at = now;
    Ok(Answer::ok(&organization.to_json(caller)))
}

fn invite(state: &mut State, call: &Call, caller: &Caller, id: &str) -> Result<Answer, Answer> {
    let place = permitted(state, caller, id, "organization.members.create")?;
    let mut body = Body::read(call)?;
    let email = body.email("email");
    let role = body.one_of("role", &ROLES);
    body.check()?;
    let now = state.now();
    let known = state.puguh.users.iter().find(|user| user.email == email);
    let (user_id, full_name) = known.map_or_else(
        || (seed::new_uuid(), String::new()),
        |user| (user.id.clone(), user.full_name.clone()),
    );
    let members = &mut state.puguh.organizations[place].members;
    if members.iter().any(|member| member.email == email) {
        return Err(fastapi::detail(StatusCode::CONFLICT, "User is already a member"));
    }
    let invited = Member {
        user_id,
        email,
        full_name,
        role,
        status: "pending",
        joined_at: now,
    };
    let answer = Answer::json(StatusCode::CREATED, &invited.to_json());
    members.push(invited);
    Ok(answer)
}

fn member_not_found() -> Answer {
    fastapi::detail(StatusCode::NOT_FOUND, "Member not found")
}

fn change_role(
    state: &mut State,
    call: &Call,
    caller: &Caller,
    id: &str,
    user_id: &str,
) -> Result<Answer, Answer> {
    let place = permitted(state, caller, id, "organization.members.manage")?;
    let mut body = Body::read(call)?;
    let role = body.one_of("role", &ROLES);
    body.check()?;
    let members = &mut state.puguh.organizations[place].members;
    let found = members
        .iter_mut()
        .find(|member| member.user_id == user_id)
        .ok_or_else(member_not_found)?;
    if found.role == "owner" {
        let text = "The owner's role cannot be changed";
        return Err(fastapi::detail(StatusCode::BAD_REQUEST, text));
    }
    found.role = role;
    Ok(Answer::ok(&found.to_json()))
}

fn remove_member(state: &mut State, caller: &Caller, id: &str, user_id: &str) -> Result<Answer, Answer> {
    let place = permitted(state, caller, id, "organization.members.manage")?;
    let members = &mut state.puguh.organizations[place].members;
    let found = members
        .iter()
        .position(|member| member.user_id == user_id)
        .ok_or_else(member_not_found)?;
    if members[found].role == "owner" {
        return Err(fastapi::detail(
            StatusCode::BAD_REQUEST,
            "The owner cannot be removed",
        ));
    }
    members.remove(found);
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}

/// The users of the organization in the header; without one, of the caller's first.
pub(super) fn list_users(state: &State, call: &Call) -> Result<Answer, Answer> {
    let caller = authenticate(state, call)?;
    let paging = Paging::read(call)?;
    let organization = match call.header("x-organization-id") {
        Some(id) => Some(&state.puguh.organizations[find(state, &caller, id)?]),
        None => state
            .puguh
            .organizations
            .iter()
            .find(|found| sees(found, &caller)),
    };
    let search = call.query_value("search").unwrap_or_default().to_lowercase();
    let role = call.query_value("role");
    let status = call.query_value("status");
    let items = organization
        .map(|organization| organization.members.as_slice())
        .unwrap_or_default()
        .iter()
        .filter(|member| member.email.contains(&search) || member.full_name.to_lowercase().contains(&search))
        .filter(|member| role.as_deref().is_none_or(|role| member.role == role))
        .filter(|member| status.as_deref().is_none_or(|status| member.status == status))
        .map(Member::to_json)
        .collect();
    Ok(paging.envelope(items))
}
