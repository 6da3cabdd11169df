//! What content security policies in headers and pages allow. Shared by the checks on pages.

use crate::http::content_policy::{directive, policies};
use crate::model::exchange::Response;
use crate::model::page::Page;

/// The value of a directive in each policy of the headers; a policy without the directive is left out.
pub(super) fn sources<'a>(response: &'a Response, name: &str) -> Vec<&'a str> {
    policies(response).filter_map(|policy| directive(policy, name)).collect()
}

/// The same, including the policies that the page sets with `<meta>`. `frame-ancestors` is ignored there (CSP 3 §3.3).
pub(super) fn page_sources<'a>(response: &'a Response, page: &'a Page, name: &str) -> Vec<&'a str> {
    of_page(response, page).filter_map(|policy| directive(policy, name)).collect()
}

/// The same, with `default-src` as the fallback for a directive that a policy does not have.
pub(super) fn page_sources_or_default<'a>(response: &'a Response, page: &'a Page, name: &str) -> Vec<&'a str> {
    let of = |policy: &'a str| directive(policy, name).or_else(|| directive(policy, "default-src"));
    of_page(response, page).filter_map(of).collect()
}

/// Whether a list of sources allows any site at all.
pub(super) fn allows_any_site(sources: &str) -> bool {
    let is_any_site = |source: &str| {
        let source = source.to_ascii_lowercase();
        let host = source.split_once("://").map_or(source.as_str(), |(_, host)| host);
        let host = host.split(['/', ':']).next().unwrap_or_default();
        matches!(source.as_str(), "http:" | "https:") || host == "*"
    };
    sources.split_whitespace().any(is_any_site)
}

/// Whether a list of sources lets any script run, of any site or inline: then no allowlist, nonce or hash restricts it.
pub(super) fn allows_any_script(sources: &str) -> bool {
    let sources: Vec<String> = sources.split_whitespace().map(str::to_ascii_lowercase).collect();
    let has = |wanted: &str| sources.iter().any(|source| source == wanted);
    let marked = sources.iter().any(|source| source.starts_with("'nonce-") || source.starts_with("'sha"));
    // Next to nonces and hashes, `'unsafe-inline'` is for old browsers; so are hosts next to `'strict-dynamic'`.
    let inline = has("'unsafe-inline'") && !marked;
    let from_anywhere = sources.iter().any(|source| allows_any_site(source)) || has("data:");
    inline || (from_anywhere && !(marked && has("'strict-dynamic'")))
}

fn of_page<'a>(response: &'a Response, page: &'a Page) -> impl Iterator<Item = &'a str> {
    policies(response).chain(page.policies.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_limited_or_not() {
        for (sources, any) in [
            ("'none'", false),
            ("'self' https://cdn.example", false),
            ("'nonce-abc' 'strict-dynamic' https: 'unsafe-inline'", false),
            ("'sha256-abc' 'unsafe-inline'", false),
            ("'self' 'unsafe-inline'", true),
            ("*", true),
            ("https:", true),
            ("data: 'self'", true),
            ("'nonce-abc' https:", true),
        ] {
            assert_eq!(allows_any_script(sources), any, "{sources}");
        }
    }
}
