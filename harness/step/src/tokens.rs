//! What every grant must return: an access token.

use super::evidence::Evidence;
use super::hint;
use super::observation::{Observation, StepEnd, describe_response};
use super::text::Text;
use crate::model::verdict::Mismatch;
use crate::oauth::token;

/// An access token, whatever else the response contains; `role` is that of the client if it authenticated with its own method.
pub(super) fn tokens_given(seen: &Observation, evidence: &Evidence<'_>, role: Option<&Text>) -> Result<(), Mismatch> {
    let StepEnd::Response(response) = &seen.end else {
        return Err(Mismatch::new("a token response", seen.end.describe()));
    };
    let has_token = seen.result["access_token"].as_str().is_some_and(|token| !token.is_empty());
    if matches!(response.status, 200..300) && has_token {
        return Ok(());
    }
    let seen = format!("{} ({})", token::faults(response).join(", "), describe_response(response));
    let hint = role.and_then(|role| hint::of_token(evidence, role, response));
    Err(Mismatch { hint, ..Mismatch::new("a token response with an `access_token` (RFC 6749 §5.1)", seen) })
}
