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
    let log = evidence.exchanges.get(seen.exchanges.clone()).unwrap_or_default();
    let came_from = format!("after {}", seen.end.describe());
    if shown.is_empty() && home.status >= 500 {
        return Err(unjudged(format!("the home page fails: {}, {came_from}", describe_page(home))));
    }
    if shown.is_empty() && who.is_none() && !evidence.home_has_shown_a_user {
        let hint = "let a user sign in before, in a separate browser: then the page is known to show who is signed in";
        let nothing = "the home page shows no user, like every home page of this case so far".to_owned();
        return Err(unjudged(nothing).hint(hint));
    }
    if shown.iter().copied().eq(who) || (who.is_none() && began_anew(log, evidence.deployment)) {
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
fn began_anew(log: &[Exchange], deployment: &Deployment) -> bool {
    let (Some(consumer), Some(provider)) = (&deployment.consumer, &deployment.provider) else { return false };
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use url::Url;

    use super::*;
    use crate::model::deployment::OtherSecrets;
    use crate::model::exchange::{Request, Response};
    use crate::model::sign_in::SignIn;
    use crate::model::target::RequestDefaults;

    const HOME: &str = "https://rp.test/";
    const CALLBACK: &str = "https://rp.test/cb";
    const AUTHORIZATION: &str = "https://op.test/authorize";

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn deployment() -> Deployment {
        let sign_in = url("https://rp.test/login");
        let callback = url(CALLBACK);
        Deployment {
            provider: Some(ProviderUrls::at(url("https://op.test/"), url(AUTHORIZATION), url("https://op.test/token"))),
            consumer: Some(ConsumerUrls {
                base: url(HOME),
                also_at: Vec::new(),
                home: url(HOME),
                sign_in,
                callback,
                log_out: None,
            }),
            clients: BTreeMap::new(),
            users: BTreeMap::new(),
            others: BTreeMap::new(),
            sign_in: SignIn::default(),
            scope: String::new(),
            request_defaults: RequestDefaults::default(),
            other_secrets: OtherSecrets::default(),
        }
    }

    /// Whether a new login began in these requests of a browser: each opened, or reached by a redirect (`→`).
    fn is_anew(requests: &[&str]) -> bool {
        let exchange = |request: &&str| {
            let redirected = request.strip_prefix('→');
            Exchange {
                actor: "alice".to_owned(),
                cause: if redirected.is_some() { Cause::Redirect } else { Cause::Open },
                request: Request::new("GET", url(redirected.unwrap_or(request))),
                outcome: Ok(Response { status: 200, headers: Vec::new(), body: String::new() }),
                took: Duration::ZERO,
            }
        };
        began_anew(&requests.iter().map(exchange).collect::<Vec<_>>(), &deployment())
    }

    #[test]
    fn a_consumer_that_rejects_a_code_may_begin_a_login_of_its_own() {
        let planted = "https://rp.test/cb?code=planted&state=s";
        let (again, new) = ("→https://op.test/authorize?state=t", "→https://rp.test/cb?code=new&state=t");
        assert!(is_anew(&[planted, again, new, "→https://rp.test/"]));
        assert!(!is_anew(&[planted, "→https://rp.test/"]), "the planted code signed the user in");
        assert!(!is_anew(&[planted, again, "→https://rp.test/cb?code=planted&state=t"]), "it is the same code");
        assert!(!is_anew(&[planted, new]), "without a request in between");
        assert!(!is_anew(&[again, new]), "one callback is the end of the login itself");
    }

    #[test]
    fn a_home_page_that_redirects_to_the_provider_and_back_had_no_user() {
        let callback = "→https://rp.test/cb?code=c&state=s";
        assert!(is_anew(&[HOME, "→https://op.test/authorize?state=s", callback, "→https://rp.test/"]));
        assert!(!is_anew(&[HOME, AUTHORIZATION, callback]), "the browser opened the provider, no redirect led there");
        assert!(!is_anew(&["https://rp.test/login", "→https://op.test/authorize", callback, "→https://rp.test/"]));
        assert!(!is_anew(&[HOME]) && !is_anew(&[]));
    }

    #[test]
    fn without_a_provider_no_login_can_begin() {
        let consumer_alone = Deployment { provider: None, ..deployment() };
        assert!(!began_anew(&[], &consumer_alone));
    }
}
