//! The TLS configuration.

use std::fmt;
use std::path::PathBuf;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The certificate for browsers and clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Generated at start for `localhost`, both loopback addresses and the listen address, and self-signed: clients
    /// have to be configured to trust it. In YAML: `tls: generated`.
    Generated,
    /// Read from files at start. In YAML: `tls: { certificate: FILE, key: FILE }`.
    Given(TlsFiles),
}

/// A certificate and its key, in two PEM files.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TlsFiles {
    /// The certificate, followed by its chain.
    pub certificate: PathBuf,
    /// The private key of the first certificate.
    pub key: PathBuf,
}

impl<'de> Deserialize<'de> for Tls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WordOrFiles)
    }
}

struct WordOrFiles;

impl<'de> Visitor<'de> for WordOrFiles {
    type Value = Tls;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("`generated` or `{ certificate: FILE, key: FILE }`")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<Tls, E> {
        if word == "generated" {
            Ok(Tls::Generated)
        } else {
            Err(E::invalid_value(serde::de::Unexpected::Str(word), &self))
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Tls, A::Error> {
        TlsFiles::deserialize(MapAccessDeserializer::new(map)).map(Tls::Given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Tls, String> {
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn a_word_or_two_files() {
        assert_eq!(read("\"generated\""), Ok(Tls::Generated));
        let files = TlsFiles { certificate: "c.pem".into(), key: "k.pem".into() };
        assert_eq!(read(r#"{"certificate":"c.pem","key":"k.pem"}"#), Ok(Tls::Given(files)));
        assert_eq!(read(r#"{"certificate":"c.pem"}"#), Err("missing field `key`".to_owned()));
        for other in ["true", "\"yes\""] {
            let error = read(other).expect_err("invalid TLS settings");
            assert!(error.ends_with("expected `generated` or `{ certificate: FILE, key: FILE }`"), "{error}");
        }
    }
}
