//! Every kind of check: one file for each, and one line here.

use crate::kind::CheckKind;

mod any_of;
mod body;
mod cookie;
mod distinct;
mod entropy;
mod header;
mod id_token;
mod json;
mod nowhere;
mod oauth_error;
mod outcomes;
mod page;
mod pages;
mod redirect;
mod refused;
mod same;
mod shape;
mod shows;
mod signed_in;
mod status;
mod token;
mod within;

/// Every kind of check, by name.
pub const KINDS: &[CheckKind] = &[
    any_of::KIND,
    body::KIND,
    cookie::KIND,
    distinct::KIND,
    same::DIFFER,
    entropy::KIND,
    header::KIND,
    id_token::KIND,
    json::KIND,
    nowhere::KIND,
    oauth_error::KIND,
    outcomes::KIND,
    page::KIND,
    pages::KIND,
    redirect::KIND,
    refused::KIND,
    same::SAME,
    shape::KIND,
    shows::KIND,
    signed_in::KIND,
    status::KIND,
    token::KIND,
    within::KIND,
];
