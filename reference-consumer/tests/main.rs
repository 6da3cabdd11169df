//! The consumer over real HTTP, with a scripted provider. One module for each subject.

mod bad_input;
mod callback;
mod client_authentication;
mod faults;
mod headers;
mod landing;
mod odd_provider;
mod program;
mod sessions;
mod sign_in;
mod state;
mod support;
