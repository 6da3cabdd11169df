//! Protects the management API from browsers: a page that the developer visits must not reach it, neither with a
//! cross-origin request nor with a host name that resolves to loopback (DNS rebinding).

use std::net::IpAddr;

use http::request::Parts;
use http::uri::Authority;
use http::{HeaderValue, Method, StatusCode, header};

use super::problem::Problem;

/// Rejects requests that a page of another site could send.
pub(super) fn check(head: &Parts) -> Result<(), Problem> {
    let refused = |message: &str| Err(Problem::new(StatusCode::FORBIDDEN, message));
    if head.headers.contains_key(header::ORIGIN) {
        return refused("the management API rejects requests of pages: this one has an Origin header");
    }
    let site = head.headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if site.is_some_and(|site| site != b"none" && site != b"same-origin") {
        return refused("the management API rejects requests of pages: this one has a Sec-Fetch-Site header");
    }
    if !host(head).is_some_and(|host| is_loopback(&host)) {
        return refused("the Host header must be a loopback address: 127.0.0.1, [::1] or localhost");
    }
    let has_body = matches!(head.method, Method::POST | Method::PUT | Method::PATCH);
    if has_body && !is_json(head) {
        let message = "the Content-Type header must be application/json, even without a body";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message));
    }
    Ok(())
}

fn host(head: &Parts) -> Option<Authority> {
    let mut hosts = head.headers.get_all(header::HOST).iter();
    match (head.uri.authority(), hosts.next(), hosts.next()) {
        (_, _, Some(_)) => None,
        (Some(authority), _, _) => Some(authority.clone()),
        (None, host, None) => Authority::try_from(host?.as_bytes()).ok(),
    }
}

fn is_loopback(authority: &Authority) -> bool {
    let host = authority.host();
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost") || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_json(head: &Parts) -> bool {
    let value = head.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = value.and_then(|value| value.split(';').next());
    media_type.is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case("application/json"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(method: Method, headers: &[(&str, &str)]) -> Result<(), Problem> {
        let mut request = http::Request::builder().method(method).uri("/health");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        check(&request.body(()).expect("a well-formed request").into_parts().0)
    }

    #[test]
    fn loopback_has_many_names_and_no_others() {
        for host in ["127.0.0.1:9000", "127.8.9.10", "[::1]:9000", "localhost", "LOCALHOST:1"] {
            assert!(checked(Method::GET, &[("host", host)]).is_ok(), "{host}");
        }
        for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::2]", "a@b", ""]
        {
            assert!(checked(Method::GET, &[("host", host)]).is_err(), "{host}");
        }
        assert!(checked(Method::GET, &[]).is_err());
        assert!(checked(Method::GET, &[("host", "127.0.0.1"), ("host", "evil.example")]).is_err());
    }

    #[test]
    fn pages_are_refused() {
        let host = ("host", "127.0.0.1:9000");
        for (name, value) in [("origin", "http://127.0.0.1:9000"), ("origin", "null"), ("sec-fetch-site", "cross-site")]
        {
            assert!(checked(Method::GET, &[host, (name, value)]).is_err(), "{name}: {value}");
        }
        assert!(checked(Method::GET, &[host, ("sec-fetch-site", "none")]).is_ok());
    }

    #[test]
    fn what_changes_something_is_json() {
        let host = ("host", "127.0.0.1:9000");
        for method in [Method::POST, Method::PUT, Method::PATCH] {
            for form in ["application/x-www-form-urlencoded", "text/plain", "text/plain; application/json"] {
                assert!(checked(method.clone(), &[host, ("content-type", form)]).is_err(), "{method} {form}");
            }
            assert!(checked(method.clone(), &[host]).is_err());
            assert!(checked(method, &[host, ("content-type", "application/json; charset=utf-8")]).is_ok());
        }
        assert!(checked(Method::DELETE, &[host]).is_ok());
    }
}
