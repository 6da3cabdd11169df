//! The endpoints of a provider without metadata, at the paths that many products use.

use serde_json::Value;
use url::Url;

use super::endpoints::Endpoints;
use super::metadata::{Tried, in_words};
use crate::browser::Transport;
use crate::model::endpoint::Endpoint;
use crate::model::exchange::Request;

/// The endpoints, if a token endpoint responds at one of the paths, and what the others responded.
pub(super) struct Conventional {
    pub(super) endpoints: Option<Endpoints>,
    pub(super) tried: Vec<Tried>,
}

/// Paths that belong together: authorization, token, revocation, introspection.
const FAMILIES: [[&str; 4]; 6] = [
    ["authorize/", "token/", "revoke_token/", "introspect/"],
    ["authorize", "token", "revoke", "introspect"],
    ["authorize", "access_token", "revoke", "introspect"],
    ["auth", "token", "revoke", "introspect"],
    ["auth", "token", "token/revocation", "token/introspection"],
    ["authorization", "token", "revocation", "introspection"],
];

/// The folders below an origin in which they are.
const FOLDERS: [&str; 5] = ["/o/", "/oauth/", "/oauth2/", "/", "/login/oauth/"];

/// Looks for the token endpoint of each family: next to the URL if it is an authorization endpoint of one, otherwise in each
/// of the folders.
pub(super) async fn find(given: &Url, transport: &Transport) -> Conventional {
    let mut tried: Vec<Tried> = Vec::new();
    let mut asked: Vec<Url> = Vec::new();
    for (base, family) in candidates(given) {
        let [authorization, token, ..] = family;
        let (Ok(authorization), Ok(token)) = (base.join(authorization), base.join(token)) else { continue };
        if asked.contains(&token) {
            continue;
        }
        asked.push(token.clone());
        if let Err(why) = is_token_endpoint(&token, transport).await {
            // The others would not be answered either.
            let is_answered = why.is_answered;
            tried.push(why);
            if is_answered {
                continue;
            }
            break;
        }
        let mut endpoints = Endpoints::at(given, authorization, token);
        for (endpoint, path) in [(Endpoint::Revocation, family[2]), (Endpoint::Introspection, family[3])] {
            if let Ok(url) = base.join(path)
                && answers_posts(&url, transport).await
            {
                endpoints.add(endpoint, url);
            }
        }
        return Conventional { endpoints: Some(endpoints), tried };
    }
    Conventional { endpoints: None, tried }
}

fn candidates(given: &Url) -> Vec<(Url, [&'static str; 4])> {
    let is_it = |family: &[&str; 4]| given.path().ends_with(&format!("/{}", family[0]));
    let mut base = given.clone();
    base.set_query(None);
    base.set_fragment(None);
    let families: Vec<[&str; 4]> = FAMILIES.into_iter().filter(is_it).collect();
    if !families.is_empty() {
        return families
            .into_iter()
            .map(|family| {
                let path = base.path().strip_suffix(family[0]).unwrap_or("/").to_owned();
                let mut base = base.clone();
                base.set_path(&path);
                (base, family)
            })
            .collect();
    }
    FOLDERS
        .iter()
        .flat_map(|folder| {
            let mut base = base.clone();
            base.set_path(folder);
            FAMILIES.into_iter().map(move |family| (base.clone(), family))
        })
        .collect()
}

/// RFC 6749 §5.2: a token endpoint answers a request without parameters with an error in JSON.
async fn is_token_endpoint(url: &Url, transport: &Transport) -> Result<(), Tried> {
    let request = empty_post(url);
    match transport.send(&request).await {
        Ok(response) if response.json().is_some_and(|body| body.get("error").is_some_and(Value::is_string)) => Ok(()),
        Ok(response) => Err(Tried::answered(&request, &in_words(&response))),
        Err(failure) => Err(Tried::in_vain(&request, &failure)),
    }
}

/// An endpoint for clients: it refuses a request without credentials, and is not a page.
async fn answers_posts(url: &Url, transport: &Transport) -> bool {
    let response = transport.send(&empty_post(url)).await;
    response
        .is_ok_and(|response| matches!(response.status, 200 | 400 | 401 | 403) && response.media_type() != "text/html")
}

fn empty_post(url: &Url) -> Request {
    let mut request = Request::new("POST", url.clone());
    request.headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
    request.headers.push(("accept".to_owned(), "application/json".to_owned()));
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(given: &str) -> Vec<String> {
        let given = Url::parse(given).expect("a URL");
        candidates(&given).iter().map(|(base, family)| base.join(family[1]).expect("a URL").to_string()).collect()
    }

    #[test]
    fn the_token_endpoint_is_next_to_the_authorization_endpoint() {
        assert_eq!(tokens("http://op.test/o/authorize/?x=y"), ["http://op.test/o/token/"]);
        assert_eq!(tokens("http://op.test/a/authorize"), ["http://op.test/a/token", "http://op.test/a/access_token"]);
    }

    #[test]
    fn below_an_origin_every_folder_is_tried() {
        let all = tokens("http://op.test");
        assert_eq!(all.len(), FOLDERS.len() * FAMILIES.len());
        assert_eq!(all[0], "http://op.test/o/token/");
    }
}
