//! What an event loop can watch in place of a runtime's thread: the descriptor by which that would wait.
//!
//! tokio does not tell it. Linux does: for each descriptor of its kind it lists what is watched by it
//! (`proc_pid_fdinfo(5)`), and something that only this runtime watches is soon made.

#[cfg(target_os = "linux")]
mod linux {
    use std::{
        fs,
        os::{
            fd::{AsRawFd, RawFd},
            unix::net::UnixStream,
        },
        sync::{Mutex, PoisonError},
        time::Duration,
    };

    use mio::{Events, Interest, Poll, Token, unix::SourceFd};
    use tokio::runtime::Runtime;

    /// Readable while a runtime has events that it has not seen.
    pub(crate) struct Descriptor {
        number: RawFd,
        watch: Mutex<(Poll, Events)>,
    }

    impl Descriptor {
        pub(crate) fn of(runtime: &Runtime) -> Option<Self> {
            let (mark, _other) = UnixStream::pair().ok()?;
            mark.set_nonblocking(true).ok()?;
            let _inside = runtime.enter();
            let mark = tokio::net::UnixStream::from_std(mark).ok()?;
            let number = watcher_of(mark.as_raw_fd())?;
            let poll = Poll::new().ok()?;
            poll.registry()
                .register(&mut SourceFd(&number), Token(0), Interest::READABLE)
                .ok()?;
            Some(Self {
                number,
                watch: Mutex::new((poll, Events::with_capacity(1))),
            })
        }

        pub(crate) fn number(&self) -> RawFd {
            self.number
        }

        pub(crate) fn is_readable(&self) -> bool {
            let mut watch = self.watch.lock().unwrap_or_else(PoisonError::into_inner);
            let (poll, events) = &mut *watch;
            poll.poll(events, Some(Duration::ZERO)).is_ok() && !events.is_empty()
        }
    }

    /// The descriptor that watches this one.
    fn watcher_of(watched: RawFd) -> Option<RawFd> {
        for entry in fs::read_dir("/proc/self/fdinfo").ok()?.flatten() {
            let found = fs::read_to_string(entry.path())
                .unwrap_or_default()
                .lines()
                .filter_map(|line| line.strip_prefix("tfd:"))
                .any(|line| line.split_whitespace().next() == Some(&watched.to_string()));
            if found {
                return entry.file_name().to_str()?.parse().ok();
            }
        }
        None
    }
}

#[cfg(target_os = "linux")]
pub(crate) use linux::Descriptor;

/// Not known on this system.
#[cfg(not(target_os = "linux"))]
pub(crate) enum Descriptor {}

#[cfg(not(target_os = "linux"))]
impl Descriptor {
    pub(crate) fn of(_: &tokio::runtime::Runtime) -> Option<Self> {
        None
    }

    pub(crate) fn number(&self) -> i32 {
        match *self {}
    }

    pub(crate) fn is_readable(&self) -> bool {
        match *self {}
    }
}
