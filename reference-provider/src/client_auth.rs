//! Client authentication: who is asking at a back-channel endpoint (RFC 6749 §2.3 and §3.2.1).

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header;
use subtle::ConstantTimeEq as _;

use crate::app::App;
use crate::oauth_error::OAuthError;
use crate::params::{Params, form_decode};
use crate::request::Request;
use crate::store::{Client, ClientSecret};

/// What a client says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    pub(crate) client_id: String,
    secret: Option<String>,
}

/// Reads the parameters of a back-channel request and authenticates the client that sent it.
pub(crate) fn receive(
    app: &App,
    request: &Request,
    known_parameters: &[&str],
) -> Result<(Arc<Client>, Params), OAuthError> {
    if !request.has_content_type("application/x-www-form-urlencoded") {
        return Err(OAuthError::invalid_request("The content type must be application/x-www-form-urlencoded."));
    }
    let unreadable = |_| OAuthError::invalid_request("The parameters are not form-encoded UTF-8.");
    let mut form = request.form().map_err(unreadable)?;
    let query = request.query_params().map_err(unreadable)?;
    let repeated = form.first_repeated(known_parameters).or(form.first_repeated(&["client_id", "client_secret"]));
    if app.policy().request.repetition_refused && repeated.is_some() {
        return Err(OAuthError::invalid_request("A parameter is repeated."));
    }
    if query.contains("client_id") || query.contains("client_secret") {
        if app.policy().client.query_credentials_refused {
            return Err(OAuthError::invalid_request("Credentials do not belong in the request URI."));
        }
        form.adopt(&query, &["client_id", "client_secret"]);
    }
    let client = authenticate(app, &claim(app, request, &form)?)?;
    Ok((client, form))
}

/// Reads the client's credentials, from the one place where they are.
fn claim(app: &App, request: &Request, form: &Params) -> Result<Claim, OAuthError> {
    let body_id = form.get("client_id");
    let body_secret = form.get("client_secret");
    if !request.has_header(header::AUTHORIZATION) {
        let client_id = body_id.ok_or(OAuthError::invalid_client("The client did not say who it is."))?;
        return Ok(Claim { client_id: client_id.to_owned(), secret: body_secret.map(str::to_owned) });
    }
    let claim = request
        .header(header::AUTHORIZATION)
        .and_then(basic)
        .ok_or(OAuthError::invalid_client("The Authorization header is no well-formed Basic credential."))?;
    if app.policy().client.one_method && (body_secret.is_some() || body_id.is_some_and(|id| id != claim.client_id)) {
        return Err(OAuthError::invalid_request("The client used more than one way to authenticate."));
    }
    Ok(claim)
}

/// RFC 7617, with both halves form-encoded as RFC 6749 §2.3.1 wants it.
pub(crate) fn basic(header: &str) -> Option<Claim> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(credentials.trim()).ok()?;
    let colon = decoded.iter().position(|&byte| byte == b':')?;
    let client_id = form_decode(&decoded[..colon]).ok()?;
    let secret = form_decode(&decoded[colon + 1..]).ok()?;
    Some(Claim { client_id, secret: Some(secret) })
}

fn authenticate(app: &App, claim: &Claim) -> Result<Arc<Client>, OAuthError> {
    const REFUSED: OAuthError = OAuthError::invalid_client("Client authentication failed.");
    let rules = &app.policy().client;
    let (client, wait) = {
        let store = app.store();
        (store.client(&claim.client_id), store.wrong_secrets.wait(&claim.client_id, app.now()))
    };
    if let Some(wait) = wait {
        return Err(OAuthError::slow_down(wait.as_secs() + 1));
    }
    let Some(client) = client else {
        app.store().wrong_secrets.failed(&claim.client_id, app.now());
        return Err(REFUSED);
    };
    let proven = match (&client.secret, &claim.secret) {
        (None, None) => true,
        (Some(_), None) => !rules.secret_required,
        (_, Some(_)) if !rules.secret_checked => true,
        (None, Some(_)) => false,
        (Some(expected), Some(given)) => expected.is(given),
    };
    let mut store = app.store();
    if proven {
        store.wrong_secrets.succeeded(&claim.client_id);
        Ok(client)
    } else {
        store.wrong_secrets.failed(&claim.client_id, app.now());
        Err(REFUSED)
    }
}

impl ClientSecret {
    fn is(&self, given: &str) -> bool {
        match self {
            Self::Hashed(hash) => hash.is(given),
            Self::Readable(secret) => secret.as_bytes().ct_eq(given.as_bytes()).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(credentials: &str) -> Option<(String, String)> {
        basic(&format!("Basic {}", STANDARD.encode(credentials)))
            .map(|claim| (claim.client_id, claim.secret.expect("Basic has a secret")))
    }

    #[test]
    fn basic_credentials_are_form_decoded_after_the_split() {
        assert_eq!(parsed("a%3Ab:s%25+%2B"), Some(("a:b".to_owned(), "s% +".to_owned())));
        assert_eq!(parsed("id:pass:word"), Some(("id".to_owned(), "pass:word".to_owned())));
        assert_eq!(parsed("id:"), Some(("id".to_owned(), String::new())));
        assert_eq!(parsed("no-colon"), None);
        assert_eq!(parsed("id:%ff"), None);
    }

    #[test]
    fn the_scheme_has_no_case_and_must_be_basic() {
        assert!(basic("bAsIc aWQ6c2VjcmV0").is_some());
        assert!(basic("Bearer aWQ6c2VjcmV0").is_none());
        assert!(basic("Basic ***").is_none());
        assert!(basic("Basic").is_none());
    }
}
