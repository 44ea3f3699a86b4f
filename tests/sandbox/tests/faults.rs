//! Every fault, as a client meets it.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::time::Duration;

use common::{Bench, http2_client, json, status};
use keybearer_sandbox::{Fault, Rule, Sandbox};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PATH: &str = "/.well-known/jwks.json";

async fn connect(sandbox: &Sandbox) -> TcpStream {
    TcpStream::connect(sandbox.url().trim_start_matches("http://"))
        .await
        .unwrap()
}

/// Sends one request over a raw socket and returns what came until the end, or the error.
async fn raw(stream: &mut TcpStream) -> std::io::Result<String> {
    let request = format!("GET {PATH} HTTP/1.1\r\nhost: sandbox\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(String::from_utf8(answer).unwrap())
}

async fn with(fault: Fault) -> Sandbox {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.add_rules([Rule::fault(fault)]).unwrap();
    sandbox
}

#[tokio::test]
async fn reset_ends_the_connection_with_rst_after_the_request_arrived() {
    let sandbox = with(Fault::Reset).await;
    let error = raw(&mut connect(&sandbox).await).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    let entry = &sandbox.journal()[0];
    assert_eq!(
        (entry.fault, entry.status, entry.aborted),
        (Some("reset"), None, false)
    );
}

#[tokio::test]
async fn close_ends_the_connection_with_fin_and_no_answer() {
    let sandbox = with(Fault::Close).await;
    assert_eq!(raw(&mut connect(&sandbox).await).await.unwrap(), "");
}

#[tokio::test]
async fn close_before_read_resets_a_new_connection_and_spares_the_control_api() {
    let sandbox = with(Fault::CloseBeforeRead).await;
    let rules = json(common::client().get(format!("{}/_sandbox/rules", sandbox.url()))).await;
    assert_eq!(rules["rules"][0]["remaining"], 1);
    let error = raw(&mut connect(&sandbox).await).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(sandbox.journal().is_empty());
    assert_eq!(
        status(common::client().get(format!("{}{PATH}", sandbox.url()))).await,
        200
    );
}

#[tokio::test]
async fn truncate_sends_half_of_the_promised_body() {
    let sandbox = with(Fault::Truncate).await;
    let answer = raw(&mut connect(&sandbox).await).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let length: usize = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap()
        .parse()
        .unwrap();
    assert_eq!(body.len(), length / 2);

    sandbox.add_rules([Rule::fault(Fault::Truncate)]).unwrap();
    let http2 = http2_client()
        .get(format!("{}{PATH}", sandbox.url()))
        .send()
        .await
        .unwrap();
    assert_eq!(http2.status(), 200);
    assert!(http2.bytes().await.is_err());
}

#[tokio::test]
async fn hang_and_stall_last_until_the_client_leaves_which_the_journal_notes() {
    let bench = Bench::start().await;
    for client in [common::client(), http2_client()] {
        bench.sandbox.reset();
        let rules = [Rule::fault(Fault::Hang), Rule::fault(Fault::Stall)];
        bench.sandbox.add_rules(rules).unwrap();
        for fault in ["hang", "stall"] {
            let url = format!("{}{PATH}", bench.sandbox.url());
            let answer = client.get(url).timeout(Duration::from_millis(100)).send().await;
            match answer {
                Ok(answer) => assert!(answer.bytes().await.is_err(), "{fault}"),
                Err(error) => assert!(error.is_timeout(), "{fault}: {error:?}"),
            }
        }
        let aborted = || {
            bench
                .sandbox
                .journal()
                .iter()
                .filter(|entry| entry.aborted)
                .count()
        };
        while aborted() < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let statuses: Vec<_> = bench.sandbox.journal().iter().map(|entry| entry.status).collect();
        assert_eq!(statuses, [None, Some(200)]);
    }
}

#[tokio::test]
async fn refused_stream_resets_the_stream_and_leaves_the_connection() {
    let sandbox = Sandbox::start().await.unwrap();
    // reqwest repeats a refused stream by itself, once; so refuse more often than that.
    sandbox
        .add_rules([Rule::fault(Fault::RefusedStream).times(10)])
        .unwrap();
    let client = http2_client();
    let url = format!("{}{PATH}", sandbox.url());
    let error = client.get(&url).send().await.unwrap_err();
    assert!(format!("{error:?}").contains("REFUSED_STREAM"), "{error:?}");
    sandbox.clear_rules();
    assert_eq!(status(client.get(&url)).await, 200);
    let journal = sandbox.journal();
    assert!(
        journal
            .iter()
            .all(|entry| entry.connection == journal[0].connection)
    );
}

#[tokio::test]
async fn goaway_names_the_stream_before_this_one() {
    let sandbox = with(Fault::GoAway).await;
    let mut stream = connect(&sandbox).await;
    // The preface, empty SETTINGS, and HEADERS for stream 1: GET http / with a literal :authority.
    let mut request = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec();
    let block = b"\x82\x86\x04\x02/x\x41\x01x";
    request.extend([0, 0, u8::try_from(block.len()).unwrap(), 1, 0x5, 0, 0, 0, 1]);
    request.extend(block);
    stream.write_all(&request).await.unwrap();
    let mut answer = Vec::new();
    let read = async {
        let mut chunk = [0; 1024];
        while !answer.ends_with(&[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]) {
            let length = stream.read(&mut chunk).await.unwrap();
            assert!(length > 0, "closed without the frame: {answer:?}");
            answer.extend(&chunk[..length]);
        }
    };
    tokio::time::timeout(Duration::from_secs(5), read).await.unwrap();
}

#[tokio::test]
async fn close_idle_answers_and_then_closes_without_notice() {
    let sandbox = with(Fault::CloseIdle).await;
    let answer = raw(&mut connect(&sandbox).await).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"));
    assert!(!answer.to_lowercase().contains("connection: close"));
    assert!(answer.ends_with("]}"));
}

#[tokio::test]
async fn process_lets_the_api_work_before_the_answer_is_lost() {
    let bench = Bench::start().await;
    let key = bench.sandbox.info().composite.secret_key.clone();
    bench
        .sandbox
        .add_rules([Rule::fault(Fault::Reset).after_processing()])
        .unwrap();
    let send = bench
        .post("/v1/events")
        .bearer_auth(&key)
        .json(&json!({ "name": "lost" }));
    assert!(send.send().await.is_err());
    let events = json(bench.get("/v1/events").bearer_auth(&key)).await;
    assert_eq!(events["data"][0]["name"], "lost");
}
