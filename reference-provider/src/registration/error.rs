//! Registration errors (RFC 7591 §3.2.2).

use http::StatusCode;
use serde_json::json;

use crate::http::respond::{self, Response};
use crate::policy::RegistrationRules;

/// An error, with a description for the client's developer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RegistrationError {
    code: &'static str,
    description: String,
    status: StatusCode,
}

impl RegistrationError {
    pub(crate) fn redirect_uri(description: impl Into<String>) -> Self {
        Self::bad_request("invalid_redirect_uri", description)
    }

    pub(crate) fn metadata(description: impl Into<String>) -> Self {
        Self::bad_request("invalid_client_metadata", description)
    }

    /// The maximum number of clients is reached.
    pub(crate) fn no_room() -> Self {
        let description = "The maximum number of clients has been reached.".to_owned();
        Self { code: "temporarily_unavailable", description, status: StatusCode::SERVICE_UNAVAILABLE }
    }

    fn bad_request(code: &'static str, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), status: StatusCode::BAD_REQUEST }
    }

    pub(crate) fn respond(&self, rules: &RegistrationRules) -> Response {
        let mut body = json!({ "error": self.code, "error_description": printable(&self.description) });
        if !rules.error_codes_registered && self.status == StatusCode::BAD_REQUEST {
            // OpenID Connect Registration §3.3: other codes and other members are permitted.
            body["error"] = "unacceptable_client".into();
            body["support"] = "ask your administrator".into();
        }
        respond::never_cached(respond::json(self.status, &body))
    }
}

/// The permitted characters of a description (RFC 7591 §3.2.2: ASCII; RFC 6749 §5.2: neither `"` nor `\`).
fn printable(text: &str) -> String {
    text.chars().map(|c| if matches!(c, ' '..='~') && c != '"' && c != '\\' { c } else { '?' }).collect()
}
