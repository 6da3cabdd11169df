//! Any input: never a server error, never a panic, never a redirect to an unregistered URI, and always the error that
//! the RFC requires, over the right channel.
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
