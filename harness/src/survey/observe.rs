//! What a provider does: a user signs in, the client gets its tokens, and a few more requests of the same kind.

use serde_json::json;
use url::Url;

use super::draft::{Draft, ROLES};
use super::error::SurveyError;
use super::given::Given;
use super::observed::{Observed, SignIn};
use crate::model::endpoint::Endpoint;
use crate::model::page::PageKind;
use crate::model::redacted::Redacted;
use crate::model::target::Target;
use crate::run::Probe;
use crate::step::{Observation, StepEnd};

/// Signs in and looks. The hosts of the login and the way in which the client authenticates are added to the draft, because
/// no user can sign in without them.
pub(super) async fn observe(draft: &mut Draft, given: &Given, seed: u64) -> Result<Observed, SurveyError> {
    let mut observed = Observed::default();
    // It ends: `may_add` takes a few hosts, and there is one other way to authenticate.
    let (target, (login, mut probe)) = loop {
        let target = draft.read().map_err(SurveyError::Draft)?;
        let why = match sign_in(&target, seed, 0, None).await {
            Ok(done) => break (target, done),
            Err(Ended::LedTo(host)) if draft.may_add(&host) => {
                draft.add_origin(&host);
                continue;
            }
            Err(Ended::ClientRejected(_)) if draft.may_authenticate_otherwise() => {
                draft.authenticate_otherwise();
                continue;
            }
            Err(Ended::LedTo(host)) => {
                let origin = host.origin().ascii_serialization();
                Redacted::ours(format!("the login leads to {origin}, which is not part of the provider"))
            }
            Err(Ended::ClientRejected(why) | Ended::Failed(why)) => why,
        };
        observed.sign_in = Some(Err(why));
        return Ok(observed);
    };
    observed.shows.push(shows(&mut probe, draft, given, 0).await);
    observed.sign_in = Some(Ok(login.clone()));
    more(&mut observed, &mut probe, draft).await;
    if let Ok((again, _)) = sign_in(&target, seed, 0, Some("again")).await {
        observed.asked_again = Some(again.pages.contains(&PageKind::Consent));
    }
    if !login.refresh && draft.announces_scope("offline_access") {
        let scope = format!("{} offline_access", target.scope);
        let wider = Target { scope: scope.clone(), ..target.clone() };
        if let Ok((SignIn { refresh: true, .. }, _)) = sign_in(&wider, seed, 0, Some("offline")).await {
            observed.refresh_scope = Some(scope);
        }
    }
    for user in 1..given.users.len() {
        let shown = match sign_in(&target, seed, user, None).await {
            Ok((_, mut probe)) => shows(&mut probe, draft, given, user).await,
            Err(_) => None,
        };
        observed.shows.push(shown);
    }
    Ok(observed)
}

/// Why the user did not sign in.
enum Ended {
    /// The browser was led to another host.
    LedTo(Url),
    /// The token endpoint does not accept the client's authentication.
    ClientRejected(Redacted),
    Failed(Redacted),
}

async fn sign_in(target: &Target, seed: u64, user: usize, time: Option<&str>) -> Result<(SignIn, Probe), Ended> {
    let name = format!("survey {} {}", ROLES[user], time.unwrap_or("first"));
    let mut probe = Probe::start(target, seed, &name).await.map_err(Ended::Failed)?;
    let mut login = SignIn::default();
    let args = json!({ "as": ROLES[user], "as-it-comes": true });
    let authorized = probe.step("authorize", &args).await.map_err(Ended::Failed)?;
    login.pages.clone_from(&authorized.pages);
    if let StepEnd::Elsewhere(to) = &authorized.end {
        return Err(Ended::LedTo(to.url.clone()));
    }
    if authorized.result["code"].is_null() {
        return Err(Ended::Failed(probe.redacted(&authorized.end.describe())));
    }
    login.iss = authorized.result["iss"].is_string();
    let tokens = probe.step("exchange", &json!({ "code": "${authorize.code}" })).await.map_err(Ended::Failed)?;
    if tokens.result["access_token"].is_null() {
        let why = probe.redacted(&format!("the token endpoint answers {}", tokens.end.describe()));
        let rejected = tokens.result["error"] == "invalid_client" || tokens.end.status() == Some(401);
        return Err(if rejected { Ended::ClientRejected(why) } else { Ended::Failed(why) });
    }
    let token = &tokens.result;
    login.scope = token["scope"].as_str().map(str::to_owned);
    login.refresh = token["refresh_token"].is_string();
    login.id_token = token["id_token"].is_string();
    login.jwt = token["access_token"].as_str().is_some_and(|token| token.split('.').count() == 3);
    Ok((login, probe))
}

/// What the same browser, which is signed in by now, and the same client can show.
async fn more(observed: &mut Observed, probe: &mut Probe, draft: &Draft) {
    let without = json!({ "without": ["code_challenge", "code_challenge_method"], "as-it-comes": true });
    observed.without_pkce = leads_to_code(probe.step("authorize", &without).await);
    let plain = json!({ "code_challenge": "a".repeat(43), "code_challenge_method": "plain" });
    observed.plain_pkce = leads_to_code(probe.step("authorize", &json!({ "with": plain, "as-it-comes": true })).await);
    if draft.announces_grant("client_credentials") && draft.has_secret() {
        let seen = probe.step("client-credentials", &json!({})).await;
        observed.client_credentials = seen.ok().map(|seen| seen.result["access_token"].is_string());
    }
}

/// True for a code, false for a refusal that the browser shows or takes to the client.
fn leads_to_code(seen: Result<Observation, Redacted>) -> Option<bool> {
    let seen = seen.ok()?;
    match &seen.end {
        StepEnd::Client(_) if seen.result["code"].is_string() => Some(true),
        StepEnd::Client(_) if seen.result["error"] == "invalid_request" => Some(false),
        StepEnd::Page(page) if (400..500).contains(&page.status) => Some(false),
        StepEnd::Response(response) if (400..500).contains(&response.status) => Some(false),
        _ => None,
    }
}

/// The text of a user's profile that no other has: the name, if it is there, or an identifier.
async fn shows(probe: &mut Probe, draft: &Draft, given: &Given, user: usize) -> Option<String> {
    let url = draft.url(Endpoint::Profile)?;
    let args = json!({ "url": url, "headers": { "authorization": "Bearer ${exchange.access_token}" } });
    let seen = probe.step("request", &args).await.ok()?;
    let StepEnd::Response(response) = &seen.end else { return None };
    let name = given.users[user].name.as_str();
    let members = response.json();
    let of = |member: &str| members.as_ref()?.get(member)?.as_str().map(str::to_owned);
    let candidates = [Some(name.to_owned()), of("email"), of("preferred_username"), of("sub")];
    candidates.into_iter().flatten().find(|text| text.len() > 2 && response.body.contains(text.as_str()))
}
