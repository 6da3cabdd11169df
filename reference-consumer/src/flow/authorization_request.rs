//! The authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3).

use url::Url;

use crate::config::Config;
use crate::flow::pending::PendingLogin;

/// Where the browser is sent to start the login. Nothing in it comes from the request that starts the login.
pub(crate) fn url(config: &Config, redirect_uri: &str, login: &PendingLogin) -> Url {
    let mut url = config.provider.authorization.clone();
    // Parameters are added behind a query that the endpoint has already (RFC 6749 section 3.1).
    let mut query = url.query_pairs_mut();
    query.append_pair("response_type", "code");
    query.append_pair("client_id", &config.client_id);
    query.append_pair("redirect_uri", redirect_uri);
    if !config.scope.is_empty() {
        query.append_pair("scope", &config.scope);
    }
    if let Some(state) = &login.state {
        query.append_pair("state", state);
    }
    if let Some(verifier) = &login.code_verifier {
        query.append_pair("code_challenge", &verifier.challenge());
        query.append_pair("code_challenge_method", "S256");
    }
    drop(query);
    url
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::environment::Random;
    use crate::policy::Policy;

    fn config(authorization: &str) -> Config {
        let base = Url::parse("http://provider.test").expect("a URL");
        let mut config = Config::for_provider(&base, "client&id", None);
        config.provider.authorization = Url::parse(authorization).expect("a URL");
        config
    }

    #[test]
    fn the_endpoints_own_query_is_kept_in_front() {
        let login = PendingLogin::new(&Policy::default(), &Random::seeded(1), SystemTime::UNIX_EPOCH, None);
        let url =
            url(&config("http://provider.test/o/authorize/?tenant=a%20b"), "http://c.test/callback?x=1&y", &login);
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
        assert!(url(&config, "http://c.test/", &login).query_pairs().all(|(name, _)| name != "scope"));
    }
}
