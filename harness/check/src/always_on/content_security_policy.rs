//! `content-security-policy`: a content security policy restricts what login and consent pages run, and which sites may frame them
//! (OWASP ASVS 5.0 §3.4.3, RFC 9700 §4.16).

use super::content_policy::{allows_any_script, allows_any_site, page_sources, page_sources_or_default, sources};
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::exchange::Response;
use crate::model::page::Page;
use crate::model::scenario::UnderTest;

const LIMITED: &str = "asvs5-3.4.3-csp-on-login";
const NO_FRAMES: &str = "rfc9700-4.16-csp-frame-ancestors";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "content-security-policy",
    sentence: "A Content-Security-Policy restricts login and consent pages and their framing",
    requirements: &[LIMITED, NO_FRAMES],
    about: UnderTest::Provider,
    red_when: &["provider/pages-without-csp", "provider/clickjacking-without-frame-ancestors"],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for (seen, page) in traffic.interaction_pages() {
        examined.count(LIMITED);
        examined.count(NO_FRAMES);
        let on_page = format!("on the {} page", page.kind.name());
        let missing = unlimited(seen.response, page);
        if !missing.is_empty() {
            let shown = format!("{} {on_page}", missing.join(" and "));
            let expected = "a Content-Security-Policy with object-src and base-uri 'none', and scripts by allowlist, \
                            nonces or hashes";
            examined.violation(seen.index, LIMITED, expected, shown);
        }
        let ancestors = sources(seen.response, "frame-ancestors");
        if ancestors.iter().all(|sources| allows_any_site(sources)) {
            let expected = "frame-ancestors in the Content-Security-Policy, 'none', 'self' or sites by name";
            let shown = if ancestors.is_empty() { "none".to_owned() } else { format!("`{}`", ancestors.join(", ")) };
            examined.violation(seen.index, NO_FRAMES, expected, format!("{shown} {on_page}"));
        }
    }
    examined
}

/// What the policies of a page allow.
fn unlimited(response: &Response, page: &Page) -> Vec<String> {
    let is_none = |sources: &&str| sources.eq_ignore_ascii_case("'none'");
    let plugins = page_sources_or_default(response, page, "object-src");
    let bases = page_sources(response, page, "base-uri");
    let missing = [("object-src", plugins), ("base-uri", bases)].into_iter();
    let missing = missing.filter(|(_, sources)| !sources.iter().any(is_none));
    let mut missing: Vec<String> = missing.map(|(name, _)| format!("no `{name} 'none'`")).collect();
    let scripts = page_sources_or_default(response, page, "script-src");
    if scripts.is_empty() {
        missing.push("no `script-src`".to_owned());
    } else if scripts.iter().all(|sources| allows_any_script(sources)) {
        missing.push(format!("`script-src {}`", scripts.join(", ")));
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;
    use crate::model::page::PageKind;

    const STRICT: &str = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

    fn broken(policy: &str) -> Vec<&'static str> {
        let headers = [("content-security-policy", policy)];
        let case = Case::new().opens("https://op.test/login").gets(200, &headers, "").on(PageKind::Login);
        case.seen(&KIND).into_iter().map(|(requirement, _)| requirement).collect()
    }

    #[test]
    fn scripts_and_frames_are_restricted_by_their_directives() {
        assert_eq!(broken(STRICT), [""; 0]);
        for (policy, expected) in [
            (
                "default-src *; script-src * 'unsafe-inline'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
                LIMITED,
            ),
            ("object-src 'none'; base-uri 'none'; frame-ancestors 'none'", LIMITED),
            ("default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors *", NO_FRAMES),
        ] {
            assert_eq!(broken(policy), [expected], "{policy}");
        }
        let in_page = Case::new()
            .opens("https://op.test/login")
            .gets(200, &[("content-security-policy", "frame-ancestors 'none'")], "")
            .on(PageKind::Login)
            .limited_by(STRICT);
        assert_eq!(in_page.seen(&KIND), []);
    }
}
