//! Almost-HTTP, and excessive requests.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use reqwest::{Method, StatusCode, header};

use super::oracle;
use crate::site::*;

/// All paths of the provider, in the Django style.
pub(super) const ADDRESSES: &[&str] = &[
    "/",
    "/static/style.css",
    "/accounts/login/",
    "/accounts/logout/",
    "/o/authorize/",
    "/o/token/",
    "/o/device-authorization/",
    "/o/device/",
    "/o/revoke_token/",
    "/o/introspect/",
    "/o/par/",
    "/.well-known/oauth-protected-resource/api/profile/",
    "/o/.well-known/openid-configuration",
    "/o/.well-known/openid-configuration/",
    "/.well-known/oauth-authorization-server/o",
    "/o/.well-known/oauth-authorization-server",
    "/o/.well-known/jwks.json",
    "/o/userinfo/",
    "/o/register/",
    "/o/register/{}/",
    "/o/logout/",
    "/api/profile/",
    "/o/applications/",
    "/o/applications/register/",
    "/o/applications/{}/",
    "/o/applications/{}/update/",
    "/o/applications/{}/delete/",
];

/// Segments, prefixes and suffixes of paths.
const ODDITIES: &[&str] =
    &["x", "%ff", "%00", "%2f", "%2e%2e", "%0d%0aX-Injected:%201", "%3Czz%3E", ";a=b", "%", "%zz"];

#[tokio::test]
async fn every_address_knows_its_methods() {
    let site = Site::strict().await;
    for address in ADDRESSES {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW", "get"] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let reply = site.send(site.request(method.clone(), &address.replace("{}", "x"))).await;
            oracle::any(&reply).unwrap();
            assert_eq!(reply.status == StatusCode::METHOD_NOT_ALLOWED, reply.headers.contains_key(header::ALLOW));
            assert!(
                !reply.status.is_success() || !["TRACE", "BREW", "get"].contains(&method.as_str()),
                "{address}: {reply:?}"
            );
        }
    }
}

#[tokio::test]
async fn odd_paths_lead_nowhere_else() {
    let site = Site::strict().await;
    for address in ADDRESSES {
        for odd in ODDITIES {
            for path in [
                address.replace("{}", odd),
                format!("{address}{odd}"),
                format!("{address}/{odd}"),
                format!("/{odd}{address}"),
            ] {
                for method in [Method::GET, Method::POST] {
                    oracle::front_channel_or_other(&site, &site.send(site.request(method, &path)).await).unwrap();
                }
            }
        }
    }
}

/// A body of a megabyte is refused everywhere, with a clear error.
#[tokio::test]
async fn a_megabyte_is_too_much() {
    let site = Site::strict().await;
    let much = format!("state={}", "x".repeat(1024 * 1024));
    for address in ADDRESSES {
        let request = site.request(Method::POST, &address.replace("{}", "x"));
        let reply =
            site.send(request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(much.clone()));
        assert_eq!(reply.await.status, StatusCode::PAYLOAD_TOO_LARGE, "{address}");
        oracle::any(&site.get(&format!("{address}?{}", &much[..60_000])).await).unwrap();
    }
    assert!(site.get("/").await.status.is_success());
}

#[tokio::test]
async fn a_body_without_end_is_cut_off() {
    let site = Site::strict().await;
    let reply = site.post("/o/token/", &[("code", &"x".repeat(100_000))]).await;
    assert_eq!(reply.status.as_u16(), 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_hardly_http() {
    let site = Site::strict().await;
    for request in [
        "GET /o/authorize/?client_id=a\0b HTTP/1.1\r\nHost: x\r\n\r\n".as_bytes(),
        b"GET /o/authorize/?state=\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET //evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\\evil.example HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://evil.example/o/applications/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /o/applications/ HTTP/1.1\r\nCookie: sessionid=\xff; =; ;;; a\r\nHost: x\r\n\r\n",
        b"POST /accounts/login/ HTTP/1.1\r\nHost: x\r\nOrigin: \xff\r\nContent-Length: 1\r\n\r\n%",
        b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
        b"BREW /o/token/ HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ] {
        let mut stream = TcpStream::connect(site.provider.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream.write_all(request).unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        let mut response = Vec::new();
        stream.read_to_end(&mut response).unwrap();
        let response = String::from_utf8_lossy(&response);
        assert!(!response.starts_with("HTTP/1.1 5"), "{response}");
        assert!(!response.contains("evil.example"), "{response}");
    }
    assert!(site.get("/").await.status.is_success());
}
