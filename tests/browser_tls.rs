//! The browser over TLS: trusted certificates, client certificates, and HTTP/2.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use oauth_harness::browser::Transport;
use oauth_harness::model::connection::{Connection, address};
use oauth_harness::model::exchange::{Failure, Request};
use oauth_harness::model::source::Source;
use oauth_harness::model::target::Target;
use oauth_harness::syntax::target;
use oauth_harness::system;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use url::Url;

use crate::support::temporary_folder::TemporaryFolder;

/// A new certificate authority.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut parameters = CertificateParams::new(Vec::new()).unwrap();
    parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(parameters, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate that this authority issues, and its key.
fn issued(by: &CertifiedIssuer<'_, KeyPair>, name: &str) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, by).unwrap();
    (certificate, key)
}

/// The TLS configuration of a server for `op.test`.
fn configuration(by: &CertifiedIssuer<'_, KeyPair>, demands_certificate: bool, protocols: &[&str]) -> ServerConfig {
    let (certificate, key) = issued(by, "op.test");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
    let builder = if demands_certificate {
        let mut roots = RootCertStore::empty();
        roots.add(by.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let mut configuration = builder.with_single_cert(vec![certificate.der().clone()], key).unwrap();
    configuration.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
    configuration
}

/// Serves every connection that completes the handshake; returns the port.
async fn serve<F: Future<Output = ()> + Send + 'static>(
    configuration: ServerConfig,
    handle: impl Fn(TlsStream<TcpStream>) -> F + Send + Sync + 'static,
) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (acceptor, handle) = (TlsAcceptor::from(Arc::new(configuration)), Arc::new(handle));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, handle) = (acceptor.clone(), Arc::clone(&handle));
            tokio::spawn(async move {
                match acceptor.accept(stream).into_fallible().await {
                    Ok(stream) => handle(stream).await,
                    // Closing the connection with unread bytes would discard the alert.
                    Err((_, mut stream)) => {
                        let _ = stream.shutdown().await;
                        let _ = stream.read_to_end(&mut Vec::new()).await;
                    }
                }
            });
        }
    });
    port
}

/// Responds with the HTTP version and the `user-agent` of the request, over HTTP/1.1 or HTTP/2.
async fn respond_with_version(stream: TlsStream<TcpStream>) {
    let service = service_fn(|request: hyper::Request<Incoming>| async move {
        let agent = request.headers().get("user-agent").map_or("no-agent", |value| value.to_str().unwrap());
        let body = Full::new(Bytes::from(format!("{:?} {agent}", request.version())));
        Ok::<_, Infallible>(hyper::Response::new(body))
    });
    let is_h2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    if is_h2 {
        let _ = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .serve_connection(TokioIo::new(stream), service)
            .await;
    } else {
        let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
    }
}

/// Resolves `op.test` to this machine.
fn connection() -> Connection {
    let resolve = BTreeMap::from([("op.test".to_owned(), address("127.0.0.1").unwrap())]);
    Connection { resolve, ..Connection::default() }
}

async fn fetch(connection: Connection, port: u16) -> Result<String, Failure> {
    let url = Url::parse(&format!("https://op.test:{port}/")).unwrap();
    let response = Transport::over(connection).unwrap().send(&Request::new("GET", url)).await?;
    Ok(response.body)
}

/// Reads a target file in that folder, for `op.test`, with these keys under `connection`.
fn read_target(folder: &Path, port: u16, connection: &str) -> Result<Target, String> {
    let text = format!(
        "title: T\nprovider:\n  url: https://op.test:{port}\n  pages: {{authorization: /a, token: /t}}\n\
         connection:\n  resolve: {{Op.Test: 127.0.0.1}}\n{connection}"
    );
    target::read(&Source::new(folder.join("t.yaml"), text), &BTreeMap::new())
        .map_err(|mistakes| mistakes.iter().map(|mistake| mistake.render(false)).collect())
}

#[tokio::test]
async fn only_certificates_of_a_trusted_authority_are_accepted() {
    let trusted = authority();
    let port = serve(configuration(&trusted, false, &["http/1.1"]), respond_with_version).await;
    let failure = fetch(connection(), port).await.unwrap_err();
    assert_eq!(
        failure.to_string(),
        format!("no trusted connection to https://op.test:{port}: its certificate is not trusted: UnknownIssuer"),
    );
    let hint = failure.hint().unwrap();
    assert!(hint.contains("`connection: {ca: FILE}`") && hint.contains("`connection: {insecure: true}`"), "{hint}");
    let with_authority = Connection { authorities: vec![trusted.der().clone()], ..connection() };
    assert!(fetch(with_authority, port).await.unwrap().starts_with("HTTP/1.1"));
    let of_another = Connection { authorities: vec![authority().der().clone()], ..connection() };
    assert!(matches!(fetch(of_another, port).await, Err(Failure::Tls { .. })));
    let unchecked = Connection { insecure: true, ..connection() };
    assert!(fetch(unchecked, port).await.unwrap().starts_with("HTTP/1.1"));
}

#[tokio::test]
async fn the_certificate_has_to_match_the_host_name() {
    let trusted = authority();
    let port = serve(configuration(&trusted, false, &["http/1.1"]), respond_with_version).await;
    let connection = Connection { authorities: vec![trusted.der().clone()], ..connection() };
    let url = Url::parse(&format!("https://localhost:{port}/")).unwrap();
    let failure = Transport::over(connection).unwrap().send(&Request::new("GET", url)).await.unwrap_err();
    assert!(failure.to_string().contains("op.test"), "the message has the names of the certificate: {failure}");
}

#[tokio::test]
async fn http_2_is_used_if_both_sides_support_it() {
    let trusted = authority();
    let fetch_version = |port| fetch(Connection { authorities: vec![trusted.der().clone()], ..connection() }, port);
    for (protocols, version) in [
        (&["h2", "http/1.1"][..], "HTTP/2.0"),
        (&["h2"], "HTTP/2.0"),
        (&["http/1.1", "h2"], "HTTP/1.1"),
        (&[], "HTTP/1.1"),
    ] {
        let port = serve(configuration(&trusted, false, protocols), respond_with_version).await;
        assert_eq!(fetch_version(port).await.unwrap(), format!("{version} no-agent"), "{protocols:?}");
    }
}

#[tokio::test]
async fn http_2_stream_errors_are_reported() {
    // SETTINGS, then for the first stream: RST_STREAM (INTERNAL_ERROR), or GOAWAY (ENHANCE_YOUR_CALM), or headers that do
    // not decode (RFC 9113 sections 6.4, 6.8, 4.3).
    const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
    const RESET: &[u8] = &[0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 2];
    const GO_AWAY: &[u8] = &[0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11];
    const BAD_HEADERS: &[u8] = &[0, 0, 2, 1, 4, 0, 0, 0, 1, 0xff, 0xff];
    let trusted = authority();
    for (frame, hint) in [(RESET, "internal error"), (GO_AWAY, "excessive load"), (BAD_HEADERS, "")] {
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let port = serve(configuration(&trusted, false, &["h2"]), move |mut stream| {
            counted.fetch_add(1, Ordering::SeqCst);
            async move {
                let mut taken = vec![0; 4096];
                // The preface and the request arrive in one or several pieces; this response fits both.
                let _ = stream.read(&mut taken).await;
                let _ = stream.write_all(&[SETTINGS, frame].concat()).await;
                while stream.read(&mut taken).await.is_ok_and(|count| count > 0) {}
            }
        })
        .await;
        let connection = Connection { authorities: vec![trusted.der().clone()], ..connection() };
        let failure = fetch(connection, port).await.unwrap_err();
        let Failure::NotHttp { cause } = &failure else { panic!("{failure:?}") };
        assert!(cause.to_lowercase().contains(hint), "{cause}");
        assert!(asked.load(Ordering::SeqCst) <= 2, "one request, and at most one retry");
    }
}

#[tokio::test]
async fn client_certificates_are_presented_on_request() {
    let folder = TemporaryFolder::new("client-certificate");
    let trusted = authority();
    let port = serve(configuration(&trusted, true, &["h2"]), respond_with_version).await;
    let (own, key) = issued(&trusted, "client.test");
    folder.write("ca.pem", &trusted.pem());
    folder.write("own.pem", &own.pem());
    folder.write("own.key", &key.serialize_pem());
    let silent = read_target(folder.path(), port, "  ca: ca.pem\n").unwrap().connection;
    let failure = fetch(silent, port).await.unwrap_err();
    assert!(failure.to_string().contains("it requires a client certificate"), "{failure:?}");
    assert!(failure.hint().unwrap().contains("client-certificate"));
    let identified = "  ca: ca.pem\n  client-certificate: {certificate: own.pem, key: own.key}\n";
    let target = read_target(folder.path(), port, identified).unwrap();
    assert_eq!(fetch(target.connection.clone(), port).await.unwrap(), "HTTP/2.0 no-agent");
    assert!(!format!("{target:?}").contains("PRIVATE"), "a private key is never printed");
    system::reachable(&target).await.unwrap();
    let mut elsewhere = target;
    elsewhere.connection.resolve.clear();
    elsewhere.connection.limits.connect = std::time::Duration::from_millis(500);
    assert!(system::reachable(&elsewhere).await.is_err(), "the name does not resolve on its own");
}

#[test]
fn mistakes_in_the_connection_are_located() {
    let folder = TemporaryFolder::new("connection-mistakes");
    let (trusted, other) = (authority(), authority());
    let (own, _) = issued(&trusted, "client.test");
    folder.write("ca.pem", &trusted.pem());
    folder.write("own.pem", &own.pem());
    folder.write("other.key", &other.key().serialize_pem());
    folder.write("text.pem", "nothing");
    folder.write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    for (text, message, mark) in [
        ("  ca: none.pem", "cannot read", "none.pem"),
        ("  ca: text.pem", "contains no certificate", "text.pem"),
        ("  ca: broken.pem", "an invalid certificate", "broken.pem"),
        ("  client-certificate: {certificate: own.pem, key: text.pem}", "contains no private key", "text.pem"),
        ("  client-certificate: {certificate: own.pem, key: other.key}", "does not match", "other.key"),
        ("  client-certificate: {certificate: own.pem}", "`key` is missing", "{certificate"),
        ("  timeout-seconds: 0", "more than 0", "0"),
        ("  timeout-seconds: soon", "expected", "soon"),
        ("  body-limit-kib: 0", "at least 1 KiB", "0"),
        ("  proxy: localhost", "is not a valid proxy URL", "localhost"),
        ("  user-agent: \"a\\nb\"", "cannot carry", "\"a"),
        ("  insecur: true", "unknown key `insecur`", "insecur"),
    ] {
        let error = read_target(folder.path(), 1, text).unwrap_err();
        assert!(error.contains(message), "{text}: {error}");
        let column = text.find(mark).unwrap() + 1;
        assert!(error.contains(&format!("t.yaml:7:{column}\n")), "{text}: {error}");
    }
    let target =
        read_target(folder.path(), 1, "  insecure: true\n  user-agent: Me/1\n  timeout-seconds: 0.5\n").unwrap();
    assert_eq!(target.headline(), "T (insecure: no certificate is checked)");
    assert_eq!(target.connection.limits.timeout.as_millis(), 500);
}

#[tokio::test]
async fn a_proxy_is_used_only_if_the_target_names_one() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let proxied = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut taken = vec![0; 4096];
        let count = stream.read(&mut taken).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        String::from_utf8_lossy(&taken[..count]).into_owned()
    });
    let transport = Transport::over(Connection { proxy: Some(proxy), ..Connection::default() }).unwrap();
    let url = Url::parse("http://op.invalid/x").unwrap();
    transport.send(&Request::new("GET", url)).await.unwrap();
    assert!(proxied.await.unwrap().starts_with("GET http://op.invalid/x HTTP/1.1"));
}
