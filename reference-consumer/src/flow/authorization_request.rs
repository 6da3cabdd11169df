//! The authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3).

use url::Url;

use crate::config::Config;
use crate::flow::pending::PendingLogin;
use crate::policy::{EndpointQuery, Pkce, Policy, StartParameters};

/// Where the browser is sent to start the login. `start_query` is the query of the request that starts it; strictly,
/// nothing of it gets here.
pub(crate) fn url(
    config: &Config,
    policy: &Policy,
    redirect_uri: &str,
    login: &PendingLogin,
    start_query: &str,
) -> Url {
    let mut parameters = parameters(config, policy.pkce, redirect_uri, login);
    match policy.start_parameters {
        StartParameters::Ignored => {}
        StartParameters::Forwarded => replace(&mut parameters, start_query),
    }
    let mut url = config.provider.authorization.clone();
    match policy.endpoint_query {
        // Parameters are added behind a query that the endpoint has already (RFC 6749 section 3.1).
        EndpointQuery::Retained => url.query_pairs_mut().extend_pairs(parameters),
        EndpointQuery::Dropped => url.query_pairs_mut().clear().extend_pairs(parameters),
    };
    url
}

fn parameters(config: &Config, pkce: Pkce, redirect_uri: &str, login: &PendingLogin) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
    add("response_type", "code");
    add("client_id", &config.client_id);
    add("redirect_uri", redirect_uri);
    if !config.scope.is_empty() {
        add("scope", &config.scope);
    }
    if let Some(state) = &login.state {
        add("state", state);
    }
    if let Some(verifier) = &login.code_verifier {
        match pkce {
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
        let url = url(
            &config("http://provider.test/o/authorize/?tenant=a%20b"),
            &Policy::default(),
            "http://c.test/callback?x=1&y",
            &login,
            "scope=admin",
        );
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
            url(&config, &Policy::default(), "http://c.test/", &login, "")
                .query_pairs()
                .all(|(name, _)| name != "scope")
        );
    }
}
