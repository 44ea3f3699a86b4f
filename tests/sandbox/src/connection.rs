//! One accepted connection, and the ways to end it that a well-behaved server never uses.
//!
//! hyper owns the socket while it serves, but a reset, a silent close and a GOAWAY for a refused
//! stream need the socket itself. So the socket is lent: [`LentStream`] gives it back when hyper
//! drops it, and the connection's task then ends it as the [`Ending`] says.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};

/// How a connection is to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// With RST.
    Reset,
    /// With FIN and nothing else.
    Close,
    /// HTTP/2 only: GOAWAY naming this stream as the last one processed, then FIN.
    GoAway { last_stream: u32 },
}

/// What the requests on a connection share.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) id: u64,
    requests: AtomicU32,
    ending: Mutex<Option<Ending>>,
    ended: Notify,
}

impl Connection {
    pub(crate) fn new(id: u64) -> Self {
        Self {
            id,
            requests: AtomicU32::new(0),
            ending: Mutex::new(None),
            ended: Notify::new(),
        }
    }

    /// Counts a request and returns its number on this connection, from 1.
    pub(crate) fn count_request(&self) -> u32 {
        self.requests.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Ends the connection; the first ending asked for wins.
    pub(crate) fn end(&self, ending: Ending) {
        let mut slot = self.ending.lock().unwrap_or_else(PoisonError::into_inner);
        slot.get_or_insert(ending);
        self.ended.notify_one();
    }

    /// Waits until some request asks for the connection's end.
    pub(crate) async fn wait_for_end(&self) {
        self.ended.notified().await;
    }

    fn ending(&self) -> Option<Ending> {
        *self.ending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the socket that hyper gave back.
    pub(crate) async fn finish(&self, mut stream: TcpStream) {
        match self.ending() {
            Some(Ending::Reset) => reset(stream),
            Some(Ending::GoAway { last_stream }) => {
                // A close with unread bytes would turn into RST and could overtake the frame, so
                // what the client still sends is read until it leaves.
                let _ = stream.write_all(&goaway_frame(last_stream)).await;
                let _ = stream.shutdown().await;
                let mut rest = [0; 1024];
                let drained = async { while stream.read(&mut rest).await.is_ok_and(|n| n > 0) {} };
                let _ = tokio::time::timeout(Duration::from_secs(1), drained).await;
            }
            Some(Ending::Close) | None => drop(stream),
        }
    }
}

/// Closes a socket with RST instead of FIN.
pub(crate) fn reset(stream: TcpStream) {
    let _ = stream.set_zero_linger();
    drop(stream);
}

/// RFC 9113, section 6.8: length 8, type 7, stream 0; the last stream, then the code `NO_ERROR`.
fn goaway_frame(last_stream: u32) -> [u8; 17] {
    let mut frame = [0; 17];
    frame[2] = 8;
    frame[3] = 7;
    frame[9..13].copy_from_slice(&last_stream.to_be_bytes());
    frame
}

/// A socket that returns to its lender when the borrower drops it.
#[derive(Debug)]
pub(crate) struct LentStream {
    stream: Option<TcpStream>,
    lender: Option<oneshot::Sender<TcpStream>>,
}

impl LentStream {
    pub(crate) fn new(stream: TcpStream) -> (Self, oneshot::Receiver<TcpStream>) {
        let (lender, returned) = oneshot::channel();
        let lent = Self {
            stream: Some(stream),
            lender: Some(lender),
        };
        (lent, returned)
    }

    fn stream(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        match &mut self.stream {
            Some(stream) => Ok(Pin::new(stream)),
            None => Err(io::ErrorKind::NotConnected.into()),
        }
    }
}

impl Drop for LentStream {
    fn drop(&mut self) {
        if let (Some(stream), Some(lender)) = (self.stream.take(), self.lender.take()) {
            let _ = lender.send(stream);
        }
    }
}

impl AsyncRead for LentStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream()?.poll_read(cx, buf)
    }
}

impl AsyncWrite for LentStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }
}
