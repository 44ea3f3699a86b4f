//! An observer: prints what a client does while it does it, and keeps it.

use std::sync::{Arc, Mutex, PoisonError};

use keybearer::{Event, Observer};

use crate::timeline::{Mark, Timeline, short, span};

/// Clones share what they keep, so one goes to the client and one stays here.
#[derive(Clone)]
pub(crate) struct Recorder {
    timeline: Timeline,
    /// Whether requests are printed. Fifty at once are better counted.
    every_request: bool,
    seen: Arc<Mutex<Vec<Event>>>,
}

impl Recorder {
    pub(crate) fn new(timeline: Timeline) -> Self {
        Self {
            timeline,
            every_request: true,
            seen: Arc::default(),
        }
    }

    pub(crate) fn without_requests(self) -> Self {
        Self {
            every_request: false,
            ..self
        }
    }

    /// What happened so far.
    pub(crate) fn seen(&self) -> Vec<Event> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn print_request(&self, event: &Event) {
        let line = |mark, operation, detail: String| self.timeline.line(mark, short(operation), detail);
        match event {
            Event::AttemptStarted {
                operation, attempt, ..
            } => {
                line(Mark::Sent, operation, format!("attempt {attempt}"));
            }
            Event::AttemptFinished {
                operation,
                status,
                elapsed,
                ..
            } => {
                let answer = status.map_or("no answer".to_owned(), |status| format!("HTTP {status}"));
                let detail = format!("{answer} after {}", span(*elapsed));
                line(Mark::Answered, operation, detail);
            }
            Event::Retrying {
                operation,
                reason,
                delay,
                ..
            } => {
                let detail = format!("{reason}: waits {}", span(*delay));
                line(Mark::Waiting, operation, detail);
            }
            _ => {}
        }
    }

    fn print_session(&self, event: &Event) {
        match event {
            Event::TokenRefreshed { reason, elapsed, .. } => {
                let detail = format!("new token after {} (the old one: {reason})", span(*elapsed));
                self.timeline.line(Mark::Renewed, "session", detail);
            }
            Event::TokenRefreshFailed { error, .. } => {
                self.timeline.line(Mark::Refused, "session", error);
            }
            _ => {}
        }
    }
}

impl Observer for Recorder {
    fn on_event(&self, event: &Event) {
        if self.every_request {
            self.print_request(event);
        }
        self.print_session(event);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.push(event.clone());
    }
}
