//! Pug: send events, say whose they are, read with another key, sign in, and tell errors apart.
//!
//! Runs against a sandbox in this process, or the one at `PUG_BASE_URL`: all have the same keys.
#![allow(clippy::print_stdout, reason = "an example shows what happens")]

use std::env;

use keybearer::{
    BoxError, ErrorCode, PugClient,
    pug::{BatchCreate, Event, GetProfile, Identify, RefreshMembers, tokens_from},
};
use keybearer_sandbox::Sandbox;
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let sandbox = Sandbox::start().await?;
    let info = &sandbox.info().pug;
    let url = env::var("PUG_BASE_URL").unwrap_or_else(|_| sandbox.url().to_owned());

    // An SDK key writes and reads nothing, so it may be in browsers and apps.
    let pug = PugClient::builder()
        .base_url(&url)
        .sdk_key(info.sdk_key.as_str())
        .project_id(&info.project_id)
        .build()?;
    let events = [
        Event::new("cart_opened").with_session_id("s-1"),
        Event::new("order_paid").with_property("total", 12.5),
    ];
    let created = pug.events().batch_create(BatchCreate::new(events)).await?;
    println!("events stored: {}", created.events_created.unwrap_or_default());
    let ada = Identify::new("user-17").with_trait("plan", "pro");
    pug.profiles().identify(ada).await?;

    // What it may not do is refused before it leaves. A shared key, for servers, may read.
    match pug.profiles().get(GetProfile::new("user-17")).await {
        Ok(found) => println!("profile: {:?}", found.profile.traits),
        Err(error) => match error.code() {
            ErrorCode::PermissionDenied => println!("refused: {}", error.message()),
            _ => return Err(error.into()),
        },
    }
    let reader = PugClient::builder()
        .base_url(&url)
        .shared_key(info.shared_key.as_str())
        .project_id(&info.project_id)
        .build()?;
    let found = reader.profiles().get(GetProfile::new("user-17")).await?;
    println!("profile: {:?}", found.profile.traits);

    // People sign in. Pug documents none of these shapes, so they are open JSON.
    let person = PugClient::builder().base_url(&url).anonymous().build()?;
    let login = json!({ "email": info.email, "password": info.password });
    let answer = person.auth().sign_in(login).await?;
    let tokens = tokens_from(&answer, &RefreshMembers::default())?;
    person.set_tokens(tokens).await?;
    println!("organizations: {}", person.orgs().list(json!({})).await?);
    Ok(())
}
