//! Virtual time for unit tests: nothing in them waits for real.

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use crate::runtime::{BoxFuture, Runtime};

/// A runtime on tokio's paused clock, with a fixed draw from the random source.
#[derive(Clone)]
pub(crate) struct VirtualRuntime {
    start: Arc<std::sync::OnceLock<Instant>>,
    draw: f64,
}

impl VirtualRuntime {
    /// Every draw gives `unit`, from `[0, 1)`.
    pub(crate) fn drawing(unit: f64) -> Self {
        Self {
            start: Arc::default(),
            draw: unit,
        }
    }
}

impl Runtime for VirtualRuntime {
    fn now(&self) -> Duration {
        // A second on the clock already, so that "a moment ago" can be expressed.
        Duration::from_secs(1) + self.start.get_or_init(Instant::now).elapsed()
    }

    fn unix_now(&self) -> Duration {
        Duration::from_secs(1_800_000_000) + self.now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move { tokio::time::sleep(duration).await })
    }

    fn spawn(&self, task: BoxFuture<'static, ()>) {
        tokio::spawn(task);
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn fill_random(&self, bytes: &mut [u8]) {
        let draw = ((self.draw * (1_u64 << 53) as f64) as u64) << 11;
        for (byte, value) in bytes.iter_mut().zip(draw.to_le_bytes().into_iter().cycle()) {
            *byte = value;
        }
    }
}

/// An unsigned JWT that ends at `exp`.
pub(crate) fn jwt(exp: u64) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let claims = format!(r#"{{"sub":"u-1","exp":{exp}}}"#);
    format!("{}.{}.c2ln", encode(r#"{"alg":"RS256"}"#), encode(&claims))
}
