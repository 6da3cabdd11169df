//! Redirect URIs: which ones can be registered, and whether a requested one matches a registered one (RFC 6749 §3.1.2).

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error as _};
use url::{Host, Url};

use super::loopback::is_loopback;
use crate::http::params::{form_decode, percent_encode};
use crate::policy::{UriComparison, UriQuery};

/// The parameters of an authorization response. RFC 6749 §4.1.2 and §4.1.2.1, RFC 9207 §2.
const RESPONSE_PARAMETERS: [&str; 6] = ["code", "state", "error", "error_description", "error_uri", "iss"];

/// Why a URI cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidRedirectUri {
    /// RFC 6749 §3.1.2: an absolute URI.
    #[error("must be an absolute URI without spaces or control characters")]
    NotAbsolute,
    /// RFC 6749 §3.1.2: no fragment.
    #[error("must not have a fragment (#)")]
    Fragment,
    /// RFC 9700 §2.6: plain http discloses the code to the network.
    #[error("must be https; http is for localhost, 127.0.0.1 and [::1] only")]
    InsecureHttp,
    /// RFC 9700 §4.1.3: it hides the real host.
    #[error("must not contain a user name or password")]
    Userinfo,
    /// RFC 9700 §4.1.3: browsers and header parsers interpret it differently.
    #[error("must have a host of letters, digits, dots and hyphens")]
    Host,
    /// RFC 6749 §3.1: the response would have the parameter twice.
    #[error("must not have a query parameter that the authorization response adds (code, state, error, iss)")]
    ResponseParameter,
    /// `javascript:`, `data:` and similar ones; RFC 8252 §7.1 requires private-use schemes to be reversed domain names.
    #[error("must use https, or a private-use scheme such as com.example.app:/callback")]
    Scheme,
}

/// Whether `uri` can be registered.
pub(crate) fn check(uri: &str) -> Result<(), InvalidRedirectUri> {
    if !uri.bytes().all(|byte| byte.is_ascii_graphic()) || uri.contains(['\\', '"', '<', '>']) {
        return Err(InvalidRedirectUri::NotAbsolute);
    }
    if uri.contains('#') {
        return Err(InvalidRedirectUri::Fragment);
    }
    let parsed = Url::parse(uri).map_err(|_| InvalidRedirectUri::NotAbsolute)?;
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err(InvalidRedirectUri::Userinfo);
    }
    if !parsed.host_str().is_none_or(is_plain_host) {
        return Err(InvalidRedirectUri::Host);
    }
    if parsed.query_pairs().any(|(name, _)| RESPONSE_PARAMETERS.contains(&&*name)) {
        return Err(InvalidRedirectUri::ResponseParameter);
    }
    match parsed.scheme() {
        "https" | "http" if !has_authority(uri) => Err(InvalidRedirectUri::NotAbsolute),
        "https" => Ok(()),
        "http" if is_loopback(&parsed) => Ok(()),
        "http" => Err(InvalidRedirectUri::InsecureHttp),
        private if private.contains('.') => Ok(()),
        _ => Err(InvalidRedirectUri::Scheme),
    }
}

/// Whether a requested URI matches the registered one.
pub(crate) fn matches(comparison: UriComparison, registered: &str, requested: &str) -> bool {
    match comparison {
        UriComparison::Exact => requested == registered,
        UriComparison::Prefix => requested.starts_with(registered),
        UriComparison::IgnoreQuery => without_query(requested) == without_query(registered),
        UriComparison::IgnoreFragment => requested.split('#').next() == Some(registered),
        UriComparison::CaseInsensitive => requested.eq_ignore_ascii_case(registered),
        UriComparison::AnyScheme => {
            without_scheme(requested).is_some_and(|rest| without_scheme(registered) == Some(rest))
        }
        UriComparison::AnyPort => both(registered, requested, |url| url.set_port(None).is_ok()),
        UriComparison::Normalized => match (normalized(registered), normalized(requested)) {
            (Some(registered), Some(requested)) => registered == requested,
            _ => false,
        },
        UriComparison::HostSuffix => host_suffix(registered, requested),
        UriComparison::Resolved => {
            Url::parse(registered).and_then(|base| base.join(requested)).is_ok_and(|url| url.as_str() == registered)
        }
    }
}

/// The source expression of `uri` in a content security policy (CSP Level 3 §2.3.1), if there is one.
pub(crate) fn policy_source(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok().filter(|url| url.host_str().is_none_or(is_plain_host))?;
    Some(match url.origin() {
        // A host-source cannot contain an IPv6 address.
        url::Origin::Tuple(scheme, Host::Ipv6(_), _) => format!("{scheme}:"),
        origin @ url::Origin::Tuple(..) => origin.ascii_serialization(),
        url::Origin::Opaque(_) => format!("{}:", url.scheme()),
    })
}

/// The destination of the redirect, for users: the host, or the app's scheme.
pub(crate) fn destination(uri: &str) -> String {
    match Url::parse(uri) {
        Ok(url) if url.has_host() => url.origin().ascii_serialization(),
        Ok(url) => format!("the app behind {}:", url.scheme()),
        Err(_) => uri.to_owned(),
    }
}

/// `uri` with `pairs` as its fragment (RFC 6749 §4.2.2). A registered URI has no fragment.
pub(crate) fn with_fragment(uri: &str, pairs: &[(&str, Cow<'_, str>)]) -> String {
    format!("{uri}#{}", encoded(pairs))
}

/// `uri` with `pairs` added to its query, which is retained (RFC 6749 §3.1.2).
pub(crate) fn with_parameters(rule: UriQuery, uri: &str, pairs: &[(&str, Cow<'_, str>)]) -> String {
    let added = encoded(pairs);
    match (rule, uri.rsplit_once('?')) {
        (UriQuery::Replaced, Some((address, _))) => format!("{address}?{added}"),
        (UriQuery::AskedTwice, _) | (_, None) => format!("{uri}?{added}"),
        (_, Some((_, query))) if query.is_empty() || query.ends_with('&') => format!("{uri}{added}"),
        _ => format!("{uri}&{added}"),
    }
}

fn encoded(pairs: &[(&str, Cow<'_, str>)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", percent_encode(value, &[])));
    pairs.collect::<Vec<_>>().join("&")
}

/// Reads a list of URIs that can be registered, so that errors have the position of the invalid one.
pub(crate) fn deserialize_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct RegistrableUri(String);
    impl<'de> Deserialize<'de> for RegistrableUri {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let uri = String::deserialize(deserializer)?;
            check(&uri).map_err(|why| D::Error::custom(format!("redirect URI `{uri}` {why}")))?;
            Ok(Self(uri))
        }
    }
    Ok(Vec::<RegistrableUri>::deserialize(deserializer)?.into_iter().map(|fit| fit.0).collect())
}

/// `https:host` is parsed as a URL, but is not an absolute URI with an authority.
fn has_authority(uri: &str) -> bool {
    uri.split_once(':').is_some_and(|(_, rest)| rest.starts_with("//") && !rest.starts_with("///"))
}

/// A host without characters that have a special meaning in header fields that separate values with `;` or `,`.
fn is_plain_host(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}

fn without_scheme(uri: &str) -> Option<&str> {
    uri.split_once(':').map(|(_, rest)| rest)
}

fn without_query(uri: &str) -> &str {
    uri.split('?').next().unwrap_or(uri)
}

fn both(registered: &str, requested: &str, edit: fn(&mut Url) -> bool) -> bool {
    let edited = |uri| Url::parse(uri).ok().and_then(|mut url| edit(&mut url).then_some(url));
    matches!((edited(registered), edited(requested)), (Some(registered), Some(requested)) if registered == requested)
}

/// Percent-decoded, then normalized by a URL parser: dot segments, default ports and the case of the host.
fn normalized(uri: &str) -> Option<Url> {
    let decoded = form_decode(uri.replace('+', "%2B").as_bytes()).ok()?;
    Url::parse(&decoded).ok()
}

fn host_suffix(registered: &str, requested: &str) -> bool {
    let (Ok(registered), Ok(mut requested)) = (Url::parse(registered), Url::parse(requested)) else {
        return false;
    };
    let (Some(expected), Some(given)) = (registered.host_str(), requested.host_str()) else {
        return false;
    };
    given.ends_with(expected) && requested.set_host(Some(expected)).is_ok() && requested == registered
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REGISTERED: &str = "http://localhost:8001/accounts/testprovider/login/callback/";

    #[test]
    fn what_may_be_registered() {
        for (uri, verdict) in [
            (REGISTERED, Ok(())),
            ("https://client.example/cb?x=1", Ok(())),
            ("http://127.0.0.1/cb", Ok(())),
            ("http://[::1]:80/cb", Ok(())),
            ("com.example.app:/cb", Ok(())),
            ("/cb", Err(InvalidRedirectUri::NotAbsolute)),
            ("//host/cb", Err(InvalidRedirectUri::NotAbsolute)),
            ("https:host/cb", Err(InvalidRedirectUri::NotAbsolute)),
            ("https://", Err(InvalidRedirectUri::NotAbsolute)),
            ("https://host/a b", Err(InvalidRedirectUri::NotAbsolute)),
            ("https://host/\r\nX: y", Err(InvalidRedirectUri::NotAbsolute)),
            ("https://host\\@evil/", Err(InvalidRedirectUri::NotAbsolute)),
            ("https://host/#", Err(InvalidRedirectUri::Fragment)),
            ("https://good@evil/", Err(InvalidRedirectUri::Userinfo)),
            ("http://client.example/cb", Err(InvalidRedirectUri::InsecureHttp)),
            ("http://localhost.evil.example/cb", Err(InvalidRedirectUri::InsecureHttp)),
            ("https://a;sandbox/", Err(InvalidRedirectUri::Host)),
            ("https://a,b/", Err(InvalidRedirectUri::Host)),
            ("https://client.example/cb?x=1&code=planted", Err(InvalidRedirectUri::ResponseParameter)),
            ("https://client.example/cb?st%61te", Err(InvalidRedirectUri::ResponseParameter)),
            ("javascript:alert(1)", Err(InvalidRedirectUri::Scheme)),
            ("data:text/html,x", Err(InvalidRedirectUri::Scheme)),
            ("file:///etc/passwd", Err(InvalidRedirectUri::Scheme)),
        ] {
            assert_eq!(check(uri), verdict, "{uri}");
        }
    }

    #[test]
    fn each_loose_comparison_accepts_its_own_near_miss_and_exact_none() {
        use UriComparison as C;
        for (comparison, requested) in [
            (C::Prefix, "http://localhost:8001/accounts/testprovider/login/callback/../evil"),
            (C::IgnoreQuery, "http://localhost:8001/accounts/testprovider/login/callback/?code=x"),
            (C::IgnoreFragment, "http://localhost:8001/accounts/testprovider/login/callback/#x"),
            (C::AnyScheme, "https://localhost:8001/accounts/testprovider/login/callback/"),
            (C::Resolved, "/accounts/testprovider/login/callback/"),
            (C::CaseInsensitive, "http://localhost:8001/Accounts/testprovider/login/callback/"),
            (C::AnyPort, "http://localhost:9999/accounts/testprovider/login/callback/"),
            (C::Normalized, "http://localhost:8001/accounts/x/../testprovider/login/callback/"),
            (C::Normalized, "http://localhost:8001/%61ccounts/testprovider/login/callback/"),
            (C::HostSuffix, "http://evil.localhost:8001/accounts/testprovider/login/callback/"),
            (C::HostSuffix, "http://evillocalhost:8001/accounts/testprovider/login/callback/"),
        ] {
            assert!(matches(comparison, REGISTERED, requested), "{comparison:?} {requested}");
            assert!(!matches(C::Exact, REGISTERED, requested), "{requested}");
            assert!(!matches(comparison, REGISTERED, "https://evil.example/"), "{comparison:?}");
            assert!(matches(comparison, REGISTERED, REGISTERED), "{comparison:?}");
        }
        assert!(matches(C::Normalized, "https://a.example/cb", "https://a.example:443/cb"));
    }

    #[test]
    fn parameters_join_an_existing_query() {
        let pairs = [("code", Cow::from("a")), ("state", Cow::from("x y&z"))];
        for (uri, expected) in [
            ("https://c/cb", "https://c/cb?code=a&state=x%20y%26z"),
            ("https://c/cb?x=1", "https://c/cb?x=1&code=a&state=x%20y%26z"),
            ("https://c/cb?", "https://c/cb?code=a&state=x%20y%26z"),
        ] {
            assert_eq!(with_parameters(UriQuery::Kept, uri, &pairs), expected);
        }
    }

    #[test]
    fn policy_sources() {
        for (uri, source) in [
            (REGISTERED, "http://localhost:8001"),
            ("http://[::1]:8001/", "http:"),
            ("com.example.app:/cb", "com.example.app:"),
        ] {
            assert_eq!(policy_source(uri).as_deref(), Some(source));
        }
        assert_eq!(policy_source("https://a;sandbox/"), None);
    }

    proptest! {
        #[test]
        fn exact_means_equal(requested: String) {
            prop_assert_eq!(matches(UriComparison::Exact, REGISTERED, &requested), requested == REGISTERED);
        }

        #[test]
        fn nothing_panics(uri: String) {
            let _ = check(&uri);
            let _ = policy_source(&uri);
            let _ = matches(UriComparison::Normalized, REGISTERED, &uri);
            let _ = matches(UriComparison::HostSuffix, REGISTERED, &uri);
        }
    }
}
