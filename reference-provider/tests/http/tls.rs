//! https: the certificate, and what changes with it.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;

use reference_provider::{Config, Environment, Provider, StartError, Tls, TlsError, TlsFiles};
use reqwest::{Method, Version, header};

use crate::site::*;

#[tokio::test]
async fn its_certificate_is_good_for_every_name_of_this_machine() {
    let site = Site::secure().await;
    assert_eq!(site.provider.url(), format!("https://{}", site.provider.address()));
    let port = site.provider.address().port();
    for host in ["127.0.0.1", "localhost"] {
        let reply = client(site.provider.certificate()).get(format!("https://{host}:{port}/")).send().await.unwrap();
        assert!(reply.status().is_success(), "{host}");
    }
    assert!(client(None).get(site.provider.url()).send().await.is_err(), "an unknown certificate is trusted");
}

#[tokio::test]
async fn both_versions_of_http_are_supported() {
    let site = Site::secure().await;
    let certificate = site.provider.certificate();
    for (protocols, version) in
        [(&["h2", "http/1.1"][..], Version::HTTP_2), (&["http/1.1"], Version::HTTP_11), (&[], Version::HTTP_11)]
    {
        let client = builder_offering(protocols, certificate).build().unwrap();
        let reply = client.get(site.provider.url()).send().await.unwrap();
        assert_eq!(reply.version(), version);
        assert!(reply.text().await.unwrap().contains("It works!"));
    }
}

#[tokio::test]
async fn the_whole_flow_over_https() {
    let site = Site::secure().await;
    let tokens = site.tokens().await;
    let profile = site.profile(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(profile.json()["email"], "alice@example.com");
}

#[tokio::test]
async fn cookies_are_kept_from_everybody_on_the_way() {
    let site = Site::secure().await;
    let mut alice = site.browser();
    let page = alice.get("/accounts/login/").await;
    let reply = alice.log_in("alice", "wonderland-1", "/").await;
    for (reply, name) in [(page, "__Host-csrftoken"), (reply, "__Host-sessionid")] {
        let cookie = reply.header("set-cookie");
        assert!(cookie.starts_with(name), "{cookie}");
        for attribute in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    // The cookie name for http is not accepted here.
    let session = alice.cookies.remove("__Host-sessionid").unwrap();
    alice.cookies.insert("sessionid".to_owned(), session);
    assert!(alice.get("/o/applications/").await.status.is_redirection());
}

#[tokio::test]
async fn browsers_get_hsts() {
    for (site, said) in [(Site::secure().await, "max-age=31536000"), (Site::strict().await, "")] {
        for path in ["/", "/accounts/login/", "/o/authorize/", "/nowhere/", "/api/profile/"] {
            assert_eq!(site.get(path).await.header("strict-transport-security"), said, "{path}");
        }
    }
}

#[tokio::test]
async fn the_issuer_is_where_it_was_asked() {
    let site = Site::secure().await;
    let mut alice = site.alice().await;
    let iss = alice.authorize(&authorization()).await.parameter("iss");
    assert_eq!(iss, format!("{}/o", site.provider.url()));
}

#[tokio::test]
async fn a_form_is_accepted_only_from_a_page_of_this_origin() {
    let site = Site::secure().await;
    let mut browser = site.browser();
    let page = browser.get("/accounts/login/").await;
    let token = page.input("csrfmiddlewaretoken").unwrap();
    let fields = [("csrfmiddlewaretoken", token.as_str()), ("username", "alice"), ("password", "wonderland-1")];
    for (origin, status) in [("https://evil.example", 403), (site.provider.url(), 303)] {
        let request = form_body(site.request(Method::POST, "/accounts/login/"), &fields).header(header::ORIGIN, origin);
        assert_eq!(browser.send(request).await.status.as_u16(), status, "{origin}");
    }
}

/// Temporary files, removed after the test.
struct Files(PathBuf);

impl Files {
    fn new(name: &str, certificate: &str, key: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("reference-provider-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("certificate.pem"), certificate).unwrap();
        std::fs::write(folder.join("key.pem"), key).unwrap();
        Self(folder)
    }

    async fn start(&self) -> Result<Provider, StartError> {
        let files = TlsFiles { certificate: self.0.join("certificate.pem"), key: self.0.join("key.pem") };
        let config = Config { tls: Some(Tls::Given(files)), ..Config::embedded() };
        Provider::start(config, Environment::system(), TcpListener::bind("127.0.0.1:0").unwrap()).await
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn certificate() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    (made.cert.pem(), made.signing_key.serialize_pem())
}

#[tokio::test]
async fn a_certificate_can_be_given() {
    let (certificate, key) = certificate();
    let files = Files::new("given", &certificate, &key);
    let provider = files.start().await.unwrap();
    assert_eq!(provider.certificate(), Some(certificate.as_str()));
    let reply = client(Some(&certificate)).get(provider.url()).send().await.unwrap();
    assert!(reply.status().is_success());
}

#[tokio::test]
async fn a_certificate_that_cannot_be_used_is_named() {
    let ((certificate, key), (_, other)) = (certificate(), certificate());
    for (name, certificate, key, message) in [
        ("no-certificate", "", key.as_str(), "certificate.pem contains no certificate in PEM"),
        ("no-key", &certificate, "", "key.pem contains no private key in PEM"),
        ("foreign-key", &certificate, &other, "the certificate or its key cannot be used: "),
    ] {
        let error = Files::new(name, certificate, key).start().await.unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    }
    let config = Config {
        tls: Some(Tls::Given(TlsFiles { certificate: "/no/c".into(), key: "/no/k".into() })),
        ..Config::embedded()
    };
    let started = Provider::start(config, Environment::system(), TcpListener::bind("127.0.0.1:0").unwrap()).await;
    assert!(matches!(started, Err(StartError::Tls(TlsError::Read { path, .. })) if path.ends_with("c")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_without_tls_does_not_delay_the_others() {
    let site = Site::secure().await;
    let mut stranger = TcpStream::connect(site.provider.address()).unwrap();
    stranger.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = stranger.read_to_end(&mut answer);
    assert!(!answer.starts_with(b"HTTP"), "{answer:?}");
    assert!(site.get("/").await.status.is_success());
}

/// They would enforce https there for every port of this machine.
#[tokio::test]
async fn localhost_gets_no_hsts() {
    let site = Site::secure().await;
    let port = site.provider.address().port();
    let http = client(site.provider.certificate());
    let reply = http.get(format!("https://localhost:{port}/accounts/login/")).send().await.unwrap();
    assert!(reply.status().is_success());
    assert_eq!(reply.headers().get(header::STRICT_TRANSPORT_SECURITY), None);
    assert!(reply.headers()[header::SET_COOKIE].to_str().unwrap().contains("Secure"));
}
