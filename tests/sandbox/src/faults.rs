//! The ways an exchange can break, and the response body that breaks on demand.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Body, Frame, SizeHint};
use serde::{Deserialize, Serialize};
use tokio::time::Sleep;

use crate::journal::Exchange;

/// A way to break an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The request is read, then the connection is closed with RST.
    Reset,
    /// The request is read, then the connection is closed with FIN and no answer.
    Close,
    /// The connection is reset as soon as its first bytes arrive. Takes new connections only, and
    /// no `match`, because nothing was read to match on.
    CloseBeforeRead,
    /// The real answer's head and half of its body, then the end: FIN, or `RST_STREAM` on HTTP/2.
    Truncate,
    /// No answer, for as long as the client waits.
    Hang,
    /// The real answer's head and half of its body, then silence.
    Stall,
    /// HTTP/2: `RST_STREAM` with `REFUSED_STREAM`. On HTTP/1.1 the same as `reset`.
    RefusedStream,
    /// HTTP/2: GOAWAY that names the stream before this one as the last processed. On HTTP/1.1 the
    /// same as `close`.
    #[serde(rename = "goaway")]
    GoAway,
    /// The real answer, then the kept-alive connection is closed without notice.
    CloseIdle,
}

impl Fault {
    /// The name used in rules and in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Close => "close",
            Self::CloseBeforeRead => "close_before_read",
            Self::Truncate => "truncate",
            Self::Hang => "hang",
            Self::Stall => "stall",
            Self::RefusedStream => "refused_stream",
            Self::GoAway => "goaway",
            Self::CloseIdle => "close_idle",
        }
    }
}

/// Any error that a body or the service ends with.
pub(crate) type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How long the two halves of a cut answer are apart: the first must leave the process before the
/// end discards what is still buffered.
const CUT_AFTER: Duration = Duration::from_millis(25);

/// How a response body ends.
#[derive(Debug)]
enum Plan {
    /// As it should.
    Whole,
    /// With an error, after the half that is sent.
    Cut(Option<Pin<Box<Sleep>>>),
    /// Never.
    Stall,
    /// Never, and the parts come from a channel: the journal's stream.
    Feed(tokio::sync::mpsc::Receiver<Bytes>),
}

/// A response body that keeps its journal entry up to date and ends as planned.
#[derive(Debug)]
pub(crate) struct ResponseBody {
    data: Full<Bytes>,
    /// The length that the head promises.
    length: Option<u64>,
    plan: Plan,
    exchange: Option<Exchange>,
}

impl ResponseBody {
    pub(crate) fn whole(bytes: Bytes, exchange: Option<Exchange>) -> Self {
        Self {
            length: Some(bytes.len() as u64),
            data: Full::new(bytes),
            plan: Plan::Whole,
            exchange,
        }
    }

    pub(crate) fn cut(bytes: &Bytes, exchange: Exchange) -> Self {
        Self::half(bytes, Plan::Cut(None), exchange)
    }

    pub(crate) fn stalled(bytes: &Bytes, exchange: Exchange) -> Self {
        Self::half(bytes, Plan::Stall, exchange)
    }

    fn half(bytes: &Bytes, plan: Plan, exchange: Exchange) -> Self {
        Self {
            length: Some(bytes.len() as u64),
            data: Full::new(bytes.slice(..bytes.len() / 2)),
            plan,
            exchange: Some(exchange),
        }
    }

    pub(crate) fn feed(parts: tokio::sync::mpsc::Receiver<Bytes>) -> Self {
        Self {
            length: None,
            data: Full::new(Bytes::new()),
            plan: Plan::Feed(parts),
            exchange: None,
        }
    }
}

impl Body for ResponseBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if let Some(Ok(frame)) = ready!(Pin::new(&mut self.data).poll_frame(cx)) {
            return Poll::Ready(Some(Ok(frame)));
        }
        match &mut self.plan {
            Plan::Whole => Poll::Ready(None),
            Plan::Stall => Poll::Pending,
            Plan::Cut(timer) => {
                let timer = timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(CUT_AFTER)));
                ready!(timer.as_mut().poll(cx));
                if let Some(exchange) = self.exchange.take() {
                    exchange.done();
                }
                Poll::Ready(Some(Err("the answer is cut here on purpose".into())))
            }
            Plan::Feed(parts) => parts.poll_recv(cx).map(|part| Some(Ok(Frame::data(part?)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.plan, Plan::Whole) && self.data.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

impl Drop for ResponseBody {
    fn drop(&mut self) {
        // Dropped before its end, the exchange records by its own drop that the client left.
        if self.is_end_stream()
            && let Some(exchange) = self.exchange.take()
        {
            exchange.done();
        }
    }
}
