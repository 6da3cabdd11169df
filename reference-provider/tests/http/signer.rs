//! Keys and signatures of clients.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::KeyPair as _;
use serde_json::{Value, json};

use crate::site::Site;

/// Signs with its own key.
pub(crate) struct Signer(ring::signature::Ed25519KeyPair);

impl Signer {
    pub(crate) fn new(seed: u8) -> Self {
        Self(ring::signature::Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap())
    }

    pub(crate) fn jwk(&self) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref()) })
    }

    pub(crate) fn jwt(&self, mut header: Value, claims: &Value) -> String {
        header["alg"] = "EdDSA".into();
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(claims));
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(self.0.sign(signed.as_bytes())))
    }

    /// A DPoP proof for a request that is sent now (RFC 9449 §4.2).
    pub(crate) fn proof(&self, site: &Site, path: &str, jti: &str) -> String {
        let url = format!("{}{path}", site.provider.url());
        let claims = json!({ "jti": jti, "htm": "POST", "htu": url, "iat": 1_700_000_000 });
        self.jwt(json!({ "typ": "dpop+jwt", "jwk": self.jwk() }), &claims)
    }
}
