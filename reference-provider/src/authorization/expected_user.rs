//! The user that the client expects: `id_token_hint`, or a requested `sub` value (OpenID Connect Core §3.1.2.1 and
//! §5.5.1).

use super::authorization_request::AuthorizationRequest;
use super::id_token_hint::hinted_sub;
use super::refusal::Error;
use crate::policy::HintTreatment;
use crate::state::app::App;

/// The only `sub` that the response can be about; `None` for any.
pub(crate) fn expected_sub(app: &App, request: &AuthorizationRequest) -> Result<Option<String>, Error> {
    let rule = app.policy().authentication.hint;
    let named = request.claims.sub().filter(|_| rule != HintTreatment::Overlooked).map(str::to_owned);
    let Some(token) = request.id_token_hint.as_deref().filter(|_| rule != HintTreatment::Overlooked) else {
        return Ok(named);
    };
    let hinted = hinted_sub(app, token, rule == HintTreatment::Verified)
        .ok_or(Error("invalid_request", "The id_token_hint is not an ID token from this issuer."))?;
    match named {
        Some(named) if named != hinted => {
            Err(Error("invalid_request", "The id_token_hint and the claims name different users."))
        }
        _ => Ok(Some(hinted)),
    }
}
