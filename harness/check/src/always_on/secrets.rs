//! The values of a case that must not leak, collected from the target file and the exchanges.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;
use url::Url;

use crate::cookies::is_session_value;
use crate::http::{SetCookie, form_of, locations};
use crate::model::deployment::Deployment;
use crate::model::encoding::{encodings, is_distinctive};
use crate::model::exchange::{Cause, Exchange};
use crate::model::needles::Needles;
use crate::model::page::Page;

/// What a value is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SecretKind {
    ClientSecret,
    Code,
    Password,
    Session,
    State,
    Token,
}

impl SecretKind {
    /// Its name in a report; the value itself is never shown.
    pub(super) fn name(self) -> &'static str {
        match self {
            SecretKind::ClientSecret => "a client secret",
            SecretKind::Code => "an authorization code",
            SecretKind::Password => "a password",
            SecretKind::Session => "a session identifier",
            SecretKind::State => "a state",
            SecretKind::Token => "a token",
        }
    }
}

/// All of them, indexed to be searched for in any encoding.
#[derive(Debug)]
pub(super) struct Secrets {
    needles: Needles,
    natures: Vec<SecretKind>,
}

impl Secrets {
    pub(super) fn of(deployment: &Deployment, log: &[Exchange], pages: &BTreeMap<usize, Page>) -> Secrets {
        let controls =
            pages.values().flat_map(|page| page.forms.iter().flat_map(|form| &form.controls).chain(&page.loose));
        let typed = controls.filter(|control| control.kind == "password").map(|control| control.name.clone()).collect();
        let mut gathered = SecretsBuilder { known: public(deployment), typed, by_value: BTreeMap::new() };
        for client in deployment.clients.values() {
            gathered.add(SecretKind::ClientSecret, client.secret.as_deref().unwrap_or_default());
        }
        for user in deployment.users.values() {
            gathered.add(SecretKind::Password, &user.password);
        }
        for exchange in log {
            gathered.request(exchange);
            gathered.response(exchange);
        }
        gathered.finish()
    }

    /// The first of these kinds that occurs in a text, in any encoding.
    pub(super) fn found_in(&self, text: &str, wanted: &[SecretKind]) -> Option<SecretKind> {
        self.needles
            .overlapping(text.as_bytes())
            .map(|found| self.natures[found.text])
            .find(|nature| wanted.contains(nature))
    }
}

struct SecretsBuilder {
    /// Public values: a secret that is part of one cannot be distinguished from it.
    known: Vec<String>,
    /// The names of the password fields of all pages.
    typed: BTreeSet<String>,
    by_value: BTreeMap<String, SecretKind>,
}

impl SecretsBuilder {
    fn request(&mut self, exchange: &Exchange) {
        let from_browser = exchange.cause != Cause::Call;
        let form = form_of(&exchange.request);
        // The field that it is typed into makes a value a password; a parameter's name alone proves nothing (`password_reset`).
        let typed = form.iter().filter(|(name, _)| from_browser && self.typed.contains(name));
        let typed: Vec<String> = typed.map(|(_, value)| value.clone()).collect();
        for value in typed {
            self.add(SecretKind::Password, &value);
        }
        let query = exchange.request.url.query_pairs().into_owned();
        for (name, value) in query.chain(form) {
            match name.as_str() {
                "state" | "nonce" => self.add(SecretKind::State, &value),
                // The client itself sends it through the browser (OpenID Connect Core §3.1.2.1).
                "id_token_hint" => {
                    self.by_value.remove(&value);
                    self.known.push(value);
                }
                "refresh_token" if !from_browser => self.add(SecretKind::Token, &value),
                _ => {}
            }
        }
    }

    fn response(&mut self, exchange: &Exchange) {
        let Some(response) = exchange.response() else { return };
        // A cookie that is cleared existed before: any time will do to parse it.
        for cookie in SetCookie::all_of(response, OffsetDateTime::UNIX_EPOCH) {
            if is_session_value(&cookie.name, cookie.bare_value()) {
                self.add(SecretKind::Session, cookie.bare_value());
            }
        }
        for (name, value) in locations(response, &exchange.request.url).iter().flat_map(parameters) {
            match name.as_str() {
                "code" => self.add(SecretKind::Code, &value),
                "access_token" | "id_token" | "refresh_token" => self.add(SecretKind::Token, &value),
                "state" | "nonce" => self.add(SecretKind::State, &value),
                _ => {}
            }
        }
        if let Some(json) = response.json().filter(|_| exchange.cause == Cause::Call) {
            for name in ["access_token", "id_token", "refresh_token"] {
                self.add(SecretKind::Token, json.get(name).and_then(|value| value.as_str()).unwrap_or_default());
            }
        }
    }

    /// Adds a value that cannot be a word, a number or a public value.
    fn add(&mut self, nature: SecretKind, value: &str) {
        if is_distinctive(value) && !self.known.iter().any(|known| known.contains(value)) {
            let held = self.by_value.entry(value.to_owned()).or_insert(nature);
            // A consumer may store the state in a cookie: that does not make it a session identifier.
            if nature == SecretKind::State {
                *held = nature;
            }
        }
    }

    fn finish(self) -> Secrets {
        let forms =
            self.by_value.iter().flat_map(|(value, nature)| encodings(value).into_iter().map(|form| (form, *nature)));
        let (patterns, natures): (Vec<String>, Vec<SecretKind>) = forms.unzip();
        Secrets { needles: Needles::new(patterns), natures }
    }
}

/// Names and URLs that the target file makes public.
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
    use crate::model::deployment::OtherSecrets;
    use crate::model::exchange::{Request, Response};
    use crate::model::sign_in::SignIn;
    use crate::model::span::Span;
    use crate::model::target::{RequestDefaults, User};

    const ALL: [SecretKind; 6] = [
        SecretKind::ClientSecret,
        SecretKind::Code,
        SecretKind::Password,
        SecretKind::Session,
        SecretKind::State,
        SecretKind::Token,
    ];

    fn deployment(password: &str) -> Deployment {
        let user = User {
            place: String::new(),
            span: Span::default(),
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
            request_defaults: RequestDefaults::default(),
            other_secrets: OtherSecrets::default(),
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
    fn words_and_names_are_not_secrets() {
        for password in ["password", "Password", "new-password", "12345678", "alice@example.com", "s3cret"] {
            let secrets = Secrets::of(&deployment(password), &[], &BTreeMap::new());
            let page = format!("<input type=\"password\" value=\"{password}\">");
            assert_eq!(secrets.found_in(&page, &ALL), None, "{password}");
        }
        let secrets = Secrets::of(&deployment("wonder land-1"), &[], &BTreeMap::new());
        assert_eq!(secrets.found_in("/login?p=wonder%20land-1", &ALL), Some(SecretKind::Password));
        assert_eq!(secrets.found_in("/login?p=wonder%20land-1", &[SecretKind::Token]), None);
    }

    #[test]
    fn a_state_in_a_cookie_is_not_a_session() {
        let value = "0123456789abcdef01";
        let log = [redirect(&format!("login={value}; Path=/"), &format!("https://op.test/authorize?state={value}"))];
        let secrets = Secrets::of(&deployment("x"), &log, &BTreeMap::new());
        assert_eq!(secrets.found_in(value, &ALL), Some(SecretKind::State));
        let log = [redirect(&format!("sid={value}; Path=/"), "https://op.test/authorize?state=another-one")];
        assert_eq!(
            Secrets::of(&deployment("x"), &log, &BTreeMap::new()).found_in(value, &ALL),
            Some(SecretKind::Session)
        );
    }

    #[test]
    fn a_url_in_a_cookie_is_not_a_session() {
        let to = "https://op.test/authorize?client_id=web&state=abc";
        let log = [redirect("next=%2Fauthorize%3Fclient_id%3Dweb%26state%3Dabc; Path=/", to)];
        let secrets = Secrets::of(&deployment("x"), &log, &BTreeMap::new());
        assert_eq!(secrets.found_in(to, &ALL), None);
    }

    #[test]
    fn a_code_is_known_wherever_a_browser_is_sent_with_it() {
        let log = [redirect("a=1", "///client.test/cb?code=0123456789abcdef01")];
        let secrets = Secrets::of(&deployment("x"), &log, &BTreeMap::new());
        assert_eq!(secrets.found_in("0123456789abcdef01", &ALL), Some(SecretKind::Code));
    }
}
