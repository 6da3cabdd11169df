//! An ID token that a client sends as a hint (OpenID Connect Core §3.1.2.1).

use crate::jose::claims::{Claims, audience, require, string};
use crate::jose::{Algorithm, Keys, Unverified, verify};
use crate::state::app::App;

/// The type of an ID token, if it has one. A JWT of another type is not an ID token, whatever its signature: neither an
/// access token nor a logout token (RFC 8725 §3.11 and §3.12).
const TYPE: &str = "JWT";

/// The `sub` of a hint: an ID token of this issuer, even if expired (OpenID Connect Core §3.1.2.2). If it does not have
/// to be `verified`, any signature is accepted.
pub(crate) fn hinted_sub(app: &App, token: &str, verified: bool) -> Option<String> {
    if !verified {
        return string(&Unverified::parse(token).ok()?.claims, "sub").ok()?.map(str::to_owned);
    }
    string(&hinted(app, token)?, "sub").ok()?.map(str::to_owned)
}

/// The client that an ID token was issued to (OpenID Connect Core §2): of several audiences, the one in `azp`.
pub(crate) fn party(claims: &Claims) -> Option<&str> {
    let authorized = string(claims, "azp").ok().flatten();
    authorized.or_else(|| audience(claims).ok()?.first().copied())
}

/// The claims of a hint, if it is an ID token of this issuer.
pub(crate) fn hinted(app: &App, token: &str) -> Option<Claims> {
    let asymmetric: Vec<Algorithm> = Algorithm::ALL.into_iter().filter(|one| one.is_asymmetric()).collect();
    let client = party(&Unverified::parse(token).ok()?.claims).and_then(|id| app.store().client(id));
    let secret = client.as_deref().and_then(|client| client.id_token_secret(&app.policy().id_token));
    let token = match secret {
        Some(secret) => verify(token, Keys::Secret(secret), &[Algorithm::Hs256]).ok()?,
        None => verify(token, Keys::Public(&app.keys.public_keys(app.policy().key_set.rsa)), &asymmetric).ok()?,
    };
    let is_ours = string(&token.claims, "iss").ok()? == Some(app.issuer().as_str());
    let is_id_token = !token.header.contains_key("typ") || token.has_type(TYPE);
    // Userinfo is signed with the same keys and has no type; only an ID token has `exp` (RFC 8725 §3.12).
    let has_times = require(&token.claims, &["exp", "iat"]).is_ok();
    (is_ours && is_id_token && has_times).then_some(token.claims)
}
