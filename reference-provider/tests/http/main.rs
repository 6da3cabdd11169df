//! The provider over real HTTP, one file per subject.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod authorize;
mod site;
