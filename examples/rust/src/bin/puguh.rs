//! PUGUH: sign in, stay signed in, list, and tell errors apart.
//!
//! Runs against a sandbox in this process, or the one at `PUGUH_BASE_URL`: all have the same
//! people.
#![allow(clippy::print_stdout, reason = "an example shows what happens")]

use std::{env, time::Duration};

use futures_util::TryStreamExt;
use keybearer::{
    BoxError, ErrorCode, Event, PuguhClient,
    puguh::{ListOrganizations, Login},
};
use keybearer_sandbox::Sandbox;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let sandbox = Sandbox::start().await?;
    let person = &sandbox.info().puguh;
    let url = env::var("PUGUH_BASE_URL").unwrap_or_else(|_| sandbox.url().to_owned());

    // Signing in needs no credential. Its tokens make this client, and its clones, a session.
    let puguh = PuguhClient::builder()
        .base_url(url)
        .anonymous()
        .observer(|event: &Event| {
            if let Event::TokenRefreshed { reason, .. } = event {
                println!("session: a new token, because the old one was {reason}");
            }
        })
        .build()?;
    let login = Login::new(&person.email, person.password.as_str());
    let tokens = puguh.auth().login(login).await?.tokens()?;
    // As if the token had grown old meanwhile: the next call renews it with the refresh token.
    let tokens = tokens.with_expires_in(Duration::from_nanos(1));
    puguh.set_tokens(tokens).await?;
    println!("signed in as {}", person.email);

    // A stream: pages are fetched when they are needed, and no more than that.
    let list = puguh.organizations().list(ListOrganizations::default());
    let all: Vec<_> = list.items().try_collect().await?;
    println!("{} organizations", all.len());

    // Every error has a code to decide by.
    match puguh.organizations().get("no-such-organization").await {
        Ok(organization) => println!("found {}", organization.id),
        Err(error) => match error.code() {
            ErrorCode::NotFound => println!("not found: {}", error.message()),
            ErrorCode::SessionExpired => println!("sign in again"),
            ErrorCode::RateLimited => println!("come back in {:?}", error.retry_after()),
            _ => return Err(error.into()),
        },
    }
    puguh.sign_out().await?;
    println!("signed out");
    Ok(())
}
