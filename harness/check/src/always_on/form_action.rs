//! `form-action`: no page blocks its own form with the `form-action` of its content security policy. Chromium and Safari
//! check every redirect after a form, so a consent page that allows only its own origin keeps the user from returning to the
//! client.

use url::Url;

use super::traffic::{AnsweredExchange, Party};
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::endpoint::Endpoint;
use crate::model::exchange::Cause;
use crate::model::page::PageKind;
use crate::model::scenario::UnderTest;
use crate::model::stopped_form::StoppedForm;
use crate::oauth::authorize::is_redirect_to;

const BACK_TO_CLIENT: &str = "rfc6749-3.1.2-browser-redirected-back";
const TO_PROVIDER: &str = "rfc6749-4.1.1-browser-redirected-to-server";
const AFTER_LOGOUT: &str = "oidc-logout-3-browser-redirected-back";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "form-action",
    sentence: "No form-action directive blocks a page's own form or the redirects after it",
    requirements: &[BACK_TO_CLIENT, TO_PROVIDER, AFTER_LOGOUT],
    about: UnderTest::Pair,
    red_when: &[
        "provider/login-form-action-blocks-redirect",
        "provider/consent-form-action-blocks-redirect",
        "provider/form-post-form-action-blocks-response",
        "provider/logout-form-action-blocks-redirect",
        "consumer/start-form-action-blocks-redirect",
    ],
    examine,
};

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for (seen, form) in forms(traffic) {
        let leads_away = |to: &Url| traffic.party_at(to) != seen.party;
        if way(traffic, form).any(|to| leads_away(&to))
            && let Some(requirement) = about(traffic, &seen.request.url)
        {
            examined.count(requirement);
        }
    }
    for stopped in traffic.stopped_forms.iter().filter(|stopped| is_on_its_way(traffic, stopped)) {
        let Some(requirement) = about(traffic, &stopped.page) else { continue };
        examined.count(requirement);
        let expected = "a form-action that allows every URL the form leads to, or no form-action";
        examined.violation(stopped.exchange, requirement, expected, stopped.to_string());
    }
    examined
}

/// Whether a form was blocked on its way to a party or a client, or to wherever a client sends its user on. A redirect of the
/// page's own party to any other site is better blocked.
fn is_on_its_way(traffic: &Traffic<'_>, stopped: &StoppedForm) -> bool {
    let to = &stopped.to;
    let sender = traffic.log.get(stopped.exchange).map(|sender| &sender.request.url);
    let is_sent_by_another = sender.is_some_and(|sender| traffic.party_at(sender) != traffic.party_at(&stopped.page));
    traffic.party_at(to).is_some() || traffic.is_registered(to) || ends_a_logout(traffic, to) || is_sent_by_another
}

/// True for a URL where a client expects users after their logout.
fn ends_a_logout(traffic: &Traffic<'_>, to: &Url) -> bool {
    let clients = traffic.deployment.clients.values();
    let mut uris = clients.flat_map(|client| &client.post_logout_redirect_uris).filter_map(|uri| Url::parse(uri).ok());
    uris.any(|uri| is_redirect_to(to, &uri))
}

/// The requirement that a page violates if it blocks its form.
fn about(traffic: &Traffic<'_>, page: &Url) -> Option<&'static str> {
    match traffic.party_at(page)? {
        Party::Consumer => Some(TO_PROVIDER),
        Party::Provider => {
            let provider = traffic.deployment.provider.as_ref()?;
            let logs_out = matches!(provider.endpoint_at(page), Some(Endpoint::EndSession | Endpoint::LogOut));
            Some(if logs_out { AFTER_LOGOUT } else { BACK_TO_CLIENT })
        }
    }
}

/// The pages whose form a browser submitted next, and the resulting request.
fn forms<'a>(traffic: &Traffic<'a>) -> impl Iterator<Item = (AnsweredExchange<'a>, AnsweredExchange<'a>)> {
    traffic.seen().filter_map(|page| {
        let shown = traffic.pages.get(&page.index)?;
        let mut later =
            traffic.seen().filter(|next| next.index > page.index && next.exchange.actor == page.exchange.actor);
        let cause = if shown.kind == PageKind::FormRelay { Cause::Redirect } else { Cause::Submit };
        Some((page, later.next().filter(|next| next.exchange.cause == cause)?))
    })
}

/// Where a form leads: its action, and the redirects that follow it.
fn way<'a>(traffic: &'a Traffic<'a>, form: AnsweredExchange<'a>) -> impl Iterator<Item = Url> {
    let mut goes_on = true;
    let hops =
        traffic.chain(form.index).take_while(move |hop| std::mem::replace(&mut goes_on, hop.response.is_redirect()));
    hops.flat_map(|hop| std::iter::once(hop.request.url.clone()).chain(traffic.redirects_of(hop).to_vec()))
}

#[cfg(test)]
mod tests {
    use super::super::example::Case;
    use super::*;

    fn consent() -> Case {
        Case::new()
            .opens("https://op.test/authorize")
            .gets(200, &[], "")
            .on(PageKind::Consent)
            .submits("https://op.test/consent", "allow=yes")
            .gets(303, &[("location", "https://client.test/cb?code=1")], "")
    }

    #[test]
    fn a_form_that_leads_to_the_client_is_looked_at() {
        assert_eq!((consent().seen(&KIND), consent().examined_requirements(&KIND)), (Vec::new(), vec![BACK_TO_CLIENT]));
        let stays = Case::new()
            .opens("https://op.test/login")
            .gets(200, &[], "")
            .on(PageKind::Login)
            .submits("https://op.test/login", "user=alice")
            .gets(303, &[("location", "/authorize")], "")
            .follows("https://op.test/authorize")
            .gets(200, &[], "")
            .on(PageKind::FormRelay)
            .follows("https://client.test/cb");
        assert_eq!(stays.examined_requirements(&KIND), [BACK_TO_CLIENT], "once, by the page that posts to the client");
    }

    #[test]
    fn a_stopped_form_is_laid_to_the_party_that_served_its_page() {
        let page = "https://op.test/authorize?x=1";
        let seen = consent().stopped_by(page, "'self'", "https://client.test/cb?code=1").seen(&KIND);
        assert!(
            matches!(&seen[..], [(BACK_TO_CLIENT, shown)]
                if shown.contains("the redirect after its form to https://client.test/cb") && !shown.contains("code")),
            "{seen:?}"
        );
        let stranger = consent().stopped_by(page, "'self'", "https://evil.test/");
        assert_eq!(stranger.seen(&KIND), [], "an open redirect is another finding");
        let clients_own =
            consent().follows("https://client.test/cb").gets(302, &[("location", "https://app.test/")], "");
        let seen = clients_own.stopped_by(page, "'self' https://client.test", "https://app.test/").seen(&KIND);
        assert!(matches!(&seen[..], [(BACK_TO_CLIENT, _)]), "{seen:?}");
        let start = Case::new().opens("https://rp.test/login").gets(200, &[], "").on(PageKind::Continue);
        let seen = start.stopped_by("https://rp.test/login", "'self'", "https://op.test/authorize").seen(&KIND);
        assert!(matches!(&seen[..], [(TO_PROVIDER, _)]), "{seen:?}");
    }
}
