//! The authorization request and response (RFC 6749 §4.1.1, §4.1.2).

use serde::Serialize;
use url::Url;

use crate::http::form_of;
use crate::model::destination::Destination;
use crate::model::exchange::Request;

/// Parameters in the order in which they are sent; a name may repeat.
pub type Parameters = Vec<(String, String)>;

/// The authorization endpoint with parameters added to its own query (RFC 6749 §3.1).
pub fn request_url(endpoint: &Url, parameters: &Parameters) -> Url {
    let mut url = endpoint.clone();
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters);
    }
    url
}

/// The parameters of an authorization response.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Response {
    /// Every parameter in order: those of the query, those of the fragment, those of a form.
    pub parameters: Parameters,
    /// The names of the parameters in the fragment.
    pub in_fragment: Vec<String>,
}

impl Response {
    /// Parses the response in the URL that the browser was redirected to.
    pub fn from_url(url: &Url) -> Response {
        let mut parameters: Parameters = url.query_pairs().into_owned().collect();
        let fragment = url.fragment().unwrap_or_default();
        let in_fragment: Parameters = form_urlencoded::parse(fragment.as_bytes()).into_owned().collect();
        let names = in_fragment.iter().map(|(name, _)| name.clone()).collect();
        parameters.extend(in_fragment);
        Response { parameters, in_fragment: names }
    }

    /// The same, including what a form would have posted.
    pub fn delivered(to: &Destination) -> Response {
        let mut response = Response::from_url(&to.url);
        response.parameters.extend(to.posted.iter().cloned());
        response
    }

    /// The first value of a parameter.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The names that occur more than once in the response (RFC 6749 §3.1 forbids it).
    pub fn repeated(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for (at, (name, _)) in self.parameters.iter().enumerate() {
            if self.parameters[..at].iter().any(|(n, _)| n == name) && !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        names
    }
}

/// The code that a request delivers to a client, in its query or in a form (OAuth 2.0 Form Post Response Mode §2).
pub fn delivered_code(request: &Request) -> Option<String> {
    let parameters = request.url.query_pairs().into_owned().chain(form_of(request));
    parameters.into_iter().find(|(name, _)| name == "code").map(|(_, code)| code)
}

/// True if a URL is the redirect URI `redirect_uri` with or without response parameters: scheme, host, port and path are equal,
/// and every registered query parameter is still there.
pub fn is_redirect_to(url: &Url, redirect_uri: &Url) -> bool {
    let parameters = |url: &Url| -> Parameters { url.query_pairs().into_owned().collect() };
    url.scheme() == redirect_uri.scheme()
        && url.host() == redirect_uri.host()
        && url.port_or_known_default() == redirect_uri.port_or_known_default()
        && url.path() == redirect_uri.path()
        && (redirect_uri.query().is_none() || {
            let present = parameters(url);
            parameters(redirect_uri).iter().all(|parameter| present.contains(parameter))
        })
}

/// The redirection URI of a native app, which may name any port of the loopback address (RFC 8252 §7.3).
pub fn is_loopback_twin(url: &Url, registered: &Url) -> bool {
    matches!(registered.host_str(), Some("127.0.0.1" | "[::1]")) && is_at_any_port(url, registered)
}

/// The same where the app registered `localhost`, which some servers treat as they treat the loopback address (RFC 8252 §8.3).
pub fn is_localhost_twin(url: &Url, registered: &Url) -> bool {
    registered.host_str() == Some("localhost") && is_at_any_port(url, registered)
}

fn is_at_any_port(url: &Url, registered: &Url) -> bool {
    let mut twin = url.clone();
    registered.scheme() == "http" && twin.set_port(registered.port()).is_ok() && is_redirect_to(&twin, registered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn the_endpoints_own_query_is_retained() {
        let built = request_url(&url("http://p/a?tenant=x"), &vec![("state".into(), "a b".into())]);
        assert_eq!(built.as_str(), "http://p/a?tenant=x&state=a+b");
    }

    #[test]
    fn a_response_is_read_from_query_and_fragment() {
        let response = Response::from_url(&url("https://c/cb?code=1&code=2#access_token=t"));
        assert_eq!(response.get("code"), Some("1"));
        assert_eq!(response.repeated(), ["code"]);
        assert_eq!(response.in_fragment, ["access_token"]);
    }

    #[test]
    fn a_redirect_uri_is_matched_without_response_parameters() {
        let registered = url("https://c/cb?x=1");
        assert!(is_redirect_to(&url("https://c/cb?x=1&code=2"), &registered));
        for other in ["https://c/cb?code=2", "https://c/cb/?x=1", "http://c/cb?x=1", "https://c:8443/cb?x=1"] {
            assert!(!is_redirect_to(&url(other), &registered), "{other}");
        }
    }

    #[test]
    fn apps_on_the_loopback_address_choose_their_port() {
        let registered = url("http://127.0.0.1/callback");
        assert!(is_loopback_twin(&url("http://127.0.0.1:4711/callback?code=1"), &registered));
        assert!(!is_loopback_twin(&url("http://127.0.0.1:4711/other"), &registered));
        let (at_name, registered) = (url("http://localhost:4711/callback"), url("http://localhost/callback"));
        assert!(!is_loopback_twin(&at_name, &registered) && is_localhost_twin(&at_name, &registered));
        assert!(!is_localhost_twin(&url("http://localhost:4711/other"), &registered));
        assert!(!is_localhost_twin(&url("https://localhost:4711/callback"), &registered));
    }
}
