//! What the accept loop, the requests and the control API share.

use std::sync::{Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch;

use crate::Sandbox;
use crate::journal::Journal;
use crate::rules::Rules;
use crate::seed::Info;
use crate::state::State;

/// One sandbox's insides. Locks are held for the length of a statement, never over an await.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) info: Info,
    pub(crate) journal: Journal,
    state: Mutex<State>,
    rules: Mutex<Rules>,
    /// Sandboxes started by `POST /_sandbox/spawn`.
    children: Mutex<Vec<Sandbox>>,
    /// The sandbox that started this one.
    pub(crate) parent: Option<Weak<Shared>>,
    pub(crate) stop: watch::Sender<bool>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    pub(crate) fn new(state: State, info: Info, parent: Option<Weak<Self>>) -> Self {
        Self {
            info,
            journal: Journal::new(),
            state: Mutex::new(state),
            rules: Mutex::default(),
            children: Mutex::default(),
            parent,
            stop: watch::Sender::new(false),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(crate) fn rules(&self) -> MutexGuard<'_, Rules> {
        lock(&self.rules)
    }

    /// The sandbox's time, in epoch seconds.
    pub(crate) fn now(&self) -> f64 {
        self.state().now()
    }

    /// Whether some rule acts on connections rather than requests.
    pub(crate) fn has_connection_faults(&self) -> bool {
        self.rules().has_connection_faults()
    }

    /// Everything back to the start; keys and tokens stay as they were.
    pub(crate) fn reset(&self) {
        self.state().reset();
        self.rules().clear();
        self.journal.clear();
    }

    pub(crate) fn adopt(&self, child: Sandbox) {
        lock(&self.children).push(child);
    }

    /// Lets go of a child, which stops it.
    pub(crate) fn release(&self, url: &str) {
        let released = {
            let mut children = lock(&self.children);
            let place = children.iter().position(|child| child.url() == url);
            place.map(|place| children.swap_remove(place))
        };
        drop(released);
    }
}
