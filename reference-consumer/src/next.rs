//! Where a login leads. A site that redirects to any URL in a request is an open redirector (RFC 9700 section 4.11.1).

use url::Url;

use crate::policy;

/// The maximum length of `next`, which the session stores until the login ends.
const LONGEST: usize = 1024;

/// The target after the login, if `next` is safe.
pub(crate) fn landing(next: &str, rule: policy::NextUrls) -> Option<String> {
    if next.len() > LONGEST {
        return None;
    }
    match rule {
        policy::NextUrls::SameSite => is_path_of_this_site(next).then(|| next.to_owned()),
        policy::NextUrls::Anywhere => is_header_safe(next).then(|| next.to_owned()),
    }
}

/// Whether `target` is a relative reference that every browser resolves to this site: a path that starts with exactly
/// one slash, before and after dot segments are removed, and contains nothing that browsers drop or interpret as a
/// slash.
pub(crate) fn is_path_of_this_site(target: &str) -> bool {
    if !target.starts_with('/') || !is_header_safe(target) || target.contains('\\') {
        return false;
    }
    let Ok(here) = Url::parse("http://this-site.invalid/") else {
        return false;
    };
    here.join(target).is_ok_and(|there| there.origin() == here.origin() && !there.path().starts_with("//"))
}

/// Visible ASCII only: a valid `Location` value without escaping.
fn is_header_safe(target: &str) -> bool {
    !target.is_empty() && target.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_of_this_site_are_honored() {
        for path in
            ["/", "/profile", "/a/b?c=d&e=//evil.test#f", "/%2f%2fevil.test", "/@evil.test", "/http://evil.test"]
        {
            assert_eq!(landing(path, policy::NextUrls::SameSite).as_deref(), Some(path));
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for target in [
            "",
            "profile",
            "//evil.test",
            "///evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "/\t/evil.test",
            "/\n/evil.test",
            " /",
            "/ /x",
            "/.//evil.test",
            "/a/..//evil.test",
            "/%2e//evil.test",
            "http://evil.test/",
            "https:evil.test",
            "javascript:alert(1)",
            "data:text/html,x",
            "?next=/",
            "#",
            "/\u{2028}",
            "/\r\nSet-Cookie: a=b",
        ] {
            assert_eq!(landing(target, policy::NextUrls::SameSite), None, "{target:?}");
        }
    }

    #[test]
    fn a_long_one_is_not_kept() {
        assert!(landing(&format!("/{}", "a".repeat(LONGEST - 1)), policy::NextUrls::SameSite).is_some());
        assert!(landing(&format!("/{}", "a".repeat(LONGEST)), policy::NextUrls::SameSite).is_none());
    }

    #[test]
    fn an_open_redirector_still_writes_one_header_only() {
        assert_eq!(landing("https://evil.test/", policy::NextUrls::Anywhere).as_deref(), Some("https://evil.test/"));
        assert_eq!(landing("/\r\nSet-Cookie: a=b", policy::NextUrls::Anywhere), None);
    }

    proptest! {
        #[test]
        fn what_is_honored_stays_on_this_site(target in "[/\\\\.a:@?#%2eE\t ]{0,12}") {
            let site = Url::parse("https://consumer.test:8001/accounts/").expect("a URL");
            if let Some(path) = landing(&target, policy::NextUrls::SameSite) {
                let there = site.join(&path).expect("a relative reference");
                prop_assert_eq!(there.origin(), site.origin());
            }
        }
    }
}
