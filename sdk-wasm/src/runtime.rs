//! The clocks, timers and dice of the host.

use keybearer::{
    runtime::{BoxFuture, Runtime},
    time::Duration,
};

use crate::{client::Host, host, slots, tasks};

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
        #[allow(clippy::cast_precision_loss, reason = "far below what a timer tells apart")]
        let millis = duration.as_micros() as f64 / 1000.0;
        let woken = slots::ask(|slot| host::sleep(slot, millis.ceil()));
        Box::pin(async { drop(woken.await) })
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
