//! Where the issuers of a configuration are, and what of them cannot be.

use serde::de::{Deserialize, Deserializer, Error as _};
use url::Url;

use super::{Config, InvalidConfig, unique};
use crate::http::routes::{Paths, Route};

pub(super) fn check(config: &Config) -> Result<(), InvalidConfig> {
    config.issuer.as_deref().map_or(Ok(()), check_issuer)?;
    unique("issuer name", config.issuers.iter().cloned())?;
    config.issuers.iter().try_for_each(|name| check_name(name))?;
    if let Some(name) = config.issuers.iter().find(|name| is_taken(name, config.paths)) {
        return Err(InvalidConfig::IssuerNameTaken(name.clone()));
    }
    for (name, rules) in &config.overrides {
        let wrong = |why| InvalidConfig::Override { name: name.clone(), why };
        rules.check(&config.issuers).map_err(wrong)?;
    }
    match config.manage {
        Some(address) if !address.ip().is_loopback() => Err(InvalidConfig::ManageRemote(address)),
        _ => Ok(()),
    }
}

/// RFC 8414 §2, which wants https; http is for tests.
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

fn check_name(name: &str) -> Result<(), InvalidConfig> {
    let is_fit =
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if is_fit { Ok(()) } else { Err(InvalidConfig::IssuerName(name.to_owned())) }
}

/// Whether a path of the issuer at the root begins with this segment.
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
