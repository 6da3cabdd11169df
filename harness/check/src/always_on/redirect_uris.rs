//! The redirect URIs of clients: those that are known, and those that were registered during the case.

use url::Url;

use crate::http::form_of;
use crate::model::deployment::Deployment;
use crate::model::exchange::{Cause, Exchange, Response};
use crate::model::owner::same_place;

/// The redirect URIs of the target file, those that a browser typed into a form of the client registration page, and those that
/// a registration response confirmed (RFC 7591 §3.2.1).
pub(super) fn registered(deployment: &Deployment, log: &[Exchange]) -> Vec<Url> {
    let mut all: Vec<Url> =
        deployment.clients.values().filter_map(|client| Url::parse(&client.redirect_uri).ok()).collect();
    all.extend(deployment.consumer.iter().map(|consumer| consumer.callback.clone()));
    let page = deployment.provider.as_ref().and_then(|provider| provider.register_client.as_ref());
    let typed = log
        .iter()
        .map(|exchange| &exchange.request)
        .filter(|request| request.method == "POST" && page.is_some_and(|page| same_place(page, &request.url)));
    let values = typed.flat_map(form_of).map(|(_, value)| value);
    let calls = log.iter().filter(|exchange| exchange.cause == Cause::Call);
    // What an error response repeats of the request is not registered.
    let answers = calls.filter_map(|call| call.response().filter(|response| matches!(response.status, 200..300)));
    let confirmed = answers
        .filter_map(Response::json)
        .filter_map(|json| Some(json.get("redirect_uris")?.as_array()?.clone()))
        .flatten();
    all.extend(confirmed.filter_map(|uri| Url::parse(uri.as_str()?).ok()));
    all.extend(
        values.flat_map(|value| value.split_whitespace().filter_map(|uri| Url::parse(uri).ok()).collect::<Vec<_>>()),
    );
    all
}
