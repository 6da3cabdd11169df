//! Unexpected headers, at every path.

use proptest::collection::vec;
use proptest::prelude::*;
use reqwest::Method;
use reqwest::header::HeaderValue;

use super::nasty::nasty;
use super::oracle;
use super::target::Target;
use super::wire::ADDRESSES;

const NAMES: &[&str] = &[
    "accept",
    "accept-language",
    "access-control-request-headers",
    "access-control-request-method",
    "authorization",
    "content-type",
    "cookie",
    "dpop",
    "forwarded",
    "if-none-match",
    "origin",
    "range",
    "referer",
    "sec-fetch-site",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-http-method-override",
];

/// As much of something nasty as a header can contain, sometimes after an expected value.
fn value() -> impl Strategy<Value = HeaderValue> {
    let start =
        prop::sample::select(vec!["", "", "Bearer ", "Basic ", "DPoP ", "sessionid=", "csrftoken=x; sessionid="]);
    (start, nasty()).prop_map(|(start, nasty)| {
        let fit = nasty.into_iter().filter(|&byte| byte >= b' ' && byte != 0x7f);
        HeaderValue::from_bytes(&start.bytes().chain(fit).collect::<Vec<_>>()).unwrap()
    })
}

#[test]
fn any_headers_at_any_address() {
    let target = Target::new(oracle::config());
    let headers = vec((prop::sample::select(NAMES), value()), 0..6);
    let methods = prop::sample::select(vec![Method::GET, Method::POST, Method::OPTIONS, Method::PUT, Method::DELETE]);
    target.withstands(300, &(prop::sample::select(ADDRESSES), methods, headers), |(address, method, headers)| {
        let mut request = target.site.request(method, &address.replace("{}", "x"));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let reply = target.send(request);
        // No proxy is trusted: no header changes the public URL.
        prop_assert!(!reply.location().contains("evil.example") && !reply.body.contains("evil.example"), "{:?}", reply);
        oracle::front_channel_or_other(&target.site, &reply)
    });
}
