//! The messages of the PUGUH API.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    Error, ErrorCode, Json, JsonMap, Page, Request, Secret, Tokens, Violation,
    json::{messages, open_enum},
};

open_enum! {
    /// What a member may do in an organization.
    enum Role {
        /// Everything; one in each organization.
        Owner = "owner",
        /// Everything but owning.
        Admin = "admin",
        /// Works in the organization.
        Member = "member",
        /// Reads.
        Viewer = "viewer",
    }
}

open_enum! {
    /// What an organization is for.
    enum OrganizationType {
        /// One person's own.
        Personal = "personal",
        /// A team's.
        Team = "team",
    }
}

messages! {
    MESSAGES, "snake_case";

    /// A new account.
    struct Register {
        /// The address to sign in with.
        email: String,
        /// The password.
        password: Secret,
        /// The person's name.
        full_name: Option<String>,
    }

    /// The account that was created.
    struct Registered {
        /// The new user's id.
        user_id: String,
        /// The address to sign in with.
        email: Option<String>,
        /// The id of the organization that was created along.
        organization_id: Option<String>,
    }

    /// A sign-in by e-mail and password.
    struct Login {
        /// The address.
        email: String,
        /// The password.
        password: Secret,
    }

    /// A refresh token to exchange.
    struct RefreshSession {
        /// The refresh token.
        refresh_token: Secret,
    }

    /// What a sign-in, a refresh or a code exchange gives. Without an access token a further step
    /// (such as a second factor) is asked for; [`LoginResponse::tokens`] tells.
    struct LoginResponse {
        /// The token that signs requests.
        access_token: Option<Secret>,
        /// The token that buys the next one. A refresh usually leaves it out: the old one goes on.
        refresh_token: Option<Secret>,
        /// `Bearer`.
        token_type: Option<String>,
        /// Lifetime of the access token in seconds.
        expires_in: Option<f64>,
        /// The scopes granted, separated by spaces (OAuth only).
        scope: Option<String>,
        .. /// What else the server said.
        other
    }

    /// An authorization code to exchange.
    struct ExchangeCode {
        /// `authorization_code`.
        grant_type: String,
        /// The code that came back.
        code: Secret,
        /// The id of the OAuth client.
        client_id: String,
        /// The secret of the OAuth client.
        client_secret: Option<Secret>,
        /// The same address as in the authorization.
        redirect_uri: String,
        /// The PKCE verifier, if the authorization was made with PKCE.
        code_verifier: Option<Secret>,
    }

    /// Which organizations to list.
    #[derive(Default)]
    struct ListOrganizations {
        /// The page, counted from 1.
        page: Option<u32>,
        /// Items on a page, from 1 to 100; 20 unless given.
        page_size: Option<u32>,
        /// Only organizations of this type.
        kind("type"): Option<OrganizationType>,
        /// Only organizations whose name matches.
        search: Option<String>,
    }

    /// One page of organizations.
    struct OrganizationPage {
        /// The organizations of this page.
        items: Vec<Organization>,
        /// How many there are in all.
        total: Option<u64>,
        /// The number of this page, counted from 1.
        page: Option<u32>,
        /// Items on a page.
        page_size: Option<u32>,
        /// Whether there is a page after this one.
        has_next: Option<bool>,
        /// Whether there is a page before this one.
        has_prev: Option<bool>,
    }

    /// A new organization.
    struct CreateOrganization {
        /// The name.
        name: String,
        /// The short name in addresses.
        slug: Option<String>,
        /// What it is for.
        description: Option<String>,
    }

    /// What to change in an organization; what is left out stays.
    #[derive(Default)]
    struct UpdateOrganization {
        /// The name.
        name: Option<String>,
        /// The short name in addresses.
        slug: Option<String>,
        /// What it is for.
        description: Option<String>,
    }

    /// Which members to list.
    #[derive(Default)]
    struct ListMembers {
        /// The page, counted from 1.
        page: Option<u32>,
        /// Items on a page, from 1 to 100; 20 unless given.
        page_size: Option<u32>,
    }

    /// One page of members.
    struct MemberPage {
        /// The members of this page.
        items: Vec<Member>,
        /// How many there are in all.
        total: Option<u64>,
        /// The number of this page, counted from 1.
        page: Option<u32>,
        /// Items on a page.
        page_size: Option<u32>,
        /// Whether there is a page after this one.
        has_next: Option<bool>,
        /// Whether there is a page before this one.
        has_prev: Option<bool>,
    }

    /// A member of an organization, or an invitation to it.
    struct Member {
        /// The user's id.
        user_id: Option<String>,
        /// The address.
        email: Option<String>,
        /// The person's name.
        full_name: Option<String>,
        /// What the member may do.
        role: Option<Role>,
        /// The state, such as `active`.
        status: Option<String>,
        /// When the member joined (RFC 3339).
        joined_at: Option<String>,
        .. /// What else the server said.
        other
    }

    /// An invitation.
    struct InviteMember {
        /// Whom to invite.
        email: String,
        /// What the new member may do.
        role: Role,
    }

    /// A change of role.
    struct UpdateMember {
        /// What the member may do from now on.
        role: Role,
    }

    /// Which users to list. The filters are assumed.
    #[derive(Default)]
    struct ListUsers {
        /// The page, counted from 1.
        page: Option<u32>,
        /// Items on a page, from 1 to 100; 20 unless given.
        page_size: Option<u32>,
        /// Only users whose name or address matches.
        search: Option<String>,
        /// Only users with this role.
        role: Option<Role>,
        /// Only users in this state.
        status: Option<String>,
    }

    /// One page of users. The shape is assumed.
    struct UserPage {
        /// The users of this page.
        items: Vec<Member>,
        /// How many there are in all.
        total: Option<u64>,
        /// The number of this page, counted from 1.
        page: Option<u32>,
        /// Items on a page.
        page_size: Option<u32>,
        /// Whether there is a page after this one.
        has_next: Option<bool>,
        /// Whether there is a page before this one.
        has_prev: Option<bool>,
    }
}

/// An organization.
///
/// Lists come in two documented forms, plain and as membership with the organization inside;
/// both read as this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "WrittenOrganization")]
pub struct Organization {
    /// The id.
    pub id: String,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The short name in addresses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What kind it is.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<OrganizationType>,
    /// The caller's role in it, where the answer names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// When it was created (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    /// When it was last changed (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<String>,
    /// What else the server said.
    #[serde(flatten)]
    pub other: JsonMap,
}

/// An organization in either of its forms. Members are read straight into their places: going
/// through a map took longer than the rest of the call.
#[derive(Deserialize)]
struct WrittenOrganization {
    id: Option<String>,
    name: Option<String>,
    slug: Option<String>,
    description: Option<String>,
    #[serde(rename = "type")]
    kind: Option<OrganizationType>,
    role: Option<Role>,
    created_at: Option<String>,
    updated_at: Option<String>,
    /// Of a membership: the organization itself.
    organization: Option<Json>,
    #[serde(flatten)]
    other: JsonMap,
}

impl TryFrom<WrittenOrganization> for Organization {
    type Error = String;

    fn try_from(written: WrittenOrganization) -> Result<Self, String> {
        let Some(Json::Object(inside)) = written.organization else {
            return Ok(Self {
                id: written.id.ok_or("missing field `id`")?,
                name: written.name,
                slug: written.slug,
                description: written.description,
                kind: written.kind,
                role: written.role,
                created_at: written.created_at,
                updated_at: written.updated_at,
                other: written.other,
            });
        };
        // The membership's own members, such as the role, stay unless the inside names them.
        let inside: Self = serde_json::from_value(Json::Object(inside)).map_err(|error| error.to_string())?;
        let mut other = written.other;
        other.extend(inside.other);
        Ok(Self {
            id: inside.id,
            name: inside.name.or(written.name),
            slug: inside.slug.or(written.slug),
            description: inside.description.or(written.description),
            kind: inside.kind.or(written.kind),
            role: inside.role.or(written.role),
            created_at: inside.created_at.or(written.created_at),
            updated_at: inside.updated_at.or(written.updated_at),
            other,
        })
    }
}

impl LoginResponse {
    /// The tokens, ready for [`PuguhClient::set_tokens`](super::PuguhClient::set_tokens).
    ///
    /// # Errors
    ///
    /// `unauthenticated` with reason `further_step_required` if the server wants another step
    /// first; `decode` if the token is of a type other than Bearer.
    pub fn tokens(&self) -> Result<Tokens, Error> {
        let Some(access_token) = self
            .access_token
            .clone()
            .filter(|token| !token.expose().is_empty())
        else {
            return Err(Error::new(
                ErrorCode::Unauthenticated,
                "the server asks for a further step before it gives tokens; `other` holds what it said",
            )
            .with_reason("further_step_required".to_owned()));
        };
        if let Some(kind) = &self.token_type {
            // RFC 6749 §5.1: the type is compared without regard to case.
            if !kind.eq_ignore_ascii_case("bearer") {
                return Err(Error::new(
                    ErrorCode::Decode,
                    "the token is of a type other than Bearer",
                ));
            }
        }
        let lifetime = self.expires_in.filter(|seconds| *seconds > 0.0);
        Ok(Tokens {
            access_token,
            refresh_token: self.refresh_token.clone(),
            expires_in: lifetime.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
        })
    }
}

impl Register {
    /// An account with an address and a password.
    pub fn new(email: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            email: email.into(),
            password: password.into(),
            full_name: None,
        }
    }
}

impl Login {
    /// A sign-in.
    pub fn new(email: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            email: email.into(),
            password: password.into(),
        }
    }
}

impl RefreshSession {
    /// Exchanges this refresh token.
    pub fn new(refresh_token: impl Into<Secret>) -> Self {
        Self {
            refresh_token: refresh_token.into(),
        }
    }
}

impl ExchangeCode {
    /// The code, the client it was given to, and the address it came back to.
    pub fn new(
        code: impl Into<Secret>,
        client_id: impl Into<String>,
        redirect_uri: impl Into<String>,
    ) -> Self {
        Self {
            grant_type: "authorization_code".to_owned(),
            code: code.into(),
            client_id: client_id.into(),
            client_secret: None,
            redirect_uri: redirect_uri.into(),
            code_verifier: None,
        }
    }

    /// Adds the client's secret. Never in a program that runs at its users'.
    #[must_use]
    pub fn with_client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// Adds the PKCE verifier.
    #[must_use]
    pub fn with_code_verifier(mut self, verifier: impl Into<Secret>) -> Self {
        self.code_verifier = Some(verifier.into());
        self
    }
}

impl CreateOrganization {
    /// An organization of this name.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            slug: None,
            description: None,
        }
    }
}

impl InviteMember {
    /// Invites somebody in a role.
    pub fn new(email: impl Into<String>, role: Role) -> Self {
        Self {
            email: email.into(),
            role,
        }
    }
}

impl UpdateMember {
    /// Gives a member this role.
    pub fn new(role: Role) -> Self {
        Self { role }
    }
}

/// Refuses an empty text where the server would.
fn required(field: &str, text: &str, found: &mut Vec<Violation>) {
    if text.trim().is_empty() {
        found.push(Violation::new(field, "must not be empty"));
    }
}

/// Refuses a page that no server has: numbers start at 1, sizes end at 100.
fn paging(page: Option<u32>, page_size: Option<u32>, found: &mut Vec<Violation>) {
    if page == Some(0) {
        found.push(Violation::new("page", "starts at 1"));
    }
    if page_size.is_some_and(|size| !(1..=100).contains(&size)) {
        found.push(Violation::new("page_size", "must be from 1 to 100"));
    }
}

impl Request for Register {
    fn check(&self, found: &mut Vec<Violation>) {
        required("email", &self.email, found);
        required("password", self.password.expose(), found);
    }
}

impl Request for Login {
    fn check(&self, found: &mut Vec<Violation>) {
        required("email", &self.email, found);
        required("password", self.password.expose(), found);
    }
}

impl Request for RefreshSession {
    fn check(&self, found: &mut Vec<Violation>) {
        required("refresh_token", self.refresh_token.expose(), found);
    }
}

impl Request for ExchangeCode {
    fn check(&self, found: &mut Vec<Violation>) {
        required("code", self.code.expose(), found);
        required("client_id", &self.client_id, found);
        required("redirect_uri", &self.redirect_uri, found);
    }
}

impl Request for CreateOrganization {
    fn check(&self, found: &mut Vec<Violation>) {
        required("name", &self.name, found);
    }
}

impl Request for InviteMember {
    fn check(&self, found: &mut Vec<Violation>) {
        required("email", &self.email, found);
    }
}

impl Request for UpdateOrganization {}
impl Request for UpdateMember {}

/// Requests for a page, and the pages they give.
macro_rules! paged {
    ($($request:ident -> $page:ident of $item:ident;)*) => {$(
        impl Request for $request {
            fn check(&self, found: &mut Vec<Violation>) {
                paging(self.page, self.page_size, found);
            }
        }

        impl Page for $page {
            type Item = $item;

            fn into_items(self) -> Vec<$item> {
                self.items
            }

            fn next(&self, query: &dyn Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
                let asked: u32 = query("page").and_then(|page| page.parse().ok()).unwrap_or(1);
                // An empty page is the last, whatever it says: no list goes on after a gap.
                let more = !self.items.is_empty()
                    && match (self.has_next, self.total, self.page_size) {
                        (Some(more), ..) => more,
                        (None, Some(total), Some(size)) => u64::from(asked) * u64::from(size) < total,
                        _ => true,
                    };
                more.then(|| ("page", (asked + 1).to_string()))
            }
        }
    )*};
}

paged! {
    ListOrganizations -> OrganizationPage of Organization;
    ListMembers -> MemberPage of Member;
    ListUsers -> UserPage of Member;
}
