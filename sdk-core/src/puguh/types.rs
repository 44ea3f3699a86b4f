//! The messages of the PUGUH API.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Unexpected, Visitor},
};

use crate::{
    Error, ErrorCode, Extra, Json, JsonMap, Page, Secret, Tokens, auth,
    json::{Loosely, kind, member, messages, open_enums, requests},
    pagination::PageFacts,
    runtime::scaled,
    text,
    time::Duration,
    tree::Value,
};

open_enums! {
    ENUMS;

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
        email: String [NotEmpty],
        /// The password.
        password: Secret [NotEmpty],
        /// The person's name.
        full_name: Option<String>,
    }

    /// The account that was created.
    struct Registered {
        /// The new user's id.
        user_id: String as "crate::json::text",
        /// The address to sign in with.
        email: Option<String> = "crate::json::loose",
        /// The id of the organization that was created along.
        organization_id: Option<String> = "crate::json::loose",
    }

    /// A sign-in by e-mail and password.
    struct Login {
        /// The address.
        email: String [NotEmpty],
        /// The password.
        password: Secret [NotEmpty],
    }

    /// A refresh token to exchange.
    struct RefreshSession {
        /// The refresh token.
        refresh_token: Secret [NotEmpty],
    }

    /// What a sign-in, a refresh or a code exchange gives. Without an access token a further step
    /// (such as a second factor) is asked for; [`LoginResponse::tokens`] tells.
    struct LoginResponse {
        /// The token that signs requests.
        access_token: Option<Secret>,
        /// The token that buys the next one. A refresh usually leaves it out: the old one goes on.
        refresh_token: Option<Secret>,
        /// `Bearer`.
        token_type: Option<String> = "crate::json::loose",
        /// Lifetime of the access token in seconds.
        expires_in: Option<f64> = "crate::json::loose",
        /// The scopes granted, separated by spaces (OAuth only).
        scope: Option<String> = "crate::json::loose",
        .. /// What else the server said.
        other
    }

    /// An authorization code to exchange.
    struct ExchangeCode {
        /// `authorization_code`.
        grant_type: String,
        /// The code that came back.
        code: Secret [NotEmpty],
        /// The id of the OAuth client.
        client_id: String [NotEmpty],
        /// The secret of the OAuth client.
        client_secret: Option<Secret>,
        /// The same address as in the authorization.
        redirect_uri: String [NotEmpty],
        /// The PKCE verifier, if the authorization was made with PKCE.
        code_verifier: Option<Secret>,
    }

    /// Which organizations to list.
    #[derive(Default)]
    struct ListOrganizations {
        /// The page, counted from 1.
        page: Option<u32> [Min(1)],
        /// Items on a page, from 1 to 100; 20 unless given.
        page_size: Option<u32> [Range(1, 100)],
        /// Only organizations of this type.
        kind("type"): Option<OrganizationType>,
        /// Only organizations whose name matches.
        search: Option<String>,
    }

    /// One page of organizations.
    struct OrganizationPage {
        /// The organizations of this page.
        items: Vec<Organization> as "crate::json::or_default",
        /// How many there are in all.
        total: Option<u64> = "crate::json::loose",
        /// The number of this page, counted from 1.
        page: Option<u32> = "crate::json::loose",
        /// Items on a page.
        page_size: Option<u32> = "crate::json::loose",
        /// Whether there is a page after this one.
        has_next: Option<bool> = "crate::json::loose",
        /// Whether there is a page before this one.
        has_prev: Option<bool> = "crate::json::loose",
    }

    /// An organization.
    ///
    /// Lists come in two documented forms, plain and as membership with the organization inside;
    /// both read as this.
    #[serde(try_from = "ReadOrganization")]
    struct Organization {
        /// The id.
        id: String as "crate::json::text",
        /// The name.
        name: Option<String> = "crate::json::loose",
        /// The short name in addresses.
        slug: Option<String> = "crate::json::loose",
        /// What it is for.
        description: Option<String> = "crate::json::loose",
        /// What kind it is.
        kind("type"): Option<OrganizationType> = "crate::json::loose",
        /// The caller's role in it, where the answer names it.
        role: Option<Role> = "crate::json::loose",
        /// When it was created (RFC 3339).
        created_at: Option<String> [Moment] = "crate::json::loose",
        /// When it was last changed (RFC 3339).
        updated_at: Option<String> [Moment] = "crate::json::loose",
        .. /// What else the server said.
        other
    }

    /// A new organization.
    struct CreateOrganization {
        /// The name.
        name: String [NotEmpty],
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
        page: Option<u32> [Min(1)],
        /// Items on a page, from 1 to 100; 20 unless given.
        page_size: Option<u32> [Range(1, 100)],
    }

    /// One page of members.
    struct MemberPage {
        /// The members of this page.
        items: Vec<Member> as "crate::json::or_default",
        /// How many there are in all.
        total: Option<u64> = "crate::json::loose",
        /// The number of this page, counted from 1.
        page: Option<u32> = "crate::json::loose",
        /// Items on a page.
        page_size: Option<u32> = "crate::json::loose",
        /// Whether there is a page after this one.
        has_next: Option<bool> = "crate::json::loose",
        /// Whether there is a page before this one.
        has_prev: Option<bool> = "crate::json::loose",
    }

    /// A member of an organization, or an invitation to it. Only that there is one is documented,
    /// not its members: so any answer can be read, and one of another type than assumed is in
    /// `other`.
    #[serde(from = "crate::json::Members")]
    struct Member {
        /// The id of the invitation, or of the membership.
        id: Option<String>,
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
        joined_at: Option<String> [Moment],
        .. /// What else the server said.
        other
    }

    /// An invitation.
    struct InviteMember {
        /// Whom to invite.
        email: String [NotEmpty],
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
        page: Option<u32> [Min(1)],
        /// Items on a page, from 1 to 100; 20 unless given.
        page_size: Option<u32> [Range(1, 100)],
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
        items: Vec<Member> as "crate::json::or_default",
        /// How many there are in all.
        total: Option<u64> = "crate::json::loose",
        /// The number of this page, counted from 1.
        page: Option<u32> = "crate::json::loose",
        /// Items on a page.
        page_size: Option<u32> = "crate::json::loose",
        /// Whether there is a page after this one.
        has_next: Option<bool> = "crate::json::loose",
        /// Whether there is a page before this one.
        has_prev: Option<bool> = "crate::json::loose",
    }
}

/// The names of an organization's members, and of what stands around it.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Written {
    Id,
    Name,
    Slug,
    Description,
    Type,
    Role,
    CreatedAt,
    UpdatedAt,
    /// Of a membership: the organization itself.
    Organization,
    Other(String),
}

/// An organization that was read in either of its forms.
struct ReadOrganization(Organization);

impl From<ReadOrganization> for Organization {
    fn from(read: ReadOrganization) -> Self {
        read.0
    }
}

impl<'de> Deserialize<'de> for ReadOrganization {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EitherForm).map(Self)
    }
}

/// Reads an organization in either of its forms. By hand, so that members go straight into their
/// places: lists are the largest answers there are, and what serde derives for a struct with
/// members that are not declared moves each of them several times.
struct EitherForm;

impl<'de> Visitor<'de> for EitherForm {
    type Value = Organization;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an organization")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Organization, A::Error> {
        let mut own = Organization::without_members();
        let (mut id, mut odd_id, mut inside) = (None, Json::Null, Json::Null);
        while let Some(name) = map.next_key()? {
            let other = &mut own.other;
            match name {
                Written::Id => odd_id = map.next_value_seed(Loosely(&mut id))?,
                Written::Name => member(&mut map, "name", &mut own.name, other)?,
                Written::Slug => member(&mut map, "slug", &mut own.slug, other)?,
                Written::Description => member(&mut map, "description", &mut own.description, other)?,
                Written::Type => member(&mut map, "type", &mut own.kind, other)?,
                Written::Role => member(&mut map, "role", &mut own.role, other)?,
                Written::CreatedAt => member(&mut map, "created_at", &mut own.created_at, other)?,
                Written::UpdatedAt => member(&mut map, "updated_at", &mut own.updated_at, other)?,
                Written::Organization => inside = map.next_value()?,
                Written::Other(name) => {
                    other.insert(name, map.next_value()?);
                }
            }
        }
        match inside {
            Json::Object(inside) => return own.member_of(inside).map_err(A::Error::custom),
            Json::Null => {}
            odd => {
                own.other.insert("organization".to_owned(), odd);
            }
        }
        own.id = id.ok_or_else(|| match odd_id {
            Json::Null => A::Error::missing_field("id"),
            odd => A::Error::invalid_type(Unexpected::Other(kind(&odd)), &"text as `id`"),
        })?;
        Ok(own)
    }
}

impl Organization {
    fn without_members() -> Self {
        Self {
            id: String::new(),
            name: None,
            slug: None,
            description: None,
            kind: None,
            role: None,
            created_at: None,
            updated_at: None,
            other: Extra::default(),
        }
    }

    /// The organization inside of a membership. What the membership says, such as the role, stays
    /// unless the inside says it too.
    fn member_of(mut self, inside: JsonMap) -> Result<Self, serde_json::Error> {
        let inside: Self = Self::deserialize(&Json::Object(inside))?;
        let membership = self.other.get("membership");
        let role = membership.and_then(|membership| Role::deserialize(membership.get("role")?).ok());
        self.other.extend(JsonMap::from(inside.other));
        Ok(Self {
            id: inside.id,
            name: inside.name.or(self.name),
            slug: inside.slug.or(self.slug),
            description: inside.description.or(self.description),
            kind: inside.kind.or(self.kind),
            role: inside.role.or(self.role).or(role),
            created_at: inside.created_at.or(self.created_at),
            updated_at: inside.updated_at.or(self.updated_at),
            other: self.other,
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
        let is_token = |token: &Secret| !token.expose().is_empty();
        let lifetime = self.expires_in.filter(|seconds| *seconds >= 0.0);
        let lifetime = lifetime.map(|seconds| scaled(Duration::from_secs(1), seconds));
        let access_token = self.access_token.clone().filter(is_token);
        let tokens = access_token.map(|access_token| Tokens {
            access_token,
            refresh_token: self.refresh_token.clone(),
            expires_in: lifetime.filter(|lifetime| !lifetime.is_zero()),
        });
        bearer(tokens, self.token_type.as_deref())
    }

    /// As [`tokens`](Self::tokens), of the body of an answer: what a refresh needs of it and no more.
    #[doc(hidden)]
    pub fn tokens_in(body: &[u8]) -> Result<Tokens, Error> {
        const NAMES: [&str; 3] = ["access_token", "refresh_token", "expires_in"];
        let answer = auth::answer(body)?;
        if !matches!(answer, Value::Object(_)) {
            return Err(auth::unreadable("it is no object"));
        }
        for name in &NAMES[..2] {
            match answer.get(name) {
                None | Some(Value::Null | Value::String(_)) => {}
                Some(odd) => {
                    let fault = text::filled("{} is {}, not text", &[name, odd.kind()]);
                    return Err(auth::unreadable(&fault));
                }
            }
        }
        let kind = answer.get("token_type").and_then(Value::as_str);
        bearer(Tokens::named(&answer, NAMES), kind)
    }
}

/// The tokens, if the server gave any, and those that are sent as Bearer.
fn bearer(tokens: Option<Tokens>, kind: Option<&str>) -> Result<Tokens, Error> {
    // RFC 6749 §5.1: the type is compared without regard to case.
    match tokens {
        Some(tokens) if kind.is_none_or(|kind| kind.eq_ignore_ascii_case("bearer")) => Ok(tokens),
        Some(_) => Err(Error::new(
            ErrorCode::Decode,
            "the token is of a type other than Bearer",
        )),
        None => Err(Error::new(
            ErrorCode::Unauthenticated,
            "the server asks for a further step before it gives tokens; `other` holds what it said",
        )
        .because("further_step_required")),
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

requests! {
    Register Login RefreshSession ExchangeCode ListOrganizations CreateOrganization UpdateOrganization
    ListMembers InviteMember UpdateMember ListUsers
}

/// Requests for a page, and the pages they give.
macro_rules! paged {
    ($($request:ident -> $page:ident of $item:ident;)*) => {$(
        impl Page for $page {
            type Item = $item;

            fn into_items(self) -> Vec<$item> {
                self.items
            }

            fn next(&self, query: &dyn Fn(&str) -> Option<String>) -> Option<(&'static str, String)> {
                let facts = PageFacts {
                    empty: self.items.is_empty(),
                    has_next: self.has_next,
                    total: self.total,
                    page_size: self.page_size.map(u64::from),
                    next_cursor: None,
                };
                facts.next_number(query)
            }
        }
    )*};
}

paged! {
    ListOrganizations -> OrganizationPage of Organization;
    ListMembers -> MemberPage of Member;
    ListUsers -> UserPage of Member;
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::protocol::decode;

    fn read<T: serde::de::DeserializeOwned>(answer: &Json) -> T {
        decode(answer.to_string().as_bytes()).unwrap_or_else(|error| panic!("{answer}: {error}"))
    }

    fn problem<T: serde::de::DeserializeOwned + fmt::Debug>(answer: &str) -> String {
        let error = decode::<T>(answer.as_bytes()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::Decode);
        error.message().to_owned()
    }

    #[test]
    fn an_organization_reads_in_each_of_its_forms() {
        let owner = [
            json!({ "id": "o", "role": "owner" }),
            json!({ "id": "o", "role": { "name": "owner", "permissions": [] } }),
            json!({ "organization": { "id": "o" }, "role": "owner" }),
            json!({ "organization": { "id": "o" }, "membership": { "role": "owner" } }),
            json!({ "organization": { "id": "o" }, "membership": { "role": { "name": "owner" } } }),
            json!({ "organization": { "id": "o", "role": "owner" }, "membership": { "role": "viewer" } }),
            json!({ "id": "m", "organization": { "id": "o" }, "role": "owner" }),
        ];
        for answer in owner {
            let organization: Organization = read(&answer);
            assert_eq!(
                (&*organization.id, organization.role),
                ("o", Some(Role::Owner)),
                "{answer}"
            );
        }
        let membership = json!({ "organization": { "id": "o" }, "membership": { "role": "owner" } });
        let organization: Organization = read(&membership);
        assert_eq!(organization.other["membership"], membership["membership"]);
    }

    #[test]
    fn the_tokens_of_an_answer_are_read_without_the_rest_of_it() {
        let tokens = |answer: Json| LoginResponse::tokens_in(answer.to_string().as_bytes());
        let full = json!({ "access_token": "a.b.c", "token_type": "bearer", "refresh_token": "r", "expires_in": "60" });
        let expected = Tokens::new("a.b.c")
            .with_refresh_token("r")
            .with_expires_in(Duration::from_mins(1));
        assert_eq!(tokens(full).unwrap(), expected);
        let bare = json!({ "access_token": "a.b.c", "refresh_token": "", "expires_in": 0 });
        assert_eq!(tokens(bare).unwrap(), Tokens::new("a.b.c"));
        for (answer, code) in [
            (json!({ "mfa": true }), ErrorCode::Unauthenticated),
            (json!({ "access_token": "" }), ErrorCode::Unauthenticated),
            (json!({ "access_token": 7 }), ErrorCode::Decode),
            (
                json!({ "access_token": "a", "token_type": "mac" }),
                ErrorCode::Decode,
            ),
            (json!([]), ErrorCode::Decode),
        ] {
            assert_eq!(tokens(answer.clone()).unwrap_err().code(), code, "{answer}");
        }
    }

    #[test]
    fn an_odd_member_of_an_organization_is_kept_and_harms_no_list() {
        let page: OrganizationPage = read(&json!({ "items": [
            { "id": 7, "slug": 8, "name": ["a"], "role": { "level": 1 }, "type": { "name": "team" } },
            { "id": "o", "organization": "o", "created_at": 1_700_000_000, "plan": "pro" },
        ] }));
        let [first, second] = &page.items[..] else {
            panic!("{page:?}")
        };
        assert_eq!((&*first.id, first.slug.as_deref()), ("7", Some("8")));
        assert_eq!((&first.name, &first.role), (&None, &None));
        assert_eq!(first.kind, Some(OrganizationType::Team));
        assert_eq!(
            json!(first.other),
            json!({ "name": ["a"], "role": { "level": 1 } })
        );
        assert_eq!(second.created_at.as_deref(), Some("1700000000"));
        assert_eq!(json!(second.other), json!({ "organization": "o", "plan": "pro" }));
    }

    #[test]
    fn what_an_answer_must_have_is_named_where_it_is_missing_or_wrong() {
        for answer in ["{}", r#"{"id":null}"#, r#"{"organization":{"name":"x"}}"#] {
            let problem = problem::<Organization>(answer);
            assert!(problem.contains("missing field `id`"), "{problem}");
        }
        for answer in [
            r#"{"id":["hunter2"]}"#,
            r#"{"organization":{"id":{"hunter2":1}}}"#,
        ] {
            let problem = problem::<Organization>(answer);
            assert!(problem.contains("expected text as `id`"), "{problem}");
            assert!(!problem.contains("hunter2"), "{problem}");
        }
        problem::<Organization>("");
        problem::<OrganizationPage>("");
        problem::<LoginResponse>("");
        assert!(problem::<Registered>("{}").contains("missing field `user_id`"));
        assert!(problem::<Registered>(r#"{"user_id":[1]}"#).contains("expected text"));
        assert!(problem::<OrganizationPage>("{}").contains("missing field `items`"));
        problem::<OrganizationPage>(r#"{"items":"x"}"#);
    }

    #[test]
    fn numbers_and_texts_are_read_in_the_place_of_each_other() {
        let login: LoginResponse = read(&json!({ "access_token": "a.b.c", "expires_in": "3600" }));
        assert_eq!(login.tokens().unwrap().expires_in, Some(Duration::from_hours(1)));
        let registered: Registered = read(&json!({ "user_id": 7, "email": null }));
        assert_eq!(registered.user_id, "7");
        for total in [json!(3), json!("3"), json!(3.0)] {
            let page: MemberPage = read(&json!({ "items": null, "total": total, "has_next": 1 }));
            assert_eq!((page.items.len(), page.total, page.has_next), (0, Some(3), None));
        }
        let page: MemberPage =
            read(&json!({ "items": [{ "user_id": 7, "id": 8, "role": { "name": "admin" } }] }));
        let member = &page.items[0];
        assert_eq!(
            (member.user_id.as_deref(), member.id.as_deref()),
            (Some("7"), Some("8"))
        );
        assert_eq!(member.role, Some(Role::Admin));
    }

    #[test]
    fn a_member_that_is_not_told_is_a_member_all_the_same() {
        for answer in ["", " ", "null", "{}", "\"invited\"", "invited", "1 invited"] {
            let member: Member = decode(answer.as_bytes()).unwrap();
            assert_eq!(json!(member), json!({}), "{answer}");
        }
        let member: Member = read(&json!({ "status": { "code": 1 }, "role": "owner", "invited_by": "u" }));
        assert_eq!((member.status, member.role), (None, Some(Role::Owner)));
        assert_eq!(
            json!(member.other),
            json!({ "status": { "code": 1 }, "invited_by": "u" })
        );
    }

    #[test]
    fn a_list_ends_where_its_total_does() {
        let next = |answer: Json, asked: &[(&str, &str)]| {
            let page: MemberPage = read(&answer);
            let query = |name: &str| {
                let found = asked.iter().find(|(own, _)| *own == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            page.next(&query).map(|(_, page)| page)
        };
        let items = json!([{}]);
        let second = Some("2".to_owned());
        // Without a size in the answer, that of the request counts, and without one the default.
        assert_eq!(next(json!({ "items": items, "total": 20 }), &[]), None);
        assert_eq!(next(json!({ "items": items, "total": 21 }), &[]), second);
        assert_eq!(
            next(json!({ "items": items, "total": 21 }), &[("page", "2")]),
            None
        );
        assert_eq!(
            next(json!({ "items": items, "total": 21 }), &[("page_size", "50")]),
            None
        );
        assert_eq!(
            next(
                json!({ "items": items, "total": 3, "page_size": 2 }),
                &[("page_size", "50")]
            ),
            second
        );
        assert_eq!(
            next(json!({ "items": items, "total": 3, "page_size": 0 }), &[]),
            None
        );
        assert_eq!(next(json!({ "items": items }), &[]), second);
        // Beyond the total, nothing is promised.
        let promising = json!({ "items": items, "total": 45, "has_next": true });
        assert_eq!(next(promising.clone(), &[("page", "3")]), Some("4".to_owned()));
        assert_eq!(next(promising, &[("page", "4")]), None);
        assert_eq!(
            next(json!({ "items": items, "total": 0, "has_next": true }), &[]),
            second
        );
        let last = u32::MAX.to_string();
        assert_eq!(
            next(json!({ "items": items, "has_next": true }), &[("page", &last)]),
            None
        );
    }
}
