//! The client that a request claims to be from: sufficient to select rules and for the journal, but not for anything
//! else.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header;

use super::client_auth::basic;
use crate::http::request::Request;
use crate::state::issuer::Issuer;

/// The `client_id` of the request, authenticated or not: in the query, the form, the Basic credentials or the client
/// assertion (RFC 7523 §3), or that of the access token.
pub(crate) fn claimed_client(issuer: &Issuer, request: &Request) -> Option<String> {
    let query = request.query_params().ok().filter(|_| !request.query.is_empty());
    if let Some(id) = query.as_ref().and_then(|query| query.get("client_id")) {
        return Some(id.to_owned());
    }
    if request.has_content_type("application/x-www-form-urlencoded")
        && let Ok(form) = request.form()
        && let Some(id) =
            form.get("client_id").map(str::to_owned).or_else(|| form.get("client_assertion").and_then(subject))
    {
        return Some(id);
    }
    let authorization = request.header(header::AUTHORIZATION)?;
    if let Some(claim) = basic(authorization, true) {
        return Some(claim.client_id);
    }
    let (_, token) = authorization.split_once(' ')?;
    let store = issuer.store();
    store.access_token(token.trim(), issuer.now()).map(|(_, grant)| grant.client_id.clone())
}

/// `sub` of a JWT, unverified.
fn subject(assertion: &str) -> Option<String> {
    let claims = URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    claims["sub"].as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assertion_names_its_client() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"iss":"a","sub":"my-client"}"#);
        assert_eq!(subject(&format!("e30.{claims}.sig")), Some("my-client".to_owned()));
        assert_eq!(subject("e30"), None);
        assert_eq!(subject("e30.***.sig"), None);
    }
}
