//! What the tests share: a client and shorthand for requests.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    reason = "a test's own module, of which each test file uses its part"
)]

use keybearer_sandbox::Sandbox;
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Response};
use serde_json::Value;

pub struct Bench {
    pub sandbox: Sandbox,
    pub client: Client,
}

impl Bench {
    pub async fn start() -> Self {
        Self {
            sandbox: Sandbox::start().await.unwrap(),
            client: client(),
        }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.sandbox.url()))
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }

    pub fn post(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, path)
    }

    /// A PUGUH request with the seeded user's token.
    pub fn puguh(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path)
            .bearer_auth(&self.sandbox.info().puguh.access_token)
    }

    /// A Pug call in the seeded project.
    pub fn pug(&self, credential: &str, path: &str, body: &Value) -> RequestBuilder {
        self.post(path)
            .bearer_auth(credential)
            .header("x-project-id", &self.sandbox.info().pug.project_id)
            .json(body)
    }
}

fn builder() -> ClientBuilder {
    // Nothing here is encrypted, but reqwest does not start without a provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy()
}

pub fn client() -> Client {
    builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// A client that speaks HTTP/2 from the first byte.
pub fn http2_client() -> Client {
    builder().http2_prior_knowledge().build().unwrap()
}

pub async fn status(request: RequestBuilder) -> u16 {
    request.send().await.unwrap().status().as_u16()
}

pub async fn json(request: RequestBuilder) -> Value {
    let answer: Response = request.send().await.unwrap();
    answer.json().await.unwrap()
}
