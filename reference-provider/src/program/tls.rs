//! The flags for https.

use std::path::PathBuf;

use clap::Args;

use crate::{Config, Provider, Tls, TlsFiles};

/// The TLS settings.
#[derive(Debug, Args)]
pub(super) struct TlsArguments {
    /// Serve https with a certificate generated at start for localhost and the loopback addresses.
    #[arg(long)]
    tls: bool,
    /// Serve https with the certificate in this PEM file.
    #[arg(long, value_name = "FILE", requires = "key", conflicts_with = "tls")]
    certificate: Option<PathBuf>,
    /// PEM file with the private key of that certificate.
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// Write the certificate to this file, so that clients can trust it.
    #[arg(long, value_name = "FILE")]
    write_certificate: Option<PathBuf>,
}

/// The certificate could not be written.
#[derive(Debug, thiserror::Error)]
pub(super) enum CertificateWriteError {
    #[error("--write-certificate requires https: add --tls, or --certificate and --key")]
    NoTls,
    #[error("cannot write {}: {error}", path.display())]
    Failed { path: PathBuf, error: std::io::Error },
}

impl TlsArguments {
    /// Applies the flags, which override the configuration.
    pub(super) fn apply(&self, config: &mut Config) -> Result<(), CertificateWriteError> {
        if self.tls {
            config.tls = Some(Tls::Generated);
        }
        if let (Some(certificate), Some(key)) = (&self.certificate, &self.key) {
            config.tls = Some(Tls::Given(TlsFiles { certificate: certificate.clone(), key: key.clone() }));
        }
        if self.write_certificate.is_some() && config.tls.is_none() {
            Err(CertificateWriteError::NoTls)
        } else {
            Ok(())
        }
    }

    /// Writes the certificate of a running provider, if requested.
    pub(super) fn write(&self, provider: &Provider) -> Result<(), CertificateWriteError> {
        let (Some(path), Some(certificate)) = (&self.write_certificate, provider.certificate()) else { return Ok(()) };
        std::fs::write(path, certificate).map_err(|error| CertificateWriteError::Failed { path: path.clone(), error })
    }
}
