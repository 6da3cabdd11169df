//! `token-errors-in-json`: the token endpoint returns errors as JSON, with the matching status (RFC 6749 §5.2).

use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::scenario::UnderTest;
use crate::oauth::error::{REGISTERED, channel_fault, code_of};

const ERROR_JSON: &str = "rfc6749-5.2-error-json";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "token-errors-in-json",
    sentence: "The token endpoint returns errors as JSON with the matching status",
    requirements: &[ERROR_JSON],
    about: UnderTest::Provider,
    red_when: &["provider/token-error-as-page", "provider/token-error-status-200"],
    examine,
};

/// Too many requests (RFC 6585 §4): the client is throttled, whatever the error code.
const SLOW_DOWN: u16 = 429;

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for seen in traffic.token_calls() {
        let status = seen.response.status;
        let code = code_of(seen.response);
        // Any other status is about HTTP (RFC 9110 §15.5), unless it comes with an OAuth error.
        let is_error = match status {
            400 | 401 => true,
            200 => code.is_some(),
            403.. if status < 500 => code.as_deref().is_some_and(|code| REGISTERED.contains(&code)),
            _ => false,
        };
        if !is_error {
            continue;
        }
        examined.count(ERROR_JSON);
        let fault = match code {
            None => Some(format!("status {status} with {}, without an `error`", kind(&seen.response.media_type()))),
            Some(_) if status == SLOW_DOWN => None,
            Some(code) => channel_fault(seen.response, &code).map(|fault| format!("`{code}`, but {fault}")),
        };
        if let Some(fault) = fault {
            examined.violation(seen.index, ERROR_JSON, "a JSON object with an `error`, status 400 or 401", fault);
        }
    }
    examined
}

fn kind(media_type: &str) -> &str {
    if media_type.is_empty() { "no media type" } else { media_type }
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;

    #[test]
    fn gateway_errors_are_not_examined() {
        let page = [("content-type", "text/html")];
        let asked = |status, headers: &[(&str, &str)], body: &str| {
            let case = Case::new().calls("POST", "https://op.test/token").gets(status, headers, body);
            (case.seen(&KIND).len(), case.examined_requirements(&KIND).len())
        };
        for status in [403, 404, 405, 413, 415, 429, 503] {
            assert_eq!(asked(status, &page, "<h1>No</h1>"), (0, 0), "{status}");
        }
        assert_eq!(asked(400, &page, "<h1>No</h1>"), (1, 1));
        let json = [("content-type", "application/json")];
        assert_eq!(asked(403, &json, r#"{"error":"invalid_grant"}"#), (1, 1));
        assert_eq!(asked(403, &json, r#"{"error":"Invalid origin"}"#), (0, 0));
        assert_eq!(asked(400, &json, r#"{"error":"invalid_grant"}"#), (0, 1));
    }
}
