//! The keys, people and ids that every sandbox starts with. They never change.

use serde::Serialize;

use crate::tokens;

pub(crate) const PUG_SDK_KEY: &str = "pk_sdk_5andb0x7c1e94f2a8d36";
pub(crate) const PUG_SHARED_KEY: &str = "pk_shared_5andb0xe07b3d915c48";
pub(crate) const PUG_PROJECT: &str = "proj_5andb0x1a2b3c4d";
/// A project of another organization: known, but nobody here may reach it.
pub(crate) const PUG_FOREIGN_PROJECT: &str = "proj_5andb0xf0re1gn0";
pub(crate) const PUG_ORG: &str = "org_5andb0x9k3m";
pub(crate) const PUG_MAGIC_LINK_TOKEN: &str = "5andb0x0magic0link0token";

pub(crate) const PUGUH_API_KEY: &str = "pgh_5andb0x_Zk3vQ9mT7rXw2LdN";
pub(crate) const PUGUH_APPLICATION: &str = "7d0c5a1e-54b0-4c39-9a52-6e1f0f5b9d21";
pub(crate) const OAUTH_CLIENT_ID: &str = "sandbox-client";
pub(crate) const OAUTH_CLIENT_SECRET: &str = "sandbox-client-secret-3f9a";
pub(crate) const OAUTH_REDIRECT_URI: &str = "http://127.0.0.1/callback";

pub(crate) const COMPOSITE_PUBLIC_KEY: &str = "pk_test_5andb0x4f8c2e91ab";
pub(crate) const COMPOSITE_SECRET_KEY: &str = "sk_test_5andb0xd71b06e34c";
pub(crate) const COMPOSITE_SCOPED_KEY: &str = "sk_test_5andb0xw217e0nly9";

pub(crate) const EMAIL: &str = "ada@example.test";
pub(crate) const PASSWORD: &str = "correct-horse-battery-staple";
pub(crate) const FULL_NAME: &str = "Ada Sandbox";

/// How many organizations the PUGUH user starts with: three pages of the default size.
pub(crate) const ORGANIZATIONS: usize = 45;

/// A UUID that is the same in every sandbox.
pub(crate) fn uuid(name: &str) -> String {
    uuid_of_hex(&tokens::sha256_hex(name.as_bytes())[..32])
}

/// A UUID of version 4 from 32 hex digits.
fn uuid_of_hex(hex: &str) -> String {
    let number = u128::from_str_radix(hex, 16).unwrap_or_default();
    uuid::Builder::from_random_bytes(number.to_be_bytes())
        .into_uuid()
        .to_string()
}

/// A new UUID.
pub(crate) fn new_uuid() -> String {
    uuid_of_hex(&tokens::random_hex(16))
}

/// The user that the seeded tokens speak for.
pub(crate) fn user_id() -> String {
    uuid("user:ada")
}

/// The organization of the seeded API key.
pub(crate) fn organization_id() -> String {
    uuid("organization:0")
}

/// Everything a client needs to talk to this sandbox.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Info {
    /// The origin, without a trailing slash. All three APIs answer here.
    pub url: String,
    /// For Pug.
    pub pug: PugInfo,
    /// For ARSAKA PUGUH.
    pub puguh: PuguhInfo,
    /// For Composite Analytics.
    pub composite: CompositeInfo,
}

/// Pug's credentials and ids.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub struct PugInfo {
    pub sdk_key: String,
    pub shared_key: String,
    pub project_id: String,
    /// A project that exists and that none of these credentials may reach.
    pub foreign_project_id: String,
    pub organization_id: String,
    pub access_token: String,
    pub expired_access_token: String,
    pub refresh_token: String,
    pub email: String,
    pub password: String,
    /// `SignInWithMagicLink` takes this as `token`.
    pub magic_link_token: String,
}

/// PUGUH's credentials and ids.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub struct PuguhInfo {
    pub api_key: String,
    pub organization_id: String,
    /// An organization where the user is only a viewer: changes answer 403.
    pub viewer_organization_id: String,
    pub application_id: String,
    pub user_id: String,
    pub access_token: String,
    pub expired_access_token: String,
    pub refresh_token: String,
    pub email: String,
    pub password: String,
    pub oauth_client_id: String,
    pub oauth_client_secret: String,
    pub redirect_uri: String,
}

/// Composite's keys.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub struct CompositeInfo {
    pub public_key: String,
    pub secret_key: String,
    /// A secret key with the scope `events:write` and no other.
    pub scoped_secret_key: String,
    /// The id of the scoped key, for `DELETE /v1/api-keys/{id}`.
    pub scoped_secret_key_id: String,
}

impl Info {
    /// Environment variables that point the SDKs here, in the order in which they are read best.
    ///
    /// A client holds one credential, so of Pug's two keys there is the one that writes.
    pub fn environment(&self) -> Vec<(&'static str, &str)> {
        vec![
            ("PUG_SDK_API_KEY", self.pug.sdk_key.as_str()),
            ("PUG_PROJECT_ID", &self.pug.project_id),
            ("PUG_BASE_URL", &self.url),
            ("PUGUH_API_KEY", &self.puguh.api_key),
            ("PUGUH_ORGANIZATION_ID", &self.puguh.organization_id),
            ("PUGUH_BASE_URL", &self.url),
            ("COMPOSITE_API_KEY", &self.composite.secret_key),
            ("COMPOSITE_BASE_URL", &self.url),
        ]
    }

    /// Every secret in it.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let (pug, puguh, composite) = (&self.pug, &self.puguh, &self.composite);
        [
            pug.sdk_key.as_str(),
            &pug.shared_key,
            &pug.access_token,
            &pug.expired_access_token,
            &pug.refresh_token,
            &pug.password,
            &pug.magic_link_token,
            &puguh.api_key,
            &puguh.access_token,
            &puguh.expired_access_token,
            &puguh.refresh_token,
            &puguh.password,
            &puguh.oauth_client_secret,
            &composite.public_key,
            &composite.secret_key,
            &composite.scoped_secret_key,
        ]
        .into_iter()
    }
}
