//! A call of the client that the harness plays to an endpoint that takes a form: token, revocation, introspection.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::observation::{Landing, Observation};
use super::obstacle::Obstacle;
use super::text::{Changes, Text};
use super::world::World;
use crate::model::deployment::Client;
use crate::model::exchange::{Request, Response};
use crate::model::target::ClientAuth;
use crate::oauth::authorize::Parameters;
use crate::oauth::client_auth::authenticate;

/// How a client's credentials are sent when the scenario says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum AuthChoice {
    /// HTTP Basic.
    Basic,
    /// In the body.
    Post,
    /// Only `client_id`, without the secret.
    None,
}

/// What a scenario may change about such a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tampering<'a> {
    pub(crate) client: &'a str,
    pub(crate) secret: Option<&'a Text>,
    pub(crate) auth: Option<AuthChoice>,
    pub(crate) with: &'a Changes,
    pub(crate) without: &'a [String],
}

/// Sends the call and observes the response.
pub(crate) async fn send(
    world: &mut World,
    endpoint: &Url,
    form: Parameters,
    tampering: Tampering<'_>,
) -> Result<Observation, Obstacle> {
    let request = prepare(world, endpoint, form, tampering)?;
    let start = world.log.len();
    let response = world.call("client", request).await?;
    Ok(observe(start, response))
}

/// The request, ready to be sent.
pub(crate) fn prepare(
    world: &World,
    endpoint: &Url,
    mut form: Parameters,
    tampering: Tampering<'_>,
) -> Result<Request, Obstacle> {
    let client = world.client(tampering.client)?;
    let mut request = Request::new("POST", endpoint.clone());
    request.headers = vec![
        ("accept".to_owned(), "application/json".to_owned()),
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
    ];
    sign(world, &client, tampering, &mut request.headers, &mut form)?;
    change(world, &mut form, tampering.with, tampering.without)?;
    request.body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
    Ok(request)
}

fn sign(
    world: &World,
    client: &Client,
    tampering: Tampering<'_>,
    headers: &mut Vec<(String, String)>,
    form: &mut Parameters,
) -> Result<(), Obstacle> {
    let secret = tampering.secret.map(|secret| world.text(secret)).transpose()?.or_else(|| client.secret.clone());
    let (secret, auth) = match tampering.auth {
        None => (secret, client.auth),
        Some(AuthChoice::Basic) => (secret, ClientAuth::Basic),
        Some(AuthChoice::Post) => (secret, ClientAuth::Post),
        Some(AuthChoice::None) => (None, ClientAuth::Post),
    };
    authenticate(&client.id, secret.as_deref(), auth, headers, form);
    Ok(())
}

/// Applies `with` (replace or add) and `without` (drop) to parameters.
pub(crate) fn change(
    world: &World,
    parameters: &mut Parameters,
    with: &Changes,
    without: &[String],
) -> Result<(), Obstacle> {
    for (name, value) in &with.0 {
        let value = world.text(value)?;
        match parameters.iter_mut().find(|(n, _)| n == name) {
            Some(parameter) => parameter.1 = value,
            None => parameters.push((name.clone(), value)),
        }
    }
    parameters.retain(|(name, _)| !without.contains(name));
    Ok(())
}

/// What a direct call saw: the members of a JSON object, and `status`.
pub(crate) fn observe(start: usize, response: Response) -> Observation {
    let mut result = match response.json() {
        Some(Value::Object(members)) => Value::Object(members),
        _ => json!({}),
    };
    result["status"] = json!(response.status);
    Observation {
        actor: "client".to_owned(),
        exchanges: start..start + 1,
        landing: Landing::Response(response),
        pages: Vec::new(),
        home: None,
        result,
    }
}
