//! Client authentication at the back-channel endpoints (RFC 6749 §2.3 and §3.2.1).

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{StatusCode, header};
use subtle::ConstantTimeEq as _;

use super::back_channel_request::parameters;
use super::client_assertion;
use super::client_secret;
use crate::base::hash::digest;
use crate::config::{AuthMethod, ClientType, GrantType};
use crate::http::params::{Params, form_decode};
use crate::http::request::Request;
use crate::oauth::oauth_error::OAuthError;
use crate::policy::UnauthenticatedStatus;
use crate::state::app::App;
use crate::state::client::{Client, ClientSecret};

/// The credentials that a client sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PresentedCredentials {
    pub(crate) client_id: String,
    secret: Option<String>,
    method: AuthMethod,
}

/// Reads the parameters of a back-channel request and authenticates the client that sent it.
pub(crate) fn receive(
    app: &App,
    request: &Request,
    known_parameters: &[&str],
) -> Result<(Arc<Client>, Params), OAuthError> {
    identified(app, request, known_parameters).map_err(|error| with_status(app, request, error))
}

/// RFC 6749 §5.2: 401 is required only for the `Authorization` header.
fn with_status(app: &App, request: &Request, error: OAuthError) -> OAuthError {
    let owed = error.status != StatusCode::UNAUTHORIZED || request.has_header(header::AUTHORIZATION);
    match app.policy().client.status_without_header {
        UnauthenticatedStatus::BadRequest if !owed => OAuthError { status: StatusCode::BAD_REQUEST, ..error },
        UnauthenticatedStatus::BadRequest | UnauthenticatedStatus::Unauthorized => error,
    }
}

fn identified(app: &App, request: &Request, known_parameters: &[&str]) -> Result<(Arc<Client>, Params), OAuthError> {
    let form = parameters(app, request, known_parameters)?;
    if client_assertion::is_there(&form) {
        let also = request.has_header(header::AUTHORIZATION) || form.contains("client_secret");
        if app.policy().client.one_method && also {
            return Err(OAuthError::invalid_request("The client used more than one authentication method."));
        }
        return Ok((client_assertion::authenticate(app, request, &form)?, form));
    }
    let client = authenticate(app, request, &claim(app, request, &form)?, &form)?;
    Ok((client, form))
}

/// Reads the client's credentials, which are in exactly one place.
fn claim(app: &App, request: &Request, form: &Params) -> Result<PresentedCredentials, OAuthError> {
    let body_id = form.get("client_id");
    let body_secret = form.get("client_secret");
    if body_secret.is_some() && !app.policy().client.post_served {
        return Err(OAuthError::invalid_client("Client credentials in the request body are not supported."));
    }
    if !request.has_header(header::AUTHORIZATION) {
        let of_code =
            || form.get("code").filter(|_| !app.policy().client.id_required).and_then(|code| holder(app, code));
        let unnamed = OAuthError::invalid_client("The client did not identify itself.");
        let client_id = body_id.map(str::to_owned).or_else(of_code).ok_or(unnamed)?;
        let method = if body_secret.is_some() { AuthMethod::ClientSecretPost } else { AuthMethod::None };
        return Ok(PresentedCredentials { client_id, secret: body_secret.map(str::to_owned), method });
    }
    let claim = request
        .header(header::AUTHORIZATION)
        .filter(|_| app.policy().client.basic_served)
        .and_then(|header| basic(header, app.policy().client.basic_form_decoded))
        .ok_or(OAuthError::invalid_client("The Authorization header is not a well-formed Basic credential."))?;
    if app.policy().client.one_method && (body_secret.is_some() || body_id.is_some_and(|id| id != claim.client_id)) {
        return Err(OAuthError::invalid_request("The client used more than one authentication method."));
    }
    Ok(claim)
}

/// The client that a code was issued to.
fn holder(app: &App, code: &str) -> Option<String> {
    app.store().codes.get(&digest(code), app.now()).map(|code| code.client_id.clone())
}

/// RFC 7617, with both parts form-encoded as RFC 6749 §2.3.1 requires.
pub(crate) fn basic(header: &str, form_decoded: bool) -> Option<PresentedCredentials> {
    let (scheme, credentials) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = STANDARD.decode(credentials.trim()).ok()?;
    let colon = decoded.iter().position(|&byte| byte == b':')?;
    let read = |half: &[u8]| if form_decoded { form_decode(half).ok() } else { String::from_utf8(half.to_vec()).ok() };
    let (client_id, secret) = (read(&decoded[..colon])?, read(&decoded[colon + 1..])?);
    Some(PresentedCredentials { client_id, secret: Some(secret), method: AuthMethod::ClientSecretBasic })
}

fn authenticate(
    app: &App,
    request: &Request,
    claim: &PresentedCredentials,
    form: &Params,
) -> Result<Arc<Client>, OAuthError> {
    const REFUSED: OAuthError = OAuthError::invalid_client("Client authentication failed.");
    let rules = &app.policy().client;
    let guesser = request.guesser(&claim.client_id);
    let (client, wait) = {
        let store = app.store();
        (store.client(&claim.client_id), store.wrong_secrets.wait(&guesser, rules.limit(), app.now()))
    };
    if let Some(wait) = wait {
        return Err(OAuthError::slow_down(wait.as_secs() + 1));
    }
    let Some(client) = client else {
        app.store().wrong_secrets.failed(&guesser, rules.limit(), app.now());
        return Err(REFUSED);
    };
    if rules.registered_method_only && !is_registered(&client, claim.method) {
        return Err(OAuthError::invalid_client("The client is registered for another authentication method."));
    }
    let proven = match (&client.secret, &claim.secret) {
        (None, None) => client.registration.client_type == ClientType::Public || !rules.secret_required,
        (Some(_), None) if form.get("grant_type") == Some("refresh_token") && !rules.secret_required_to_refresh => true,
        (Some(_), None) => !rules.secret_required,
        (_, Some(_)) if !rules.secret_checked => true,
        (None, Some(_)) => !rules.secret_of_public_refused,
        (Some(expected), Some(given)) => expected.is(given) && !client_secret::has_expired(app, &client),
    };
    let mut store = app.store();
    if proven {
        store.wrong_secrets.succeeded(&guesser, app.now());
        Ok(client)
    } else {
        store.wrong_secrets.failed(&guesser, rules.limit(), app.now());
        Err(REFUSED)
    }
}

/// Whether a client can use this authentication method: the registered one, otherwise any. An omitted secret is not
/// another method but none.
fn is_registered(client: &Client, method: AuthMethod) -> bool {
    let registered = client.registration.token_endpoint_auth_method;
    method == AuthMethod::None || registered.is_none_or(|registered| registered == method)
}

/// Checks that the client has registered this grant type (RFC 6749 §5.2, RFC 7591 §2).
pub(crate) fn permitted(app: &App, client: &Client, grant_type: GrantType) -> Result<(), OAuthError> {
    if app.policy().grant.registered_only && !client.registration.grant_types.contains(&grant_type) {
        return Err(OAuthError::unauthorized_client("The client is not registered for this grant type."));
    }
    Ok(())
}

impl ClientSecret {
    pub(crate) fn is(&self, given: &str) -> bool {
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
        basic(&format!("Basic {}", STANDARD.encode(credentials)), true)
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
        assert!(basic("bAsIc aWQ6c2VjcmV0", true).is_some());
        assert!(basic("Bearer aWQ6c2VjcmV0", true).is_none());
        assert!(basic("Basic ***", true).is_none());
        assert!(basic("Basic", true).is_none());
    }
}
