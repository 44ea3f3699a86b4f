//! Who runs the calls: threads that block, an event loop, or a thread of the library's.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use keybearer_ffi::{Client, Lane};
use keybearer_sandbox::{Rule, Sandbox};
use mio::{Events, Interest, Poll, Token, unix::SourceFd};
use serde_json::json;
use tokio::{
    sync::Mutex,
    task::{block_in_place, spawn_blocking},
    time::timeout,
};

/// Who runs a call depends on how many there are in the process.
static ALONE: Mutex<()> = Mutex::const_new(());

const CALL: &[u8] = b"puguh.organizations.list\n\n\n";

fn client(sandbox: &Sandbox) -> Arc<Client> {
    let info = &sandbox.info().puguh;
    let options = json!({
        "base_url": sandbox.url(),
        "api_key": info.api_key,
        "organization_id": info.organization_id,
    });
    Client::new("puguh", &options.to_string(), None, None, None).unwrap()
}

/// Tickets of the outcomes; all must be answers.
fn answered(mut outcomes: &str) -> Vec<u64> {
    let mut tickets = Vec::new();
    while let Some((head, rest)) = outcomes.split_once('\n') {
        let [ticket, kind, length] = head.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{head}")
        };
        let (body, rest) = rest.split_at(length.parse().unwrap());
        assert_eq!(kind, "0", "{body}");
        tickets.push(ticket.parse().unwrap());
        outcomes = rest;
    }
    tickets
}

const BELL: Token = Token(0);
const STIRS: Token = Token(1);

/// An event loop with a lane.
struct Loop {
    lane: Arc<Lane>,
    poll: Poll,
    turned: bool,
}

impl Loop {
    fn new() -> Self {
        let lane = Lane::new(true).unwrap();
        let poll = Poll::new().unwrap();
        for (descriptor, token) in [(lane.descriptor(), BELL), (lane.stirs(), STIRS)] {
            if descriptor >= 0 {
                let mut source = SourceFd(&descriptor);
                poll.registry()
                    .register(&mut source, token, Interest::READABLE)
                    .unwrap();
            }
        }
        Self {
            lane,
            poll,
            turned: false,
        }
    }

    fn start(&mut self, client: &Client, ticket: u64) {
        self.turned = block_in_place(|| self.lane.start(client, ticket, CALL));
    }

    /// Until so many calls have come to something.
    fn settle(&mut self, mut calls: usize) {
        let end = Instant::now() + Duration::from_secs(20);
        let mut events = Events::with_capacity(8);
        block_in_place(|| {
            while calls > 0 {
                let left = end.checked_duration_since(Instant::now()).expect("calls hang");
                self.poll.poll(&mut events, Some(left)).unwrap();
                for event in &events {
                    let outcomes = match event.token() {
                        BELL => self.lane.fetch(),
                        _ if self.turned => self.lane.turn(),
                        _ => continue,
                    };
                    calls -= answered(&outcomes).len();
                }
            }
        });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn threads_that_block_run_the_calls_of_all() {
    let _alone = ALONE.lock().await;
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let threads = (0..12).map(|_| {
        let client = Arc::clone(&client);
        spawn_blocking(move || {
            let lane = Lane::new(false).unwrap();
            for ticket in 1..=20 {
                assert_eq!(answered(&lane.ask(&client, ticket, CALL, 20_000)), [ticket]);
            }
        })
    });
    for thread in threads.collect::<Vec<_>>() {
        thread.await.unwrap();
    }
    assert_eq!(sandbox.journal().len(), 240);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_loop_runs_its_calls_one_after_the_other_and_many_at_once() {
    let _alone = ALONE.lock().await;
    let sandbox = Sandbox::start().await.unwrap();
    let client = client(&sandbox);
    let mut own = Loop::new();
    for ticket in 0..50 {
        own.start(&client, ticket);
        own.settle(1);
    }
    for ticket in 50..90 {
        own.start(&client, ticket);
    }
    own.settle(40);
    own.start(&client, 90);
    own.settle(1);
    assert_eq!(sandbox.journal().len(), 91);
    #[cfg(target_os = "linux")]
    assert!(own.turned, "there is something to watch on this system");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_loop_and_a_thread_that_blocks_for_long_do_not_hold_each_other_up() {
    let _alone = ALONE.lock().await;
    let sandbox = Sandbox::start().await.unwrap();
    sandbox
        .add_rules([Rule::respond(200)
            .json(json!({ "items": [] }))
            .delay(Duration::from_secs(2))
            .times(1)])
        .unwrap();
    let client = client(&sandbox);
    let blocked = {
        let client = Arc::clone(&client);
        spawn_blocking(move || answered(&Lane::new(false).unwrap().ask(&client, 1, CALL, 20_000)))
    };
    while sandbox.journal().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let started = Instant::now();
    let mut own = Loop::new();
    for ticket in 2..12 {
        own.start(&client, ticket);
        own.settle(1);
    }
    assert!(!blocked.is_finished(), "after {:?}", started.elapsed());
    assert_eq!(blocked.await.unwrap(), [1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_go_on_while_nobody_waits_for_them() {
    let _alone = ALONE.lock().await;
    let sandbox = Sandbox::start().await.unwrap();
    // A retry needs a timer besides.
    sandbox.add_rules([Rule::respond(503).times(1)]).unwrap();
    let client = client(&sandbox);
    let lane = Lane::new(true).unwrap();
    block_in_place(|| lane.start(&client, 1, CALL));
    let all = async {
        while sandbox.journal().len() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(20), all).await.unwrap();
    let outcome = async {
        loop {
            let outcomes = lane.fetch();
            if !outcomes.is_empty() {
                break outcomes;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let outcome = timeout(Duration::from_secs(20), outcome).await.unwrap();
    assert_eq!(answered(&outcome), [1]);
}
