//! A request of a client to a back-channel endpoint: a form without repeated parameters (RFC 6749 §3.2).

use http::Method;
use serde_json::Value;

use crate::http::params::Params;
use crate::http::request::Request;
use crate::oauth::oauth_error::OAuthError;
use crate::state::app::App;

/// The parameters of client authentication in the body.
const CREDENTIALS: [&str; 4] = ["client_id", "client_secret", "client_assertion", "client_assertion_type"];

/// The parameters of a back-channel request; those in `known` are known to the endpoint.
pub(crate) fn parameters(app: &App, request: &Request, known: &[&str]) -> Result<Params, OAuthError> {
    let policy = app.policy();
    let unreadable = |_| OAuthError::invalid_request("The parameters are not form-encoded UTF-8.");
    let query = request.query_params().map_err(unreadable)?;
    let mut form = if request.method == Method::GET {
        query.clone()
    } else if request.has_content_type("application/x-www-form-urlencoded") {
        request.form().map_err(unreadable)?
    } else if !policy.token.form_only && request.has_content_type("application/json") {
        from_json(&request.body)?
    } else {
        return Err(OAuthError::invalid_request("The content type must be application/x-www-form-urlencoded."));
    };
    let repeated = form.first_repeated(known).or(form.first_repeated(&CREDENTIALS));
    if policy.token.repetition_refused && repeated.is_some() {
        return Err(OAuthError::invalid_request("A parameter is repeated."));
    }
    let is_known = |name: &str| known.contains(&name) || CREDENTIALS.contains(&name);
    if !policy.token.unknown_parameters_ignored && !form.names().all(is_known) {
        return Err(OAuthError::invalid_request("A parameter is unknown."));
    }
    if query.contains("client_id") || query.contains("client_secret") {
        if policy.client.query_credentials_refused {
            return Err(OAuthError::invalid_request("Credentials do not belong in the request URI."));
        }
        form.adopt(&query, &CREDENTIALS);
    }
    Ok(form)
}

/// The members of a JSON object that are strings.
fn from_json(body: &[u8]) -> Result<Params, OAuthError> {
    let unreadable = OAuthError::invalid_request("The body is not a JSON object.");
    let Ok(Value::Object(members)) = serde_json::from_slice(body) else { return Err(unreadable) };
    Ok(members.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect())
}
