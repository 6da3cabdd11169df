//! The authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3).

use url::Url;

use crate::config::Config;
use crate::environment::Random;
use crate::flow::pending::PendingLogin;
use crate::policy::{EndpointQuery, Order, Pkce, Policy, RequestRules, ResponseMode, ScopeWritten, StartParameters};

/// An authorization request, to be written as a URL or as a form.
#[derive(Debug)]
pub(crate) struct AuthorizationRequest {
    /// The endpoint, with its own query (RFC 6749 section 3.1).
    pub(crate) endpoint: Url,
    pub(crate) parameters: Vec<(String, String)>,
}

impl AuthorizationRequest {
    /// The request as a URL.
    pub(crate) fn url(&self) -> Url {
        let mut url = self.endpoint.clone();
        url.query_pairs_mut().extend_pairs(&self.parameters);
        url
    }
}

/// The request that the browser sends to the provider to start the login. `start_query` is the query of the login URL,
/// which strict rules do not use here.
pub(crate) fn new(
    config: &Config,
    policy: &Policy,
    redirect_uri: &str,
    login: &PendingLogin,
    (start_query, random): (&str, &Random),
) -> AuthorizationRequest {
    let mut parameters = parameters(config, &policy.request, redirect_uri, login);
    extend(&mut parameters, &policy.request, random);
    if policy.request.order == Order::Reversed {
        parameters.reverse();
    }
    match policy.start.parameters {
        StartParameters::Ignored => {}
        StartParameters::Forwarded => replace(&mut parameters, start_query),
    }
    let mut endpoint = config.provider.authorization.clone();
    match policy.request.endpoint_query {
        EndpointQuery::Retained => {}
        EndpointQuery::Dropped => endpoint.set_query(None),
    }
    AuthorizationRequest { endpoint, parameters }
}

fn parameters(
    config: &Config,
    rules: &RequestRules,
    redirect_uri: &str,
    login: &PendingLogin,
) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
    add("response_type", "code");
    add("client_id", &config.client_id);
    if rules.redirect_uri_sent {
        add("redirect_uri", redirect_uri);
    }
    if !config.scope.is_empty() && rules.scope != ScopeWritten::LeftOut {
        add("scope", &scope(&config.scope, rules.scope));
    }
    if let Some(state) = &login.state {
        add("state", state);
    }
    if let Some(verifier) = &login.code_verifier {
        match rules.pkce {
            Pkce::S256 | Pkce::ReusedVerifier => {
                add("code_challenge", &verifier.challenge());
                add("code_challenge_method", "S256");
            }
            Pkce::Plain => {
                add("code_challenge", verifier.as_str());
                add("code_challenge_method", "plain");
            }
            Pkce::Omitted => {}
        }
    }
    parameters
}

/// Parameters of extensions, and an unknown one.
fn extend(parameters: &mut Vec<(String, String)>, rules: &RequestRules, random: &Random) {
    let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
    match rules.response_mode {
        ResponseMode::Unsaid => {}
        ResponseMode::Query => add("response_mode", "query"),
        ResponseMode::FormPost => add("response_mode", "form_post"),
    }
    match (rules.prompt_login, rules.prompt_consent) {
        (false, false) => {}
        (true, false) => add("prompt", "login"),
        (false, true) => add("prompt", "consent"),
        (true, true) => add("prompt", "login consent"),
    }
    if rules.nonce {
        add("nonce", &random.token());
    }
    for (is_sent, name, value) in [
        (rules.max_age, "max_age", "3600"),
        (rules.login_hint, "login_hint", "nobody@elsewhere.example"),
        (rules.ui_locales, "ui_locales", "de-AT fr"),
        (rules.display, "display", "popup"),
        (rules.acr_values, "acr_values", "urn:mace:incommon:iap:silver"),
        (rules.claims, "claims", r#"{"userinfo":{"email":{"essential":true},"picture":null}}"#),
        (rules.unknown_parameter, "access_type", "offline"),
    ] {
        if is_sent {
            add(name, value);
        }
    }
}

fn scope(configured: &str, written: ScopeWritten) -> String {
    let mut values: Vec<&str> = configured.split(' ').collect();
    match written {
        ScopeWritten::AsConfigured | ScopeWritten::LeftOut => {}
        ScopeWritten::Reversed => values.reverse(),
        ScopeWritten::Repeated => values.extend(values.first().copied()),
    }
    values.join(" ")
}

fn replace(parameters: &mut Vec<(String, String)>, query: &str) {
    for (name, value) in form_urlencoded::parse(query.as_bytes()).into_owned() {
        parameters.retain(|(known, _)| *known != name);
        parameters.push((name, value));
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::environment::Random;

    fn config(authorization: &str) -> Config {
        let base = Url::parse("http://provider.test").expect("a URL");
        let mut config = Config::for_provider(&base, "client&id", None);
        config.provider.authorization = Url::parse(authorization).expect("a URL");
        config
    }

    #[test]
    fn the_endpoints_own_query_is_kept_in_front() {
        let login = PendingLogin::new(&Policy::default(), &Random::seeded(1), SystemTime::UNIX_EPOCH, None);
        let url = new(
            &config("http://provider.test/o/authorize/?tenant=a%20b"),
            &Policy::default(),
            "http://c.test/callback?x=1&y",
            &login,
            ("scope=admin", &Random::seeded(2)),
        )
        .url();
        let challenge = login.code_verifier.as_ref().expect("a verifier").challenge();
        let state = login.state.as_ref().expect("a state");
        assert_eq!(
            url.query().expect("a query"),
            format!(
                "tenant=a%20b&response_type=code&client_id=client%26id\
                 &redirect_uri=http%3A%2F%2Fc.test%2Fcallback%3Fx%3D1%26y&scope=read+write\
                 &state={state}&code_challenge={challenge}&code_challenge_method=S256"
            )
        );
    }

    #[test]
    fn an_empty_scope_is_left_to_the_provider() {
        let mut config = config("http://provider.test/o/authorize/");
        config.scope.clear();
        let login = PendingLogin::new(&Policy::default(), &Random::seeded(1), SystemTime::UNIX_EPOCH, None);
        assert!(
            new(&config, &Policy::default(), "http://c.test/", &login, ("", &Random::seeded(2)))
                .url()
                .query_pairs()
                .all(|(name, _)| name != "scope")
        );
    }
}
