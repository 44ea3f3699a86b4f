//! Everything that a reset puts back to its start.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use crate::clock;
use crate::composite::Composite;
use crate::http::{Answer, Call};
use crate::limits::Limits;
use crate::pug::Pug;
use crate::puguh::Puguh;
use crate::secrets::Issued;
use crate::seed::{self, CompositeInfo, Info, PugInfo, PuguhInfo};
use crate::settings::Settings;
use crate::tokens::{Claims, Mint, Minted, SigningKeys, Subject, TokenPlatform, Tokens};
use crate::{composite, pug, puguh};

/// The seeded tokens outlive a day of work.
const SEED_TOKEN_SECONDS: i64 = 7 * 24 * 3600;

/// Which API a path belongs to. The three do not collide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    Pug,
    Puguh,
    Composite,
    Other,
}

impl Platform {
    pub(crate) fn of(path: &str) -> Self {
        let under = |prefixes: &[&str]| {
            prefixes.iter().any(|prefix| {
                path.strip_prefix(prefix)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            })
        };
        if under(&["/api", "/oauth", "/.well-known"]) {
            Self::Puguh
        } else if under(&["/v1", "/ingest"]) {
            Self::Composite
        } else if pug::is_rpc_path(path) {
            Self::Pug
        } else {
            Self::Other
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pug => "pug",
            Self::Puguh => "puguh",
            Self::Composite => "composite",
            Self::Other => "other",
        }
    }
}

/// Counts since the start or the last reset.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Counters {
    /// Requests to the APIs.
    pub requests: u64,
    /// Requests by path.
    pub paths: BTreeMap<String, u64>,
    /// Answers by status.
    pub statuses: BTreeMap<u16, u64>,
    /// Refreshes that were asked for, by platform, whatever came of them.
    pub refreshes: BTreeMap<&'static str, u64>,
    /// Refreshes that gave new tokens, by platform.
    pub refreshed: BTreeMap<&'static str, u64>,
    /// Connections accepted since the sandbox started.
    pub connections_opened: u64,
    /// Connections open now.
    pub connections_open: u64,
}

/// The three APIs and what they share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) url: String,
    pub(crate) settings: Settings,
    pub(crate) counters: Counters,
    pub(crate) tokens: Tokens,
    pub(crate) issued: Issued,
    pub(crate) limits: Limits,
    pub(crate) pug: Pug,
    pub(crate) puguh: Puguh,
    pub(crate) composite: Composite,
}

impl State {
    pub(crate) fn new(url: String) -> io::Result<(Self, Info)> {
        let now = clock::now(0);
        let mut state = Self {
            url,
            settings: Settings::default(),
            counters: Counters::default(),
            tokens: Tokens::new(SigningKeys::load()?),
            issued: Issued::default(),
            limits: Limits::default(),
            pug: Pug::seeded(),
            puguh: Puguh::seeded(now),
            composite: Composite::seeded(),
        };
        let info = state.seed_info();
        for secret in info.secrets() {
            state.issued.insert(secret);
        }
        Ok((state, info))
    }

    /// Back to the start, with the same keys and tokens.
    pub(crate) fn reset(&mut self) {
        self.settings = Settings::default();
        self.counters = Counters {
            connections_opened: self.counters.connections_opened,
            connections_open: self.counters.connections_open,
            ..Counters::default()
        };
        self.limits = Limits::default();
        self.pug = Pug::seeded();
        self.puguh = Puguh::seeded(self.now());
        self.composite = Composite::seeded();
        self.tokens.reset();
    }

    /// The sandbox's time, in epoch seconds.
    pub(crate) fn now(&self) -> f64 {
        clock::now(self.settings.clock_skew_seconds)
    }

    fn seed_info(&mut self) -> Info {
        let good = |platform| Mint::new(platform).expires_in(SEED_TOKEN_SECONDS);
        let old = |platform| Mint::new(platform).expires_in(-3600).without_refresh();
        let pug = self.mint_for(&good(TokenPlatform::Pug), seed_subject(TokenPlatform::Pug));
        let puguh = self.mint_for(&good(TokenPlatform::Puguh), seed_subject(TokenPlatform::Puguh));
        let pug_old = self.mint_for(&old(TokenPlatform::Pug), seed_subject(TokenPlatform::Pug));
        let puguh_old = self.mint_for(&old(TokenPlatform::Puguh), seed_subject(TokenPlatform::Puguh));
        self.tokens.keep_as_seed();
        Info {
            url: self.url.clone(),
            pug: PugInfo {
                sdk_key: seed::PUG_SDK_KEY.into(),
                shared_key: seed::PUG_SHARED_KEY.into(),
                project_id: seed::PUG_PROJECT.into(),
                foreign_project_id: seed::PUG_FOREIGN_PROJECT.into(),
                organization_id: seed::PUG_ORG.into(),
                access_token: pug.access_token,
                expired_access_token: pug_old.access_token,
                refresh_token: pug.refresh_token.unwrap_or_default(),
                email: seed::EMAIL.into(),
                password: seed::PASSWORD.into(),
                magic_link_token: seed::PUG_MAGIC_LINK_TOKEN.into(),
            },
            puguh: PuguhInfo {
                api_key: seed::PUGUH_API_KEY.into(),
                organization_id: seed::organization_id(),
                viewer_organization_id: puguh::viewer_organization_id(),
                application_id: seed::PUGUH_APPLICATION.into(),
                user_id: seed::user_id(),
                access_token: puguh.access_token,
                expired_access_token: puguh_old.access_token,
                refresh_token: puguh.refresh_token.unwrap_or_default(),
                email: seed::EMAIL.into(),
                password: seed::PASSWORD.into(),
                oauth_client_id: seed::OAUTH_CLIENT_ID.into(),
                oauth_client_secret: seed::OAUTH_CLIENT_SECRET.into(),
                redirect_uri: seed::OAUTH_REDIRECT_URI.into(),
            },
            composite: CompositeInfo {
                public_key: seed::COMPOSITE_PUBLIC_KEY.into(),
                secret_key: seed::COMPOSITE_SECRET_KEY.into(),
                scoped_secret_key: seed::COMPOSITE_SCOPED_KEY.into(),
                scoped_secret_key_id: composite::SCOPED_KEY_ID.into(),
            },
        }
    }

    /// Tokens for the seeded user, in a family of their own.
    pub(crate) fn mint(&mut self, mint: &Mint) -> Minted {
        let user_id = seed_subject(mint.platform).user_id;
        self.mint_for(mint, new_family(mint.platform, user_id))
    }

    /// The tokens of a sign-in.
    pub(crate) fn sign_in(&mut self, platform: TokenPlatform, user_id: &str) -> Minted {
        self.mint_for(&Mint::new(platform), new_family(platform, user_id.to_owned()))
    }

    fn mint_for(&mut self, mint: &Mint, subject: Subject) -> Minted {
        let expires_in = mint.expires_in.unwrap_or(self.settings.access_token_ttl);
        let refresh_token = mint
            .refresh
            .then(|| self.tokens.issue_refresh(subject.clone(), &mut self.issued));
        let access_token = self.issue_access(subject, expires_in, mint.exp_claim);
        Minted {
            access_token,
            refresh_token,
            token_type: "Bearer",
            expires_in,
        }
    }

    fn issue_access(&mut self, subject: Subject, expires_in: i64, exp_claim: bool) -> String {
        let email = match subject.platform {
            TokenPlatform::Pug => self.pug.email_of(&subject.user_id),
            TokenPlatform::Puguh => self.puguh.email_of(&subject.user_id),
        }
        .to_owned();
        let claims = Claims {
            subject,
            issuer: &self.url,
            email: &email,
            now: clock::now(self.settings.clock_skew_seconds),
            expires_in,
            exp_claim,
        };
        self.tokens.issue_access(claims, &mut self.issued)
    }

    /// Redeems a refresh token; with `rotate` the answer carries the next one.
    pub(crate) fn refresh(&mut self, platform: TokenPlatform, token: &str, rotate: bool) -> Option<Minted> {
        let name = match platform {
            TokenPlatform::Pug => "pug",
            TokenPlatform::Puguh => "puguh",
        };
        *self.counters.refreshes.entry(name).or_default() += 1;
        let subject = self.tokens.redeem(platform, token, rotate)?;
        *self.counters.refreshed.entry(name).or_default() += 1;
        let expires_in = self.settings.access_token_ttl;
        let refresh_token = rotate.then(|| self.tokens.issue_refresh(subject.clone(), &mut self.issued));
        let access_token = self.issue_access(subject, expires_in, true);
        Some(Minted {
            access_token,
            refresh_token,
            token_type: "Bearer",
            expires_in,
        })
    }

    /// Ends the session that an access token belongs to.
    pub(crate) fn end_session(&mut self, platform: TokenPlatform, token: &str) {
        let now = self.now();
        if let Ok(subject) = self.tokens.check(platform, token, now) {
            let family = subject.family.clone();
            self.tokens.revoke_family(&family);
        }
    }

    /// The API's own answer to a request.
    pub(crate) fn handle(&mut self, platform: Platform, call: &Call) -> Answer {
        match platform {
            Platform::Pug => pug::handle(self, call),
            Platform::Puguh => puguh::handle(self, call),
            Platform::Composite => composite::handle(self, call),
            Platform::Other => Answer::text(http::StatusCode::NOT_FOUND, "404 page not found\n"),
        }
    }
}

fn seed_subject(platform: TokenPlatform) -> Subject {
    let user_id = match platform {
        TokenPlatform::Pug => pug::SEED_CUSTOMER.to_owned(),
        TokenPlatform::Puguh => seed::user_id(),
    };
    Subject {
        platform,
        user_id,
        family: format!("seed:{platform:?}"),
    }
}

fn new_family(platform: TokenPlatform, user_id: String) -> Subject {
    Subject {
        platform,
        user_id,
        family: seed::new_uuid(),
    }
}
