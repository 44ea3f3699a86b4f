//! What is retried: one table.

use crate::operation::Class;

/// How an attempt failed, as far as retries care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Failure {
    /// No byte of the request left.
    NotSent,
    /// The server says that it did not look at the request.
    Refused,
    /// The connection failed after the request may have arrived.
    MaybeProcessed,
    /// No answer within the attempt's time.
    TimedOut,
    /// 429, Connect `resource_exhausted`.
    Throttled,
    /// 503, Connect `unavailable`.
    Unavailable,
    /// 408, 425, 500, 502, 504 and other 5xx that may pass.
    ServerFault,
    /// 401, Connect `unauthenticated`. The session decides first; here it is final.
    Unauthenticated,
    /// Anything that the same request would meet again.
    Final,
}

impl Failure {
    /// The word for it in events and traces.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::Refused => "refused",
            Self::MaybeProcessed => "maybe_processed",
            Self::TimedOut => "timed_out",
            Self::Throttled => "throttled",
            Self::Unavailable => "unavailable",
            Self::ServerFault => "server_fault",
            Self::Unauthenticated => "unauthenticated",
            Self::Final => "final",
        }
    }
}

/// Which backoff schedule a retry follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Backoff {
    /// None: the first replay of a request that the server refused to look at.
    None,
    /// The schedule of faults that pass by themselves.
    Transient,
    /// The slower schedule of a server that asks for less.
    Throttle,
}

/// What to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Verdict {
    /// Give the error to the caller.
    Stop,
    /// Try again after the backoff, or the server's delay if that is known.
    Retry(Backoff),
}

/// Decides from the class of the operation and the way it failed.
///
/// `server_delay` says whether the server named a delay; `refused_before` whether this call was
/// already replayed for free.
pub(crate) fn verdict(class: Class, failure: Failure, server_delay: bool, refused_before: bool) -> Verdict {
    let repeatable = !matches!(class, Class::Unsafe | Class::RotatingRefresh);
    let retry = match failure {
        Failure::NotSent | Failure::Refused | Failure::Throttled => true,
        Failure::MaybeProcessed | Failure::TimedOut | Failure::ServerFault => repeatable,
        Failure::Unavailable => repeatable || server_delay,
        Failure::Unauthenticated | Failure::Final => false,
    };
    match failure {
        _ if !retry => Verdict::Stop,
        Failure::Refused if !refused_before => Verdict::Retry(Backoff::None),
        Failure::Throttled => Verdict::Retry(Backoff::Throttle),
        _ => Verdict::Retry(Backoff::Transient),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_specification_holds_cell_by_cell() {
        use Class::{Idempotent, Refresh, RotatingRefresh, Safe, Unsafe};
        const CLASSES: [Class; 5] = [Safe, Idempotent, Unsafe, RotatingRefresh, Refresh];
        // Rows: failure, whether the server named a delay, and yes or no for each class above.
        let rows = [
            (Failure::NotSent, false, "yyyyy"),
            (Failure::Refused, false, "yyyyy"),
            (Failure::MaybeProcessed, false, "yynny"),
            (Failure::TimedOut, false, "yynny"),
            (Failure::ServerFault, false, "yynny"),
            (Failure::ServerFault, true, "yynny"),
            (Failure::Unavailable, false, "yynny"),
            (Failure::Unavailable, true, "yyyyy"),
            (Failure::Throttled, false, "yyyyy"),
            (Failure::Throttled, true, "yyyyy"),
            (Failure::Unauthenticated, false, "nnnnn"),
            (Failure::Final, true, "nnnnn"),
        ];
        for (failure, delay, expected) in rows {
            let got: String = CLASSES
                .iter()
                .map(|class| match verdict(*class, failure, delay, false) {
                    Verdict::Stop => 'n',
                    Verdict::Retry(_) => 'y',
                })
                .collect();
            assert_eq!(got, expected, "{failure:?}, server delay: {delay}");
        }
    }

    #[test]
    fn a_refused_stream_is_replayed_at_once_but_only_the_first_time() {
        let first = verdict(Class::Unsafe, Failure::Refused, false, false);
        let second = verdict(Class::Unsafe, Failure::Refused, false, true);
        assert_eq!(first, Verdict::Retry(Backoff::None));
        assert_eq!(second, Verdict::Retry(Backoff::Transient));
    }
}
