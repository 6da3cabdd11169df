//! Any input: never a server error, never a panic, never a redirect to an unregistered URI, and always the error that
//! the RFC requires, over the right channel.
//!
//! Each test corrupts valid requests: `nasty` has malicious values, `form` and `jwt` corrupt parameters and tokens,
//! `oracle` checks every response.

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
