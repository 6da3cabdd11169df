//! The claims of an ID token (OpenID Connect Core §2, §3.1.3.6, §3.3.2.11, §5.4, §5.5 and §12.2).

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::token_bindings::TokenBindings;
use crate::base::clock::unix_seconds;
use crate::jose::Algorithm;
use crate::jose::claims::Claims;
use crate::policy::{AudClaim, AuthTimeClaim, HashClaim, IssMember, NonceClaim, RefreshedIdToken, SubClaim, TimeClaim};
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::grant::Grant;
use crate::state::subject;
use crate::state::user_claims;

/// Another issuer.
const FOREIGN_ISSUER: &str = "https://issuer.example";
/// The deviation of wrong times.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The claims for `grant`; `None` if it has no user.
pub(super) fn claims(
    app: &App,
    client: &Client,
    grant: &Grant,
    ties: TokenBindings<'_>,
    algorithm: Algorithm,
) -> Option<Claims> {
    let mut claims = Claims::new();
    about_the_user(&mut claims, app, grant, ties);
    if app.policy().id_token.extended {
        extended(&mut claims, app);
    }
    parties(&mut claims, app, client, subject::of_grant(app, grant)?);
    times(&mut claims, app, grant);
    what_it_answers(&mut claims, app, grant, ties, algorithm);
    if !ties.nonce {
        refreshed(&mut claims, app, client, grant);
    }
    Some(claims)
}

/// `iss`, `sub`, `aud` and `azp` (§2).
fn parties(claims: &mut Claims, app: &App, client: &Client, subject: String) {
    let rules = &app.policy().id_token;
    let iss = match rules.iss {
        IssMember::Right => Some(app.issuer()),
        IssMember::Foreign => Some(FOREIGN_ISSUER.to_owned()),
        IssMember::Missing => None,
    };
    let sub = match rules.sub {
        SubClaim::OfUser => Some(subject),
        SubClaim::OfFirstUser => app.store().first_user().map(|user| user.user_id.to_string()),
        SubClaim::Missing => None,
    };
    let other = other_client(app, client);
    let (aud, azp) = match rules.aud {
        AudClaim::Client => (Some(json!(client.id())), None),
        AudClaim::ListOfClient => (Some(json!([client.id()])), None),
        AudClaim::ClientTwice => (Some(json!(client.id())), Some(client.id().to_owned())),
        AudClaim::TwoWithParty => (Some(json!([other, client.id()])), Some(client.id().to_owned())),
        AudClaim::OtherClient => (Some(json!(other)), None),
        AudClaim::Several => (Some(json!([client.id(), other])), None),
        AudClaim::OtherParty => (Some(json!(client.id())), Some(other)),
        AudClaim::Missing => (None, None),
    };
    set(claims, "iss", iss.map(Value::from));
    set(claims, "sub", sub.map(Value::from));
    set(claims, "aud", aud);
    set(claims, "azp", azp.map(Value::from));
}

/// `iat`, `exp` and `auth_time` (§2). All clients get the last one, unless the rules restrict it to those that asked
/// for it: `max_age`, `require_auth_time` and an essential claim require no more.
fn times(claims: &mut Claims, app: &App, grant: &Grant) {
    let rules = &app.policy().id_token;
    let now = app.now();
    set(claims, "iat", moment(rules.iat, now));
    set(claims, "exp", moment(rules.exp, now + Duration::from(rules.lifetime)));
    let Some(authentication) = &grant.authentication else { return };
    let auth_time = match rules.auth_time {
        AuthTimeClaim::WhereAsked if !grant.auth_time_asked => None,
        AuthTimeClaim::OfLogin | AuthTimeClaim::WhereAsked => Some(authentication.time),
        AuthTimeClaim::Now => Some(now),
        AuthTimeClaim::Missing => None,
    };
    set(claims, "auth_time", auth_time.map(|time| unix_seconds(time).into()));
}

/// `nonce`, `at_hash` and `c_hash`: the request, and the values issued with the ID token.
fn what_it_answers(claims: &mut Claims, app: &App, grant: &Grant, ties: TokenBindings<'_>, algorithm: Algorithm) {
    let rules = &app.policy().id_token;
    let sent = grant.nonce.as_deref().filter(|_| ties.nonce);
    let nonce = match (rules.nonce, sent) {
        (NonceClaim::Invented, None) if ties.nonce => Some(app.random.name()),
        (NonceClaim::OfRequest | NonceClaim::Invented, sent) => sent.map(str::to_owned),
        (NonceClaim::OfAnotherRequest, sent) => sent.map(|_| app.random.name()),
        (NonceClaim::Missing, _) => None,
    };
    set(claims, "nonce", nonce.map(Value::from));
    for (name, rule, value) in [("at_hash", rules.at_hash, ties.access_token), ("c_hash", rules.c_hash, ties.code)] {
        let hash = match rule {
            HashClaim::WhereRequired if !ties.front_channel => None,
            HashClaim::Right | HashClaim::WhereRequired => value.and_then(|value| algorithm.half_hash(value)),
            HashClaim::OfSomethingElse => value.and_then(|_| algorithm.half_hash(&app.random.token())),
            HashClaim::Missing => None,
        };
        set(claims, name, hash.map(Value::from));
    }
}

/// The session, the individually requested claims (§5.5), and those of the scopes without an access token to fetch
/// them with (§5.4).
fn about_the_user(claims: &mut Claims, app: &App, grant: &Grant, ties: TokenBindings<'_>) {
    let Some(user) = grant.user_id.and_then(|id| app.user(id)) else { return };
    let asked = &grant.claims;
    claims.extend(user_claims::named(&user, &asked.id_token));
    let is_alone = ties.access_token.is_none() && ties.code.is_none();
    if (is_alone && app.policy().id_token.scope_claims_alone) || app.policy().id_token.with_scope_claims {
        claims.extend(user_claims::released(&user, &grant.scope));
    }
    set(claims, "acr", asked.acr.map(|acr| acr.name().into()));
    let session = grant.authentication.as_ref().filter(|_| app.policy().logout.sessions_named);
    set(claims, "sid", session.map(|session| session.sid.as_str().into()));
}

/// Deviations after a refresh, contrary to §12.2.
fn refreshed(claims: &mut Claims, app: &App, client: &Client, grant: &Grant) {
    let other_user = || app.config.users.iter().map(|user| user.user_id).find(|id| Some(*id) != grant.user_id);
    let first_iat = || grant.authentication.as_ref().map(|authentication| unix_seconds(authentication.time));
    let (name, value) = match app.policy().id_token.refreshed {
        RefreshedIdToken::LikeTheFirst | RefreshedIdToken::LeftOut => return,
        RefreshedIdToken::WithNonce => ("nonce", grant.nonce.clone().map(Value::from)),
        RefreshedIdToken::OtherIssuer => ("iss", Some(FOREIGN_ISSUER.into())),
        RefreshedIdToken::OtherUser => ("sub", other_user().map(|id| id.to_string().into())),
        RefreshedIdToken::OtherClient => ("aud", Some(other_client(app, client).into())),
        RefreshedIdToken::LaterLogin => ("auth_time", Some(unix_seconds(app.now()).into())),
        RefreshedIdToken::OldIat => ("iat", first_iat().map(Value::from)),
        RefreshedIdToken::OtherNonce => ("nonce", Some(app.random.name().into())),
    };
    set(claims, name, value);
}

fn other_client(app: &App, client: &Client) -> String {
    let others = app.config.clients.iter().map(|other| &other.client_id);
    others.into_iter().find(|id| *id != client.id()).cloned().unwrap_or_default()
}

fn moment(rule: TimeClaim, time: SystemTime) -> Option<Value> {
    match rule {
        TimeClaim::Right => Some(unix_seconds(time).into()),
        TimeClaim::Fraction => Some(with_half_a_second(time)),
        TimeClaim::Early => Some(unix_seconds(time - A_DAY).into()),
        TimeClaim::Late => Some(unix_seconds(time + A_DAY).into()),
        TimeClaim::Text => Some(unix_seconds(time).to_string().into()),
        TimeClaim::Missing => None,
    }
}

/// RFC 7519 §2: a `NumericDate` can have a fraction.
fn with_half_a_second(time: SystemTime) -> Value {
    let text = format!("{}.5", unix_seconds(time));
    text.parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}

/// Claims that clients have no use for and have to ignore (§2, §3.1.3.3).
fn extended(claims: &mut Claims, app: &App) {
    claims.insert("jti".to_owned(), app.random.name().into());
    claims.insert("nbf".to_owned(), unix_seconds(app.now()).into());
    claims.insert("amr".to_owned(), json!(["pwd"]));
    claims.insert("https://claims.example/tenant".to_owned(), json!({ "id": 7, "roles": ["member", null] }));
}

fn set(claims: &mut Claims, name: &str, value: Option<Value>) {
    claims.extend(value.map(|value| (name.to_owned(), value)));
}
