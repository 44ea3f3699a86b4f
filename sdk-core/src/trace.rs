//! `tracing` spans, behind the feature of that name. Without it everything here is empty.

use crate::{error::ErrorCode, time::Duration};

#[cfg(not(feature = "tracing"))]
pub(crate) use disabled::*;
#[cfg(feature = "tracing")]
pub(crate) use enabled::*;

#[cfg(feature = "tracing")]
mod enabled {
    use tracing::{Instrument, Span, instrument::Instrumented};

    use super::{Duration, ErrorCode};

    pub(crate) struct Call(Span);

    pub(crate) fn call(operation: &str) -> Call {
        Call(tracing::info_span!("keybearer.call", operation))
    }

    impl Call {
        pub(crate) fn around<F: Future>(self, future: F) -> Instrumented<F> {
            future.instrument(self.0)
        }
    }

    pub(crate) fn in_attempt<F: Future>(number: u32, future: F) -> Instrumented<F> {
        future.instrument(tracing::debug_span!("keybearer.attempt", number))
    }

    pub(crate) fn retrying(reason: &'static str, delay: Duration) {
        tracing::debug!(reason, ?delay, "retrying");
    }

    pub(crate) fn finished(operation: &str, error: Option<ErrorCode>) {
        if let Some(code) = error {
            tracing::debug!(operation, code = code.as_str(), "failed");
        } else {
            tracing::trace!(operation, "succeeded");
        }
    }
}

#[cfg(not(feature = "tracing"))]
mod disabled {
    use super::{Duration, ErrorCode};

    pub(crate) struct Call;

    pub(crate) fn call(_: &str) -> Call {
        Call
    }

    impl Call {
        #[allow(clippy::unused_self)]
        pub(crate) fn around<F: Future>(self, future: F) -> F {
            future
        }
    }

    pub(crate) fn in_attempt<F: Future>(_: u32, future: F) -> F {
        future
    }

    pub(crate) fn retrying(_: &'static str, _: Duration) {}
    pub(crate) fn finished(_: &str, _: Option<ErrorCode>) {}
}
