//! How the quickstart prints: times since the start, a symbol, a subject, what is to say of it.

use std::{
    env, fmt,
    io::{self, IsTerminal, Write},
    time::{Duration, Instant},
};

use keybearer::Error;

/// As wide as the longest name of an operation that is shown.
const SUBJECT: usize = 27;
/// From the left edge to the symbol: two spaces, and a time such as `   1.024 s`.
const INDENT: usize = 14;

/// What kind of line it is.
#[derive(Clone, Copy)]
pub(crate) enum Mark {
    Sent,
    Answered,
    Waiting,
    Renewed,
    Good,
    Refused,
    /// Read from the sandbox's journal.
    Journal,
}

impl Mark {
    fn symbol(self) -> &'static str {
        match self {
            Self::Sent => "→",
            Self::Answered => "←",
            Self::Waiting => "…",
            Self::Renewed => "↻",
            Self::Good => "✓",
            Self::Refused => "✗",
            Self::Journal => "≡",
        }
    }

    fn paint(self) -> Paint {
        match self {
            Self::Sent | Self::Answered => Paint::Cyan,
            Self::Waiting | Self::Renewed => Paint::Yellow,
            Self::Good => Paint::Green,
            Self::Refused => Paint::Red,
            Self::Journal => Paint::Blue,
        }
    }
}

#[derive(Clone, Copy)]
enum Paint {
    Bold = 1,
    Dim = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Blue = 34,
    Cyan = 36,
}

/// The one place that writes to standard output. Copies count from the same start.
#[derive(Clone, Copy)]
pub(crate) struct Timeline {
    started: Instant,
    colour: bool,
}

impl Timeline {
    pub(crate) fn start() -> Self {
        Self {
            started: Instant::now(),
            colour: wants_colour(),
        }
    }

    pub(crate) fn elapsed(self) -> Duration {
        self.started.elapsed()
    }

    pub(crate) fn title(self, name: &str, about: &str) {
        print(&format!("{} · {about}\n", self.paint(Paint::Bold, name)));
    }

    pub(crate) fn section(self, name: &str, about: &str) {
        print("\n");
        self.title(name, about);
    }

    /// Something that happened just now.
    pub(crate) fn line(self, mark: Mark, subject: &str, detail: impl fmt::Display) {
        let time = format!("{:8.3} s", self.elapsed().as_secs_f64());
        let time = self.paint(Paint::Dim, &time);
        let symbol = self.paint(mark.paint(), mark.symbol());
        print(&format!("  {time}  {symbol}  {subject:SUBJECT$}  {detail}\n"));
    }

    /// More about the line above.
    pub(crate) fn more(self, detail: impl fmt::Display) {
        let bar = self.paint(Paint::Dim, "│");
        print(&format!("{:INDENT$}{bar}  {detail}\n", ""));
    }

    /// An error, with the fields that it names.
    pub(crate) fn refused(self, error: &Error) {
        let operation = error.operation().unwrap_or("the client");
        self.line(Mark::Refused, short(operation), error.code());
        if error.violations().is_empty() {
            self.more(error.message());
        }
        for violation in error.violations() {
            let rule = violation.rule.as_ref();
            let rule = rule.map(|rule| format!(" ({rule})")).unwrap_or_default();
            self.more(format!("{}: {}{rule}", violation.field, violation.message));
        }
    }

    /// A line of the summary.
    pub(crate) fn point(self, text: &str) {
        let symbol = self.paint(Mark::Good.paint(), Mark::Good.symbol());
        print(&format!("  {symbol}  {text}\n"));
    }

    fn paint(self, paint: Paint, text: &str) -> String {
        if self.colour {
            format!("\x1b[{}m{text}\x1b[0m", paint as u8)
        } else {
            text.to_owned()
        }
    }
}

/// Colour is for terminals, and for people who have not declined it (<https://no-color.org>).
fn wants_colour() -> bool {
    let declined = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    io::stdout().is_terminal() && !declined && !dumb
}

/// A reader that has left, such as `head`, is no reason to fail.
pub(crate) fn print(text: &str) {
    let _ = io::stdout().write_all(text.as_bytes());
}

/// A duration as people say it: `2.5 ms`, `1.04 s`.
pub(crate) fn span(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 1.0 {
        format!("{:.1} ms", seconds * 1000.0)
    } else {
        format!("{seconds:.2} s")
    }
}

/// `events.send` of `composite.events.send`: the platform stands in the heading.
pub(crate) fn short(operation: &str) -> &str {
    operation.split_once('.').map_or(operation, |(_, rest)| rest)
}
