//! Rate limits: what the server says about them, the gate that respects it, and pacing ahead of it.

mod bucket;
mod gate;
mod headers;

pub use self::{bucket::Pacing, headers::RateLimit};
pub(crate) use self::{
    gate::{Gate, HeldBack, Scope, Scopes},
    headers::rate_limit,
};
