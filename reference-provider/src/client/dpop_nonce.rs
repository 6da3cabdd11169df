//! Nonces for DPoP proofs: a fresh nonce shows that the proof was generated recently (RFC 9449 §8 and §9).
//!
//! They are stateless: a nonce is a MAC over the period in which it is valid.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderName, HeaderValue};
use ring::hmac::{HMAC_SHA256, Key, sign};
use subtle::ConstantTimeEq as _;

use crate::base::clock::unix_seconds;
use crate::http::respond::Response;
use crate::state::app::App;

/// The header field of a nonce (RFC 9449 §8.1).
const HEADER: HeaderName = HeaderName::from_static("dpop-nonce");

/// Adds the current nonce to a response.
pub(crate) fn offer(app: &App, mut response: Response) -> Response {
    if let Ok(nonce) = HeaderValue::try_from(nonce(app, span(app))) {
        response.headers_mut().insert(HEADER, nonce);
    }
    response
}

/// Whether it is the nonce of this period or of the previous one.
pub(crate) fn is_good(app: &App, given: &str) -> bool {
    let now = span(app);
    [now, now.saturating_sub(1)].into_iter().any(|span| nonce(app, span).as_bytes().ct_eq(given.as_bytes()).into())
}

fn span(app: &App) -> u64 {
    unix_seconds(app.now()) / u64::from(app.policy().dpop.nonce_lifetime.0.max(1))
}

fn nonce(app: &App, span: u64) -> String {
    let code = sign(&Key::new(HMAC_SHA256, &app.key), format!("dpop-nonce {span}").as_bytes());
    URL_SAFE_NO_PAD.encode(&code.as_ref()[..16])
}
