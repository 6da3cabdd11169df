//! JSON documents of OAuth, judged: metadata, token responses, and the like.

use oauth_harness::http::form_of;
use oauth_harness::oauth::shape::{self, JsonDocument};
use oauth_harness::oauth::{authorize, claims_response, error, metadata, scope, token};

use super::input::{request, response, text};

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    let (request, response) = (request(&text), response(&text));
    token::faults(&response);
    token::repeated_members(&response.body);
    claims_response::members(&response);
    error::oauth_error(&request, &response);
    authorize::delivered_code(&request);
    form_of(&request);
    scope::is_well_formed(&response.body);
    assert!(scope::beyond(&response.body, &response.body).is_empty(), "no scope is beyond itself");
    let Some(document) = response.json() else { return };
    metadata::faults(&request.url, &document);
    scope::claims_beyond(&document, "openid");
    for kind in [
        JsonDocument::Token,
        JsonDocument::DeviceAuthorization,
        JsonDocument::Introspection,
        JsonDocument::Registration,
        JsonDocument::Metadata,
    ] {
        let judged = shape::judge(kind, &document);
        assert!(judged.violations().count() <= judged.iter().count());
    }
}
