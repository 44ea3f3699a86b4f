//! Every operation of the PUGUH API, declared once.

#[allow(clippy::wildcard_imports)]
use super::types::*;
use super::{API_KEY, PuguhClient};
use crate::{
    Empty, Json,
    auth::USER_TOKEN,
    emit::{emit_catalog, emit_services},
    operation::Access,
};

/// Signing in and health: no credential is sent.
const PUBLIC: Access = Access::Public;
/// An API key with its organization, or a signed-in user.
const KEY_OR_TOKEN: Access = Access::Kinds(&[API_KEY, USER_TOKEN]);
/// A signed-in user.
const TOKEN: Access = Access::Kinds(&[USER_TOKEN]);

/// The declarations. The grammar is described in `emit.rs`.
#[doc(hidden)]
#[macro_export]
macro_rules! puguh_operations {
    ($($emit:tt)*) => { $($emit)*! {
        platform puguh Rest PuguhClient;

        /// Accounts and tokens.
        service auth Auth {
            /// Creates an account, and with it a first organization. Gives no tokens: sign in next.
            register(; Register) -> Registered = POST "/api/v1/auth/register", PUBLIC, Unsafe;
            /// Signs in with e-mail and password. Hand the result to
            /// [`PuguhClient::set_tokens`] to make it this client's session.
            login(; Login) -> LoginResponse = POST "/api/v1/auth/login", PUBLIC, Unsafe;
            /// Exchanges a refresh token for a new access token. A client that holds a refresh
            /// token does this by itself.
            refresh(; RefreshSession) -> LoginResponse = POST "/api/v1/auth/refresh", PUBLIC, Refresh;
            /// Revokes the session at the server and, once that has succeeded, forgets its tokens
            /// here. [`PuguhClient::sign_out`] forgets them whatever the server says.
            logout() -> Empty = POST "/api/v1/auth/logout", TOKEN, Idempotent, ends_session;
        }

        /// Organizations and their members.
        service organizations Organizations {
            /// Lists the caller's organizations.
            list(; ListOrganizations) -> OrganizationPage = GET "/api/v1/organizations", KEY_OR_TOKEN, Safe;
            /// Creates an organization.
            create(; CreateOrganization) -> Organization = POST "/api/v1/organizations", KEY_OR_TOKEN, Unsafe;
            /// Reads an organization.
            get(id) -> Organization = GET "/api/v1/organizations/{id}", KEY_OR_TOKEN, Safe;
            /// Changes the given fields of an organization.
            update(id; UpdateOrganization) -> Organization = PATCH "/api/v1/organizations/{id}", KEY_OR_TOKEN, Unsafe;
            /// Deletes an organization (soft).
            delete(id) -> Empty = DELETE "/api/v1/organizations/{id}", KEY_OR_TOKEN, Idempotent;
            /// Lists the members of an organization.
            list_members(id; ListMembers) -> MemberPage = GET "/api/v1/organizations/{id}/members", KEY_OR_TOKEN, Safe;
            /// Invites somebody into an organization.
            invite_member(id; InviteMember) -> Member = POST "/api/v1/organizations/{id}/members", KEY_OR_TOKEN, Unsafe;
            /// Changes the role of a member.
            update_member(id, user_id; UpdateMember) -> Member = PATCH "/api/v1/organizations/{id}/members/{user_id}", KEY_OR_TOKEN, Unsafe;
            /// Removes a member.
            remove_member(id, user_id) -> Empty = DELETE "/api/v1/organizations/{id}/members/{user_id}", KEY_OR_TOKEN, Idempotent;
        }

        /// Users of the organization.
        service iam Iam {
            /// Lists the users of the organization. The path is documented; filters and the shape
            /// of a user are not.
            list_users(; ListUsers) -> UserPage = GET "/api/v1/iam/users", KEY_OR_TOKEN, Safe, assumed;
        }

        /// The state of the service.
        service system System {
            /// Asks whether the service is well. The body is open JSON; see also
            /// [`PuguhClient::verify_credentials`].
            health() -> Json = GET "/api/v1/health", KEY_OR_TOKEN, Safe, root;
            /// The public keys that access tokens are signed with (RFC 7517).
            jwks() -> Json = GET "/.well-known/jwks.json", PUBLIC, Safe, root;
        }

        /// The authorization-code flow of OAuth 2.0, for single sign-on.
        service oauth OAuth {
            /// Exchanges the code that came back with the person. Codes are single use: a lost
            /// answer is not retried.
            exchange_code(; ExchangeCode) -> LoginResponse = POST "/oauth/token", PUBLIC, Unsafe, form;
        }
    }};
}

crate::puguh_operations!(emit_catalog);
crate::puguh_operations!(emit_services);
