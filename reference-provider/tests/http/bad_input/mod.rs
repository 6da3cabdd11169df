//! Whatever comes in: never a server error, never a panic, never a redirect to a place that is not registered, and
//! always the error that the RFC wants, by the channel that it wants.
//!
//! Each test takes valid requests and corrupts them: `nasty` has what hurts, `form` and `jwt` corrupt
//! parameters and tokens, `oracle` judges every answer.

mod back_channel;
mod form;
mod front_channel;
mod headers;
mod jwt;
mod management;
mod nasty;
mod noise;
mod oracle;
mod registration;
mod resource;
mod target;
mod wire;
