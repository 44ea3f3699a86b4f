//! Whether to try again, when, and how often in all.

mod budget;
mod decide;
mod delay;
mod server_delay;

pub(crate) use self::{
    budget::{Budget, Withdrawal},
    decide::{Backoff, Failure, Verdict, verdict},
    delay::{Delays, MAX_ATTEMPTS},
    server_delay::{LONGEST_DELAY, server_delay},
};
