//! `docs/errors.md`: every error code.

use std::fmt::Write as _;

use keybearer::ErrorCode;

const HEAD: &str = "\
<!-- Written by `cargo xtask generate` from sdk-core/src/error.rs. Do not edit. -->

# Errors

Every call fails in one way: with an error that has one of these codes. They are the same text in every language and do not change between versions.

| code | when | what to do | does a retry help? |
|---|---|---|---|
";

const TAIL: &str = "
The client has already retried what is worth retrying; `attempts` lists what it did. The last column is about trying again later, in your own code: `retryable` on the error answers it for the case at hand.
";

pub(crate) fn page() -> String {
    let mut page = HEAD.to_owned();
    for code in ErrorCode::ALL {
        let _ = writeln!(
            page,
            "| `{code}` | {} | {} | {} |",
            code.meaning(),
            code.advice(),
            retry(code)
        );
    }
    page + TAIL
}

fn retry(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::InvalidConfig
        | ErrorCode::InvalidRequest
        | ErrorCode::NotFound
        | ErrorCode::PermissionDenied
        | ErrorCode::Decode
        | ErrorCode::Callback => "no",
        ErrorCode::Unauthenticated | ErrorCode::SessionExpired => "not before a new credential is set",
        ErrorCode::TokenRefreshFailed | ErrorCode::RateLimited => "yes, after `retry_after`",
        ErrorCode::Conflict => "not unchanged",
        ErrorCode::Timeout => "yes, if repeating does no harm",
        ErrorCode::Connection | ErrorCode::Server => "if `retryable`",
        ErrorCode::Cancelled => "as you like",
        other => panic!("say here whether a retry helps for {other}"),
    }
}
