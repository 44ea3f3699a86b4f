//! Every operation of the Pug API, declared once.
//!
//! The paths of the services for events, profiles of the SDK, insights and dashboards are
//! documented, that of projects is shown. The packages of the others are inferred from the same
//! pattern, so their operations are marked `assumed`; so are those whose request is not documented.

#[allow(clippy::wildcard_imports)]
use super::types::*;
use super::{PugClient, SDK_KEY, SHARED_KEY};
use crate::{
    Json,
    auth::USER_TOKEN,
    emit::{emit_catalog, emit_services},
    operation::Access,
};

/// Signing in: no credential is sent.
const PUBLIC: Access = Access::Public;
/// An SDK key, which may write and nothing else.
const SDK: Access = Access::Kinds(&[SDK_KEY]);
/// A shared key, or a signed-in user: reading what a project holds.
const SHARED_OR_TOKEN: Access = Access::Kinds(&[SHARED_KEY, USER_TOKEN]);
/// A signed-in user: everything that the dashboard does.
const TOKEN: Access = Access::Kinds(&[USER_TOKEN]);

/// The declarations. The grammar is described in `emit.rs`.
#[doc(hidden)]
#[macro_export]
macro_rules! pug_operations {
    ($($emit:tt)*) => { $($emit)*! {
        platform pug Connect PugClient;

        /// Signing in. None of these shapes is documented: requests and answers are open JSON, and
        /// `tokens_from` makes tokens of an answer.
        service auth Auth {
            /// Signs in with e-mail and password.
            sign_in(; Json) -> Json = POST "/auth.v1.AuthService/SignIn", PUBLIC, Unsafe, assumed;
            /// Asks for a sign-in by a link in an e-mail, or completes it.
            sign_in_with_magic_link(; Json) -> Json = POST "/auth.v1.AuthService/SignInWithMagicLink", PUBLIC, Unsafe, assumed;
            /// Signs in with what an OAuth provider gave. Google is the one that is documented.
            sign_in_with_oauth(; Json) -> Json = POST "/auth.v1.AuthService/SignInWithOAuth", PUBLIC, Unsafe, assumed;
            /// Creates an account.
            sign_up(; Json) -> Json = POST "/auth.v1.AuthService/SignUp", PUBLIC, Unsafe, assumed;
            /// Exchanges a refresh token. A client that holds a refresh token does this by itself.
            refresh_token(; Json) -> Json = POST "/auth.v1.AuthService/RefreshToken", PUBLIC, RotatingRefresh, assumed;
        }

        /// Organizations and their members.
        service orgs Orgs {
            /// Creates an organization.
            create(; Json) -> Json = POST "/orgs.v1.OrgsService/Create", TOKEN, Unsafe, assumed;
            /// Reads an organization.
            get(; Json) -> Json = POST "/orgs.v1.OrgsService/Get", TOKEN, Safe, assumed;
            /// Lists the caller's organizations.
            list(; Json) -> Json = POST "/orgs.v1.OrgsService/List", TOKEN, Safe, assumed;
            /// Changes an organization.
            update(; Json) -> Json = POST "/orgs.v1.OrgsService/Update", TOKEN, Unsafe, assumed;
            /// Invites somebody into an organization. How the organization is named is not
            /// documented: `extra` takes what a server asks for.
            invite_member(; InviteMember) -> Json = POST "/orgs.v1.OrgsService/InviteMember", TOKEN, Unsafe, assumed;
            /// Lists the members of an organization.
            list_members(; Json) -> Json = POST "/orgs.v1.OrgsService/ListMembers", TOKEN, Safe, assumed;
            /// Removes a member.
            remove_member(; Json) -> Json = POST "/orgs.v1.OrgsService/RemoveMember", TOKEN, Idempotent, assumed;
        }

        /// Projects and their API keys.
        service projects Projects {
            /// Creates a project. Its time zone sets the edges of the buckets of its charts.
            create(; CreateProject) -> ProjectAnswer = POST "/projects.v1.ProjectsService/Create", TOKEN, Unsafe;
            /// Reads a project.
            get(; Json) -> Json = POST "/projects.v1.ProjectsService/Get", TOKEN, Safe, assumed;
            /// Lists the projects of an organization.
            list(; Json) -> Json = POST "/projects.v1.ProjectsService/List", TOKEN, Safe, assumed;
            /// Changes the name or time zone of a project. Another time zone moves the edges of old
            /// charts too.
            update(; Json) -> Json = POST "/projects.v1.ProjectsService/Update", TOKEN, Unsafe, assumed;
            /// Creates an API key. The answer is the only one that ever holds the key itself.
            create_api_key(; CreateApiKey) -> ApiKeyAnswer = POST "/projects.v1.ProjectsService/CreateApiKey", TOKEN, Unsafe;
            /// Lists the active API keys of a project.
            list_api_keys(; Json) -> Json = POST "/projects.v1.ProjectsService/ListApiKeys", TOKEN, Safe, assumed;
            /// Revokes an API key.
            revoke_api_key(; Json) -> Json = POST "/projects.v1.ProjectsService/RevokeApiKey", TOKEN, Idempotent, assumed;
        }

        /// Dashboards and their tiles.
        service dashboards Dashboards {
            /// Lists the dashboards of a project, without their tiles.
            list(; Json) -> DashboardList = POST "/dashboards.v1.DashboardsService/List", TOKEN, Safe, assumed;
            /// Reads a dashboard with its tiles.
            get(; GetDashboard) -> DashboardAnswer = POST "/dashboards.v1.DashboardsService/Get", TOKEN, Safe;
            /// Creates a dashboard.
            create(; CreateDashboard) -> DashboardAnswer = POST "/dashboards.v1.DashboardsService/Create", TOKEN, Unsafe;
            /// Changes the name of a dashboard and the like, not its tiles.
            update(; Json) -> Json = POST "/dashboards.v1.DashboardsService/Update", TOKEN, Unsafe, assumed;
            /// Replaces all tiles of a dashboard: one whose id is left out is deleted. The answer is
            /// not documented.
            upsert(; UpsertDashboard) -> Json = POST "/dashboards.v1.DashboardsService/Upsert", TOKEN, Idempotent;
            /// Deletes a dashboard.
            delete(; Json) -> Json = POST "/dashboards.v1.DashboardsService/Delete", TOKEN, Idempotent, assumed;
        }

        /// How an organization sends e-mail.
        service email_providers EmailProviders {
            /// Reads the settings.
            get(; Json) -> Json = POST "/orgemailproviders.v1.OrgEmailProvidersService/Get", TOKEN, Safe, assumed;
            /// Writes the settings.
            upsert(; Json) -> Json = POST "/orgemailproviders.v1.OrgEmailProvidersService/Upsert", TOKEN, Idempotent, assumed;
            /// Deletes the settings.
            delete(; Json) -> Json = POST "/orgemailproviders.v1.OrgEmailProvidersService/Delete", TOKEN, Idempotent, assumed;
            /// Sends an e-mail to try them out.
            send_test(; Json) -> Json = POST "/orgemailproviders.v1.OrgEmailProvidersService/SendTest", TOKEN, Unsafe, assumed;
        }

        /// Customers: by all signs, the people who sign in to the dashboard.
        service customers Customers {
            /// Lists them.
            list(; Json) -> Json = POST "/customers.v1.CustomersService/List", TOKEN, Safe, assumed;
            /// Reads one.
            get(; Json) -> Json = POST "/customers.v1.CustomersService/Get", TOKEN, Safe, assumed;
            /// Changes one.
            update(; Json) -> Json = POST "/customers.v1.CustomersService/Update", TOKEN, Unsafe, assumed;
        }

        /// Sending events.
        service events Events {
            /// Sends events. No event id is documented, so sending a batch twice may store it twice:
            /// it is not retried once the server may have it, unless the call is marked
            /// `idempotent`.
            batch_create(; BatchCreate) -> BatchCreated = POST "/events.v1.EventsService/BatchCreate", SDK, Unsafe;
        }

        /// The people in a project's events. `identify` and `alias` are the SDK's, the others read.
        service profiles Profiles {
            /// Creates a profile or merges traits into it; none is ever removed. Earlier anonymous
            /// events are attached. Takes effect after a few seconds.
            identify(; Identify) -> Identified = POST "/profiles.v1.ProfilesSDKService/Identify", SDK, Idempotent;
            /// Says that two ids are one person. The answer is not documented.
            alias(; Alias) -> Json = POST "/profiles.v1.ProfilesSDKService/Alias", SDK, Unsafe;
            /// Reads a profile.
            get(; GetProfile) -> ProfileAnswer = POST "/profiles.v1.ProfilesService/Get", SHARED_OR_TOKEN, Safe, assumed;
            /// Lists profiles.
            list(; ListProfiles) -> ProfileList = POST "/profiles.v1.ProfilesService/List", SHARED_OR_TOKEN, Safe, assumed;
            /// Hides a profile; its events stay.
            delete(; Json) -> Json = POST "/profiles.v1.ProfilesService/Delete", SHARED_OR_TOKEN, Idempotent, assumed;
        }

        /// Questions about events.
        service insights Insights {
            /// Answers one question: a trend, or a funnel.
            query(; Query) -> InsightsResult = POST "/insights.v1.InsightsService/Query", SHARED_OR_TOKEN, Safe;
        }

        /// What happened lately.
        service activity Activity {
            /// Lists recent events.
            list(; Json) -> Json = POST "/activity.v1.ActivityService/List", SHARED_OR_TOKEN, Safe, assumed;
        }
    }};
}

crate::pug_operations!(emit_catalog);
crate::pug_operations!(emit_services);
