//! TLS for requests to the provider, and the trusted CAs.

use std::sync::LazyLock;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

/// The public CAs only.
pub(crate) static WEB: LazyLock<ClientConfig> =
    LazyLock::new(|| trusting(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }));

/// The public CAs and these, if they can be read.
pub(crate) fn roots(pem: &str) -> Option<RootCertStore> {
    let own: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<_, _>>().ok()?;
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let all_added = own.iter().all(|certificate| roots.add(certificate.clone()).is_ok());
    (!own.is_empty() && all_added).then_some(roots)
}

/// The certificate of an https provider is always verified (RFC 6749 section 10.9).
pub(crate) fn trusting(roots: RootCertStore) -> ClientConfig {
    ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("ring supports TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth()
}
