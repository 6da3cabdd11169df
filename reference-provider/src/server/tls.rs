//! TLS with ring: the certificate, given or generated at start. Providers share nothing of it.

use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::TlsAcceptor;

use crate::config::{Tls, TlsFiles};

/// TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason.
        error: io::Error,
    },
    /// A file has other content.
    #[error("{} contains no {what} in PEM format", path.display())]
    NotPem {
        /// The file.
        path: PathBuf,
        /// The expected content.
        what: &'static str,
    },
    /// Certificate and key do not match, or are not supported.
    #[error("the certificate or its key cannot be used: {0}")]
    Unfit(#[from] rustls::Error),
    /// The certificate cannot be generated.
    #[error("cannot generate a certificate: {0}")]
    Generate(#[from] rcgen::Error),
}

/// How the certificate is obtained.
pub(crate) enum CertificateSource {
    /// Generated when the listen address is known.
    Generated,
    /// Read and validated.
    Given(Identity),
}

/// The certificate and its key.
pub(crate) struct Identity {
    /// The certificate with its chain, in PEM.
    pub(crate) certificate: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl CertificateSource {
    /// Reads the given files.
    pub(crate) fn prepare(tls: &Tls) -> Result<Self, TlsError> {
        match tls {
            Tls::Generated => Ok(Self::Generated),
            Tls::Given(files) => Identity::read(files).map(Self::Given),
        }
    }

    /// The given certificate, or a generated one, which is valid for `address`, too.
    pub(crate) fn identity(self, address: IpAddr) -> Result<Identity, TlsError> {
        match self {
            Self::Generated => Identity::generated(address),
            Self::Given(identity) => Ok(identity),
        }
    }
}

impl Identity {
    fn generated(address: IpAddr) -> Result<Self, TlsError> {
        let names = ["localhost", "login.localhost", "127.0.0.1", "::1"].map(str::to_owned);
        let mut parameters = CertificateParams::new([names.as_slice(), &[address.to_string()]].concat())?;
        parameters.distinguished_name.push(DnType::CommonName, "Reference provider, for tests only");
        let key = KeyPair::generate()?;
        let certificate = parameters.self_signed(&key)?;
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        Self::of(certificate.pem(), vec![certificate.der().clone()], key.into())
    }

    fn read(files: &TlsFiles) -> Result<Self, TlsError> {
        let not_pem = |path: &Path, what| TlsError::NotPem { path: path.to_owned(), what };
        let pem = text(&files.certificate)?;
        let chain: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|_| not_pem(&files.certificate, "certificate"))?;
        if chain.is_empty() {
            return Err(not_pem(&files.certificate, "certificate"));
        }
        let key = PrivateKeyDer::from_pem_slice(text(&files.key)?.as_bytes())
            .map_err(|_| not_pem(&files.key, "private key"))?;
        Self::of(pem, chain, key)
    }

    /// HTTP/2 is preferred to HTTP/1.1 (RFC 9113 §3.2).
    fn of(pem: String, chain: Vec<CertificateDer<'static>>, key: PrivateKeyDer<'static>) -> Result<Self, TlsError> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(chain, key)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { certificate: pem, acceptor: TlsAcceptor::from(Arc::new(config)) })
    }
}

fn text(path: &Path) -> Result<String, TlsError> {
    std::fs::read_to_string(path).map_err(|error| TlsError::Read { path: path.to_owned(), error })
}
