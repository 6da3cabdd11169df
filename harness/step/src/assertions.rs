//! The audience of the client assertions that the harness signs, and how it is determined.

use super::client_knowledge::metadata_urls;
use super::step_error::StepError;
use super::world::World;
use crate::model::deployment::Client;
use crate::model::exchange::Request;
use crate::model::target::{AssertionAudience, ClientAuth};

/// Fetches the provider's metadata for its issuer, as a client does before it signs anything for it.
pub(super) async fn learn_issuer(world: &mut World) {
    let Some(provider) = &world.deployment.provider else { return };
    if world.knowledge.issuer(provider).is_none() {
        learn_metadata(world).await;
    }
}

/// Fetches the provider's metadata, once.
pub(super) async fn learn_metadata(world: &mut World) {
    let Some(provider) = &world.deployment.provider else { return };
    let Some(url) = metadata_urls(provider).into_iter().next() else { return };
    if world.knowledge.metadata.is_some() || std::mem::replace(&mut world.knowledge.asked, true) {
        return;
    }
    let mut request = Request::new("GET", url);
    request.headers.push(("accept".to_owned(), "application/json".to_owned()));
    // Without a response nothing is known, and that is not an obstacle.
    drop(world.call("client", request).await);
}

/// The audience of this client's assertions (RFC 7523 §3).
pub(super) fn audience(world: &World, client: &Client) -> Result<String, StepError> {
    Ok(world.knowledge.assertion_audience(&world.provider()?, client))
}

/// True if the issuer must be known to sign for it.
pub(super) fn are_for_issuer(client: &Client, auth: ClientAuth) -> bool {
    let signs = matches!(auth, ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt);
    signs && matches!(client.assertion_audience, None | Some(AssertionAudience::Issuer))
}

/// Records that an assertion was rejected; true if the client has another audience to try.
pub(super) fn try_another_audience(world: &mut World, client: &Client) -> bool {
    let Ok(before) = audience(world, client) else { return false };
    world.knowledge.refused.insert((client.id.clone(), before.clone()));
    world.show_clients();
    audience(world, client).is_ok_and(|after| after != before)
}
