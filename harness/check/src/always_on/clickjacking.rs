//! `clickjacking`: clickjacking: no other site can show login and consent pages in a frame (RFC 6749 §10.13, RFC 9700
//! §4.16).

use super::content_policy::{allows_any_site, sources};
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::exchange::Response;
use crate::model::scenario::UnderTest;

const NO_FRAMES: &str = "rfc9700-4.16-clickjacking";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "clickjacking",
    sentence: "Clickjacking: other sites cannot frame login and consent pages",
    requirements: &[NO_FRAMES],
    about: UnderTest::Provider,
    red_when: &["provider/clickjacking"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for (seen, page) in traffic.interaction_pages() {
        examined.count(NO_FRAMES);
        if let Err(shown) = refuses_frames(seen.response) {
            let expected = "frame-ancestors in Content-Security-Policy, or X-Frame-Options: DENY or SAMEORIGIN";
            examined.violation(seen.index, NO_FRAMES, expected, format!("{shown} on the {} page", page.kind.name()));
        }
    }
    examined
}

/// What prevents framing of the page, or else what was seen instead. If `frame-ancestors` is there it counts (CSP 3 §7.7.1),
/// and `X-Frame-Options` is ignored.
fn refuses_frames(response: &Response) -> Result<(), String> {
    let ancestors = sources(response, "frame-ancestors");
    if !ancestors.is_empty() {
        let restricted = ancestors.iter().any(|sources| !allows_any_site(sources));
        return if restricted { Ok(()) } else { Err(format!("`frame-ancestors {}`", ancestors.join(", "))) };
    }
    let options: Vec<&str> = response.header_all("x-frame-options").flat_map(|header| header.split(',')).collect();
    let known = |value: &&str| ["DENY", "SAMEORIGIN"].iter().any(|known| value.trim().eq_ignore_ascii_case(known));
    match options[..] {
        [] => Err("neither of them".to_owned()),
        _ if options.iter().all(known) => Ok(()),
        _ => Err(format!("`X-Frame-Options: {}`", options.join(","))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_headers_are_read_as_browsers_do() {
        for (name, value, refused) in [
            ("content-security-policy", "default-src 'self'; frame-ancestors 'none'", true),
            ("content-security-policy", "frame-ancestors 'self' https://portal.test", true),
            ("content-security-policy", "frame-ancestors", true),
            ("content-security-policy", "frame-ancestors *", false),
            ("content-security-policy", "frame-ancestors HTTPS:", false),
            ("content-security-policy", "frame-ancestors https://*", false),
            ("content-security-policy", "frame-ancestors *:*", false),
            ("content-security-policy", "frame-ancestors https://*.portal.test", true),
            ("content-security-policy", "default-src 'none'", false),
            ("x-frame-options", "deny", true),
            ("x-frame-options", "SAMEORIGIN", true),
            ("x-frame-options", "ALLOW-FROM https://evil.test", false),
        ] {
            let headers = vec![(name.to_owned(), value.to_owned())];
            let response = Response { status: 200, headers, body: String::new() };
            assert_eq!(refuses_frames(&response).is_ok(), refused, "{name}: {value}");
        }
    }
}
