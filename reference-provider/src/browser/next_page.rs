//! Where the browser goes after login: to a page of this site, whatever `next` contains (RFC 9700 §4.11.2).

use std::borrow::Cow;

use crate::http::routes::Route;
use crate::policy::NextPage;
use crate::state::app::App;

/// The page in `next` if it is one of this site, otherwise the home page.
pub(crate) fn after_login<'n>(app: &App, next: Option<&'n str>) -> Cow<'n, str> {
    match next {
        Some(next) if is_allowed(app.policy().login.next, next, &app.path(Route::Home)) => Cow::from(next),
        _ => Cow::from(app.path(Route::Home)),
    }
}

fn is_allowed(rule: NextPage, next: &str, home: &str) -> bool {
    match rule {
        // There may be other applications next to the base path of a public URL.
        NextPage::Here => is_here(next) && next.starts_with(home),
        NextPage::BehindASlash => next.starts_with('/'),
        NextPage::Anywhere => true,
    }
}

/// Whether every browser interprets `next` as a path on this site: no host, no backslash, no percent-encoding before
/// the query, and nothing that has to be escaped in a header or an HTML page.
pub(crate) fn is_here(next: &str) -> bool {
    let path = next.split(['?', '#']).next().unwrap_or_default();
    path.starts_with('/')
        && !path.contains("//")
        && !path.split('/').any(|segment| matches!(segment, "." | ".."))
        && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte))
        && next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use url::Url;

    #[test]
    fn pages_of_this_site() {
        for next in
            ["/", "/o/authorize/?client_id=a&redirect_uri=http%3A%2F%2Flocalhost%2Fcb", "/o/applications/", "/a?//b"]
        {
            assert!(is_here(next), "{next}");
        }
    }

    #[test]
    fn everything_else() {
        for next in [
            "",
            "o/authorize/",
            "//evil",
            "///evil",
            "/\\evil",
            "\\\\evil",
            "https://evil",
            "https:evil",
            "javascript:alert(1)",
            "/%2f/evil",
            "/%2fevil",
            "/%5cevil",
            "/\t/evil",
            "\t//evil",
            "/\r\nLocation: https://evil",
            "/a//b",
            "/auth/../other",
            "/./a",
            "/ /evil",
            " /",
            "/\u{2215}evil",
            "/@evil",
            "/;@evil",
            "http:/evil",
            "/\0",
            "/a?b\\c",
        ] {
            assert!(!is_here(next), "{next:?}");
        }
    }

    proptest! {
        #[test]
        fn no_browser_leaves(next in "[/\\\\a:@%.?#\t\r\n 2fF5cC-]{0,12}") {
            if is_here(&next) {
                let base = Url::parse("http://localhost:8000/accounts/login/").expect("a URL");
                prop_assert_eq!(base.join(&next).expect("a URL").origin(), base.origin());
            }
        }
    }
}
