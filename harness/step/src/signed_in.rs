//! Who is signed in at the consumer, by the evidence of its home page.

use super::evidence::Evidence;
use super::hint;
use super::observation::{Observation, describe_page};
use crate::model::deployment::{ConsumerUrls, Deployment, ProviderUrls};
use crate::model::exchange::{Cause, Exchange};
use crate::model::owner::{Owner, is_redirection_endpoint, same_place};
use crate::model::page::Page;
use crate::model::quoted;
use crate::model::verdict::Mismatch;
use crate::oauth::authorize::delivered_code;

/// The home page shows this user and no other; `None`: it shows no user.
///
/// That it shows no user proves something only if it has shown one before: else it may never show the user that the target file
/// names. Apart from that, its appearance and its status do not matter.
///
/// A consumer that rejects an authorization response may start a login of its own, and so may a home page for signed-in users. A
/// user who is signed in by that login was not signed in before it, which counts as no user.
pub fn signed_in(seen: &Observation, evidence: &Evidence<'_>, who: Option<&str>) -> Result<(), Mismatch> {
    let expected = match who {
        Some(name) => format!("`{name}` to be signed in at the consumer"),
        None => "no user to be signed in at the consumer".to_owned(),
    };
    let unjudged =
        |seen_here: String| Mismatch { unjudged: who.is_none(), ..Mismatch::new(expected.clone(), seen_here) };
    let Some(home) = &seen.home else {
        return Err(unjudged(format!("no home page; the browser came to {}", seen.end.describe())));
    };
    let shown = shown_on(home, evidence.deployment);
    let came_from = format!("after {}", seen.end.describe());
    if shown.is_empty() && home.status >= 500 {
        return Err(unjudged(format!("the home page fails: {}, {came_from}", describe_page(home))));
    }
    if shown.is_empty() && who.is_none() && !evidence.home_has_shown_a_user {
        let hint = "let a user sign in before, in a separate browser: then the page is known to show who is signed in";
        let nothing = "the home page shows no user, like every home page of this case so far".to_owned();
        return Err(unjudged(nothing).hint(hint));
    }
    if shown.iter().copied().eq(who) || (who.is_none() && began_anew(seen, evidence)) {
        return Ok(());
    }
    let seen_here = match shown.as_slice() {
        [] => format!("the home page shows no user: \"{}\"", quoted::at_most(100, &home.text)),
        names => format!("the home page shows {}", names.join(" and ")),
    };
    let mismatch = Mismatch::new(expected, format!("{seen_here} ({}), {came_from}", describe_page(home)));
    let hint = who.filter(|_| shown.is_empty()).map(|name| hint::of_sign_in(evidence, name, seen));
    Err(Mismatch { hint, ..mismatch })
}

/// True if the consumer itself started the login that the home page shows.
fn began_anew(seen: &Observation, evidence: &Evidence<'_>) -> bool {
    let (Some(consumer), Some(provider)) = (&evidence.deployment.consumer, &evidence.deployment.provider) else {
        return false;
    };
    let log = evidence.exchanges.get(seen.exchanges.clone()).unwrap_or_default();
    instead_of_a_refusal(log, consumer, provider) || by_the_home_page(log, consumer, provider)
}

/// The home page redirected to the provider and back before it showed a user: no user was signed in when it was opened.
fn by_the_home_page(log: &[Exchange], consumer: &ConsumerUrls, provider: &ProviderUrls) -> bool {
    let opened = log.iter().rposition(|exchange| exchange.cause != Cause::Redirect).unwrap_or_default();
    let mut chain = log[opened..].iter();
    chain.any(|exchange| same_place(&exchange.request.url, &consumer.home))
        && chain.any(|exchange| same_place(&exchange.request.url, &provider.authorization))
        && chain.any(|exchange| is_redirection_endpoint(&exchange.request.url, &consumer.callback))
}

/// The consumer has sent the browser back to the provider, which has sent it on with another code than the first time.
fn instead_of_a_refusal(log: &[Exchange], consumer: &ConsumerUrls, provider: &ProviderUrls) -> bool {
    let is_callback = |exchange: &Exchange| is_redirection_endpoint(&exchange.request.url, &consumer.callback);
    let (Some(first), Some(last)) = (log.iter().position(is_callback), log.iter().rposition(is_callback)) else {
        return false;
    };
    let asks_again = |exchange: &Exchange| same_place(&exchange.request.url, &provider.authorization);
    log[first..last].iter().any(asks_again) && delivered_code(&log[first].request) != delivered_code(&log[last].request)
}

/// The users that a page of the consumer shows. A page of the provider does not show that.
pub(super) fn shown_on<'w>(page: &Page, deployment: &'w Deployment) -> Vec<&'w str> {
    if deployment.owner_of(&page.url) != Owner::Consumer {
        return Vec::new();
    }
    let users = deployment.users.iter().filter(|(_, user)| page.text.contains(&user.shows));
    users.map(|(name, _)| name.as_str()).collect()
}
