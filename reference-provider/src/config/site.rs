//! The URLs of the configured issuers.

use serde::de::{Deserialize, Deserializer, Error as _};
use url::Url;

use super::error::InvalidConfig;
use super::public_url::PublicUrl;
use super::unique::unique;
use crate::http::routes::{Paths, Route};

/// The issuer identifier, and the names of the other issuers.
pub(super) fn check(
    issuer: Option<&str>,
    public: Option<&PublicUrl>,
    names: &[String],
    paths: Paths,
) -> Result<(), InvalidConfig> {
    if let Some(issuer) = issuer {
        check_issuer(issuer)?;
        check_place(issuer, public, paths.issuer())?;
    }
    unique("issuer name", names.iter().cloned())?;
    names.iter().try_for_each(|name| check_name(name))?;
    match names.iter().find(|name| is_taken(name, paths)) {
        Some(name) => Err(InvalidConfig::IssuerNameTaken(name.clone())),
        None => Ok(()),
    }
}

/// RFC 8414 §2, which requires https; http is for tests.
fn check_issuer(issuer: &str) -> Result<(), InvalidConfig> {
    let is_fit = Url::parse(issuer).is_ok_and(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none()
    });
    let is_plain = issuer.bytes().all(|byte| byte.is_ascii_graphic()) && issuer.contains("://");
    if is_fit && is_plain { Ok(()) } else { Err(InvalidConfig::Issuer(issuer.to_owned())) }
}

/// Whether the endpoints are below the issuer: clients derive the metadata URL from it (OpenID Connect Discovery §4,
/// RFC 8414 §3), and would not find the metadata elsewhere.
fn check_place(issuer: &str, public: Option<&PublicUrl>, path: &'static str) -> Result<(), InvalidConfig> {
    let Some(implied) = PublicUrl::of_issuer(issuer, path) else {
        return Err(InvalidConfig::IssuerPlace { issuer: issuer.to_owned(), path });
    };
    match public {
        Some(public) if *public != implied => {
            Err(InvalidConfig::IssuerMismatch { issuer: issuer.to_owned(), expected: format!("{public}{path}") })
        }
        _ => Ok(()),
    }
}

fn check_name(name: &str) -> Result<(), InvalidConfig> {
    let is_fit =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if is_fit { Ok(()) } else { Err(InvalidConfig::IssuerName(name.to_owned())) }
}

/// Whether a path of the root issuer starts with this segment.
fn is_taken(name: &str, paths: Paths) -> bool {
    Route::ALL.iter().any(|route| route.pattern(paths).split('/').nth(1) == Some(name))
}

pub(super) fn deserialize_issuer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let issuer = Option::<String>::deserialize(deserializer)?;
    issuer.as_deref().map_or(Ok(()), check_issuer).map_err(D::Error::custom)?;
    Ok(issuer)
}

pub(super) fn deserialize_issuers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    names.iter().try_for_each(|name| check_name(name)).map_err(D::Error::custom)?;
    Ok(names)
}
