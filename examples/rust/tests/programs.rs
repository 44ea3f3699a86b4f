//! Runs every program of this package as a user would, and reads what it says.
#![allow(clippy::unwrap_used)]

use std::{
    env,
    process::{Command, Output},
};

use keybearer_sandbox::Sandbox;

const QUICKSTART: &str = env!("CARGO_BIN_EXE_quickstart");

const LIVE_VARIABLES: [&str; 5] = [
    "COMPOSITE_API_KEY",
    "PUG_SDK_API_KEY",
    "PUG_PROJECT_ID",
    "PUGUH_API_KEY",
    "PUGUH_ORGANIZATION_ID",
];

/// A program without any of the caller's variables, which might hold real keys.
fn program(path: &str) -> Command {
    let mut command = Command::new(path);
    command.env_clear();
    // Windows has no sockets without it.
    command.envs(env::var_os("SystemRoot").map(|root| ("SystemRoot", root)));
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs to a good end, and has these lines, in this order, among what it prints.
#[track_caller]
fn prints(command: &mut Command, lines: &[&str]) -> String {
    let output = command.output().unwrap();
    let text = stdout(&output);
    assert!(output.status.success(), "{text}\n{}", stderr(&output));
    let mut rest = text.as_str();
    for line in lines {
        let place = rest.find(line);
        let place = place.unwrap_or_else(|| panic!("{line:?} is not where it should be in\n{text}"));
        rest = &rest[place + line.len()..];
    }
    text
}

/// What `--live` reads, so that it means this sandbox.
fn live_on(sandbox: &Sandbox) -> Command {
    let mut command = program(QUICKSTART);
    command.arg("--live").envs(sandbox.info().environment());
    // One that it has no use for, and that must not confuse it.
    command.env("PUG_SHARED_API_KEY", &sandbox.info().pug.shared_key);
    command
}

#[test]
fn quickstart_shows_what_it_claims() {
    let text = prints(
        &mut program(QUICKSTART),
        &[
            "Composite",
            "events.send                  HTTP 202",
            "users.list                   permission_denied",
            "Nothing was sent",
            "1 request before the refusal, 1 after it",
            "Pug",
            "HTTP 429",
            "throttled: waits 1.",
            "HTTP 200",
            "3 events stored",
            "of the same bytes",
            "50 calls of one client",
            "call 1: the token is expired",
            "50 of 50 answered",
            "1 refresh; 50 lists, 50 of them answered with 200",
            "HTTP 422",
            "invalid_request",
            "body.email: ",
            "All as claimed",
            "Next",
            "cargo run --bin quickstart -- --live",
        ],
    );
    assert!(!text.contains('\x1b'), "no colour in a pipe");
    assert!(!text.contains("call 2"), "one refresh for all calls");
}

#[test]
fn live_names_every_missing_variable_before_it_sends_anything() {
    let output = program(QUICKSTART).arg("--live").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output), "");
    let text = stderr(&output);
    for name in LIVE_VARIABLES {
        let line = text.lines().find(|line| line.trim_start().starts_with(name));
        let purpose = line.and_then(|line| line.split_once("  P").or(line.split_once("  C")));
        assert!(purpose.is_some(), "{name} and what it is for, in\n{text}");
    }
    assert!(text.contains("Nothing was sent"), "{text}");
}

#[test]
fn live_names_only_what_is_missing() {
    let mut command = program(QUICKSTART);
    command.arg("--live").envs(LIVE_VARIABLES.map(|name| (name, "x")));
    let output = command.env("PUG_PROJECT_ID", " ").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    let named = LIVE_VARIABLES.into_iter().filter(|name| text.contains(name));
    assert_eq!(named.collect::<Vec<_>>(), ["PUG_PROJECT_ID"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_asks_each_api_with_keys_of_the_environment() {
    let sandbox = Sandbox::start().await.unwrap();
    prints(
        &mut live_on(&sandbox),
        &[
            "events.send                  HTTP 202",
            "1 stored",
            "the key is good: it sees 45 organizations",
            "page_size: must be from 1 to 100",
            "All as claimed",
        ],
    );
    assert_eq!(sandbox.journal().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_goes_on_after_an_api_that_refuses_and_exits_with_1() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut command = live_on(&sandbox);
    command.env("COMPOSITE_API_KEY", "pk_live_0123456789abcdef");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains("unauthenticated"));
    assert!(stdout(&output).contains("the key is good"));
    assert!(stderr(&output).contains("1 of 3 steps failed"));
}

#[test]
fn quickstart_explains_itself() {
    prints(
        program(QUICKSTART).arg("--help"),
        &["Usage", "--live", "Exit codes"],
    );
    let output = program(QUICKSTART).arg("--lvie").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(text.contains("\"--lvie\"") && text.contains("Usage"), "{text}");
}

#[test]
fn puguh_signs_in_renews_lists_and_signs_out() {
    prints(
        &mut program(env!("CARGO_BIN_EXE_puguh")),
        &[
            "signed in as ada@example.test",
            "session: a new token, because the old one was expired",
            "45 organizations",
            "not found: Organization not found",
            "signed out",
        ],
    );
}

#[test]
fn pug_writes_with_one_key_and_reads_with_another() {
    prints(
        &mut program(env!("CARGO_BIN_EXE_pug")),
        &[
            "events stored: 2",
            "refused: pug.profiles.get needs a shared key",
            "profile: {\"plan\"",
            "organizations: {",
        ],
    );
}

#[test]
fn composite_sends_and_reads_page_by_page() {
    prints(
        &mut program(env!("CARGO_BIN_EXE_composite")),
        &[
            "sent 5 events",
            "a page of 2\na page of 2\na page of 1\n",
            "not found: User not found",
        ],
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_example_can_be_pointed_at_another_sandbox() {
    for (platform, path) in [
        ("puguh", env!("CARGO_BIN_EXE_puguh")),
        ("pug", env!("CARGO_BIN_EXE_pug")),
        ("composite", env!("CARGO_BIN_EXE_composite")),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        let variable = format!("{}_BASE_URL", platform.to_uppercase());
        prints(program(path).env(variable, sandbox.url()), &[]);
        let journal = sandbox.journal();
        assert!(journal.iter().all(|entry| entry.platform == platform));
        assert!(!journal.is_empty(), "{platform}");
    }
}

#[cfg(feature = "axum")]
#[test]
fn the_axum_service_checks_itself() {
    prints(
        program(env!("CARGO_BIN_EXE_axum_service")).arg("--check"),
        &[
            "GET /me, expired token: 401",
            "GET /organizations: 200",
            "GET /organizations/unknown: 404",
            "throttled: rate_limited",
            "Retry-After is what PUGUH asked for: true",
            "held back: rate_limited",
            "requests to PUGUH so far: 1",
            "within 200 ms: 504",
            "a request under way at the end: 200",
            "a request after the end: connection",
            "check: all as expected",
        ],
    );
}
