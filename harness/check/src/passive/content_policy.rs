//! Content security policies, as checks read them (CSP Level 3 §2.2, §6.7). Shared by those on pages.

use url::Url;

use crate::model::exchange::Response;
use crate::model::page::Page;

/// What each policy of the headers says under a directive; of a policy that does not have it, nothing is told.
pub(super) fn sources<'a>(response: &'a Response, directive: &str) -> Vec<&'a str> {
    of_headers(response).filter_map(|policy| directive_of(policy, directive)).collect()
}

/// The same, with the policies that the page brings in `<meta>`. There, `frame-ancestors` says nothing (CSP 3 §3.3).
pub(super) fn page_sources<'a>(response: &'a Response, page: &'a Page, directive: &str) -> Vec<&'a str> {
    of_page(response, page).filter_map(|policy| directive_of(policy, directive)).collect()
}

/// The same, with `default-src` in the place of a directive that a policy does not have.
pub(super) fn page_sources_or_default<'a>(response: &'a Response, page: &'a Page, directive: &str) -> Vec<&'a str> {
    let of = |policy: &'a str| directive_of(policy, directive).or_else(|| directive_of(policy, "default-src"));
    of_page(response, page).filter_map(of).collect()
}

/// Whether a list of sources lets any site at all be one.
pub(super) fn lets_anybody(sources: &str) -> bool {
    let is_anybody = |source: &str| {
        let source = source.to_ascii_lowercase();
        let host = source.split_once("://").map_or(source.as_str(), |(_, host)| host);
        let host = host.split(['/', ':']).next().unwrap_or_default();
        matches!(source.as_str(), "http:" | "https:") || host == "*"
    };
    sources.split_whitespace().any(is_anybody)
}

/// Whether a list of sources lets any script run, of any site or written into the page: neither an allowlist nor nonces or
/// hashes are then what decides.
pub(super) fn lets_any_script(sources: &str) -> bool {
    let sources: Vec<String> = sources.split_whitespace().map(str::to_ascii_lowercase).collect();
    let has = |wanted: &str| sources.iter().any(|source| source == wanted);
    let marked = sources.iter().any(|source| source.starts_with("'nonce-") || source.starts_with("'sha"));
    // Beside nonces and hashes `'unsafe-inline'` is for old browsers, and so are hosts beside `'strict-dynamic'`.
    let inline = has("'unsafe-inline'") && !marked;
    let from_anywhere = sources.iter().any(|source| lets_anybody(source)) || has("data:");
    inline || (from_anywhere && !(marked && has("'strict-dynamic'")))
}

/// Whether a list of sources lets a browser go to a URL from a page (CSP 3 §6.7.2.7).
pub(super) fn lets(sources: &str, page: &Url, to: &Url) -> bool {
    sources.split_whitespace().any(|source| {
        let source = source.to_ascii_lowercase();
        match source.as_str() {
            "'self'" => page.origin() == to.origin(),
            "*" => matches!(to.scheme(), "http" | "https") || to.scheme() == page.scheme(),
            _ => source.strip_suffix(':').map_or_else(|| is_host(&source, page, to), |scheme| scheme_fits(scheme, to)),
        }
    })
}

/// `http` lets `https` pass, too.
fn scheme_fits(scheme: &str, to: &Url) -> bool {
    scheme == to.scheme() || (scheme == "http" && to.scheme() == "https")
}

/// A source such as `https://*.example.com:8443/path`.
fn is_host(source: &str, page: &Url, to: &Url) -> bool {
    let (scheme, rest) = source.split_once("://").map_or((page.scheme(), source), |(scheme, rest)| (scheme, rest));
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let own = to.host_str().unwrap_or_default();
    let host_fits = host == "*" || host == own || host.strip_prefix('*').is_some_and(|end| own.ends_with(end));
    let port_fits = match port {
        Some("*") => true,
        Some(port) => to.port_or_known_default().is_some_and(|own| own.to_string() == port),
        None => to.port().is_none(),
    };
    scheme_fits(scheme, to) && host_fits && port_fits
}

fn of_page<'a>(response: &'a Response, page: &'a Page) -> impl Iterator<Item = &'a str> {
    of_headers(response).chain(page.policies.iter().map(String::as_str))
}

fn of_headers(response: &Response) -> impl Iterator<Item = &str> {
    response.header_all("content-security-policy").flat_map(|header| header.split(','))
}

/// The first directive of a name counts.
fn directive_of<'a>(policy: &'a str, name: &str) -> Option<&'a str> {
    policy.split(';').map(str::trim).find_map(|directive| {
        let (found, sources) = directive.split_once(char::is_whitespace).unwrap_or((directive, ""));
        found.eq_ignore_ascii_case(name).then(|| sources.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_of_several_policies() {
        let header = |value: &str| ("content-security-policy".to_owned(), value.to_owned());
        let headers =
            vec![header("default-src 'none'; BASE-URI 'none'; base-uri *, img-src *"), header("object-src x")];
        let response = Response { status: 200, headers, body: String::new() };
        assert_eq!(sources(&response, "base-uri"), ["'none'"]);
        assert!(sources(&response, "frame-ancestors").is_empty());
    }

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
            assert_eq!(lets_any_script(sources), any, "{sources}");
        }
    }

    #[test]
    fn a_form_may_lead_where_the_policy_lets_it() {
        let page = Url::parse("https://op.test/consent").expect("a URL");
        for (sources, to, may) in [
            ("'self'", "https://op.test/authorize", true),
            ("'self'", "https://rp.test/cb", false),
            ("'self' https://rp.test", "https://rp.test/cb", true),
            ("'self' rp.test", "https://rp.test/cb", true),
            ("https://*.rp.test", "https://a.rp.test/cb", true),
            ("https://rp.test", "https://rp.test:8443/cb", false),
            ("https://rp.test:*", "https://rp.test:8443/cb", true),
            ("http://127.0.0.1:*", "http://127.0.0.1:4711/cb", true),
            ("https:", "https://rp.test/cb", true),
            ("https:", "com.example.app:/cb", false),
            ("com.example.app:", "com.example.app:/cb", true),
            ("*", "http://rp.test/cb", true),
            ("*", "com.example.app:/cb", false),
            ("'none'", "https://op.test/", false),
            ("", "https://op.test/", false),
        ] {
            assert_eq!(lets(sources, &page, &Url::parse(to).expect("a URL")), may, "{sources} {to}");
        }
    }
}
