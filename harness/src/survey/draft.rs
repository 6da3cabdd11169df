//! The target file of a provider that was surveyed. Secrets are not in it: it refers to environment variables.

use std::fmt;
use std::path::Path;

use url::Url;

use super::capabilities;
use super::endpoints::Endpoints;
use super::given::{Given, GivenClient, GivenUser};
use super::metadata::{Found, strings};
use super::observed::Observed;
use crate::model::bearer_token::BearerToken;
use crate::model::endpoint::Endpoint;
use crate::model::source::Source;
use crate::model::target::{ClientAuth, Profile, Target};
use crate::syntax::diagnostic::Diagnostic;
use crate::syntax::environment::Environment;
use crate::syntax::target;

/// A target file before it is written.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) title: String,
    pub(super) endpoints: Endpoints,
    pub(super) origins: Vec<Url>,
    /// The clients; `web` is the first.
    pub(super) clients: Vec<DraftClient>,
    pub(super) initial_access_token: Option<BearerToken>,
    /// The other way of authentication of `web` was not tried yet, and is not ruled out by the metadata.
    pub(super) other_auth: bool,
    pub(super) users: Vec<GivenUser>,
    /// For each user, a text that only their profile contains.
    pub(super) shows: Vec<String>,
    pub(super) profile: Profile,
    pub(super) scope: String,
    pub(super) scopes: Vec<String>,
    pub(super) announced_scopes: Vec<String>,
    pub(super) announced_grants: Option<Vec<String>>,
    /// The capabilities that the file has to name.
    pub(super) offers: Vec<&'static str>,
    pub(super) insecure: bool,
    pub(super) ca: Option<String>,
}

/// A client of the target file.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct DraftClient {
    /// Its role in scenarios.
    pub(super) role: &'static str,
    pub(super) id: String,
    pub(super) secret: Option<String>,
    pub(super) redirect_uri: String,
    pub(super) auth: ClientAuth,
    pub(super) post_logout_redirect_uri: Option<String>,
}

/// Without the secret.
impl fmt::Debug for DraftClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DraftClient({}, {})", self.role, self.id)
    }
}

/// How many further origins a login may lead through.
const MOST_ORIGINS: usize = 3;

/// Scopes about the user that are harmless to request.
const ABOUT_THE_USER: [&str; 2] = ["profile", "email"];

impl Draft {
    /// What the documents say, and what the user of the program does.
    pub(super) fn new(given: &Given, endpoints: &Endpoints, found: &[Found]) -> Draft {
        let mut endpoints = endpoints.clone();
        if given.safe {
            endpoints.urls.retain(|(endpoint, _)| *endpoint != Endpoint::Registration);
        }
        let resource = given.resource.clone().or_else(|| endpoints.url(Endpoint::Userinfo).cloned());
        endpoints.urls.extend(resource.map(|url| (Endpoint::Profile, url)));
        let announced_scopes = strings(found, "scopes_supported").unwrap_or_default();
        let is_of_openid_connect = found.iter().any(Found::is_of_openid_connect);
        let has_openid = announced_scopes.iter().any(|scope| scope == "openid")
            || (announced_scopes.is_empty() && is_of_openid_connect);
        let scope = given.scope.clone().unwrap_or_else(|| usual_scope(has_openid, &announced_scopes));
        let methods = strings(found, "token_endpoint_auth_methods_supported");
        let takes = |method: &str| methods.as_ref().is_none_or(|all| all.iter().any(|one| one == method));
        let auth = if takes("client_secret_basic") { ClientAuth::Basic } else { ClientAuth::Post };
        let is_confidential = given.client.as_ref().is_some_and(|client| client.secret.is_some());
        Draft {
            title: endpoints.base.host_str().unwrap_or("a provider").to_owned(),
            origins: Vec::new(),
            clients: given.client.iter().map(|client| DraftClient::given(client, auth)).collect(),
            initial_access_token: given.initial_access_token.clone(),
            other_auth: is_confidential && takes("client_secret_basic") && takes("client_secret_post"),
            users: given.users.clone(),
            shows: given.users.iter().map(|user| user.name.clone()).collect(),
            profile: given.profile.unwrap_or(if has_openid { Profile::Oidc } else { Profile::Oauth2 }),
            scopes: scope.split(' ').filter(|word| ABOUT_THE_USER.contains(word)).map(str::to_owned).collect(),
            scope,
            announced_scopes,
            announced_grants: strings(found, "grant_types_supported"),
            offers: capabilities::announced(found),
            insecure: given.insecure,
            ca: given.ca.as_ref().map(|path| path.display().to_string()),
            endpoints,
        }
    }

    /// True if there is a client and a user.
    pub fn can_sign_in(&self) -> bool {
        self.client("web").is_some() && !self.users.is_empty()
    }

    /// The client of a role.
    pub(super) fn client(&self, role: &str) -> Option<&DraftClient> {
        self.clients.iter().find(|client| client.role == role)
    }

    /// The roles of the clients that were not given.
    pub(super) fn registered(&self, given: &Given) -> impl Iterator<Item = &'static str> {
        let given = given.client.as_ref().map(|_| "web");
        self.clients.iter().map(|client| client.role).filter(move |role| Some(*role) != given)
    }

    pub(super) fn add_client(&mut self, client: DraftClient) {
        self.clients.push(client);
    }

    /// Adds what was seen.
    pub(super) fn learn(&mut self, given: &Given, found: &[Found], observed: &Observed) {
        for (mine, seen) in self.shows.iter_mut().zip(&observed.shows) {
            if let Some(text) = seen {
                mine.clone_from(text);
            }
        }
        let Some(Ok(first)) = &observed.sign_in else { return };
        let capabilities = capabilities::observed(first, observed);
        self.offers.retain(|name| !capabilities.contains(&(name, false)));
        self.offers.extend(capabilities.iter().filter(|(_, has)| *has).map(|(name, _)| *name));
        self.offers.sort_unstable();
        self.offers.dedup();
        if let Some(scope) = &observed.refresh_scope {
            self.scope.clone_from(scope);
        }
        if given.profile.is_none() && found.is_empty() && first.id_token {
            self.profile = Profile::Oidc;
        }
    }

    /// The file as a target.
    pub(super) fn read(&self) -> Result<Target, Vec<Diagnostic>> {
        target::read(&Source::new(Path::new("survey.yaml"), self.yaml()), self.environment())
    }

    /// The environment variables to which the file refers.
    pub fn variables(&self) -> Vec<(String, &str)> {
        let secrets = self.clients.iter().filter_map(|client| Some((client.variable(), client.secret.as_deref()?)));
        let passwords =
            PASSWORDS.into_iter().zip(&self.users).map(|(name, user)| (name.to_owned(), user.password.as_str()));
        let token = self.initial_access_token.iter().map(|token| (INITIAL_ACCESS_TOKEN.to_owned(), token.exposed()));
        secrets.chain(passwords).chain(token).collect()
    }

    fn environment(&self) -> Environment {
        self.variables().into_iter().map(|(name, value)| (name.into(), value.into())).collect()
    }

    /// The scope that is requested.
    pub(super) fn scope(&self) -> &str {
        &self.scope
    }

    /// The scope of a registration: everything that scenarios may request.
    pub(super) fn all_scopes(&self) -> String {
        let mut words: Vec<&str> = self.scope.split(' ').filter(|word| !word.is_empty()).collect();
        let known = ["profile", "email", "address", "phone", "offline_access"];
        words.extend(known.into_iter().filter(|scope| self.announces_scope(scope)));
        let mut all: Vec<&str> = Vec::new();
        for word in words {
            if !all.contains(&word) {
                all.push(word);
            }
        }
        all.join(" ")
    }

    pub(super) fn profile(&self) -> Profile {
        self.profile
    }

    pub(super) fn auth(&self) -> Option<ClientAuth> {
        self.client("web").filter(|client| client.secret.is_some()).map(|client| client.auth)
    }

    pub(super) fn origins(&self) -> &[Url] {
        &self.origins
    }

    pub(super) fn url(&self, endpoint: Endpoint) -> Option<&Url> {
        self.endpoints.url(endpoint)
    }

    pub(super) fn announces_scope(&self, scope: &str) -> bool {
        self.announced_scopes.iter().any(|announced| announced == scope)
    }

    /// RFC 8414 §2: without a list, it is unknown whether the provider has another grant than those for codes.
    pub(super) fn announces_grant(&self, grant: &str) -> bool {
        self.announced_grants.as_ref().is_none_or(|grants| grants.iter().any(|announced| announced == grant))
    }

    pub(super) fn has_secret(&self) -> bool {
        self.auth().is_some()
    }

    /// A login may lead to another origin, once to each, but not from https to http.
    pub(super) fn may_add(&self, url: &Url) -> bool {
        let is_as_safe = url.scheme() == "https" || self.endpoints.base.scheme() == "http";
        is_as_safe
            && self.origins.len() < MOST_ORIGINS
            && self.origins.iter().all(|origin| origin.origin() != url.origin())
    }

    pub(super) fn add_origin(&mut self, url: &Url) {
        self.origins.extend(Url::parse(&url.origin().ascii_serialization()));
    }

    pub(super) fn may_authenticate_otherwise(&self) -> bool {
        self.other_auth
    }

    pub(super) fn authenticate_otherwise(&mut self) {
        for client in self.clients.iter_mut().filter(|client| client.role == "web") {
            client.auth = other(client.auth);
        }
        self.other_auth = false;
    }
}

impl DraftClient {
    fn given(client: &GivenClient, auth: ClientAuth) -> DraftClient {
        DraftClient {
            role: "web",
            id: client.id.clone(),
            secret: client.secret.clone(),
            redirect_uri: client.redirect_uri.to_string(),
            auth,
            post_logout_redirect_uri: None,
        }
    }

    /// The environment variable with its secret.
    pub(super) fn variable(&self) -> String {
        if self.role == "web" {
            CLIENT_SECRET.to_owned()
        } else {
            format!("{CLIENT_SECRET}_{}", self.role.to_uppercase())
        }
    }
}

/// The environment variable with the secret of the client.
pub const CLIENT_SECRET: &str = "OAUTH_HARNESS_CLIENT_SECRET";
/// The environment variable of the initial access token.
pub const INITIAL_ACCESS_TOKEN: &str = "OAUTH_HARNESS_INITIAL_ACCESS_TOKEN";
/// The environment variables with the passwords of the users, in order.
pub const PASSWORDS: [&str; 2] = ["OAUTH_HARNESS_PASSWORD", "OAUTH_HARNESS_SECOND_PASSWORD"];

/// `openid` and what is about the user; without OpenID Connect the first scope that is announced.
fn usual_scope(has_openid: bool, announced: &[String]) -> String {
    let known = |scope: &&str| announced.iter().any(|one| one == scope);
    if has_openid {
        return ["openid"].into_iter().chain(ABOUT_THE_USER.into_iter().filter(known)).collect::<Vec<_>>().join(" ");
    }
    announced.iter().find(|scope| *scope != "offline_access").cloned().unwrap_or_default()
}

/// The other way in which a confidential client usually authenticates.
fn other(auth: ClientAuth) -> ClientAuth {
    if auth == ClientAuth::Basic { ClientAuth::Post } else { ClientAuth::Basic }
}

/// The names of users in scenarios.
pub(super) const ROLES: [&str; 2] = ["alice", "bob"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::observed::SignIn;
    use super::*;

    fn given(url: &str) -> Given {
        let client = GivenClient {
            id: "web: 1".to_owned(),
            secret: Some("a \"secret\"".to_owned()),
            redirect_uri: Url::parse("https://rp.test/cb").expect("a URL"),
        };
        Given {
            url: Url::parse(url).expect("a URL"),
            client: Some(client),
            initial_access_token: Some("let-me-in".parse().expect("a token")),
            users: vec![GivenUser { name: "alice@op.test".to_owned(), password: "${env.HOME}".to_owned() }],
            scope: None,
            profile: None,
            resource: None,
            safe: false,
            insecure: false,
            ca: None,
            authorities: Vec::new(),
        }
    }

    fn draft(given: &Given, members: serde_json::Value) -> Draft {
        let serde_json::Value::Object(members) = members else { panic!("an object") };
        let at = Url::parse("https://op.test/.well-known/openid-configuration").expect("a URL");
        let found = [Found { at, members }];
        Draft::new(given, &Endpoints::announced(&given.url, &found), &found)
    }

    fn document() -> serde_json::Value {
        json!({
            "issuer": "https://op.test",
            "authorization_endpoint": "https://op.test/auth",
            "token_endpoint": "https://api.op.test/token",
            "userinfo_endpoint": "https://op.test/me",
            "registration_endpoint": "https://op.test/register",
            "scopes_supported": ["openid", "email", "offline_access"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        })
    }

    #[test]
    fn a_draft_is_a_target_file_without_secrets() {
        let draft = draft(&given("https://op.test"), document());
        let yaml = draft.yaml();
        assert!(!yaml.contains("secret\\\"") && !yaml.contains("HOME"), "{yaml}");
        let target = draft.read().expect("a target");
        assert_eq!(target.clients["web"].secret.as_deref(), Some("a \"secret\""));
        assert_eq!(target.clients["web"].auth, ClientAuth::Post);
        assert_eq!(target.users["alice"].password, "${env.HOME}");
        assert_eq!(target.scope, "openid email");
        assert_eq!(target.profile, Profile::Oidc);
        let provider = target.provider.expect("a provider");
        assert_eq!(provider.pages.authorization.value, "/auth");
        assert_eq!(provider.pages.token.value, "https://api.op.test/token");
        assert_eq!(provider.pages.profile.map(|page| page.value).as_deref(), Some("/me"));
        assert!(provider.pages.registration.is_some());
    }

    #[test]
    fn safe_leaves_registration_out() {
        let safe = Given { safe: true, ..given("https://op.test") };
        let provider = draft(&safe, document()).read().expect("a target").provider.expect("a provider");
        assert!(provider.pages.registration.is_none());
    }

    #[test]
    fn what_is_seen_overrides_what_is_announced() {
        let given = given("https://op.test");
        let mut draft = draft(&given, document());
        assert_eq!(draft.offers, ["s256-only"]);
        let first = SignIn { refresh: true, id_token: true, ..SignIn::default() };
        let observed = Observed {
            sign_in: Some(Ok(first)),
            plain_pkce: Some(true),
            without_pkce: Some(false),
            ..Observed::default()
        };
        draft.learn(&given, &[], &observed);
        assert_eq!(draft.offers, ["openid", "pkce-required", "refresh"]);
    }
}
