//! The meaning of the HTTP library's errors.

use std::error::Error;
use std::io;

use rustls::Error as TlsError;
use url::Url;

use super::resolve::InternalAddress;
use crate::model::connection::Connection;
use crate::model::exchange::Failure;

/// The failure behind an error of the HTTP library.
pub(super) fn failure(url: &Url, connection: &Connection, error: &reqwest::Error) -> Failure {
    if let Some(cause) = tls(error) {
        return Failure::Tls { origin: url.origin().ascii_serialization(), cause };
    }
    if causes(error).any(|cause| cause.downcast_ref::<InternalAddress>().is_some()) {
        Failure::Internal { origin: url.origin().ascii_serialization() }
    } else if error.is_builder() {
        Failure::Unsendable { why: chain(error) }
    } else if error.is_connect() {
        match &connection.proxy {
            // The connection is to the proxy, whatever is behind it.
            Some(proxy) => Failure::Proxy { proxy: proxy.origin().ascii_serialization(), cause: chain(error) },
            None => Failure::Unreachable { origin: url.origin().ascii_serialization(), cause: chain(error) },
        }
    } else if error.is_timeout() {
        Failure::TimedOut { after: connection.limits.timeout }
    } else {
        Failure::NotHttp { cause: chain(error) }
    }
}

/// True if the connection ended before a response: what a stale kept-alive connection looks like.
pub(super) fn broke_off(error: &reqwest::Error) -> bool {
    if error.is_connect() || error.is_timeout() {
        return false;
    }
    causes(error).any(|cause| {
        let ended = cause.downcast_ref::<io::Error>().is_some_and(|io| {
            use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
            matches!(io.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
        });
        ended || cause.to_string().contains("connection closed before message completed")
    })
}

/// What is wrong with the certificate of one side, if that is the cause. Other TLS errors mean that the peer does not use TLS
/// properly.
fn tls(error: &reqwest::Error) -> Option<String> {
    match causes(error).find_map(tls_error) {
        Some(TlsError::InvalidCertificate(why)) => Some(format!("its certificate is not trusted: {why}")),
        Some(TlsError::NoCertificatesPresented) => Some("it shows no certificate".to_owned()),
        Some(TlsError::PeerIncompatible(why)) => Some(format!("no common TLS parameters: {why:?}")),
        Some(TlsError::AlertReceived(alert)) => alerted(&format!("{alert:?}")),
        Some(_) => None,
        // With HTTP/2, only the text of an error is passed on.
        None => causes(error).find_map(|cause| {
            let text = cause.to_string();
            let (_, alert) = text.rsplit_once("received fatal alert: ")?;
            alerted(alert.trim())
        }),
    }
}

/// The TLS error in an I/O error: it may be wrapped in others, which `source` skips.
fn tls_error<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a TlsError> {
    let mut io = cause.downcast_ref::<io::Error>();
    while let Some(inner) = io.and_then(io::Error::get_ref) {
        if let Some(tls) = inner.downcast_ref::<TlsError>() {
            return Some(tls);
        }
        io = inner.downcast_ref::<io::Error>();
    }
    cause.downcast_ref()
}

/// The reason of the peer, by the name of its alert (RFC 8446 section 6.2).
fn alerted(alert: &str) -> Option<String> {
    match alert {
        "CertificateRequired" => Some("it requires a client certificate".to_owned()),
        "BadCertificate"
        | "UnsupportedCertificate"
        | "CertificateRevoked"
        | "CertificateExpired"
        | "CertificateUnknown"
        | "UnknownCA"
        | "AccessDenied" => Some(format!("it rejects our client certificate ({alert})")),
        "HandshakeFailure" | "ProtocolVersion" => Some(format!("it aborts the handshake ({alert})")),
        _ => None,
    }
}

/// The top-level message of a library is seldom the cause: the whole chain of sources, without repetitions of the URL.
fn chain(error: &reqwest::Error) -> String {
    let mut texts: Vec<String> = Vec::new();
    for cause in causes(error) {
        let text = cause.to_string();
        // The library's names for the stage of the error mean nothing to users.
        if STAGES.iter().any(|stage| text.starts_with(stage)) {
            continue;
        }
        if texts.last().is_none_or(|last| !last.ends_with(&text)) {
            texts.push(text);
        }
    }
    let texts = if texts.is_empty() { error.to_string() } else { texts.join(": ") };
    match texts.as_str() {
        "received corrupt message of type InvalidContentType" => "it does not use TLS".to_owned(),
        _ => texts,
    }
}

/// The prefixes of the messages with which the library wraps a cause.
const STAGES: [&str; 3] = ["client error (", "request or response body error", "error reading a body from connection"];

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    std::iter::successors(error.source(), |&cause| cause.source())
}
