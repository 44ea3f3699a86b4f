//! The tour of the sandbox: its scenes one after the other, then a summary.

use keybearer_sandbox::{Entry, Sandbox};

use crate::{
    Failure, scenes,
    timeline::{self, Mark, Timeline, span},
};

const NEXT: &str = "  \
  examples/rust                           a short program for each API, and an axum service
  cargo run -p keybearer-sandbox          the sandbox by itself, to watch it in a browser
  cargo run --bin quickstart -- --live    the same clients against the real APIs, with your keys
";

/// Runs every scene. The first that is not as claimed ends the tour.
pub(crate) async fn run(timeline: Timeline) -> Result<(), Failure> {
    let stage = Stage {
        sandbox: Sandbox::start().await?,
        timeline,
    };
    let about = format!("a sandbox of the three APIs is at {}", stage.sandbox.url());
    timeline.title("Keybearer", &about);
    let shown = [
        scenes::only_what_the_key_allows(&stage).await?,
        scenes::wait_as_long_as_asked(&stage).await?,
        scenes::one_refresh_for_all(&stage).await?,
        scenes::name_the_wrong_field(&stage).await?,
    ];
    stage.summary(&shown);
    stage.sandbox.shutdown().await;
    Ok(())
}

/// Where the scenes take place.
pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) timeline: Timeline,
}

impl Stage {
    /// What arrived at this path, in order.
    pub(crate) fn arrived(&self, path: &str) -> Vec<Entry> {
        let mut journal = self.sandbox.journal();
        journal.retain(|entry| entry.path == path);
        journal
    }

    /// How the sandbox answered at this path, in order.
    pub(crate) fn answers(&self, path: &str) -> Vec<u16> {
        let arrived = self.arrived(path);
        arrived.iter().filter_map(|entry| entry.status).collect()
    }

    /// A line about what the sandbox saw.
    pub(crate) fn told_by_journal(&self, detail: &str) {
        self.timeline.line(Mark::Journal, "the sandbox's journal", detail);
    }

    fn summary(&self, shown: &[String]) {
        let took = span(self.timeline.elapsed());
        let requests = self.sandbox.counters().requests;
        let about = format!("{requests} requests in {took}");
        self.timeline.section("All as claimed", &about);
        for line in shown {
            self.timeline.point(line);
        }
        self.timeline.section("Next", "where to look");
        timeline::print(NEXT);
    }
}
