//! Pug: product analytics.

/// The client of the Pug API.
#[derive(Clone, Debug)]
pub struct PugClient;
