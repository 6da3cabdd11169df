//! The URL for clients and browsers.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use url::Url;

/// Scheme, host, optional port and path: `https://login.example/auth`. Everything is served below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    base: String,
}

/// An invalid public URL.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an absolute http or https URL of a host and a plain path, without user, query and fragment")]
pub struct InvalidPublicUrl(String);

impl PublicUrl {
    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether its scheme is https.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https:")
    }

    /// The path without a trailing slash; empty for the root.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The public URL of a provider with this issuer, whose issuers end in `path`. A slash after it is part of the
    /// identifier only.
    pub(crate) fn of_issuer(issuer: &str, path: &str) -> Option<Self> {
        let issuer = issuer.strip_suffix('/').unwrap_or(issuer);
        issuer.strip_suffix(path)?.parse().ok()
    }
}

impl FromStr for PublicUrl {
    type Err = InvalidPublicUrl;

    fn from_str(text: &str) -> Result<Self, InvalidPublicUrl> {
        let unfit = || InvalidPublicUrl(text.to_owned());
        let url = Url::parse(text).map_err(|_| unfit())?;
        let base = url.path().trim_end_matches('/');
        let is_plain = base.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte))
            && !base.contains("//")
            && text.contains("://");
        let is_bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        if !matches!(url.scheme(), "http" | "https") || !is_bare || url.fragment().is_some() || !is_plain {
            return Err(unfit());
        }
        Ok(Self { origin: url.origin().ascii_serialization(), base: base.to_owned() })
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin, self.base)
    }
}

impl<'de> Deserialize<'de> for PublicUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_and_a_path() {
        for (text, origin, base) in [
            ("https://op.example", "https://op.example", ""),
            ("https://op.example/", "https://op.example", ""),
            ("https://OP.example:443/auth/", "https://op.example", "/auth"),
            ("http://localhost:8080/a/b", "http://localhost:8080", "/a/b"),
        ] {
            let url: PublicUrl = text.parse().expect(text);
            assert_eq!((url.origin(), url.base()), (origin, base), "{text}");
        }
    }

    #[test]
    fn nothing_else() {
        for text in [
            "op.example",
            "https:op.example",
            "ftp://op.example",
            "https://user@op.example",
            "https://op.example/?tenant=1",
            "https://op.example/#here",
            "https://op.example/a//b",
            "https://op.example/a%2fb",
            "https://op.example/a;b",
            "",
        ] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_issuer_implies_it() {
        let of = |issuer, path| PublicUrl::of_issuer(issuer, path).map(|url| url.to_string());
        assert_eq!(of("https://op.example/x/o", "/o").as_deref(), Some("https://op.example/x"));
        assert_eq!(of("https://op.example/o/", "/o").as_deref(), Some("https://op.example"));
        assert_eq!(of("https://op.example/", "").as_deref(), Some("https://op.example"));
        assert_eq!(of("https://op.example/x", "/o"), None);
    }
}
