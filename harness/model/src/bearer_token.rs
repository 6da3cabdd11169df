//! A bearer token of a target file (RFC 6750 §2.1): a secret.

use std::fmt;
use std::str::FromStr;

/// A bearer token, which `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken(String);

impl BearerToken {
    /// The token, which must never be shown.
    pub fn exposed(&self) -> &str {
        &self.0
    }
}

/// The `b64token` of RFC 6750 §2.1. The error describes the mistake without the token.
impl FromStr for BearerToken {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<BearerToken, &'static str> {
        let body = text.trim_end_matches('=');
        let is_allowed = |c: u8| c.is_ascii_alphanumeric() || b"-._~+/".contains(&c);
        if body.is_empty() || !body.bytes().all(is_allowed) {
            return Err("a bearer token consists of letters, digits and -._~+/ with `=` at its end (RFC 6750 §2.1)");
        }
        Ok(BearerToken(text.to_owned()))
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_shown_only_on_request() {
        let token: BearerToken = "open.sesame-1_~+/==".parse().expect("a token");
        assert_eq!((token.exposed(), format!("{token:?}").as_str()), ("open.sesame-1_~+/==", "BearerToken(…)"));
    }

    #[test]
    fn what_a_header_cannot_carry_is_not_a_token() {
        for wrong in ["", "==", "open sesame", "open\nsesame", "a=b", "Bearer x", "é"] {
            assert!(wrong.parse::<BearerToken>().is_err(), "{wrong:?}");
        }
    }
}
