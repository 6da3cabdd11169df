//! Client authentication with a JWT: `private_key_jwt` and `client_secret_jwt` (RFC 7521 §4.2, RFC 7523 §2.2 and §3,
//! OpenID Connect Core §9).

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::config::AuthMethod;
use crate::http::params::Params;
use crate::http::request::Request;
use crate::http::routes::Route;
use crate::jose::claims::{self, ClaimError, Claims};
use crate::jose::{Algorithm, JwtError, Keys, Unverified, Verified, parse_jwk_set};
use crate::oauth::oauth_error::OAuthError;
use crate::policy::{AssertionAudience, Policy};
use crate::state::app::App;
use crate::state::client::{Client, ClientSecret};

/// The parameters of a client assertion (RFC 7521 §4.2).
pub(crate) const PARAMETERS: [&str; 2] = ["client_assertion", "client_assertion_type"];
/// The only supported type (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The accepted signature algorithms.
pub(crate) const ALGORITHMS: [Algorithm; 7] = [
    Algorithm::Rs256,
    Algorithm::Ps256,
    Algorithm::Es256,
    Algorithm::EdDsa,
    Algorithm::Hs256,
    Algorithm::Hs384,
    Algorithm::Hs512,
];
/// The accepted JWT types: none, `JWT`, or the specific one (draft-ietf-oauth-rfc7523bis §4).
const TYPES: [&str; 2] = ["jwt", "client-authentication+jwt"];
/// The minimum length of a secret in octets (OpenID Connect Core §16.19, RFC 7518 §3.2).
const SHORTEST_SECRET: usize = 32;

/// Whether clients can use this method.
pub(crate) fn is_offered(method: AuthMethod, policy: &Policy) -> bool {
    match method {
        AuthMethod::PrivateKeyJwt => policy.assertion.private_key_jwt,
        AuthMethod::ClientSecretJwt => policy.assertion.client_secret_jwt,
        AuthMethod::ClientSecretPost => policy.client.post_served,
        AuthMethod::ClientSecretBasic | AuthMethod::None => true,
    }
}

/// Whether the request has a client assertion.
pub(crate) fn is_there(form: &Params) -> bool {
    PARAMETERS.iter().any(|name| form.get(name).is_some())
}

/// The client that the assertion authenticates.
pub(crate) fn authenticate(app: &App, request: &Request, form: &Params) -> Result<Arc<Client>, OAuthError> {
    const REFUSED: OAuthError = OAuthError::invalid_client("The client assertion was refused.");
    let (Some(assertion), Some(JWT_BEARER)) = (form.get("client_assertion"), form.get("client_assertion_type")) else {
        return Err(OAuthError::invalid_request("A client_assertion of the type jwt-bearer is expected."));
    };
    let unverified = Unverified::parse(assertion).map_err(|_| REFUSED)?;
    let subject = claims::string(&unverified.claims, "sub").ok().flatten();
    // RFC 7521 §4.2: `client_id` is unnecessary; if present, it identifies the same client.
    let client_id = form.get("client_id").or(subject).ok_or(REFUSED)?;
    let client = app.store().client(client_id).ok_or(REFUSED)?;
    let token = verified(app, &client, unverified).map_err(|_| REFUSED)?;
    check(app, request, &client, &token).map_err(|_| REFUSED)?;
    if app.policy().assertion.single_use && !use_up(app, &client, &token.claims) {
        return Err(REFUSED);
    }
    Ok(client)
}

/// The assertion, with a signature verified by the client's registered method.
fn verified(app: &App, client: &Client, unverified: Unverified<'_>) -> Result<Verified, JwtError> {
    let rules = &app.policy().assertion;
    let only = client.registration.token_endpoint_auth_signing_alg.as_deref();
    let allowed: Vec<Algorithm> =
        ALGORITHMS.into_iter().filter(|algorithm| only.is_none_or(|only| only == algorithm.name())).collect();
    match (client.registration.token_endpoint_auth_method, &client.secret) {
        (Some(AuthMethod::PrivateKeyJwt), _) if rules.private_key_jwt => {
            let keys = client.registration.jwks.as_ref().and_then(|jwks| parse_jwk_set(jwks).ok()).unwrap_or_default();
            signed(rules.signature_checked, unverified, Keys::Public(&keys), &allowed)
        }
        (Some(AuthMethod::ClientSecretJwt), Some(ClientSecret::Readable(secret)))
            if rules.client_secret_jwt && (secret.len() >= SHORTEST_SECRET || !rules.short_secrets_refused) =>
        {
            signed(rules.signature_checked, unverified, Keys::Secret(secret.as_bytes()), &allowed)
        }
        _ => Err(JwtError::NoFittingKey),
    }
}

fn signed(checked: bool, token: Unverified<'_>, keys: Keys<'_>, allowed: &[Algorithm]) -> Result<Verified, JwtError> {
    if checked {
        return token.verify(keys, allowed);
    }
    Ok(Verified { header: token.header, claims: token.claims, algorithm: token.algorithm })
}

/// Validates the claims (RFC 7523 §3).
fn check(app: &App, request: &Request, client: &Client, token: &Verified) -> Result<(), ClaimError> {
    let rules = &app.policy().assertion;
    let (claims, now, leeway) = (&token.claims, app.now(), Duration::from(rules.leeway));
    let is_typed = token.header.contains_key("typ");
    if rules.other_types_refused && is_typed && !TYPES.iter().any(|typ| token.has_type(typ)) {
        return Err(ClaimError::NotAString("typ"));
    }
    if rules.subject_checked {
        for name in ["iss", "sub"] {
            if claims::string(claims, name)? != Some(client.id()) {
                return Err(ClaimError::Missing(name));
            }
        }
    }
    let (issuer, token_endpoint, asked) = (app.issuer(), app.url(Route::Token), asked_url(app, request));
    match rules.audience {
        AssertionAudience::Provider => claims::check_audience(claims, &[&issuer, &token_endpoint, &asked])?,
        AssertionAudience::Issuer => claims::check_sole_audience(claims, &issuer)?,
        AssertionAudience::TokenEndpoint => claims::check_audience(claims, &[&token_endpoint])?,
        AssertionAudience::Anyone => {}
    }
    if rules.expiry_checked {
        claims::require(claims, &["exp"])?;
        claims::check_exp(claims, now, leeway)?;
    }
    let last = seconds(now) + f64::from(rules.longest_life.0) + leeway.as_secs_f64();
    if claims::numeric_date(claims, "exp")?.is_some_and(|exp| exp > last) {
        return Err(ClaimError::IssuedInTheFuture);
    }
    claims::check_nbf(claims, now, leeway)?;
    claims::check_iat(claims, now, leeway, None)
}

/// Whether the assertion is used for the first time. An assertion without a `jti`, or with a blank one, cannot be
/// remembered.
fn use_up(app: &App, client: &Client, claims: &Claims) -> bool {
    let rules = &app.policy().assertion;
    let Some(jti) = claims::string(claims, "jti").ok().flatten().filter(|jti| !jti.trim().is_empty()) else {
        return false;
    };
    let now = app.now();
    let until = now + Duration::from(rules.longest_life) + 3 * Duration::from(rules.leeway);
    app.store().use_up(&format!("assertion {} {jti}", client.id()), until, now)
}

/// The URL of the endpoint of this request.
fn asked_url(app: &App, request: &Request) -> String {
    app.url(request.route.unwrap_or(Route::Token))
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
