//! Every kind of step: one file for each, and one line here.

use crate::kind::StepKind;

mod announced;
mod authorize;
mod call_api;
mod callback;
mod click;
mod client_credentials;
mod consent;
mod copy_cookies;
mod device_authorize;
mod device_poll;
mod discover;
mod drop_cookie;
mod enter_user_code;
mod exchange;
mod follow;
mod get;
mod home;
mod inbox;
mod introspect;
mod journal;
mod keep_refreshing;
mod keys;
mod log_in;
mod log_out;
mod manage_client;
mod offered;
mod page;
mod post;
mod push;
mod received;
mod refresh;
mod register;
mod register_client;
mod request;
mod revoke;
mod set_cookie;
mod sign_in;
mod submit;
mod target;
mod visit;
mod wait;

/// Every kind of step, by name.
pub const KINDS: &[StepKind] = &[
    announced::KIND,
    authorize::KIND,
    call_api::KIND,
    callback::KIND,
    click::KIND,
    client_credentials::KIND,
    consent::KIND,
    copy_cookies::KIND,
    device_authorize::KIND,
    device_poll::KIND,
    discover::KIND,
    drop_cookie::KIND,
    enter_user_code::KIND,
    exchange::KIND,
    follow::KIND,
    get::KIND,
    home::KIND,
    inbox::KIND,
    introspect::KIND,
    journal::KIND,
    keep_refreshing::KIND,
    keys::KIND,
    log_in::KIND,
    log_out::KIND,
    manage_client::KIND,
    offered::KIND,
    page::KIND,
    post::KIND,
    push::KIND,
    received::KIND,
    refresh::KIND,
    register::KIND,
    register_client::KIND,
    request::KIND,
    revoke::KIND,
    set_cookie::KIND,
    sign_in::KIND,
    submit::KIND,
    target::KIND,
    visit::KIND,
    wait::KIND,
];

/// The kind of that name.
pub fn kind(name: &str) -> Option<&'static StepKind> {
    KINDS.iter().find(|kind| kind.name == name)
}
