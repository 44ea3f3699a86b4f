//! Composite: send events and say whose they are, read them page by page, and tell errors apart.
//!
//! Runs against a sandbox in this process, or the one at `COMPOSITE_BASE_URL`: all have the same
//! keys.
#![allow(clippy::print_stdout, reason = "an example shows what happens")]

use std::env;

use futures_util::TryStreamExt;
use keybearer::{
    BoxError, CompositeClient, ErrorCode,
    composite::{Event, Identify, ListEvents, SendBatch},
};
use keybearer_sandbox::Sandbox;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let sandbox = Sandbox::start().await?;
    let keys = &sandbox.info().composite;
    let url = env::var("COMPOSITE_BASE_URL").unwrap_or_else(|_| sandbox.url().to_owned());

    // A public key sends. Each event gets an id before it leaves, so a retry counts once.
    let visitor = CompositeClient::builder()
        .base_url(&url)
        .api_key(keys.public_key.as_str())
        .build()?;
    let who = Identify::new("user-17").with_set(json!({ "plan": "pro" }));
    visitor.users().identify(who).await?;
    let order = Event::new("order_placed").with_distinct_id("user-17");
    let orders = (1..=5).map(|number| order.clone().with_properties(json!({ "number": number })));
    visitor.events().send_batch(orders.collect::<SendBatch>()).await?;
    println!("sent 5 events");

    // A secret key, for servers, also reads. The stream fetches a page when it needs one.
    let server = CompositeClient::builder()
        .base_url(&url)
        .api_key(keys.secret_key.as_str())
        .build()?;
    let orders = ListEvents {
        name: Some("order_placed".to_owned()),
        limit: Some(2),
        ..ListEvents::default()
    };
    let mut pages = server.events().list(orders).pages();
    while let Some(page) = pages.try_next().await? {
        println!("a page of {}", page.data.len());
    }

    match server.users().get("nobody").await {
        Ok(user) => println!("found {:?}", user.distinct_id),
        Err(error) => match error.code() {
            ErrorCode::NotFound => println!("not found: {}", error.message()),
            ErrorCode::RateLimited => println!("come back in {:?}", error.retry_after()),
            _ => return Err(error.into()),
        },
    }
    Ok(())
}
