//! The provider's endpoints, as the survey found them, and which of them are not used.

use std::net::IpAddr;

use url::{Host, Url};

use super::metadata::Found;
use crate::model::connection::{is_internal, is_localhost};
use crate::model::endpoint::Endpoint;

/// The endpoints, and the issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoints {
    /// The origin of the URL that was given.
    pub(super) base: Url,
    /// The issuer identifier, character by character.
    pub(super) issuer: Option<String>,
    /// Their URLs, in the order of the table.
    pub(super) urls: Vec<(Endpoint, Url)>,
    /// Announced ones that are not used, and why.
    pub(super) refused: Vec<(Endpoint, String)>,
    /// True if a document names them.
    pub(super) announced: bool,
}

impl Endpoints {
    /// The two that every provider has.
    pub(super) fn at(given: &Url, authorization: Url, token: Url) -> Endpoints {
        let urls = vec![(Endpoint::Authorization, authorization), (Endpoint::Token, token)];
        Endpoints { base: origin(given), issuer: None, urls, refused: Vec::new(), announced: false }
    }

    pub(super) fn add(&mut self, endpoint: Endpoint, url: Url) {
        self.urls.push((endpoint, url));
    }

    /// Those that the documents name; the first document that names one counts.
    pub(super) fn announced(given: &Url, found: &[Found]) -> Endpoints {
        let issuer = found.iter().find_map(|document| document.text("issuer")).filter(|issuer| is_plain(issuer));
        let mut all = Endpoints {
            base: origin(given),
            issuer: issuer.map(str::to_owned),
            urls: Vec::new(),
            refused: Vec::new(),
            announced: true,
        };
        for &endpoint in Endpoint::ALL {
            let Some(member) = endpoint.metadata_member() else { continue };
            let Some(text) = found.iter().find_map(|document| document.text(member)) else { continue };
            match usable(given, text) {
                Ok(url) => all.urls.push((endpoint, url)),
                Err(why) => all.refused.push((endpoint, why)),
            }
        }
        let place = |is_it: fn(&Found) -> bool| found.iter().find(|document| is_it(document));
        all.urls.extend(place(Found::is_of_openid_connect).map(|it| (Endpoint::Discovery, it.at.clone())));
        all.urls.extend(place(|it| !it.is_of_openid_connect()).map(|it| (Endpoint::Metadata, it.at.clone())));
        all
    }

    /// The folder of the authorization endpoint, if it is not the origin.
    pub(super) fn folder(&self) -> Option<Url> {
        let folder = self.url(Endpoint::Authorization)?.join("./").ok()?;
        let folder =
            if folder.path() == self.url(Endpoint::Authorization)?.path() { folder.join("../").ok()? } else { folder };
        (folder.path() != "/").then_some(folder)
    }

    pub(super) fn url(&self, endpoint: Endpoint) -> Option<&Url> {
        self.urls.iter().find(|(one, _)| *one == endpoint).map(|(_, url)| url)
    }
}

/// A provider names URLs of its own: absolute, at least as safe as the one that it was found at, and not in a network that
/// only we reach.
fn usable(given: &Url, text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or("not an absolute http or https URL")?;
    if !is_plain(url.as_str()) {
        return Err("a URL with `${`, which no target file can contain".to_owned());
    }
    if given.scheme() == "https" && url.scheme() != "https" {
        return Err(format!("{url}, which is not https"));
    }
    if is_inside(&url) && !is_inside(given) {
        return Err(format!("{url}, an address in a private network"));
    }
    Ok(url)
}

/// Expressions in target files start with it, and a peer may not write any.
fn is_plain(text: &str) -> bool {
    !text.contains("${")
}

fn is_inside(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(address)) => is_internal(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => is_internal(IpAddr::V6(address)),
        None => false,
    }
}

fn origin(url: &Url) -> Url {
    let mut origin = url.clone();
    origin.set_path("/");
    origin.set_query(None);
    origin.set_fragment(None);
    origin
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn announced(given: &str, members: Value) -> Endpoints {
        let Value::Object(members) = members else { panic!("an object") };
        let at = url("https://op.test/.well-known/openid-configuration");
        Endpoints::announced(&url(given), &[Found { at, members }])
    }

    #[test]
    fn a_document_names_the_endpoints() {
        let all = announced(
            "https://op.test/realm",
            json!({"issuer": "https://op.test/realm", "authorization_endpoint": "https://login.op.test/auth", "jwks_uri": "https://op.test/keys"}),
        );
        assert_eq!(all.base.as_str(), "https://op.test/");
        assert_eq!(all.issuer.as_deref(), Some("https://op.test/realm"));
        assert_eq!(all.url(Endpoint::Authorization), Some(&url("https://login.op.test/auth")));
        assert_eq!(all.url(Endpoint::Jwks), Some(&url("https://op.test/keys")));
        assert!(all.url(Endpoint::Discovery).is_some() && all.url(Endpoint::Metadata).is_none());
    }

    #[test]
    fn what_a_provider_may_not_name_is_not_used() {
        let refused = |endpoint: &str| {
            announced("https://op.test", json!({ "token_endpoint": endpoint })).refused.pop().map(|(_, why)| why)
        };
        assert_eq!(refused("https://op.test/token"), None);
        for (endpoint, why) in [
            ("/token", "not an absolute"),
            ("file:///etc/passwd", "not an absolute"),
            ("http://op.test/token", "not https"),
            ("https://127.0.0.1/token", "private network"),
            ("https://[::ffff:10.0.0.1]/token", "private network"),
            ("https://a.localhost/token", "private network"),
            ("https://op.test/?x=${env.HOME}", "`${`"),
        ] {
            assert!(refused(endpoint).is_some_and(|seen| seen.contains(why)), "{endpoint}");
        }
        assert_eq!(announced("https://op.test", json!({ "issuer": "${env.HOME}" })).issuer, None);
        let local = announced("http://localhost:8000", json!({ "token_endpoint": "http://localhost:8000/token" }));
        assert!(local.refused.is_empty());
    }
}
