//! The clocks, timers and dice of the host.

use std::time::Duration;

use keybearer::runtime::{BoxFuture, Runtime};

use crate::{client::Host, host, slots, tasks};

/// Timers that are longer go off at once, in every host.
const LONGEST_TIMER: f64 = i32::MAX as f64;

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clocks show no negative time"
)]
fn duration(millis: f64) -> Duration {
    Duration::from_micros((millis * 1000.0) as u64)
}

impl Runtime for Host {
    fn now(&self) -> Duration {
        duration(host::now())
    }

    fn unix_now(&self) -> Duration {
        duration(host::unix())
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let start = host::now();
        #[allow(clippy::cast_precision_loss, reason = "far below what a timer tells apart")]
        let millis = duration.as_secs() as f64 * 1000.0 + f64::from(duration.subsec_nanos()) / 1e6;
        Box::pin(async move {
            let mut left = millis;
            loop {
                slots::ask(|slot| host::sleep(slot, left.ceil().clamp(0.0, LONGEST_TIMER))).await;
                // Some timers are a little early, and the longest have to be set again.
                left = start + millis - host::now();
                if left <= 0.0 {
                    return;
                }
            }
        })
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        tasks::spawn(0, task);
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        host::random(bytes);
    }

    fn in_browser(&self) -> bool {
        self.in_browser
    }
}
