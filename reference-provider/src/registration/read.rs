//! Reads client metadata, member by member (RFC 7591 §2, OpenID Connect Registration §2, the logout specifications).
//! Unknown members and software statements are ignored; known members have to be valid.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::RegistrationError;
use super::replace::replaced;
use crate::authorization::request_object;
use crate::client::client_assertion;
use crate::config::{AuthMethod, ClientRegistration, ClientType, GrantType, is_page};
use crate::jose::{Algorithm, parse_jwk_set, parse_object};
use crate::oauth::response_type::ResponseType;
use crate::oauth::scope::Scope;
use crate::oauth::{client_name, redirect_uri};
use crate::policy::{LegacyRules, RegistrationRules};
use crate::state::app::App;
use crate::state::keys::KeyRing;

/// The limits for a registration.
const MAX_TEXT: usize = 2000;
const MAX_LIST: usize = 20;

/// Texts for users, which are stored and returned unchanged.
const TEXTS: [&str; 2] = ["software_id", "software_version"];

/// Unsupported metadata, which clients must not rely on.
const UNSERVED: [&str; 8] = [
    "jwks_uri",
    "sector_identifier_uri",
    "id_token_encrypted_response_alg",
    "id_token_encrypted_response_enc",
    "userinfo_encrypted_response_alg",
    "userinfo_encrypted_response_enc",
    "request_object_encryption_alg",
    "request_object_encryption_enc",
];

/// Valid client metadata.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Registered {
    pub(crate) client: ClientRegistration,
    /// The texts for users.
    pub(crate) described: Map<String, Value>,
}

/// Reads the metadata of the client `client_id`, according to `rules`.
pub(crate) fn read(
    app: &App,
    rules: &RegistrationRules,
    client_id: String,
    body: &[u8],
) -> Result<Registered, RegistrationError> {
    // Another parser of the same body must not see other redirect URIs (RFC 8259 §4).
    let members = parse_object(body).map_err(|error| wrong(format!("The body cannot be read: {error}.")))?;
    let members = if rules.values_replaced { replaced(members, &app.policy().legacy) } else { members };
    let described = described(&members)?;
    let client = Reader { members: &members, app, rules, is_strict: rules.metadata_checked }.client(client_id)?;
    Ok(Registered { client, described })
}

struct Reader<'r> {
    members: &'r Map<String, Value>,
    app: &'r App,
    rules: &'r RegistrationRules,
    /// Whether invalid values are errors; otherwise they are ignored.
    is_strict: bool,
}

impl Reader<'_> {
    fn client(&self, client_id: String) -> Result<ClientRegistration, RegistrationError> {
        let auth_method = self.one("token_endpoint_auth_method")?.unwrap_or(AuthMethod::ClientSecretBasic);
        if self.is_strict && !client_assertion::is_offered(auth_method, self.app.policy()) {
            return Err(wrong("The token_endpoint_auth_method is not supported."));
        }
        let client_type = if auth_method == AuthMethod::None { ClientType::Public } else { ClientType::Confidential };
        let name = self.name()?.unwrap_or_else(|| client_id.clone());
        let grant_types = self.grant_types(client_type)?;
        let redirect_uris = self.redirect_uris(&grant_types)?;
        let response_types = self.response_types(&grant_types)?;
        let client = ClientRegistration {
            client_uri: self.page("client_uri")?,
            logo_uri: self.page("logo_uri")?,
            policy_uri: self.page("policy_uri")?,
            tos_uri: self.page("tos_uri")?,
            token_endpoint_auth_method: Some(auth_method),
            grant_types,
            response_types,
            scope: self.scope()?,
            jwks: self.jwks(auth_method)?,
            id_token_signed_response_alg: self
                .our_algorithm("id_token_signed_response_alg")?
                .unwrap_or("RS256".to_owned()),
            userinfo_signed_response_alg: self.our_algorithm("userinfo_signed_response_alg")?,
            request_object_signing_alg: self.algorithm("request_object_signing_alg", &request_object::ALGORITHMS)?,
            token_endpoint_auth_signing_alg: self
                .algorithm("token_endpoint_auth_signing_alg", &client_assertion::ALGORITHMS)?,
            require_signed_request_object: self.flag("require_signed_request_object")?,
            require_pushed_authorization_requests: self.flag("require_pushed_authorization_requests")?,
            dpop_bound_access_tokens: self.flag("dpop_bound_access_tokens")?,
            default_max_age: self.one("default_max_age")?,
            require_auth_time: self.flag("require_auth_time")?,
            post_logout_redirect_uris: self.addresses("post_logout_redirect_uris")?,
            backchannel_logout_uri: self
                .address("backchannel_logout_uri")?
                .filter(|_| self.app.policy().logout.back_channel),
            frontchannel_logout_uri: self
                .frontchannel_logout_uri(&redirect_uris)?
                .filter(|_| self.app.policy().logout.front_channel),
            ..ClientRegistration::plain(client_id, name, client_type, redirect_uris)
        };
        if self.is_strict && matches!(self.text("subject_type")?, Some(other) if other != "public") {
            return Err(wrong("The only supported subject_type is public."));
        }
        Ok(client)
    }

    fn name(&self) -> Result<Option<String>, RegistrationError> {
        match self.text("client_name")? {
            Some(name) if !client_name::is_readable(name) => {
                Err(wrong("The client_name must be 1 to 100 visible characters on one line."))
            }
            name => Ok(name.map(str::to_owned)),
        }
    }

    fn grant_types(&self, client_type: ClientType) -> Result<Vec<GrantType>, RegistrationError> {
        let grant_types: Vec<GrantType> = self.many("grant_types")?.unwrap_or(vec![GrantType::AuthorizationCode]);
        let legacy = &self.app.policy().legacy;
        // RFC 6749 §4.4: client_credentials is for confidential clients only.
        let is_public = client_type == ClientType::Public && grant_types.contains(&GrantType::ClientCredentials);
        if self.is_strict && is_public && self.app.policy().grant.own_name_confidential_only {
            return Err(wrong("A public client cannot use the grant type client_credentials."));
        }
        match grant_types.iter().find(|grant_type| !may_be_served(**grant_type, legacy)) {
            Some(unserved) if self.is_strict => {
                Err(wrong(format!("The grant type {} is not supported.", unserved.name())))
            }
            _ => Ok(grant_types),
        }
    }

    /// RFC 7591 §2.1: response types and grant types are consistent.
    fn response_types(&self, grant_types: &[GrantType]) -> Result<Vec<String>, RegistrationError> {
        let code_alone =
            if grant_types.contains(&GrantType::AuthorizationCode) { vec!["code".to_owned()] } else { vec![] };
        let response_types: Vec<String> = self.many("response_types")?.unwrap_or(code_alone);
        for name in response_types.iter().filter(|_| self.is_strict) {
            let Some(asked) = ResponseType::parse(name).filter(|asked| asked.is_served(&self.app.policy().legacy))
            else {
                return Err(wrong(format!("The response type {name} is not supported.")));
            };
            let fits = |needed: bool, grant_type: GrantType| !needed || grant_types.contains(&grant_type);
            if !fits(asked.code, GrantType::AuthorizationCode) || !fits(asked.is_front_channel(), GrantType::Implicit) {
                return Err(wrong(format!("The response type {name} needs a grant type that is not registered.")));
            }
        }
        Ok(response_types)
    }

    fn redirect_uris(&self, grant_types: &[GrantType]) -> Result<Vec<String>, RegistrationError> {
        let rules = self.rules;
        let redirects =
            [GrantType::AuthorizationCode, GrantType::Implicit].iter().any(|used| grant_types.contains(used));
        let malformed = |_| RegistrationError::redirect_uri("The redirect_uris must be a list of strings.");
        let uris: Vec<String> = self.many("redirect_uris").map_err(malformed)?.unwrap_or_default();
        if uris.is_empty() && redirects && rules.redirect_uris_required {
            return Err(RegistrationError::redirect_uri("A client of these grant types needs redirect_uris."));
        }
        let bad = uris.iter().find_map(|uri| Some((uri, redirect_uri::check(uri).err()?)));
        match bad {
            Some((uri, why)) if rules.redirect_uris_checked => {
                Err(RegistrationError::redirect_uri(format!("The redirect URI {uri} {why}.")))
            }
            _ => Ok(uris),
        }
    }

    fn scope(&self) -> Result<Option<String>, RegistrationError> {
        let Some(text) = self.text("scope")? else { return Ok(None) };
        match Scope::parse(text) {
            Ok(scope) if scope.is_within(&self.app.config.served_scopes(self.app.policy())) || !self.is_strict => {
                Ok(Some(text.to_owned()))
            }
            _ => Err(wrong("The scope is malformed, or contains a value that is not supported.")),
        }
    }

    fn jwks(&self, auth_method: AuthMethod) -> Result<Option<Value>, RegistrationError> {
        let jwks = self.members.get("jwks").filter(|jwks| !jwks.is_null());
        if let Some(error) = jwks.and_then(|jwks| parse_jwk_set(jwks).err()) {
            return Err(wrong(format!("The jwks cannot be used: {error}.")));
        }
        if auth_method == AuthMethod::PrivateKeyJwt && jwks.is_none() {
            return Err(wrong("A client that authenticates with private_key_jwt needs jwks."));
        }
        Ok(jwks.cloned())
    }

    /// A supported algorithm. Signatures of this provider use key pairs, because client secrets are stored as hashes.
    fn our_algorithm(&self, name: &'static str) -> Result<Option<String>, RegistrationError> {
        self.algorithm(
            name,
            &Algorithm::ALL
                .into_iter()
                .filter(|one| KeyRing::has_key_for(*one, &self.app.policy().key_set))
                .collect::<Vec<_>>(),
        )
    }

    fn algorithm(&self, name: &'static str, served: &[Algorithm]) -> Result<Option<String>, RegistrationError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        if self.is_strict && !Algorithm::named(text).is_some_and(|algorithm| served.contains(&algorithm)) {
            return Err(wrong(format!("The {name} is not supported.")));
        }
        Ok(Some(text.to_owned()))
    }

    /// The URL of a page that the consent page links to; always validated, whatever the rules.
    fn page(&self, name: &'static str) -> Result<Option<String>, RegistrationError> {
        match self.text(name)? {
            Some(uri) if !is_page(uri) => Err(wrong(format!("The {name} must be an http or https URL."))),
            uri => Ok(uri.map(str::to_owned)),
        }
    }

    fn flag(&self, name: &'static str) -> Result<bool, RegistrationError> {
        Ok(self.one(name)?.unwrap_or(false))
    }

    fn addresses(&self, name: &'static str) -> Result<Vec<String>, RegistrationError> {
        let uris: Vec<String> = self.many(name)?.unwrap_or_default();
        uris.iter().try_for_each(|uri| self.check_address(name, uri))?;
        Ok(uris)
    }

    fn address(&self, name: &'static str) -> Result<Option<String>, RegistrationError> {
        let Some(uri) = self.text(name)? else { return Ok(None) };
        self.check_address(name, uri)?;
        if self.is_strict && !uri.starts_with("https:") && !uri.starts_with("http:") {
            return Err(wrong(format!("The {name} must be https, or http on a loopback address.")));
        }
        Ok(Some(uri.to_owned()))
    }

    /// It has the scheme, host and port of a redirect URI (OpenID Connect Front-Channel Logout §2).
    fn frontchannel_logout_uri(&self, redirect_uris: &[String]) -> Result<Option<String>, RegistrationError> {
        let uri = self.address("frontchannel_logout_uri")?;
        let origin = |uri: &str| url::Url::parse(uri).ok().map(|url| url.origin());
        let is_at_home = |uri: &String| redirect_uris.iter().any(|redirect| origin(redirect) == origin(uri));
        match uri {
            Some(uri) if self.is_strict && !is_at_home(&uri) => {
                Err(wrong("The frontchannel_logout_uri must have the origin of a redirect URI."))
            }
            uri => Ok(uri),
        }
    }

    fn check_address(&self, name: &str, uri: &str) -> Result<(), RegistrationError> {
        match redirect_uri::check(uri) {
            Err(why) if self.is_strict => Err(wrong(format!("{name}: {uri} {why}."))),
            _ => Ok(()),
        }
    }

    fn text(&self, name: &'static str) -> Result<Option<&str>, RegistrationError> {
        text(self.members, name)
    }

    /// A member of a specific type. A null value counts as absent (RFC 7591 §2, RFC 7592 §2.2).
    fn one<T: DeserializeOwned>(&self, name: &'static str) -> Result<Option<T>, RegistrationError> {
        match self.members.get(name).filter(|value| !value.is_null()) {
            None => Ok(None),
            Some(value) => match serde_json::from_value(value.clone()) {
                Ok(value) => Ok(Some(value)),
                Err(_) if !self.is_strict => Ok(None),
                Err(_) => Err(wrong(format!("The {name} has a value that is not supported."))),
            },
        }
    }

    fn many<T: DeserializeOwned>(&self, name: &'static str) -> Result<Option<Vec<T>>, RegistrationError> {
        let list: Option<Vec<Value>> = self.one(name)?;
        let Some(list) = list else { return Ok(None) };
        if list.len() > MAX_LIST || list.iter().any(|value| value.as_str().is_some_and(|text| text.len() > MAX_TEXT)) {
            return Err(wrong(format!("The {name} has too many values, or one that is too long.")));
        }
        let read = list.into_iter().map(serde_json::from_value);
        if self.is_strict {
            let unserved = |_| wrong(format!("The {name} contains a value that is not supported."));
            return read.collect::<Result<_, _>>().map(Some).map_err(unserved);
        }
        Ok(Some(read.filter_map(Result::ok).collect()))
    }
}

fn may_be_served(grant_type: GrantType, legacy: &LegacyRules) -> bool {
    match grant_type {
        GrantType::Implicit => legacy.implicit || legacy.hybrid,
        GrantType::Password => legacy.password,
        GrantType::AuthorizationCode
        | GrantType::RefreshToken
        | GrantType::ClientCredentials
        | GrantType::DeviceCode => true,
    }
}

fn described(members: &Map<String, Value>) -> Result<Map<String, Value>, RegistrationError> {
    if let Some(unserved) = UNSERVED.iter().find(|name| members.get(**name).is_some_and(|value| !value.is_null())) {
        return Err(wrong(format!("{unserved} is not supported.")));
    }
    let mut described = Map::new();
    for name in TEXTS {
        let Some(value) = text(members, name)? else { continue };
        described.insert(name.to_owned(), value.into());
    }
    match members.get("contacts") {
        None | Some(Value::Null) => {}
        Some(Value::Array(contacts)) if contacts.len() <= MAX_LIST && contacts.iter().all(is_short_text) => {
            described.insert("contacts".to_owned(), Value::Array(contacts.clone()));
        }
        Some(_) => return Err(wrong("The contacts must be a list of strings.")),
    }
    match text(members, "application_type")? {
        Some(kind @ ("web" | "native")) => drop(described.insert("application_type".to_owned(), kind.into())),
        Some(_) => return Err(wrong("The application_type must be web or native.")),
        None => {}
    }
    Ok(described)
}

fn text<'m>(members: &'m Map<String, Value>, name: &'static str) -> Result<Option<&'m str>, RegistrationError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) if is_short_text(value) => Ok(value.as_str()),
        Some(_) => Err(wrong(format!("The {name} must be a string of at most {MAX_TEXT} characters."))),
    }
}

fn is_short_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() <= MAX_TEXT)
}

fn wrong(description: impl Into<String>) -> RegistrationError {
    RegistrationError::metadata(description)
}
