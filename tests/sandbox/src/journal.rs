//! The journal: what arrived, and how it ended.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::Serialize;
use serde_json::Value;
use tokio::sync::broadcast;

/// How many entries are kept; the oldest go first.
const CAPACITY: usize = 20_000;

/// One request and its outcome.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// Its number, from 1; never used twice, not even after a reset.
    pub seq: u64,
    /// When its head arrived: milliseconds since the sandbox started, on a monotonic clock.
    pub at_ms: f64,
    /// When its exchange was over; `None` while it runs.
    pub done_ms: Option<f64>,
    /// The connection it came on.
    pub connection: u64,
    /// `HTTP/1.1` or `HTTP/2`.
    pub protocol: &'static str,
    /// `pug`, `puguh`, `composite`, or `other`.
    pub platform: &'static str,
    /// The method.
    pub method: String,
    /// The path, as sent.
    pub path: String,
    /// The query, as sent, without the question mark.
    pub query: String,
    /// The headers, lower-case; repeated ones are joined by a comma.
    pub headers: BTreeMap<String, String>,
    /// The body: parsed JSON, or text, or `null` when there was none.
    pub body: Value,
    /// SHA-256 of the body as sent, in hex.
    pub body_sha256: Option<String>,
    /// Which credential it carried, such as `pk_…d456`.
    pub credential: Option<String>,
    /// The status that was answered, if any.
    pub status: Option<u16>,
    /// The fault that a rule put on it.
    pub fault: Option<&'static str>,
    /// Whether the client went away before the answer was done.
    pub aborted: bool,
    /// How many requests were in flight when it arrived, this one not counted.
    pub in_flight: usize,
}

#[derive(Debug)]
struct Inner {
    entries: VecDeque<Entry>,
    next_seq: u64,
    in_flight: usize,
    /// Changes with every reset, so that an exchange from before it no longer counts.
    epoch: u64,
}

/// The journal; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    inner: Arc<Mutex<Inner>>,
    started: Instant,
    changes: broadcast::Sender<String>,
}

impl Journal {
    pub(crate) fn new() -> Self {
        let inner = Inner {
            entries: VecDeque::new(),
            next_seq: 1,
            in_flight: 0,
            epoch: 0,
        };
        Self {
            inner: Arc::new(Mutex::new(inner)),
            started: Instant::now(),
            changes: broadcast::channel(1024).0,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn elapsed_ms(&self) -> f64 {
        self.started.elapsed().as_secs_f64() * 1000.0
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.lock().entries.iter().cloned().collect()
    }

    /// Forgets the entries; exchanges that still run leave no trace.
    pub(crate) fn clear(&self) {
        let mut inner = self.lock();
        inner.entries.clear();
        inner.in_flight = 0;
        inner.epoch += 1;
    }

    /// Entries as JSON, each time one appears or changes.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<String> {
        self.changes.subscribe()
    }

    /// Enters a request; number, time and in-flight count are filled in here.
    pub(crate) fn begin(&self, mut entry: Entry) -> Exchange {
        let mut inner = self.lock();
        entry.seq = inner.next_seq;
        entry.at_ms = self.elapsed_ms();
        entry.in_flight = inner.in_flight;
        inner.next_seq += 1;
        inner.in_flight += 1;
        if inner.entries.len() == CAPACITY {
            inner.entries.pop_front();
        }
        self.announce(&entry);
        let exchange = Exchange {
            journal: self.clone(),
            seq: entry.seq,
            epoch: inner.epoch,
            open: true,
        };
        inner.entries.push_back(entry);
        exchange
    }

    fn announce(&self, entry: &Entry) {
        if self.changes.receiver_count() > 0
            && let Ok(json) = serde_json::to_string(entry)
        {
            let _ = self.changes.send(json);
        }
    }

    fn update(&self, exchange: &Exchange, ends: bool, change: impl FnOnce(&mut Entry)) {
        let mut inner = self.lock();
        if inner.epoch != exchange.epoch {
            return;
        }
        if ends {
            inner.in_flight = inner.in_flight.saturating_sub(1);
        }
        // Numbers are consecutive, so the place follows from the first one kept.
        let first = inner.entries.front().map_or(0, |entry| entry.seq);
        let place = exchange
            .seq
            .checked_sub(first)
            .and_then(|place| usize::try_from(place).ok());
        if let Some(entry) = place.and_then(|place| inner.entries.get_mut(place)) {
            change(entry);
            self.announce(entry);
        }
    }
}

/// A request under way. Dropped without [`Exchange::done`], the client went away.
#[derive(Debug)]
pub(crate) struct Exchange {
    journal: Journal,
    seq: u64,
    epoch: u64,
    open: bool,
}

impl Exchange {
    pub(crate) fn update(&self, change: impl FnOnce(&mut Entry)) {
        self.journal.update(self, false, change);
    }

    pub(crate) fn done(mut self) {
        self.close(false);
    }

    fn close(&mut self, aborted: bool) {
        if std::mem::take(&mut self.open) {
            let now = self.journal.elapsed_ms();
            self.journal.update(self, true, |entry| {
                entry.done_ms = Some(now);
                entry.aborted = aborted;
            });
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.close(true);
    }
}
