//! The headers that a browser adds to a navigation: `Accept`, `Referer`, `Origin`, `Sec-Fetch-*`, `Cookie`.

use url::Url;

use super::content_coding;
use super::jar::RequestContext;
use super::site::{SiteRelation, is_trustworthy, relation};

/// The cause of a navigation, as far as headers show it.
#[derive(Clone, Debug)]
pub(super) struct Navigation {
    /// The page that starts it; `None` if the user typed the URL.
    pub(super) initiator: Option<Url>,
    /// The `Referrer-Policy` in force; empty for the default.
    pub(super) policy: String,
    /// The URLs requested so far in a redirect chain; the last is not among them.
    pub(super) chain: Vec<Url>,
    /// The user clicked, typed or submitted; not a script.
    pub(super) by_user: bool,
}

impl Navigation {
    /// A URL that was typed or passed in.
    pub(super) fn typed() -> Navigation {
        Navigation { initiator: None, policy: String::new(), chain: Vec::new(), by_user: true }
    }

    /// An action on a page.
    pub(super) fn from_page(page: &Url, policy: &str, by_user: bool) -> Navigation {
        Navigation { initiator: Some(page.clone()), policy: policy.to_owned(), chain: Vec::new(), by_user }
    }

    /// The relation of the initiator, every URL of the chain and the target (Fetch Metadata section 2.3); `None` without an
    /// initiator.
    fn distance(&self, url: &Url) -> Option<SiteRelation> {
        let initiator = self.initiator.as_ref()?;
        self.chain.iter().chain([url]).map(|hop| relation(initiator, hop)).max()
    }

    /// Whether cookies treat this request as same-site.
    pub(super) fn context(&self, method: &str, url: &Url) -> RequestContext {
        RequestContext {
            same_site: self.distance(url).is_none_or(|distance| distance < SiteRelation::CrossSite),
            safe_method: matches!(method, "GET" | "HEAD" | "OPTIONS" | "TRACE"),
        }
    }

    /// All headers except `Content-Type` and `Cookie`, in the order of sending.
    pub(super) fn headers(&self, user_agent: &str, method: &str, url: &Url) -> Vec<(String, String)> {
        let mut headers = vec![
            ("user-agent", user_agent.to_owned()),
            ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8".to_owned()),
            ("accept-language", "en".to_owned()),
            ("accept-encoding", content_coding::ACCEPTED.to_owned()),
        ];
        headers.extend(self.referer(url).map(|referer| ("referer", referer)));
        headers.extend(self.origin(method, url).map(|origin| ("origin", origin)));
        if is_trustworthy(url) {
            let site = match self.distance(url) {
                None => "none",
                Some(SiteRelation::SameOrigin) => "same-origin",
                Some(SiteRelation::SameSite) => "same-site",
                Some(SiteRelation::CrossSite) => "cross-site",
            };
            headers.push(("sec-fetch-site", site.to_owned()));
            headers.push(("sec-fetch-mode", "navigate".to_owned()));
            headers.extend(self.by_user.then(|| ("sec-fetch-user", "?1".to_owned())));
            headers.push(("sec-fetch-dest", "document".to_owned()));
        }
        headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// The page's URL, its origin, or nothing, according to the policy (Referrer Policy section 8.3).
    fn referer(&self, url: &Url) -> Option<String> {
        let page = self.initiator.as_ref().filter(|page| matches!(page.scheme(), "http" | "https"))?;
        let same_origin = page.origin() == url.origin();
        let downgrade = page.scheme() == "https" && !is_trustworthy(url);
        let origin = || Some(format!("{}/", page.origin().ascii_serialization()));
        let full = || Some(stripped(page));
        match self.policy.as_str() {
            "no-referrer" => None,
            "no-referrer-when-downgrade" => full().filter(|_| !downgrade),
            "same-origin" => full().filter(|_| same_origin),
            "origin" => origin(),
            "strict-origin" => origin().filter(|_| !downgrade),
            "origin-when-cross-origin" => {
                if same_origin {
                    full()
                } else {
                    origin()
                }
            }
            "unsafe-url" => full(),
            _ => {
                if same_origin {
                    full()
                } else {
                    origin().filter(|_| !downgrade)
                }
            }
        }
    }

    /// For methods other than `GET` and `HEAD`: the page's origin, or `null` if the policy or a cross-origin redirect hides it
    /// (Fetch standard, "append a request Origin header").
    fn origin(&self, method: &str, url: &Url) -> Option<String> {
        if matches!(method, "GET" | "HEAD") {
            return None;
        }
        let hidden = || Some("null".to_owned());
        let Some(page) = &self.initiator else { return hidden() };
        // A redirect between two origins, the first of which is not the page's, taints.
        let tainted = self
            .chain
            .iter()
            .zip(self.chain.iter().skip(1).chain([url]))
            .any(|(from, to)| from.origin() != to.origin() && from.origin() != page.origin());
        let keeps = match self.policy.as_str() {
            "no-referrer" => false,
            "same-origin" => page.origin() == url.origin(),
            "origin" | "origin-when-cross-origin" | "unsafe-url" => true,
            _ => !(page.scheme() == "https" && url.scheme() != "https"),
        };
        if keeps && !tainted { Some(page.origin().ascii_serialization()) } else { hidden() }
    }
}

/// Our user agent.
pub(super) const USER_AGENT: &str = concat!("oauth-harness/", env!("CARGO_PKG_VERSION"));

/// The policy of a `Referrer-Policy` header: the last known value counts.
pub(super) fn referrer_policy(header: &str) -> Option<String> {
    const KNOWN: [&str; 8] = [
        "no-referrer",
        "no-referrer-when-downgrade",
        "same-origin",
        "origin",
        "strict-origin",
        "origin-when-cross-origin",
        "strict-origin-when-cross-origin",
        "unsafe-url",
    ];
    header.split(',').rev().map(|token| token.trim().to_ascii_lowercase()).find(|token| KNOWN.contains(&token.as_str()))
}

/// A URL as a referrer: without user, password and fragment.
fn stripped(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    // Neither can fail for a URL with a host, and http URLs have one.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn sent(navigation: &Navigation, method: &str, to: &str, header: &str) -> Option<String> {
        navigation
            .headers(USER_AGENT, method, &url(to))
            .into_iter()
            .find(|(name, _)| name == header)
            .map(|(_, value)| value)
    }

    #[test]
    fn a_typed_url_has_no_past() {
        let typed = Navigation::typed();
        assert_eq!(sent(&typed, "GET", "http://localhost/", "referer"), None);
        assert_eq!(sent(&typed, "GET", "http://localhost/", "origin"), None);
        assert_eq!(sent(&typed, "GET", "http://localhost/", "sec-fetch-site").as_deref(), Some("none"));
        assert_eq!(sent(&typed, "GET", "http://example.com/", "sec-fetch-site"), None, "only to trustworthy URLs");
    }

    #[test]
    fn referer_by_policy() {
        let (same, other, plain) = ("https://op.example/b", "https://rp.example/", "http://rp.example/");
        let (full, origin) = (Some("https://op.example/a?x=1"), Some("https://op.example/"));
        for (policy, to_same, to_other, to_plain) in [
            ("", full, origin, None),
            ("strict-origin-when-cross-origin", full, origin, None),
            ("no-referrer", None, None, None),
            ("same-origin", full, None, None),
            ("origin", origin, origin, origin),
            ("strict-origin", origin, origin, None),
            ("origin-when-cross-origin", full, origin, origin),
            ("no-referrer-when-downgrade", full, full, None),
            ("unsafe-url", full, full, full),
        ] {
            let navigation = Navigation::from_page(&url("https://u:p@op.example/a?x=1#f"), policy, true);
            for (to, expected) in [(same, to_same), (other, to_other), (plain, to_plain)] {
                assert_eq!(sent(&navigation, "GET", to, "referer").as_deref(), expected, "{policy} {to}");
            }
        }
    }

    #[test]
    fn origin_on_post_is_hidden_by_policy_and_by_foreign_redirects() {
        let page = "http://op.test/consent";
        let mut navigation = Navigation::from_page(&url(page), "", true);
        assert_eq!(sent(&navigation, "POST", "http://op.test/", "origin").as_deref(), Some("http://op.test"));
        assert_eq!(sent(&navigation, "POST", "http://rp.test/", "origin").as_deref(), Some("http://op.test"));
        navigation.chain = vec![url("http://rp.test/")];
        assert_eq!(sent(&navigation, "POST", "http://op.test/", "origin").as_deref(), Some("null"));
        let strict = Navigation::from_page(&url(page), "no-referrer", true);
        assert_eq!(sent(&strict, "POST", "http://op.test/", "origin").as_deref(), Some("null"));
        let same = Navigation::from_page(&url(page), "same-origin", true);
        assert_eq!(sent(&same, "POST", "http://rp.test/", "origin").as_deref(), Some("null"));
    }

    #[test]
    fn the_whole_chain_makes_the_site() {
        let mut navigation = Navigation::from_page(&url("http://a.localhost/"), "", true);
        let target = url("http://a.localhost/x");
        assert!(navigation.context("GET", &target).same_site);
        navigation.chain = vec![url("http://127.0.0.1/")];
        assert!(!navigation.context("GET", &target).same_site);
        assert_eq!(sent(&navigation, "GET", target.as_str(), "sec-fetch-site").as_deref(), Some("cross-site"));
    }

    #[test]
    fn the_last_known_policy_of_a_header_counts() {
        assert_eq!(referrer_policy("no-referrer, Same-Origin, new-fangled").as_deref(), Some("same-origin"));
        assert_eq!(referrer_policy("new-fangled"), None);
    }
}
