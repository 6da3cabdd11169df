//! DPoP proofs (RFC 9449 §4): read from the `DPoP` header and validated.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderName;
use serde_json::Value;
use url::Url;

use super::dpop_nonce;
use crate::authorization::authorization_request::AuthorizationRequest;
use crate::authorization::refusal::{Error, Refusal};
use crate::base::hash::sha256;
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::http::routes::Route;
use crate::jose::claims::{self, Claims};
use crate::jose::{Algorithm, Jwk, Keys, Unverified, Verified};
use crate::oauth::oauth_error::OAuthError;
use crate::policy::{MissingProof, NonceDemand};
use crate::state::app::App;
use crate::state::client::Client;

/// The header field of a DPoP proof (RFC 9449 §4.1).
pub(crate) const HEADER: HeaderName = HeaderName::from_static("dpop");
/// The accepted signature algorithms (RFC 9449 §4.3 item 5), which `algs` and the metadata list.
pub(crate) const ALGORITHMS: [Algorithm; 4] = [Algorithm::Es256, Algorithm::EdDsa, Algorithm::Rs256, Algorithm::Ps256];

/// A valid DPoP proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Proof {
    /// The thumbprint of the key (RFC 9449 §6.1).
    pub(crate) jkt: String,
    /// The hash of the access token that it was made for (RFC 9449 §4.2).
    pub(crate) ath: Option<String>,
}

/// An invalid DPoP proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvalidProof {
    /// Why it is invalid.
    Invalid(&'static str),
    /// It has no nonce of this provider, or an expired one (RFC 9449 §8).
    NonceNeeded,
}

/// The thumbprint of the key of the DPoP proof in a token request, if it has one (RFC 9449 §5).
pub(crate) fn at_token_endpoint(app: &App, request: &Request, client: &Client) -> Result<Option<String>, OAuthError> {
    let rules = &app.policy().dpop;
    let is_bound = client.registration.dpop_bound_access_tokens;
    match proof(app, request, is_bound)? {
        Some(proof) => Ok(Some(proof.jkt).filter(|_| rules.tokens_bound)),
        None if is_bound && rules.registration_obeyed && rules.served => {
            const MISSING: &str = "This client requires DPoP-bound tokens: the DPoP proof is missing.";
            Err(match rules.missing_proof {
                MissingProof::InvalidDpopProof => OAuthError::invalid_dpop_proof(MISSING),
                MissingProof::InvalidRequest => OAuthError::invalid_request(MISSING),
            })
        }
        None => Ok(None),
    }
}

/// The authorization request, unless it asks for tokens that could not be bound: requests through the browser have no
/// DPoP proof (RFC 9449 §5.2).
pub(crate) fn bindable(app: &App, request: AuthorizationRequest) -> Result<AuthorizationRequest, Refusal> {
    const UNBOUND: Error = Error("unauthorized_client", "This client requires DPoP-bound tokens.");
    let is_bound = request.addressee.client.registration.dpop_bound_access_tokens;
    let rules = &app.policy().dpop;
    if is_bound && request.response_type.token && rules.registration_obeyed && rules.served {
        return Err(request.refused(UNBOUND));
    }
    Ok(request)
}

/// The DPoP proof of a request; `is_bound`: whether the client is registered for DPoP-bound tokens.
pub(crate) fn proof(app: &App, request: &Request, is_bound: bool) -> Result<Option<Proof>, InvalidProof> {
    if !request.has_header(HEADER) || !app.policy().dpop.served {
        return Ok(None);
    }
    let text =
        request.header(HEADER).ok_or(InvalidProof::Invalid("The request must contain exactly one DPoP proof."))?;
    let (token, key) = signed(app, text)?;
    let needs_nonce = match app.policy().dpop.nonce {
        NonceDemand::BoundClients => is_bound,
        NonceDemand::Everyone => true,
        NonceDemand::None => false,
    };
    check(app, request, &token.claims, needs_nonce)?;
    let ath = claims::string(&token.claims, "ath").ok().flatten().map(str::to_owned);
    Ok(Some(Proof { jkt: key.thumbprint(), ath }))
}

/// The hash of an access token, as in `ath` (RFC 9449 §4.2).
pub(crate) fn token_hash(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(&[token.as_bytes()]))
}

/// The names of the algorithms, as a challenge lists them (RFC 9449 §7.1).
pub(crate) fn algorithm_names() -> String {
    ALGORITHMS.map(Algorithm::name).join(" ")
}

/// The DPoP proof, verified with the key that it contains.
fn signed(app: &App, text: &str) -> Result<(Verified, Jwk), InvalidProof> {
    let rules = &app.policy().dpop;
    let proof =
        Unverified::parse(text).map_err(|_| InvalidProof::Invalid("The DPoP proof is not a well-formed JWT."))?;
    let jwk = proof.header.get("jwk").map(Jwk::parse);
    let key = jwk.and_then(Result::ok).ok_or(InvalidProof::Invalid("The DPoP proof has no usable public key."))?;
    let is_typed = proof.header.get("typ").and_then(Value::as_str) == Some("dpop+jwt");
    if rules.type_checked && !is_typed {
        return Err(InvalidProof::Invalid("The typ of the DPoP proof is not dpop+jwt."));
    }
    let unsigned = !proof.algorithm.is_asymmetric() && !rules.algorithm_checked;
    if unsigned || !rules.signature_checked && proof.algorithm.is_asymmetric() {
        return Ok((Verified { header: proof.header, claims: proof.claims, algorithm: proof.algorithm }, key));
    }
    let verified = proof.verify(Keys::Public(std::slice::from_ref(&key)), &ALGORITHMS);
    match verified {
        Ok(verified) => Ok((verified, key)),
        Err(_) => Err(InvalidProof::Invalid("The signature of the DPoP proof is invalid.")),
    }
}

/// RFC 9449 §4.3, from item 8.
fn check(app: &App, request: &Request, proof: &Claims, needs_nonce: bool) -> Result<(), InvalidProof> {
    let rules = &app.policy().dpop;
    let required = claims::require(proof, &["jti", "htm", "htu", "iat"]);
    if rules.claims_required && required.is_err() {
        return Err(InvalidProof::Invalid("The DPoP proof is missing a required claim."));
    }
    let text = |name| {
        claims::string(proof, name).map_err(|_| InvalidProof::Invalid("A claim of the DPoP proof is not a string."))
    };
    let (method, url, jti, nonce) = (text("htm")?, text("htu")?, text("jti")?, text("nonce")?);
    if rules.request_checked
        && (method.is_some_and(|method| method != request.method.as_str())
            || url.is_some_and(|url| !is_here(app, request, url)))
    {
        return Err(InvalidProof::Invalid("The DPoP proof is for another request."));
    }
    if rules.blank_jti_refused && jti.is_some_and(|jti| jti.trim().is_empty()) {
        return Err(InvalidProof::Invalid("The jti of the DPoP proof is blank."));
    }
    let window = Duration::from(rules.window);
    claims::check_iat(proof, app.now(), window, Some(Duration::ZERO))
        .map_err(|_| InvalidProof::Invalid("The iat of the DPoP proof is not recent."))?;
    if (needs_nonce || nonce.is_some()) && !nonce.is_some_and(|nonce| dpop_nonce::is_good(app, nonce)) {
        return Err(InvalidProof::NonceNeeded);
    }
    let until = app.now() + 2 * window;
    let used = format!("proof {} {}", url.unwrap_or_default(), jti.unwrap_or_default());
    if rules.single_use && jti.is_some() && !app.store().use_up(&used, until, app.now()) {
        return Err(InvalidProof::Invalid("The DPoP proof was already used."));
    }
    Ok(())
}

/// Whether `htu` of a DPoP proof is the URL of this request, without query and fragment (RFC 9449 §4.3 item 9).
fn is_here(app: &App, request: &Request, url: &str) -> bool {
    let plain = |text: &str| {
        let mut url = Url::parse(text).ok()?;
        url.set_query(None);
        url.set_fragment(None);
        Some(url)
    };
    let here = app.url(request.route.unwrap_or(Route::Token));
    plain(url).is_some_and(|url| plain(&here) == Some(url))
}

impl From<InvalidProof> for OAuthError {
    fn from(why: InvalidProof) -> Self {
        match why {
            InvalidProof::Invalid(description) => Self::invalid_dpop_proof(description),
            InvalidProof::NonceNeeded => Self::use_dpop_nonce(),
        }
    }
}

/// Adds a new nonce to the response, if the rules say so (RFC 9449 §8.2).
pub(crate) fn renewed(app: &App, request: &Request, response: Response) -> Response {
    let rules = &app.policy().dpop;
    let is_due = rules.nonce_renewed && rules.served && request.has_header(HEADER);
    if is_due { dpop_nonce::offer(app, response) } else { response }
}
