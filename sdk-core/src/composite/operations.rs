//! Every operation of the Composite Analytics API, declared once.
//!
//! One REST call is documented, sending an event; for the others the platform names what can be
//! done, and path and shape are assumed.

#[allow(clippy::wildcard_imports)]
use super::types::*;
use super::{CompositeClient, PUBLIC_KEY, SECRET_KEY};
use crate::{
    Empty, Json,
    emit::{emit_catalog, emit_services},
    operation::Access,
};

/// What browsers and mobile apps may do.
const ANY_KEY: Access = Access::Kinds(&[PUBLIC_KEY, SECRET_KEY]);
/// What only servers may do.
const SECRET: Access = Access::Kinds(&[SECRET_KEY]);

/// The declarations. The grammar is described in `emit.rs`.
///
/// `me` stands before the operations of any user: its path also fits theirs.
#[doc(hidden)]
#[macro_export]
macro_rules! composite_operations {
    ($($emit:tt)*) => { $($emit)*! {
        platform composite Rest CompositeClient;

        /// What happened.
        service events Events {
            /// Sends one event. `name` and `properties` are documented, its other members assumed.
            /// A retry repeats its id (`sys_uuid`), so that it counts once.
            send(; Event) -> Empty = POST "/v1/events", ANY_KEY, Idempotent, scope "events:write";
            /// Sends several events at once. The path is documented, the shape assumed. A success
            /// means that all were accepted, unless the answer, if it has one, lists failures;
            /// what is not JSON is given as text.
            send_batch(; SendBatch) -> Json = POST "/ingest/batch", ANY_KEY, Idempotent, scope "events:write", assumed;
            /// Lists events.
            list(; ListEvents) -> EventPage = GET "/v1/events", SECRET, Safe, scope "events:read", assumed;
        }

        /// Who did it.
        service users Users {
            /// Tells who a distinct id is, and may set properties of the profile. It travels as
            /// the event `sys_identify`.
            identify(; Identify) -> Empty = POST "/v1/events", ANY_KEY, Idempotent, scope "users:write", assumed;
            /// Links a further id to a user. It travels as the event `sys_alias`.
            alias(; Alias) -> Empty = POST "/v1/events", ANY_KEY, Idempotent, scope "users:write", assumed;
            /// Reads the caller's own profile.
            me(; Me) -> User = GET "/v1/users/me", ANY_KEY, Safe, scope "users:read", assumed;
            /// Lists users.
            list(; ListUsers) -> UserPage = GET "/v1/users", SECRET, Safe, scope "users:read", assumed;
            /// Reads a user.
            get(distinct_id) -> User = GET "/v1/users/{distinct_id}", SECRET, Safe, scope "users:read", assumed;
            /// Creates or updates the profile of a user.
            upsert(distinct_id; Upsert) -> User = PUT "/v1/users/{distinct_id}", SECRET, Idempotent, scope "users:write", assumed;
            /// Deletes the data of a user. The server may still be at it when it answers.
            delete(distinct_id) -> Empty = DELETE "/v1/users/{distinct_id}", SECRET, Idempotent, scope "users:write", assumed;
        }

        /// Session recordings.
        service recordings Recordings {
            /// Sends a part of a session recording.
            send(; SendRecording) -> Empty = POST "/v1/recordings", ANY_KEY, Unsafe, scope "events:write", assumed;
        }

        /// The project that the key belongs to.
        service project Projects {
            /// Reads the configuration of the project.
            get() -> Project = GET "/v1/project", ANY_KEY, Safe, scope "projects:read", assumed;
            /// Changes the given settings of the project, an object.
            update(; Json) -> Project = PATCH "/v1/project", SECRET, Unsafe, scope "projects:write", assumed;
        }

        /// Exports of data.
        service exports Exports {
            /// Starts an export.
            create(; CreateExport) -> Export = POST "/v1/exports", SECRET, Unsafe, scope "events:read", assumed;
            /// Reads how far an export is, and where its result lies once it is done.
            get(id) -> Export = GET "/v1/exports/{id}", SECRET, Safe, scope "events:read", assumed;
        }

        /// The people who work on the project.
        service team Team {
            /// Lists the members. No scope is known for it.
            list() -> TeamMemberPage = GET "/v1/team/members", SECRET, Safe, assumed;
            /// Invites somebody.
            invite(; InviteTeamMember) -> TeamMember = POST "/v1/team/members", SECRET, Unsafe, scope "team:write", assumed;
            /// Changes the role of a member.
            update(id; UpdateTeamMember) -> TeamMember = PATCH "/v1/team/members/{id}", SECRET, Unsafe, scope "team:write", assumed;
            /// Removes a member.
            remove(id) -> Empty = DELETE "/v1/team/members/{id}", SECRET, Idempotent, scope "team:write", assumed;
        }

        /// Billing, in open JSON.
        service billing Billing {
            /// Reads the billing data.
            get() -> Json = GET "/v1/billing", SECRET, Safe, scope "billing:read", assumed;
            /// Changes the given billing data, an object.
            update(; Json) -> Json = PATCH "/v1/billing", SECRET, Unsafe, scope "billing:write", assumed;
        }

        /// API keys.
        service api_keys ApiKeys {
            /// Revokes a key at once. The platform announces that this can be done; the dashboard
            /// certainly can.
            revoke(id) -> Empty = DELETE "/v1/api-keys/{id}", SECRET, Idempotent, assumed;
        }
    }};
}

crate::composite_operations!(emit_catalog);
crate::composite_operations!(emit_services);
