//! Calls in bulk, for languages where each crossing costs: many are started without an object for
//! each, and what they came to is fetched for many at once.
//!
//! An event loop watches the lane's descriptor, which is readable while there is something to
//! fetch. So no thread of ours ever enters the other language. Whoever waits for outcomes runs the
//! calls meanwhile, which saves waking one thread after the other.

use std::{
    collections::HashMap,
    fmt::{self, Write as _},
    mem,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::{Notify, oneshot, watch};

use crate::{
    caller::for_lane,
    client::Client,
    dispatch::Ask,
    failure::Failure,
    mailbox::Mailbox,
    options::CallOptions,
    pages::Pages,
    running::{Outcome, Work, closing, given_up, guarded, inside, no_thread},
    runtime::{self, Executor},
};

/// Where the outcomes of calls are left until they are fetched.
///
/// # Form
///
/// A call is four texts with a line feed between them: the operation, its path arguments as a JSON
/// list (or nothing), its options (or nothing), and its request (or nothing). The first three hold
/// no line feed themselves.
///
/// Outcomes come one after the other, each a line and JSON. In the line are three numbers with a space
/// between them: the ticket; what it is (0 an answer; 1 a failure, as the JSON of `FailureDetails`; 2 an
/// answer with metadata, as `{"value":…,"metadata":…}`); and how many bytes of JSON follow.
#[derive(uniffi::Object)]
pub struct Lane {
    number: u64,
    shared: Arc<Shared>,
    executor: Arc<Executor>,
    process: u32,
}

struct Shared {
    state: Mutex<State>,
    arrived: Notify,
    /// Somebody is about to fetch, and need not be rung for.
    attended: AtomicBool,
    #[cfg(unix)]
    bell: Option<bell::Bell>,
}

#[derive(Default)]
struct State {
    outcomes: String,
    /// The bell has been rung since they were last fetched.
    rung: bool,
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
        record.write(ticket, &mut state.outcomes);
        let ring = !state.rung && !self.attended.load(Ordering::SeqCst);
        state.rung |= ring;
        drop(state);
        self.arrived.notify_one();
        #[cfg(unix)]
        if let (true, Some(bell)) = (ring, &self.bell) {
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

    fn write(&self, ticket: u64, into: &mut String) {
        into.reserve(32 + self.1.len());
        // To write to a text does not fail.
        let _ = writeln!(into, "{ticket} {} {}", self.0, self.1.len());
        into.push_str(&self.1);
    }
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lane")
    }
}

/// Lanes are numbered in the order in which they are made.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl Lane {
    /// What is left to be done for a call: its outcome is left under the ticket.
    fn call(
        &self,
        ticket: u64,
        work: Result<Work, Failure>,
        closed: watch::Receiver<bool>,
    ) -> Option<impl Future<Output = ()> + use<>> {
        let (cancel, cancelled) = oneshot::channel();
        self.shared.state().running.insert(ticket, cancel);
        let work = match work {
            Ok(work) => work,
            Err(failure) => {
                self.shared.leave(ticket, Err(failure));
                return None;
            }
        };
        let shared = Arc::clone(&self.shared);
        let under_way = self.executor.under_way();
        Some(for_lane(self.number, async move {
            let _under_way = under_way;
            let outcome = tokio::select! {
                biased;
                outcome = guarded(work) => outcome,
                _ = cancelled => Err(given_up()),
                () = closing(closed) => Err(Failure::cancelled("the client was closed", "client_closed")),
            };
            shared.leave(ticket, outcome);
        }))
    }

    /// Starts a call. Whether it goes on by turns.
    fn run(&self, ticket: u64, work: Result<Work, Failure>, closed: watch::Receiver<bool>) -> bool {
        let Some(call) = self.call(ticket, work, closed) else {
            return false;
        };
        let start = || drop(self.executor.handle().spawn(call));
        let alone = self.is_turned() && !self.executor.is_crowded();
        if alone {
            self.executor.turn(start);
        } else {
            start();
            if self.is_watched() {
                self.executor.call_keeper();
            }
        }
        alone
    }

    fn waited(&self, milliseconds: u64, first: impl FnOnce()) -> String {
        let arrived = async {
            first();
            while self.shared.state().outcomes.is_empty() {
                self.shared.arrived.notified().await;
            }
        };
        let patience = Duration::from_millis(milliseconds);
        let _ = self
            .executor
            .block_on(async { tokio::time::timeout(patience, arrived).await });
        mem::take(&mut self.shared.state().outcomes)
    }

    /// Whether an event loop waits for its outcomes, and no thread.
    fn is_watched(&self) -> bool {
        #[cfg(unix)]
        return self.shared.bell.is_some();
        #[cfg(not(unix))]
        return false;
    }

    /// Whether its calls may be run in turns.
    fn is_turned(&self) -> bool {
        self.is_watched() && self.executor.descriptor().is_some()
    }
}

#[uniffi::export]
impl Lane {
    /// A lane without calls. With `watched` it has a descriptor.
    #[uniffi::constructor]
    pub fn new(watched: bool) -> Result<Arc<Self>, Failure> {
        let failed = |error| no_thread(&error);
        #[cfg(not(unix))]
        let _ = watched;
        Ok(Arc::new(Self {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            shared: Arc::new(Shared {
                state: Mutex::default(),
                arrived: Notify::new(),
                attended: AtomicBool::new(false),
                #[cfg(unix)]
                bell: watched.then(bell::Bell::new).transpose().map_err(failed)?,
            }),
            executor: runtime::executor().map_err(failed)?,
            process: std::process::id(),
        }))
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

    /// What is readable while there is something to do for a watched lane's `turn`; -1 where there
    /// is no such thing, and nothing to do.
    pub fn stirs(&self) -> i32 {
        match self.executor.descriptor() {
            Some(descriptor) if self.is_turned() => descriptor.number(),
            _ => -1,
        }
    }

    /// Does what there is to do without waiting, and fetches.
    pub fn turn(&self) -> String {
        self.shared.attended.store(true, Ordering::SeqCst);
        self.executor.turn(|| ());
        self.shared.attended.store(false, Ordering::SeqCst);
        self.fetch()
    }

    /// Starts a call. `ticket` is a number that is not in use; whatever happens comes under it. Whether
    /// it goes on by turns: `turn` has then to be called when `stirs` is readable, and otherwise not.
    pub fn start(&self, client: &Client, ticket: u64, call: &[u8]) -> bool {
        self.run(ticket, read(client, call, None), client.closed())
    }

    /// As `start`, for a call that is made while the letter of this number is answered.
    pub fn start_within(
        &self,
        client: &Client,
        ticket: u64,
        call: &[u8],
        mailbox: &Mailbox,
        letter: u64,
    ) -> bool {
        self.run(
            ticket,
            read(client, call, Some((mailbox, letter))),
            client.closed(),
        )
    }

    /// Asks for the next page of a list. The answer is an empty text after the last.
    pub fn next(&self, pages: &Pages, ticket: u64) -> bool {
        self.run(ticket, Ok(pages.work()), pages.closed())
    }

    /// As `next`, while the letter of this number is answered.
    pub fn next_within(&self, pages: &Pages, ticket: u64, mailbox: &Mailbox, letter: u64) -> bool {
        let work = inside(mailbox.token_request(letter), pages.work());
        self.run(ticket, Ok(work), pages.closed())
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
    ) -> bool {
        let deploy = Arc::new(mailbox.slot(tag));
        let work = client.rotation(old_key, new, deploy);
        let work = work.map(|work| inside(mailbox.token_request(letter), work));
        self.run(ticket, work, client.closed())
    }

    /// All outcomes since the last time.
    pub fn fetch(&self) -> String {
        let mut state = self.shared.state();
        let rung = mem::take(&mut state.rung);
        #[cfg(unix)]
        if let (true, Some(bell)) = (rung, &self.shared.bell) {
            bell.hush();
        }
        mem::take(&mut state.outcomes)
    }

    /// Blocks until there is something to fetch, but no longer than so many milliseconds. The calls
    /// of the process run on this thread meanwhile.
    pub fn wait(&self, milliseconds: u64) -> String {
        self.waited(milliseconds, || ())
    }

    /// Starts a call and waits.
    pub fn ask(&self, client: &Client, ticket: u64, call: &[u8], milliseconds: u64) -> String {
        let call = self.call(ticket, read(client, call, None), client.closed());
        self.waited(milliseconds, || {
            if let Some(call) = call {
                self.executor.handle().spawn(call);
            }
        })
    }

    /// Gives a call up. Its outcome is not told unless it is there already.
    pub fn cancel(&self, ticket: u64) {
        // Dropping it is what gives the call up.
        let _cancel = self.shared.state().running.remove(&ticket);
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        if self.process == std::process::id() {
            self.shared.state().running.clear();
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
