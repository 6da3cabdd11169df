//! The provider's metadata, from any URL of it: an issuer, a document, an endpoint or an origin (RFC 8414 §3, OpenID Connect
//! Discovery §4).

use serde_json::{Map, Value};
use url::Url;

use crate::browser::Transport;
use crate::model::exchange::{Failure, Request, Response};
use crate::model::quoted;
use crate::model::redacted::Redacted;
use crate::oauth::metadata::well_known;
use crate::record::symbol::Symbols;

/// A metadata document.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// Where it is.
    pub(super) at: Url,
    /// Its members.
    pub(super) members: Map<String, Value>,
}

/// A URL at which no document was found, and the response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The method and the URL.
    pub request: String,
    /// The response, in a few words.
    pub seen: Redacted,
    /// There was a response.
    pub is_answered: bool,
}

/// How many folders above the URL may be the issuer.
const ABOVE: usize = 4;

impl Found {
    /// True for a document of OpenID Connect Discovery.
    pub(super) fn is_of_openid_connect(&self) -> bool {
        self.at.path().contains("/.well-known/openid-configuration")
    }

    /// A member that is a string.
    pub(super) fn text(&self, member: &str) -> Option<&str> {
        self.members.get(member)?.as_str()
    }

    /// The strings of a member that is a list.
    pub(super) fn list(&self, member: &str) -> Option<Vec<&str>> {
        Some(self.members.get(member)?.as_array()?.iter().filter_map(Value::as_str).collect())
    }
}

/// Every document of the provider, and the URLs at which there is none.
pub(super) async fn find(given: &Url, transport: &Transport) -> (Vec<Found>, Vec<Tried>) {
    let (mut found, mut tried): (Vec<Found>, Vec<Tried>) = (Vec::new(), Vec::new());
    for group in places(given) {
        for place in group {
            if found.iter().any(|document| document.at == place) {
                continue;
            }
            match fetch(&place, transport).await {
                Ok(document) => found.push(document),
                Err(why) => tried.push(why),
            }
        }
        // An issuer further up is another one.
        if !found.is_empty() {
            break;
        }
    }
    // The document may belong to an issuer that the URL does not show.
    let known = |found: &[Found], place: &Url| found.iter().any(|document| document.at == *place);
    let issuer = found.first().and_then(|document| document.text("issuer")).map(str::to_owned);
    let more = issuer.iter().flat_map(|issuer| well_known(issuer)).filter_map(|place| Url::parse(&place).ok());
    for place in more.filter(|place| place.origin() == given.origin()).collect::<Vec<_>>() {
        let request = format!("GET {place}");
        if !known(&found, &place) && tried.iter().all(|before| before.request != request) {
            match fetch(&place, transport).await {
                Ok(document) if document.text("issuer") == issuer.as_deref() => found.push(document),
                Ok(_) => {}
                Err(why) => tried.push(why),
            }
        }
    }
    (found, tried)
}

/// Where the documents may be: the URL itself if it is one, or the well-known URLs of the issuer that it is, or that is above
/// it. Those of one issuer are a group.
fn places(given: &Url) -> Vec<Vec<Url>> {
    let mut plain = given.clone();
    plain.set_query(None);
    plain.set_fragment(None);
    if plain.path().contains("/.well-known/") {
        return vec![vec![plain]];
    }
    let mut issuers = vec![plain.clone()];
    while issuers.len() <= ABOVE && plain.path().trim_end_matches('/').contains('/') {
        let path = plain.path().trim_end_matches('/').to_owned();
        plain.set_path(&path[..path.rfind('/').unwrap_or(0)]);
        issuers.push(plain.clone());
    }
    let of = |issuer: &Url| well_known(issuer.as_str()).iter().filter_map(|place| Url::parse(place).ok()).collect();
    let mut groups: Vec<Vec<Url>> = issuers.iter().map(of).collect();
    groups.dedup();
    groups
}

/// A JSON object that names an issuer or an endpoint.
async fn fetch(place: &Url, transport: &Transport) -> Result<Found, Tried> {
    let mut request = Request::new("GET", place.clone());
    request.headers.push(("accept".to_owned(), "application/json".to_owned()));
    let outcome = transport.send(&request).await;
    let response = outcome.map_err(|failure| Tried::in_vain(&request, &failure))?;
    let why = |seen: &str| Tried::answered(&request, seen);
    let Some(Value::Object(members)) = response.json().filter(|_| response.status == 200) else {
        return Err(why(&in_words(&response)));
    };
    if !members.contains_key("issuer") && !members.keys().any(|member| member.ends_with("_endpoint")) {
        return Err(why("a JSON object without an issuer or an endpoint"));
    }
    Ok(Found { at: place.clone(), members })
}

impl Tried {
    /// There was a response.
    pub(super) fn answered(request: &Request, seen: &str) -> Tried {
        Tried::new(request, seen, true)
    }

    /// There was none.
    pub(super) fn in_vain(request: &Request, failure: &Failure) -> Tried {
        Tried::new(request, &failure.to_string(), false)
    }

    fn new(request: &Request, seen: &str, is_answered: bool) -> Tried {
        let seen = Redacted::by(&Symbols::default(), &quoted::at_most(120, seen));
        Tried { request: format!("{} {}", request.method, request.url), seen, is_answered }
    }
}

/// The status, the media type, and where a redirect leads.
pub(super) fn in_words(response: &Response) -> String {
    let kind = match response.media_type() {
        kind if kind.is_empty() => String::new(),
        kind => format!(", {kind}"),
    };
    let to = response.header("location").filter(|_| response.is_redirect());
    let to = to.map_or_else(String::new, |to| format!(", a redirect to {to}"));
    format!("status {}{kind}{to}", response.status)
}

/// The strings of all lists of that name; `None` if no document has one.
pub(super) fn strings(found: &[Found], member: &str) -> Option<Vec<String>> {
    let mut lists = found.iter().filter_map(|document| document.list(member)).peekable();
    lists.peek()?;
    let mut all: Vec<String> = Vec::new();
    for text in lists.flatten().filter(|text| !text.contains("${")) {
        if all.iter().all(|known| known != text) {
            all.push(text.to_owned());
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(given: &str) -> Vec<Vec<String>> {
        let groups = places(&Url::parse(given).expect("a URL"));
        groups.iter().map(|group| group.iter().map(Url::to_string).collect()).collect()
    }

    #[test]
    fn an_origin_has_two_well_known_documents() {
        let both = [
            "https://op.test/.well-known/oauth-authorization-server",
            "https://op.test/.well-known/openid-configuration",
        ];
        let wanted = [both[0], both[1], both[1]].map(str::to_owned).to_vec();
        for origin in ["https://op.test", "https://op.test/?a=b#c"] {
            assert_eq!(all(origin), std::slice::from_ref(&wanted));
        }
    }

    #[test]
    fn an_endpoint_is_below_its_issuer() {
        let groups = all("https://op.test/realms/one/protocol/auth");
        assert_eq!(groups.len(), 5);
        assert_eq!(groups[2][1], "https://op.test/realms/one/.well-known/openid-configuration");
        assert_eq!(groups[4][0], "https://op.test/.well-known/oauth-authorization-server");
        assert_eq!(all("https://op.test/1/2/3/4/5/6/7").len(), ABOVE + 1);
    }

    #[test]
    fn a_document_is_fetched_where_it_is() {
        let document = "https://op.test/o/.well-known/openid-configuration";
        assert_eq!(all(document), [[document.to_owned()]]);
    }
}
