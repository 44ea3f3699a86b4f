//! Composite Analytics: events.

/// The client of the Composite Analytics API.
#[derive(Clone, Debug)]
pub struct CompositeClient;
