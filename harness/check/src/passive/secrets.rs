//! The values of a case that should not be where everybody sees them: learnt from the target file and the exchanges.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use url::Url;

use super::evidence::form_of;
use crate::cookies::{is_session_value, set_by};
use crate::model::deployment::Deployment;
use crate::model::encoding::{SHORTEST, encodings, is_mixed};
use crate::model::exchange::{Cause, Exchange};

/// What a value is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nature {
    ClientSecret,
    Code,
    Password,
    Session,
    State,
    Token,
}

impl Nature {
    /// A name for a report; the value itself is not told.
    pub(super) fn name(self) -> &'static str {
        match self {
            Nature::ClientSecret => "a client secret",
            Nature::Code => "an authorization code",
            Nature::Password => "a password",
            Nature::Session => "a session identifier",
            Nature::State => "a state",
            Nature::Token => "a token",
        }
    }
}

/// All of them, ready to be searched for in any encoding.
#[derive(Debug)]
pub(super) struct Secrets {
    automaton: AhoCorasick,
    natures: Vec<Nature>,
}

impl Secrets {
    pub(super) fn of(deployment: &Deployment, log: &[Exchange]) -> Secrets {
        let mut gathered = Gathered { known: public(deployment), by_value: BTreeMap::new() };
        for client in deployment.clients.values() {
            gathered.add(Nature::ClientSecret, client.secret.as_deref().unwrap_or_default());
        }
        for user in deployment.users.values() {
            gathered.add(Nature::Password, &user.password);
        }
        for exchange in log {
            gathered.request(exchange);
            gathered.response(exchange);
        }
        gathered.finish()
    }

    /// The first of the kinds looked for that stands in a text, in any encoding.
    pub(super) fn found_in(&self, text: &str, wanted: &[Nature]) -> Option<Nature> {
        let natures = self.automaton.find_overlapping_iter(text).map(|found| self.natures[found.pattern().as_usize()]);
        natures.into_iter().find(|nature| wanted.contains(nature))
    }
}

struct Gathered {
    /// What everybody may know: a secret that is part of it cannot be told from it.
    known: Vec<String>,
    by_value: BTreeMap<String, Nature>,
}

impl Gathered {
    fn request(&mut self, exchange: &Exchange) {
        let from_browser = exchange.cause != Cause::Call;
        let query = exchange.request.url.query_pairs().into_owned();
        for (name, value) in query.chain(form_of(&exchange.request)) {
            match name.as_str() {
                "state" | "nonce" => self.add(Nature::State, &value),
                // The client itself sends it by way of the browser (OpenID Connect Core §3.1.2.1).
                "id_token_hint" => {
                    self.by_value.remove(&value);
                    self.known.push(value);
                }
                "refresh_token" if !from_browser => self.add(Nature::Token, &value),
                _ if from_browser && name.to_ascii_lowercase().contains("passw") => self.add(Nature::Password, &value),
                _ => {}
            }
        }
    }

    fn response(&mut self, exchange: &Exchange) {
        let Some(response) = exchange.response() else { return };
        for cookie in set_by(response).filter(|cookie| is_session_value(cookie.name(), cookie.value_trimmed())) {
            self.add(Nature::Session, cookie.value_trimmed());
        }
        let location = response.header("location").filter(|_| response.is_redirect());
        for (name, value) in location.and_then(|to| exchange.request.url.join(to).ok()).iter().flat_map(parameters) {
            match name.as_str() {
                "code" => self.add(Nature::Code, &value),
                "access_token" | "id_token" | "refresh_token" => self.add(Nature::Token, &value),
                "state" | "nonce" => self.add(Nature::State, &value),
                _ => {}
            }
        }
        if let Some(json) = response.json().filter(|_| exchange.cause == Cause::Call) {
            for name in ["access_token", "id_token", "refresh_token"] {
                self.add(Nature::Token, json.get(name).and_then(|value| value.as_str()).unwrap_or_default());
            }
        }
    }

    /// Takes a value that cannot be a word, a number or something that is public.
    fn add(&mut self, nature: Nature, value: &str) {
        // Some choose `Password`: a word of a page in spite of its capital.
        let no_word = value.len() >= 20 || value.bytes().any(|byte| !byte.is_ascii_alphabetic());
        let distinctive = value.len() >= SHORTEST && is_mixed(value) && no_word;
        if distinctive && !self.known.iter().any(|known| known.contains(value)) {
            let held = self.by_value.entry(value.to_owned()).or_insert(nature);
            // A consumer may keep the state in a cookie: that does not make it the identifier of a session.
            if nature == Nature::State {
                *held = nature;
            }
        }
    }

    fn finish(self) -> Secrets {
        let forms =
            self.by_value.iter().flat_map(|(value, nature)| encodings(value).into_iter().map(|form| (form, *nature)));
        let (patterns, natures): (Vec<String>, Vec<Nature>) = forms.unzip();
        let automaton = AhoCorasick::builder()
            // Built for one case and read a few times: what is quick to build wins over what is quick to read.
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .prefilter(false)
            .build(&patterns)
            .expect("the values of one case are few enough for an automaton");
        Secrets { automaton, natures }
    }
}

/// Names and addresses that the target file makes public.
fn public(deployment: &Deployment) -> Vec<String> {
    let users = deployment.users.values().flat_map(|user| [user.name.clone(), user.shows.clone()]);
    let clients = deployment.clients.values().flat_map(|client| [client.id.clone(), client.redirect_uri.clone()]);
    users.chain(clients).collect()
}

/// The parameters of query and fragment.
fn parameters(url: &Url) -> Vec<(String, String)> {
    let fragment = form_urlencoded::parse(url.fragment().unwrap_or_default().as_bytes());
    url.query_pairs().chain(fragment).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::exchange::{Request, Response};
    use crate::model::sign_in::SignIn;
    use crate::model::target::{Asking, User};

    const ALL: [Nature; 6] =
        [Nature::ClientSecret, Nature::Code, Nature::Password, Nature::Session, Nature::State, Nature::Token];

    fn deployment(password: &str) -> Deployment {
        let user = User {
            place: String::new(),
            name: "alice".into(),
            password: password.into(),
            shows: "alice@example.com".into(),
            totp_secret: None,
        };
        Deployment {
            provider: None,
            consumer: None,
            clients: BTreeMap::new(),
            users: BTreeMap::from([("alice".to_owned(), user)]),
            others: BTreeMap::new(),
            scope: String::new(),
            asking: Asking::default(),
            sign_in: SignIn::default(),
        }
    }

    fn redirect(cookie: &str, location: &str) -> Exchange {
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        Exchange {
            actor: "alice".into(),
            cause: Cause::Open,
            request: Request::new("GET", Url::parse("https://rp.test/login").expect("a URL")),
            outcome: Ok(Response {
                status: 302,
                headers: vec![header("set-cookie", cookie), header("location", location)],
                body: String::new(),
            }),
            took: Duration::ZERO,
        }
    }

    #[test]
    fn words_and_names_are_no_secrets() {
        for password in ["password", "Password", "12345678", "alice@example.com", "s3cret"] {
            let secrets = Secrets::of(&deployment(password), &[]);
            let page = format!("<input type=\"password\" value=\"{password}\">");
            assert_eq!(secrets.found_in(&page, &ALL), None, "{password}");
        }
        let secrets = Secrets::of(&deployment("wonder land-1"), &[]);
        assert_eq!(secrets.found_in("/login?p=wonder%20land-1", &ALL), Some(Nature::Password));
        assert_eq!(secrets.found_in("/login?p=wonder%20land-1", &[Nature::Token]), None);
    }

    #[test]
    fn a_state_in_a_cookie_is_no_session() {
        let value = "0123456789abcdef01";
        let log = [redirect(&format!("login={value}; Path=/"), &format!("https://op.test/authorize?state={value}"))];
        let secrets = Secrets::of(&deployment("x"), &log);
        assert_eq!(secrets.found_in(value, &ALL), Some(Nature::State));
        let log = [redirect(&format!("sid={value}; Path=/"), "https://op.test/authorize?state=another-one")];
        assert_eq!(Secrets::of(&deployment("x"), &log).found_in(value, &ALL), Some(Nature::Session));
    }
}
