//! TLS by ring: the certificate that is shown, given or made at start. Nothing of it is shared between providers.

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

/// https cannot be spoken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TlsError {
    /// A file is not there.
    #[error("cannot read {}: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// A file holds something else.
    #[error("{} contains no {what} in PEM format", path.display())]
    NotPem {
        /// The file.
        path: PathBuf,
        /// What was looked for.
        what: &'static str,
    },
    /// Certificate and key do not fit each other, or not this program.
    #[error("the certificate or its key cannot be used: {0}")]
    Unfit(#[from] rustls::Error),
    /// No certificate could be made.
    #[error("cannot generate a certificate: {0}")]
    Generate(#[from] rcgen::Error),
}

/// Who we will be to those who connect.
pub(crate) enum Credentials {
    /// Made once it is known where we listen.
    Generated,
    /// Read, and found to fit.
    Given(Identity),
}

/// Who we are to those who connect.
pub(crate) struct Identity {
    /// The certificate, with those that vouch for it, in PEM.
    pub(crate) certificate: String,
    pub(crate) acceptor: TlsAcceptor,
}

impl Credentials {
    /// Reads what is given.
    pub(crate) fn prepare(tls: &Tls) -> Result<Self, TlsError> {
        match tls {
            Tls::Generated => Ok(Self::Generated),
            Tls::Given(files) => Identity::read(files).map(Self::Given),
        }
    }

    /// The certificate that is given, or one that is made, good for `address`, too.
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

    /// HTTP/2 is offered before HTTP/1.1 (RFC 9113 §3.2).
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
