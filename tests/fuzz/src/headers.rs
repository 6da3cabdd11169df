//! What HTTP headers say: every parser of the crate `http`, and media types.

use std::collections::BTreeSet;

use oauth_harness::browser::{is_html, retry_after};
use oauth_harness::http::{self, Directives, MediaType, SetCookie, content_policy, date};
use oauth_harness::oauth::{error, token};
use time::OffsetDateTime;

use super::input::{request, response, text, url};

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    let (request, response) = (request(&text), response(&text));
    let from = &request.url;
    for challenge in http::challenges(&response) {
        for name in challenge.repeated() {
            assert!(challenge.get(name).is_some(), "a parameter that is there twice is there");
        }
        assert!(challenge.is("bearer") || !challenge.is("BEARER"), "schemes have no case");
    }
    for (name, value) in &response.headers {
        let directives = Directives::read(value);
        assert!(directives.include(&directives), "it says what it says");
        let says_itself = http::says(&response, name, value);
        // Of structures not all that is written counts.
        assert!(
            says_itself || matches!(name.as_str(), "content-type" | "cache-control" | "pragma" | "www-authenticate")
        );
        date::parse(value);
        if let Some(media_type) = MediaType::parse(value) {
            let names: BTreeSet<&String> = media_type.parameters.iter().map(|(name, _)| name).collect();
            assert!(names.len() < media_type.parameters.len() || media_type.is(&media_type), "it is what it is");
            is_html(&media_type.essence, &response.body);
        }
        if let Ok(cookie) = SetCookie::parse(value, OffsetDateTime::UNIX_EPOCH) {
            assert!(!cookie.name.contains([';', '=']) && !cookie.value.contains(';'), "{cookie:?}");
            cookie.is_expired(OffsetDateTime::UNIX_EPOCH);
            assert!(cookie.value.contains(cookie.bare_value()));
        }
        http::refresh(value, from);
        content_policy::directive(value, "form-action");
        content_policy::allows(value, from, &url(value), false);
        content_policy::allows(value, from, &url(value), true);
    }
    for policy in content_policy::policies(&response) {
        let sources = content_policy::directive(policy, "default-src").unwrap_or_default();
        assert!(policy.contains(sources), "what a directive says appears in its policy");
    }
    for to in http::locations(&response, from) {
        content_policy::allows("'self' https:", from, &to, true);
    }
    http::redirect(&response, from);
    http::request_cookies(&request);
    http::form_of(&request);
    retry_after(&response);
    error::code_of(&response);
    error::oauth_error(&request, &response);
    error::channel_fault(&response, "invalid_token");
    token::not_granted(&response);
}
