//! Independent clients against the strict provider: the `oauth2` and `openidconnect` crates.
//!
//! More of them, in other languages, are in `tests/interop/clients`.

mod browser;
mod site;
mod with_oauth2;
mod with_openidconnect;
