//! Calls in bulk, for languages where each crossing costs: many are started without an object for
//! each, and what they came to is fetched for many at once.
//!
//! An event loop watches the lane's descriptor, which is readable while there is something to
//! fetch. So no thread of ours ever enters the other language. Where one thread does nothing else but
//! fetch, it may run the calls too, which saves waking one thread after the other.

use std::{
    collections::HashMap,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    runtime::{Handle, Runtime},
    sync::{Notify, oneshot},
};

use crate::{
    caller::for_lane,
    client::Client,
    dispatch::Ask,
    failure::Failure,
    mailbox::Mailbox,
    options::CallOptions,
    pages::Pages,
    running::{Outcome, Work, closing, given_up, guarded, inside, no_thread},
    runtime,
};

/// Where the outcomes of calls are left until they are fetched.
///
/// # Form
///
/// A call is four texts with a line feed between them: the operation, its path arguments as a JSON
/// list (or nothing), its options (or nothing), and its request (or nothing). The first three hold
/// no line feed themselves.
///
/// Outcomes come one after the other, in little endian: the ticket (8 bytes), what it is (1 byte: 0
/// an answer; 1 a failure, as the JSON of `FailureDetails`; 2 an answer with metadata, as
/// `{"value":…,"metadata":…}`), the length (4 bytes), and so many bytes of JSON.
#[derive(uniffi::Object)]
pub struct Lane {
    number: u64,
    shared: Arc<Shared>,
    handle: Handle,
    /// What its calls run on while somebody waits, if that is not the runtime of the process.
    own: Option<Runtime>,
    process: u32,
}

struct Shared {
    state: Mutex<State>,
    arrived: Condvar,
    /// In the place of `arrived`, for whoever runs the calls while waiting.
    noticed: Option<Notify>,
    #[cfg(unix)]
    bell: Option<bell::Bell>,
}

#[derive(Default)]
struct State {
    outcomes: Vec<u8>,
    /// Calls under way, each with what gives it up.
    running: HashMap<u64, oneshot::Sender<()>>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self, ticket: u64, outcome: Outcome) {
        let record = Record::of(outcome);
        let mut state = self.state();
        if state.running.remove(&ticket).is_none() {
            return;
        }
        #[cfg(unix)]
        let first = state.outcomes.is_empty();
        record.write(ticket, &mut state.outcomes);
        drop(state);
        match &self.noticed {
            Some(noticed) => noticed.notify_one(),
            None => self.arrived.notify_all(),
        }
        #[cfg(unix)]
        if let (true, Some(bell)) = (first, &self.bell) {
            bell.ring();
        }
    }
}

/// An outcome as it is fetched.
struct Record(u8, String);

impl Record {
    fn of(outcome: Outcome) -> Self {
        match outcome {
            Ok(answer) => match answer.metadata {
                None => Self(0, answer.value),
                Some(metadata) => {
                    let metadata = serde_json::to_string(&metadata).unwrap_or_default();
                    Self(
                        2,
                        format!(r#"{{"value":{},"metadata":{metadata}}}"#, answer.value),
                    )
                }
            },
            Err(failure) => Self(1, serde_json::to_string(failure.details()).unwrap_or_default()),
        }
    }

    fn write(&self, ticket: u64, into: &mut Vec<u8>) {
        into.reserve(13 + self.1.len());
        into.extend_from_slice(&ticket.to_le_bytes());
        into.push(self.0);
        // The core reads no answer of more than 32 MiB.
        into.extend_from_slice(&u32::try_from(self.1.len()).unwrap_or(u32::MAX).to_le_bytes());
        into.extend_from_slice(self.1.as_bytes());
    }
}

impl std::fmt::Debug for Lane {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lane")
    }
}

/// Lanes are numbered in the order in which they are made.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Lane {
    fn build(watched: bool, driven: bool) -> Result<Arc<Self>, Failure> {
        let failed = |error| no_thread(&error);
        let own = driven.then(runtime::own).transpose().map_err(failed)?;
        let handle = match &own {
            Some(own) => own.handle().clone(),
            None => runtime::handle().map_err(failed)?,
        };
        #[cfg(not(unix))]
        let _ = watched;
        Ok(Arc::new(Self {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            shared: Arc::new(Shared {
                state: Mutex::default(),
                arrived: Condvar::new(),
                noticed: driven.then(Notify::new),
                #[cfg(unix)]
                bell: watched.then(bell::Bell::new).transpose().map_err(failed)?,
            }),
            handle,
            own,
            process: std::process::id(),
        }))
    }

    fn run(&self, ticket: u64, work: Result<Work, Failure>, closed: tokio::sync::watch::Receiver<bool>) {
        let (cancel, cancelled) = oneshot::channel();
        self.shared.state().running.insert(ticket, cancel);
        let work = match work {
            Ok(work) => work,
            Err(failure) => return self.shared.leave(ticket, Err(failure)),
        };
        let shared = Arc::clone(&self.shared);
        self.handle.spawn(for_lane(self.number, async move {
            let outcome = tokio::select! {
                biased;
                outcome = guarded(work) => outcome,
                _ = cancelled => Err(given_up()),
                () = closing(closed) => Err(Failure::cancelled("the client was closed", "client_closed")),
            };
            shared.leave(ticket, outcome);
        }));
    }
}

impl Lane {
    fn sleep(&self, patience: Duration) -> Vec<u8> {
        let until = Instant::now() + patience;
        let mut state = self.shared.state();
        while state.outcomes.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.shared.arrived.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        std::mem::take(&mut state.outcomes)
    }

    /// Runs the calls until one of them has come to something. That it has is kept by the notice, so
    /// none is missed between two waits.
    fn drive(&self, own: &Runtime, noticed: &Notify, patience: Duration) -> Vec<u8> {
        let arrived = async {
            while self.shared.state().outcomes.is_empty() {
                noticed.notified().await;
            }
        };
        let _ = own.block_on(async { tokio::time::timeout(patience, arrived).await });
        std::mem::take(&mut self.shared.state().outcomes)
    }
}

#[uniffi::export]
impl Lane {
    /// A lane without calls. With `watched` it has a descriptor.
    #[uniffi::constructor]
    pub fn new(watched: bool) -> Result<Arc<Self>, Failure> {
        Self::build(watched, false)
    }

    /// A lane whose calls run on the thread that waits for them, and stand still while none does: for
    /// one thread that does nothing else.
    #[uniffi::constructor]
    pub fn driven() -> Result<Arc<Self>, Failure> {
        Self::build(false, true)
    }

    /// The number by which letters name this lane.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// What becomes readable when there is something to fetch; -1 where there is no such thing.
    pub fn descriptor(&self) -> i32 {
        #[cfg(unix)]
        if let Some(bell) = &self.shared.bell {
            return bell.descriptor();
        }
        -1
    }

    /// Starts a call. `ticket` is a number that is not in use; whatever happens comes under it.
    pub fn start(&self, client: &Client, ticket: u64, call: &[u8]) {
        self.run(ticket, read(client, call, None), client.closed());
    }

    /// As `start`, for a call that is made while the letter of this number is answered.
    pub fn start_within(&self, client: &Client, ticket: u64, call: &[u8], mailbox: &Mailbox, letter: u64) {
        self.run(
            ticket,
            read(client, call, Some((mailbox, letter))),
            client.closed(),
        );
    }

    /// Asks for the next page of a list. The answer is an empty text after the last.
    pub fn next(&self, pages: &Pages, ticket: u64) {
        self.run(ticket, Ok(pages.work()), pages.closed());
    }

    /// As `next`, while the letter of this number is answered.
    pub fn next_within(&self, pages: &Pages, ticket: u64, mailbox: &Mailbox, letter: u64) {
        let work = inside(mailbox.token_request(letter), pages.work());
        self.run(ticket, Ok(work), pages.closed());
    }

    /// Replaces a Pug API key, as `Client.rotate_api_key`; the deploy step comes by the mailbox.
    /// `letter` is the one that is being answered; 0 for none.
    #[allow(
        clippy::too_many_arguments,
        reason = "what crosses is plain: an object for these would cost more"
    )]
    pub fn rotate(
        &self,
        client: &Client,
        ticket: u64,
        old_key: &str,
        new: &str,
        mailbox: &Mailbox,
        tag: u64,
        letter: u64,
    ) {
        let deploy = Arc::new(mailbox.slot(tag));
        let work = client.rotation(old_key, new, deploy);
        let work = work.map(|work| inside(mailbox.token_request(letter), work));
        self.run(ticket, work, client.closed());
    }

    /// All outcomes since the last time.
    pub fn fetch(&self) -> Vec<u8> {
        let mut state = self.shared.state();
        #[cfg(unix)]
        if let Some(bell) = &self.shared.bell {
            bell.hush();
        }
        std::mem::take(&mut state.outcomes)
    }

    /// Blocks until there is something to fetch, but no longer than so many milliseconds.
    pub fn wait(&self, milliseconds: u64) -> Vec<u8> {
        let patience = Duration::from_millis(milliseconds);
        match (&self.own, &self.shared.noticed) {
            (Some(own), Some(noticed)) => self.drive(own, noticed, patience),
            _ => self.sleep(patience),
        }
    }

    /// Gives a call up. Its outcome is not told unless it is there already.
    pub fn cancel(&self, ticket: u64) {
        // Dropping it is what gives the call up.
        let _cancel = self.shared.state().running.remove(&ticket);
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let own = self.own.take();
        if self.process == std::process::id() {
            self.shared.state().running.clear();
            if let Some(own) = own {
                own.shutdown_background();
            }
        } else {
            std::mem::forget(own);
        }
    }
}

/// The work of a call in the form of a lane.
fn read(client: &Client, call: &[u8], letter: Option<(&Mailbox, u64)>) -> Result<Work, Failure> {
    let call = std::str::from_utf8(call).map_err(|_| Failure::member("request", "is not UTF-8"))?;
    let mut parts = call.splitn(4, '\n');
    let mut part = || parts.next().unwrap_or_default();
    let (operation, arguments, options, request) = (part(), part(), part(), part());
    let named = |failure: Failure| failure.of_operation(operation);
    let arguments: Vec<String> = if arguments.is_empty() {
        Vec::new()
    } else {
        serde_json::from_str(arguments).map_err(|_| named(Failure::member("arguments", "must be texts")))?
    };
    let ask = Ask {
        operation,
        arguments: &arguments,
        request,
        options: CallOptions::read(options).map_err(named)?,
    };
    let work = client.work(&ask)?;
    let request = letter.and_then(|(mailbox, letter)| mailbox.token_request(letter));
    Ok(inside(request, work))
}

#[cfg(unix)]
mod bell {
    //! A descriptor that is readable while the bell rings: one end of a pair of sockets.

    use std::{
        io::{self, Read, Write},
        os::{fd::AsRawFd, unix::net::UnixStream},
    };

    pub(super) struct Bell {
        ear: UnixStream,
        hammer: UnixStream,
    }

    impl Bell {
        pub(super) fn new() -> io::Result<Self> {
            let (ear, hammer) = UnixStream::pair()?;
            ear.set_nonblocking(true)?;
            hammer.set_nonblocking(true)?;
            Ok(Self { ear, hammer })
        }

        pub(super) fn descriptor(&self) -> i32 {
            self.ear.as_raw_fd()
        }

        pub(super) fn ring(&self) {
            // A full buffer is loud enough.
            let _ = (&self.hammer).write(&[1]);
        }

        pub(super) fn hush(&self) {
            let mut rung = [0; 64];
            let _ = (&self.ear).read(&mut rung);
        }
    }
}
