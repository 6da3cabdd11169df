//! The `connection` of a target file: addresses, certificates and bounds, with every file that it names read.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use serde::Deserialize;
use url::Url;

use super::decode::DecodeError;
use crate::model::connection::{ClientCertificate, Connection, Limits, address};
use crate::model::pace::Pace;
use crate::model::span::At;

/// The keys of `connection`.
#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(rename = "Connection")]
pub(super) struct Entry {
    /// The address of each host that no name server knows, as `op.test: 127.0.0.1` (a port may follow).
    resolve: BTreeMap<String, At<String>>,
    /// A PEM file with the certificates to trust beside the usual ones.
    ca: Option<At<String>>,
    /// Whether to take any certificate.
    insecure: bool,
    /// What to show a server that asks who is calling (RFC 8705).
    client_certificate: Option<ClientCertificateEntry>,
    /// How long an answer may take, in seconds.
    timeout_seconds: Option<At<f64>>,
    /// How long a connection may take, in seconds.
    connect_seconds: Option<At<f64>>,
    /// The largest body that is read, in KiB.
    body_limit_kib: Option<At<u32>>,
    /// What to send as `User-Agent`.
    user_agent: Option<At<String>>,
    /// The URL of the HTTP proxy that every request goes through.
    proxy: Option<At<String>>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ClientCertificateEntry {
    /// The PEM file of the chain, the own certificate first.
    certificate: At<String>,
    /// The PEM file of the private key.
    key: At<String>,
}

impl Entry {
    /// The connection that the entry tells of. Files are looked for beside the target file, in `folder`.
    pub(super) fn check(self, folder: &Path) -> Result<Connection, DecodeError> {
        let usual = Limits::default();
        let resolve = self.resolve.into_iter().map(|(host, text)| {
            let address = address(&text.value).ok_or_else(|| {
                DecodeError::at(text.span, format!("`{}` is not an address", text.value))
                    .help("write an IP address, with or without a port, as in `op.test: 127.0.0.1`")
            })?;
            Ok((host.trim_end_matches('.').to_ascii_lowercase(), address))
        });
        Ok(Connection {
            limits: Limits {
                body: self.body_limit_kib.as_ref().map_or(Ok(usual.body), kibibytes)?,
                redirects: usual.redirects,
                timeout: self.timeout_seconds.as_ref().map_or(Ok(usual.timeout), seconds)?,
                connect: self.connect_seconds.as_ref().map_or(Ok(usual.connect), seconds)?,
            },
            resolve: resolve.collect::<Result<_, DecodeError>>()?,
            authorities: self.ca.map_or(Ok(Vec::new()), |file| authorities(&file, folder))?,
            insecure: self.insecure,
            client_certificate: self.client_certificate.map(|entry| entry.check(folder)).transpose()?,
            user_agent: self.user_agent.map(header_value).transpose()?,
            proxy: self.proxy.as_ref().map(proxy).transpose()?,
            pace: Pace::default(),
        })
    }
}

impl ClientCertificateEntry {
    fn check(self, folder: &Path) -> Result<ClientCertificate, DecodeError> {
        let chain = certificates(&self.certificate, folder)?;
        let bytes = contents(&self.key, folder)?;
        let key = PrivateKeyDer::from_pem_slice(&bytes).map_err(|error| {
            DecodeError::at(self.key.span, format!("{} holds no private key: {error}", self.key.value))
                .help("it is a PEM file with a `-----BEGIN PRIVATE KEY-----`")
        })?;
        CertifiedKey::from_der(chain.clone(), key.clone_key(), &ring::default_provider()).map_err(|error| {
            DecodeError::at(self.key.span, format!("the key does not go with the certificate: {error}"))
        })?;
        Ok(ClientCertificate { chain, key })
    }
}

fn authorities(file: &At<String>, folder: &Path) -> Result<Vec<CertificateDer<'static>>, DecodeError> {
    let authorities = certificates(file, folder)?;
    let mut roots = rustls::RootCertStore::empty();
    for authority in &authorities {
        roots.add(authority.clone()).map_err(|error| {
            DecodeError::at(file.span, format!("{} holds a certificate that cannot be read: {error}", file.value))
        })?;
    }
    Ok(authorities)
}

fn certificates(file: &At<String>, folder: &Path) -> Result<Vec<CertificateDer<'static>>, DecodeError> {
    let refused = |why: String| {
        DecodeError::at(file.span, format!("{} holds no certificate: {why}", file.value))
            .help("it is a PEM file with one or more `-----BEGIN CERTIFICATE-----`")
    };
    let bytes = contents(file, folder)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let found = found.map_err(|error| refused(error.to_string()))?;
    if found.is_empty() { Err(refused("nothing of that kind stands in it".to_owned())) } else { Ok(found) }
}

fn contents(file: &At<String>, folder: &Path) -> Result<Vec<u8>, DecodeError> {
    let path = folder.join(&file.value);
    std::fs::read(&path).map_err(|error| {
        DecodeError::at(file.span, format!("cannot read {}: {error}", path.display()))
            .help("a path in a target file starts from where that file is")
    })
}

fn seconds(given: &At<f64>) -> Result<Duration, DecodeError> {
    let fits = given.value > 0.0 && given.value <= 3600.0;
    Duration::try_from_secs_f64(given.value)
        .ok()
        .filter(|_| fits)
        .ok_or_else(|| DecodeError::at(given.span, "seconds are more than 0 and at most 3600"))
}

fn kibibytes(given: &At<u32>) -> Result<usize, DecodeError> {
    match usize::try_from(given.value) {
        Ok(size @ 1..=1_048_576) => Ok(size * 1024),
        _ => Err(DecodeError::at(given.span, "the largest body is 1 KiB or more, and at most 1048576 KiB")),
    }
}

fn header_value(text: At<String>) -> Result<String, DecodeError> {
    match http::HeaderValue::from_str(&text.value) {
        Ok(_) => Ok(text.value),
        Err(_) => Err(DecodeError::at(text.span, "HTTP cannot carry this in a header")),
    }
}

fn proxy(text: &At<String>) -> Result<Url, DecodeError> {
    let url = Url::parse(&text.value).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| {
        DecodeError::at(text.span, format!("`{}` is not a proxy", text.value))
            .help("write its URL, as in `http://localhost:3128`")
    })
}
