//! What can be changed while the sandbox runs.

use serde::{Deserialize, Serialize};

/// The settings, with their defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "independent switches, as in the control API"
)]
#[non_exhaustive]
pub struct Settings {
    /// The PUGUH plan, which sets the limit a minute.
    pub puguh_plan: Plan,
    /// Whether limits are enforced with 429; the headers are sent either way.
    pub enforce_rate_limits: bool,
    /// Whether a PUGUH refresh gives a new refresh token and spends the old one.
    pub rotate_refresh_tokens: bool,
    /// Lifetime of access tokens issued from now on, in seconds; may be negative.
    pub access_token_ttl: i64,
    /// Whether PUGUH sends `Retry-After` on successes too, as its documentation's sample does.
    pub retry_after_on_success: bool,
    /// How long a refresh takes to answer, after it was carried out.
    pub refresh_delay_ms: u64,
    /// Shifts the server's clock: `Date`, `iat`, `exp`, `X-RateLimit-Reset`.
    pub clock_skew_seconds: i64,
    /// Which detail Pug's validation errors carry.
    pub pug_validation_details: ValidationDetails,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            puguh_plan: Plan::Enterprise,
            enforce_rate_limits: false,
            rotate_refresh_tokens: false,
            access_token_ttl: 3600,
            retry_after_on_success: false,
            refresh_delay_ms: 0,
            clock_skew_seconds: 0,
            pug_validation_details: ValidationDetails::BadRequest,
        }
    }
}

/// A PUGUH plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// 60 requests a minute.
    Free,
    /// 300 requests a minute.
    Pro,
    /// 1,000 requests a minute.
    Business,
    /// By contract; the sandbox says 10,000.
    Enterprise,
}

impl Plan {
    /// Requests a minute.
    pub fn requests_per_minute(self) -> u32 {
        match self {
            Self::Free => 60,
            Self::Pro => 300,
            Self::Business => 1_000,
            Self::Enterprise => 10_000,
        }
    }
}

/// The message type of the detail on Pug's validation errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValidationDetails {
    /// `google.rpc.BadRequest`
    BadRequest,
    /// `buf.validate.Violations`
    Violations,
}

/// A partial change of the [`Settings`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs, reason = "the members are those of Settings")]
pub struct SettingsUpdate {
    pub puguh_plan: Option<Plan>,
    pub enforce_rate_limits: Option<bool>,
    pub rotate_refresh_tokens: Option<bool>,
    pub access_token_ttl: Option<i64>,
    pub retry_after_on_success: Option<bool>,
    pub refresh_delay_ms: Option<u64>,
    pub clock_skew_seconds: Option<i64>,
    pub pug_validation_details: Option<ValidationDetails>,
}

impl Settings {
    pub(crate) fn update(&mut self, update: &SettingsUpdate) {
        fn set<T: Copy>(slot: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *slot = value;
            }
        }
        set(&mut self.puguh_plan, update.puguh_plan);
        set(&mut self.enforce_rate_limits, update.enforce_rate_limits);
        set(&mut self.rotate_refresh_tokens, update.rotate_refresh_tokens);
        set(&mut self.access_token_ttl, update.access_token_ttl);
        set(&mut self.retry_after_on_success, update.retry_after_on_success);
        set(&mut self.refresh_delay_ms, update.refresh_delay_ms);
        set(&mut self.clock_skew_seconds, update.clock_skew_seconds);
        set(&mut self.pug_validation_details, update.pug_validation_details);
    }
}
