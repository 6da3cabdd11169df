//! The consumer over real HTTP, against a scripted provider. One module per subject.

mod sign_in;
mod support;
