//! The `connection` of a target file: addresses, certificates and limits, with the contents of every file that it names.

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
use crate::model::span::Spanned;

/// The keys of `connection`.
#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
#[schemars(rename = "Connection")]
pub(super) struct ConnectionEntry {
    /// The addresses of hosts that DNS does not know, as `op.test: 127.0.0.1` (a port may follow).
    resolve: BTreeMap<String, Spanned<String>>,
    /// A PEM file with additional trusted certificates.
    ca: Option<Spanned<String>>,
    /// Whether to accept any certificate.
    insecure: bool,
    /// The client certificate for servers that request one (RFC 8705).
    client_certificate: Option<ClientCertificateEntry>,
    /// The timeout of a response, in seconds.
    timeout_seconds: Option<Spanned<f64>>,
    /// The timeout of a connection attempt, in seconds.
    connect_seconds: Option<Spanned<f64>>,
    /// The maximum size of a response body, in KiB.
    body_limit_kib: Option<Spanned<u32>>,
    /// The `User-Agent` to send.
    user_agent: Option<Spanned<String>>,
    /// The URL of the HTTP proxy for all requests.
    proxy: Option<Spanned<String>>,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ClientCertificateEntry {
    /// The PEM file of the chain, the leaf certificate first.
    certificate: Spanned<String>,
    /// The PEM file of the private key.
    key: Spanned<String>,
}

impl ConnectionEntry {
    /// The connection settings of the entry. Files are relative to the folder of the target file, `folder`.
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
            DecodeError::at(self.key.span, format!("{} contains no private key: {error}", self.key.value))
                .help("it must be a PEM file with `-----BEGIN PRIVATE KEY-----`")
        })?;
        CertifiedKey::from_der(chain.clone(), key.clone_key(), &ring::default_provider()).map_err(|error| {
            DecodeError::at(self.key.span, format!("the key does not match the certificate: {error}"))
        })?;
        Ok(ClientCertificate { chain, key })
    }
}

fn authorities(file: &Spanned<String>, folder: &Path) -> Result<Vec<CertificateDer<'static>>, DecodeError> {
    let authorities = certificates(file, folder)?;
    let mut roots = rustls::RootCertStore::empty();
    for authority in &authorities {
        roots.add(authority.clone()).map_err(|error| {
            DecodeError::at(file.span, format!("{} contains an invalid certificate: {error}", file.value))
        })?;
    }
    Ok(authorities)
}

fn certificates(file: &Spanned<String>, folder: &Path) -> Result<Vec<CertificateDer<'static>>, DecodeError> {
    let refused = |why: String| {
        DecodeError::at(file.span, format!("{} contains no certificate: {why}", file.value))
            .help("it must be a PEM file with one or more `-----BEGIN CERTIFICATE-----`")
    };
    let bytes = contents(file, folder)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    let found = found.map_err(|error| refused(error.to_string()))?;
    if found.is_empty() { Err(refused("it contains nothing of that kind".to_owned())) } else { Ok(found) }
}

fn contents(file: &Spanned<String>, folder: &Path) -> Result<Vec<u8>, DecodeError> {
    let path = folder.join(&file.value);
    std::fs::read(&path).map_err(|error| {
        DecodeError::at(file.span, format!("cannot read {}: {error}", path.display()))
            .help("a path in a target file is relative to the folder of that file")
    })
}

fn seconds(given: &Spanned<f64>) -> Result<Duration, DecodeError> {
    let fits = given.value > 0.0 && given.value <= 3600.0;
    Duration::try_from_secs_f64(given.value)
        .ok()
        .filter(|_| fits)
        .ok_or_else(|| DecodeError::at(given.span, "seconds must be more than 0 and at most 3600"))
}

fn kibibytes(given: &Spanned<u32>) -> Result<usize, DecodeError> {
    match usize::try_from(given.value) {
        Ok(size @ 1..=1_048_576) => Ok(size * 1024),
        _ => Err(DecodeError::at(given.span, "the maximum body size must be at least 1 KiB and at most 1048576 KiB")),
    }
}

fn header_value(text: Spanned<String>) -> Result<String, DecodeError> {
    match http::HeaderValue::from_str(&text.value) {
        Ok(_) => Ok(text.value),
        Err(_) => Err(DecodeError::at(text.span, "HTTP cannot carry this in a header")),
    }
}

fn proxy(text: &Spanned<String>) -> Result<Url, DecodeError> {
    let url = Url::parse(&text.value).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| {
        DecodeError::at(text.span, format!("`{}` is not a valid proxy URL", text.value))
            .help("write its URL, as in `http://localhost:3128`")
    })
}
