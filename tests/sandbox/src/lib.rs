//! A loopback server that plays the Pug, ARSAKA PUGUH and Composite Analytics APIs, with faults on
//! demand.
//!
//! It is written from the published facts about the three APIs and shares no code with the SDK, so
//! what passes here passes for its own reasons. HTTP/1.1 and HTTP/2 (prior knowledge) share a port,
//! and the three APIs share an origin: their paths do not collide.
//!
//! ```
//! use keybearer_sandbox::{Fault, Rule, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let sandbox = Sandbox::start().await?;
//! sandbox.add_rules([Rule::fault(Fault::Reset).path("/v1/events")])?;
//! // … point a client at `sandbox.url()` with `sandbox.info().composite.public_key` …
//! assert!(sandbox.journal().is_empty());
//! sandbox.shutdown().await;
//! # Ok(())
//! # }
//! ```
//!
//! The same controls are HTTP endpoints under `/_sandbox`; `README.md` lists them.

mod clock;
mod composite;
mod connection;
mod control;
mod cors;
mod faults;
mod http;
mod journal;
mod limits;
mod pug;
mod puguh;
mod rules;
mod secrets;
mod seed;
mod server;
mod settings;
mod shared;
mod state;
mod template;
mod tokens;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

pub use crate::faults::Fault;
pub use crate::journal::Entry;
pub use crate::rules::{Headers, Match, Respond, Rule};
pub use crate::seed::{CompositeInfo, Info, PugInfo, PuguhInfo};
pub use crate::settings::{Plan, Settings, SettingsUpdate, ValidationDetails};
pub use crate::state::Counters;
pub use crate::tokens::{Mint, Minted, Revoke, TokenPlatform};

use crate::shared::Shared;
use crate::state::State;

/// A running sandbox. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    /// Behind a lock only so that `shutdown` and `stopped` can share it.
    server: Mutex<Option<JoinHandle<()>>>,
}

impl Sandbox {
    /// Starts on a free loopback port, on the caller's tokio runtime.
    pub async fn start() -> io::Result<Self> {
        Self::start_on(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await
    }

    /// Starts on this address; port 0 is any free one.
    pub async fn start_on(address: SocketAddr) -> io::Result<Self> {
        Self::listen(address, None).await
    }

    async fn listen(address: SocketAddr, parent: Option<Weak<Shared>>) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let (state, info) = State::new(url)?;
        let shared = Arc::new(Shared::new(state, info, parent));
        let stop = shared.stop.subscribe();
        let server = tokio::spawn(server::run(listener, Arc::clone(&shared), stop));
        Ok(Self {
            shared,
            server: Mutex::new(Some(server)),
        })
    }

    /// The origin, without a trailing slash.
    pub fn url(&self) -> &str {
        &self.shared.info.url
    }

    /// The keys, tokens and ids to use.
    pub fn info(&self) -> &Info {
        &self.shared.info
    }

    /// Appends rules; the first that matches a request wins. When one of them makes no sense, none
    /// is added.
    pub fn add_rules(&self, rules: impl IntoIterator<Item = Rule>) -> io::Result<()> {
        let rules = rules.into_iter().collect();
        self.shared
            .rules()
            .add(rules)
            .map_err(|message| io::Error::new(io::ErrorKind::InvalidInput, message))
    }

    /// Removes every rule.
    pub fn clear_rules(&self) {
        self.shared.rules().clear();
    }

    /// What arrived so far, in order.
    pub fn journal(&self) -> Vec<Entry> {
        self.shared.journal.entries()
    }

    /// State, rules, journal, settings and counters back to the start; the seeded keys and tokens
    /// are good again.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// The settings in force.
    pub fn settings(&self) -> Settings {
        self.shared.state().settings.clone()
    }

    /// Changes the settings that are given.
    pub fn update_settings(&self, update: &SettingsUpdate) {
        self.shared.state().settings.update(update);
    }

    /// Issues tokens for the seeded user.
    pub fn mint(&self, mint: &Mint) -> Minted {
        self.shared.state().mint(mint)
    }

    /// Revokes tokens and returns how many.
    pub fn revoke(&self, what: &Revoke) -> usize {
        self.shared.state().tokens.revoke(what)
    }

    /// Signs with a new key from now on and returns its id; the JWKS lists it and the one before.
    pub fn rotate_signing_key(&self) -> String {
        self.shared.state().tokens.keys.rotate()
    }

    /// Counts since the start or the last reset.
    pub fn counters(&self) -> Counters {
        self.shared.state().counters.clone()
    }

    /// Starts another sandbox that this one keeps, and returns its info.
    pub async fn spawn(&self) -> io::Result<Info> {
        spawn(&self.shared).await
    }

    /// Waits until it has stopped by itself, as a spawned one does on `DELETE /_sandbox`.
    pub async fn stopped(&self) {
        let server = self.server.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(server) = server {
            let _ = server.await;
        }
    }

    /// Stops accepting, drops every connection, and returns when that is done.
    pub async fn shutdown(self) {
        self.shared.stop.send_replace(true);
        self.stopped().await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.shared.stop.send_replace(true);
    }
}

/// Boxed, because a sandbox that serves requests can start a sandbox that serves requests.
fn spawn(parent: &Arc<Shared>) -> Pin<Box<dyn Future<Output = io::Result<Info>> + Send>> {
    let parent = Arc::clone(parent);
    Box::pin(async move {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let child = Sandbox::listen(address, Some(Arc::downgrade(&parent))).await?;
        let info = child.info().clone();
        parent.adopt(child);
        Ok(info)
    })
}
