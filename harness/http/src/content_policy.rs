//! Content security policies, as browsers read them (CSP Level 3 §2.2, §6.7.2).

use url::Url;

use crate::model::exchange::Response;

/// The policies in the headers of a response that browsers enforce.
pub fn policies(response: &Response) -> impl Iterator<Item = &str> {
    response.header_all("content-security-policy").flat_map(|header| header.split(','))
}

/// The value of a directive in a policy. If several have one name, the first counts.
pub fn directive<'a>(policy: &'a str, name: &str) -> Option<&'a str> {
    policy.split(';').map(str::trim_ascii).find_map(|directive| {
        let (found, sources) = directive.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((directive, ""));
        found.eq_ignore_ascii_case(name).then(|| sources.trim_ascii())
    })
}

/// Whether a list of sources on a page allows a URL (CSP 3 §6.7.2.7). After a redirect the paths of sources do not count.
///
/// If Chromium and the document differ, this follows Chromium: an IP address matches like a name.
pub fn allows(sources: &str, page: &Url, to: &Url, redirected: bool) -> bool {
    sources.split_ascii_whitespace().any(|source| match source.to_ascii_lowercase().as_str() {
        "'self'" => is_self(page, to),
        "*" => matches!(to.scheme(), "http" | "https" | "ws" | "wss") || to.scheme() == page.scheme(),
        lower => match lower.strip_suffix(':') {
            Some(scheme) => is_scheme(scheme) && scheme_fits(scheme, to) != PartMatch::Not,
            None => SourceExpression::read(source).is_some_and(|source| source.allows(page, to, redirected)),
        },
    })
}

/// The page's own origin, or its equivalent over https if both have the default port.
fn is_self(page: &Url, to: &Url) -> bool {
    let is_twin = page.scheme() == "http" && to.scheme() == "https" && page.host() == to.host();
    page.origin() == to.origin() || (is_twin && page.port().is_none() && to.port().is_none())
}

/// A source such as `https://*.example.com:8443/path`.
struct SourceExpression<'a> {
    scheme: Option<&'a str>,
    /// `*`, a name, or the end of one after `*.`.
    host: &'a str,
    port: Option<&'a str>,
    path: &'a str,
}

/// How a part of a URL matches that of a source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PartMatch {
    Exact,
    /// The URL is the more secure equivalent: https for http, 443 for 80.
    Upgrade,
    /// Nothing is specified, or everything is allowed.
    Any,
    Not,
}

impl<'a> SourceExpression<'a> {
    fn read(text: &'a str) -> Option<SourceExpression<'a>> {
        let (scheme, rest) = text.split_once("://").map_or((None, text), |(scheme, rest)| (Some(scheme), rest));
        let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
        let name = host.strip_prefix("*.").unwrap_or(host);
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'));
        let is_host = host == "*" || (is_name && !name.is_empty());
        let is_port = port.is_none_or(|port| port == "*" || port.parse::<u16>().is_ok());
        (is_host && is_port && scheme.is_none_or(is_scheme)).then_some(SourceExpression { scheme, host, port, path })
    }

    fn allows(&self, page: &Url, to: &Url, redirected: bool) -> bool {
        let scheme = scheme_fits(self.scheme.unwrap_or(page.scheme()), to);
        let port = self.port_fits(to);
        let together = match scheme {
            PartMatch::Not => false,
            PartMatch::Upgrade => matches!(port, PartMatch::Upgrade | PartMatch::Any),
            PartMatch::Exact | PartMatch::Any => matches!(port, PartMatch::Exact | PartMatch::Any),
        };
        together && self.host_fits(to) && (redirected || self.path_fits(to))
    }

    fn host_fits(&self, to: &Url) -> bool {
        // Chromium sees no host in a URL of a scheme that it does not know.
        let host = to.host_str().filter(|_| is_special(to)).unwrap_or_default();
        let is_below = |end: &str| host.len() > end.len() && ends_with(host, end);
        self.host == "*" || self.host.eq_ignore_ascii_case(host) || self.host.strip_prefix('*').is_some_and(is_below)
    }

    fn port_fits(&self, to: &Url) -> PartMatch {
        let of_url = to.port_or_known_default();
        match self.port {
            Some("*") => PartMatch::Any,
            None if to.port().is_none() => PartMatch::Any,
            None => PartMatch::Not,
            Some(port) => match (port.parse::<u16>().ok(), of_url) {
                (Some(port), Some(own)) if port == own => PartMatch::Exact,
                (Some(80), Some(443)) => PartMatch::Upgrade,
                _ => PartMatch::Not,
            },
        }
    }

    /// A path that ends with a slash matches everything below it.
    fn path_fits(&self, to: &Url) -> bool {
        let path = self.path.split(['?', '#']).next().unwrap_or_default();
        path.is_empty() || path == to.path() || (path.ends_with('/') && to.path().starts_with(path))
    }
}

fn scheme_fits(scheme: &str, to: &Url) -> PartMatch {
    if scheme.eq_ignore_ascii_case(to.scheme()) {
        PartMatch::Exact
    } else if scheme.eq_ignore_ascii_case("http") && to.scheme() == "https" {
        PartMatch::Upgrade
    } else {
        PartMatch::Not
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

fn is_special(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https" | "ws" | "wss" | "ftp")
}

fn ends_with(host: &str, end: &str) -> bool {
    let at = host.len() - end.len();
    host.is_char_boundary(at) && host[at..].eq_ignore_ascii_case(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn directives_of_several_policies() {
        let header = |value: &str| ("content-security-policy".to_owned(), value.to_owned());
        let headers =
            vec![header("default-src 'none'; BASE-URI\t'none' ; base-uri *, img-src *"), header("form-action")];
        let response = Response { status: 200, headers, body: String::new() };
        let of = |name| policies(&response).map(|policy| directive(policy, name)).collect::<Vec<_>>();
        assert_eq!(of("base-uri"), [Some("'none'"), None, None]);
        assert_eq!(of("form-action"), [None, None, Some("")]);
    }

    #[test]
    fn sources_of_every_kind() {
        let page = url("https://op.test/consent");
        for (sources, to, may) in [
            ("'self'", "https://op.test/authorize", true),
            ("'SELF'", "https://op.test/authorize", true),
            ("'self'", "http://op.test/authorize", false),
            ("'self'", "https://op.test:8443/authorize", false),
            ("'self'", "https://rp.test/cb", false),
            ("'self' https://rp.test", "https://rp.test/cb", true),
            ("'self' rp.test", "https://rp.test/cb", true),
            ("rp.test", "http://rp.test/cb", false),
            ("HTTPS://RP.test", "https://rp.test/cb", true),
            ("https://*.rp.test", "https://a.rp.test/cb", true),
            ("https://*.rp.test", "https://rp.test/cb", false),
            ("https://*.rp.test", "https://evilrp.test/cb", false),
            ("https://*", "https://rp.test/cb", true),
            ("https://rp.test", "https://rp.test:8443/cb", false),
            ("https://rp.test:443", "https://rp.test/cb", true),
            ("https://rp.test:*", "https://rp.test:8443/cb", true),
            ("http://rp.test", "https://rp.test/cb", true),
            ("http://rp.test:80", "https://rp.test/cb", true),
            ("http://rp.test:8080", "https://rp.test:8080/cb", false),
            ("https://rp.test", "http://rp.test/cb", false),
            ("http://127.0.0.1:*", "http://127.0.0.1:4711/cb", true),
            ("http://127.0.0.1", "http://127.0.0.1:4711/cb", false),
            ("http://[::1]:4711", "http://[::1]:4711/cb", false),
            ("https:", "https://rp.test/cb", true),
            ("http:", "https://rp.test/cb", true),
            ("https:", "com.example.app:/cb", false),
            ("com.example.app:", "com.example.app:/cb", true),
            ("com.example.app://cb", "com.example.app://cb/x", false),
            ("*", "http://rp.test/cb", true),
            ("*", "com.example.app:/cb", false),
            ("'none'", "https://op.test/", false),
            ("'none' 'self'", "https://op.test/", true),
            ("", "https://op.test/", false),
        ] {
            assert_eq!(allows(sources, &page, &url(to), true), may, "{sources} {to}");
        }
    }

    #[test]
    fn an_own_origin_has_its_port() {
        let page = url("http://localhost:8000/login");
        assert!(allows("'self'", &page, &url("http://localhost:8000/authorize"), false));
        assert!(!allows("'self'", &page, &url("http://localhost:8001/"), false));
        assert!(!allows("'self'", &page, &url("http://127.0.0.1:8000/"), false));
        assert!(!allows("'self'", &page, &url("https://localhost:8000/"), false));
        assert!(allows("'self'", &url("http://op.test/"), &url("https://op.test/"), false));
    }

    #[test]
    fn paths_count_until_a_redirect() {
        let page = url("https://op.test/");
        for (source, path, first) in [
            ("https://rp.test/cb", "/cb", true),
            ("https://rp.test/cb", "/cb/x", false),
            ("https://rp.test/cb", "/CB", false),
            ("https://rp.test/cb/", "/cb/x", true),
            ("https://rp.test/", "/x", true),
        ] {
            let to = url(&format!("https://rp.test{path}"));
            assert_eq!(allows(source, &page, &to, false), first, "{source} {path}");
            assert!(allows(source, &page, &to, true), "{source} {path}");
        }
    }
}
