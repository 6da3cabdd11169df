//! A request of the client that the harness plays to an endpoint that accepts a form: token, revocation, introspection.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::assertions;
use super::dpop::Dpop;
use super::http_text::{self, Headers};
use super::parameters::{change, repeat};
use super::step_error::StepError;
use super::text::{Changes, Text};
use super::world::World;
use crate::model::deployment::Client;
use crate::model::exchange::{Request, Response};
use crate::model::target::ClientAuth;
use crate::oauth::authorize::Parameters;
use crate::oauth::client_auth::authenticate;
use crate::oauth::error::code_of;
use crate::oauth::proof::{FreshClaims, JWT_BEARER, SigningOptions, client_assertion};
use crate::oauth::random::single_use;

/// How to send a client's credentials if the scenario specifies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AuthChoice {
    /// HTTP Basic.
    Basic,
    /// In the body.
    Post,
    /// A JWT signed with the built-in test key.
    PrivateKeyJwt,
    /// A JWT signed with the client secret.
    ClientSecretJwt,
    /// Only `client_id`, without the secret.
    None,
}

/// Declares the arguments of such a request: its own ones, and what a scenario may change about any of them; `by` names the
/// function that determines the default client.
macro_rules! arguments {
    ($(#[$about:meta])* struct $name:ident { $($fields:tt)* }) => {
        $crate::token_request::arguments! { by "crate::default_client" $(#[$about])* struct $name { $($fields)* } }
    };
    (by $client:literal $(#[$about:meta])* struct $name:ident { $($(#[$on_field:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub(super) struct $name {
            $($(#[$on_field])* $field: $kind,)*
            /// The client that sends it.
            #[serde(default = $client)]
            client: $crate::Text,
            /// A secret other than the client's own.
            #[serde(default)]
            secret: Option<$crate::Text>,
            /// A client authentication method other than the client's own.
            #[serde(default)]
            auth: Option<$crate::token_request::AuthChoice>,
            /// Parameters to replace or add.
            #[serde(default)]
            with: $crate::Changes,
            /// Parameters to leave out.
            #[serde(default)]
            without: Vec<String>,
            /// Parameters to send a second time, with this value.
            #[serde(default)]
            twice: $crate::Changes,
            /// The whole form verbatim, instead of all parameters.
            #[serde(default)]
            raw: Option<$crate::Text>,
            /// Where the parameters are sent.
            #[serde(default, rename = "in")]
            place: $crate::token_request::FormPlace,
            /// The method.
            #[serde(default, deserialize_with = "crate::http_text::some_method")]
            method: Option<String>,
            /// Headers to replace or add.
            #[serde(default)]
            headers: $crate::Headers,
            /// Proves possession of the built-in test key (DPoP, RFC 9449).
            #[serde(default)]
            dpop: Option<$crate::dpop::Dpop>,
        }

        impl $name {
            fn changes(&self) -> $crate::token_request::Tampering<'_> {
                $crate::token_request::Tampering {
                    client: &self.client,
                    secret: self.secret.as_ref(),
                    auth: self.auth,
                    with: &self.with,
                    without: &self.without,
                    twice: &self.twice,
                    raw: self.raw.as_ref(),
                    place: self.place,
                    method: self.method.as_deref(),
                    headers: &self.headers,
                    dpop: self.dpop.as_ref(),
                }
            }
        }
    };
}
pub(super) use arguments;

/// Where the parameters of a request are sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FormPlace {
    /// The body, as RFC 6749 §3.2 requires.
    #[default]
    Body,
    /// The query of the URL.
    Query,
}

/// What a scenario may change about such a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tampering<'a> {
    pub client: &'a Text,
    pub secret: Option<&'a Text>,
    pub auth: Option<AuthChoice>,
    pub with: &'a Changes,
    pub without: &'a [String],
    pub twice: &'a Changes,
    pub raw: Option<&'a Text>,
    pub place: FormPlace,
    pub method: Option<&'a str>,
    pub headers: &'a Headers,
    pub dpop: Option<&'a Dpop>,
}

/// Nothing is replaced, added or sent twice.
static NO_CHANGES: Changes = Changes(Vec::new());
/// No header is replaced or added.
static NO_HEADERS: Headers = Headers(Vec::new());

impl<'a> Tampering<'a> {
    /// A request as the client sends it.
    pub(crate) fn none(client: &'a Text) -> Self {
        Tampering {
            client,
            secret: None,
            auth: None,
            with: &NO_CHANGES,
            without: &[],
            twice: &NO_CHANGES,
            raw: None,
            place: FormPlace::Body,
            method: None,
            headers: &NO_HEADERS,
            dpop: None,
        }
    }

    /// The role of the client, if it authenticates as itself with its own method.
    pub(crate) fn true_client(&self) -> Option<&'a Text> {
        let own = self.secret.is_none() && self.auth.is_none() && self.raw.is_none() && self.headers.0.is_empty();
        let is_credential = |name: &String| matches!(name.as_str(), "client_id" | "client_secret" | "client_assertion");
        let forged =
            self.with.0.iter().chain(&self.twice.0).map(|(name, _)| name).chain(self.without).any(is_credential);
        (own && !forged).then_some(self.client)
    }
}

/// The request, ready to be sent.
pub(crate) fn prepare(
    world: &World,
    endpoint: &Url,
    mut form: Parameters,
    tampering: Tampering<'_>,
) -> Result<Request, StepError> {
    let client = world.client(&world.text(tampering.client)?)?;
    let mut request = Request::new(tampering.method.unwrap_or("POST"), endpoint.clone());
    request.headers.push(("accept".to_owned(), "application/json".to_owned()));
    sign(world, &client, tampering, &mut request.headers, &mut form)?;
    change(world, &mut form, tampering.with, tampering.without)?;
    repeat(world, &mut form, tampering.twice)?;
    let encoded = match tampering.raw {
        Some(raw) => world.text(raw)?,
        None => form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish(),
    };
    match tampering.place {
        FormPlace::Query => request.url.set_query(Some(&encoded)),
        FormPlace::Body => {
            request.headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
            request.body = encoded;
        }
    }
    if let Some(dpop) = tampering.dpop {
        dpop.prove(world, &mut request, None)?;
    }
    set_headers(world, &mut request, tampering.headers)?;
    Ok(request)
}

/// True if the client signs an assertion for the issuer, if it knows one.
pub(crate) fn signs_for_issuer(world: &World, tampering: Tampering<'_>) -> Result<bool, StepError> {
    let client = world.client(&world.text(tampering.client)?)?;
    Ok(assertions::are_for_issuer(&client, means(&client, tampering).0))
}

/// True if the client should sign once more, for the server by its other name: this one was rejected.
pub(crate) fn other_audience_is_due(
    world: &mut World,
    tampering: Option<Tampering<'_>>,
    response: &Response,
) -> Result<bool, StepError> {
    let refused = matches!(response.status, 400 | 401) && code_of(response).as_deref() == Some("invalid_client");
    let Some(tampering) = tampering.filter(|_| refused) else { return Ok(false) };
    let client = world.client(&world.text(tampering.client)?)?;
    let own = tampering.true_client().is_some() && assertions::are_for_issuer(&client, client.auth);
    Ok(own && assertions::try_another_audience(world, &client))
}

/// Replaces or adds headers.
pub(crate) fn set_headers(world: &World, request: &mut Request, headers: &Headers) -> Result<(), StepError> {
    for (name, value) in &headers.0 {
        let (name, value) = (name.to_ascii_lowercase(), world.text(value)?);
        http_text::header_value(&name, &value)?;
        request.headers.retain(|(present, _)| *present != name);
        request.headers.push((name, value));
    }
    Ok(())
}

fn sign(
    world: &World,
    client: &Client,
    tampering: Tampering<'_>,
    headers: &mut Vec<(String, String)>,
    form: &mut Parameters,
) -> Result<(), StepError> {
    let secret = tampering.secret.map(|secret| world.text(secret)).transpose()?.or_else(|| client.secret.clone());
    let (auth, keeps_secret) = means(client, tampering);
    let secret = if keeps_secret { secret } else { None };
    authenticate(&client.id, secret.as_deref(), auth, headers, form);
    let secret = match auth {
        ClientAuth::PrivateKeyJwt => None,
        ClientAuth::ClientSecretJwt if secret.is_some() => secret,
        _ => return Ok(()),
    };
    let once = FreshClaims { jti: single_use(), now: world.clock.now.seconds() };
    let how = SigningOptions { secret, ..SigningOptions::default() };
    let assertion = client_assertion(&client.id, &assertions::audience(world, client)?, &once, &how);
    form.push(("client_assertion_type".to_owned(), JWT_BEARER.to_owned()));
    form.push(("client_assertion".to_owned(), assertion.map_err(StepError::Value)?));
    Ok(())
}

/// How the client authenticates, and whether its secret is used.
fn means(client: &Client, tampering: Tampering<'_>) -> (ClientAuth, bool) {
    match tampering.auth {
        None => (client.auth, true),
        Some(AuthChoice::Basic) => (ClientAuth::Basic, true),
        Some(AuthChoice::Post) => (ClientAuth::Post, true),
        Some(AuthChoice::PrivateKeyJwt) => (ClientAuth::PrivateKeyJwt, true),
        Some(AuthChoice::ClientSecretJwt) => (ClientAuth::ClientSecretJwt, true),
        Some(AuthChoice::None) => (ClientAuth::Post, false),
    }
}

/// Whether the client is named by a parameter, not in a header (RFC 6749 §2.3.1 and §3.2.1).
pub(crate) fn names_client_in_form(client: &Client, tampering: Tampering<'_>) -> bool {
    let has_secret = client.secret.is_some() || tampering.secret.is_some();
    match tampering.auth {
        Some(choice) => choice != AuthChoice::Basic,
        None => !(has_secret && client.auth == ClientAuth::Basic),
    }
}
