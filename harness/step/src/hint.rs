//! What to check when something ordinary does not work: usually a line of the target file.

use std::ops::Range;

use url::Url;

use super::diagnosis;
use super::evidence::Evidence;
use super::observation::{Observation, StepEnd};
use super::text::Text;
use crate::browser;
use crate::model::exchange::{Cause, Response};
use crate::model::owner::Owner;
use crate::model::page::{Control, Page, PageKind};
use crate::model::target::User;
use crate::oauth::error::code_of;

/// Why a user's login may have failed.
pub(super) fn of_user(user: &User) -> String {
    format!("are the name and the password of the user in the target file{} right?", at(&user.place))
}

/// Why a user's login may have failed, by what the exchanges and the final page show.
pub(super) fn of_login(evidence: &Evidence<'_>, exchanges: Range<usize>, user: &User, page: &Page) -> String {
    if page.status == 429 {
        return diagnosis::THROTTLES.to_owned();
    }
    let mut lines: Vec<String> = diagnosis::lost_cookie(evidence, exchanges).into_iter().collect();
    let is_error = page.kind == PageKind::Error || page.status >= 400;
    let said = browser::error_message(page).or_else(|| browser::leading_text(page).filter(|_| is_error));
    lines.extend(said.map(|said| format!("the page says \"{said}\"")));
    lines.push(if page.status == 403 && !page.kind.asks_for_credentials() && page.kind != PageKind::OneTimeCode {
        format!(
            "a 403 without a form to try again may be about the form that was sent (a CSRF token, `Origin`, a cookie); \
             if it is not, {}",
            of_user(user)
        )
    } else if browser::has_captcha(page) {
        "the page has a captcha: disable it in the configuration for tests".to_owned()
    } else if page.kind == PageKind::OneTimeCode {
        format!("is the `totp-secret` of the user in the target file{} right?", at(&user.place))
    } else {
        of_user(user)
    });
    lines.join("; ")
}

/// Why a client's valid authorization request may not have returned a code.
pub(super) fn of_authorization(evidence: &Evidence<'_>, role: &Text, seen: &Observation) -> Option<String> {
    let client = client(evidence, role);
    if let StepEnd::Page(_) | StepEnd::Response(_) = &seen.end
        && let Some(said) = diagnosis::said_in_a_url(evidence, seen.exchanges.clone())
    {
        return Some(said);
    }
    Some(match &seen.end {
        StepEnd::Page(_) | StepEnd::Response(_) => match seen.end.status() {
            Some(429) => diagnosis::THROTTLES.to_owned(),
            Some(500..) => PROVIDER_FAILED.to_owned(),
            Some(404) => "is `authorization` among the provider's `pages` in the target file right?".to_owned(),
            _ => match &seen.end {
                StepEnd::Page(page) if page.status < 400 && page.kind != PageKind::Error => {
                    of_end(evidence, page, seen)
                }
                _ => registered(&client, &seen.end),
            },
        },
        StepEnd::Client(_) => match seen.result["error"].as_str()? {
            "invalid_scope" => format!("does the provider know the target file's `scope`, {}?", scope(evidence)),
            "unauthorized_client" => format!("may the client {client} use the authorization code grant?"),
            error => diagnosis::said(error, seen.result["error_description"].as_str()?),
        },
        StepEnd::Several(_) | StepEnd::Nothing => return None,
        StepEnd::Elsewhere(to) => diagnosis::unowned_host(evidence, seen, to)
            .unwrap_or_else(|| format!("is the redirect URI of the client {client} the one that is registered?")),
    })
}

/// What an error page instead of a login page suggests.
fn registered(client: &str, end: &StepEnd) -> String {
    let said = match end {
        // The observation contains the status and the heading: if those say little, the page's own text says more.
        StepEnd::Page(page) if page.status < 400 || page.heading.is_empty() => browser::leading_text(page),
        _ => None,
    };
    let said = said.map(|said| format!(" The page says \"{said}\"")).unwrap_or_default();
    format!("is the client {client} registered at the provider with this id and this redirect URI?{said}")
}

/// What may be missing if the step ends on a page that is not an error page.
fn of_end(evidence: &Evidence<'_>, page: &Page, seen: &Observation) -> String {
    let types = page.loose.iter().any(|control| matches!(control.kind.as_str(), "text" | "email" | "password"));
    let shell = page.scripted && page.forms.is_empty() && (page.links.is_empty() || types);
    match page.kind {
        PageKind::SignUp => {
            "the page asks for more about the account: specify under `complete-sign-up` in the target file what to \
             fill in"
                .to_owned()
        }
        PageKind::Unknown | PageKind::Blank if shell && evidence.deployment.sign_in.requests.is_empty() => {
            "a script renders this page: specify under `sign-in-requests` in the target file what it sends".to_owned()
        }
        PageKind::Unknown | PageKind::Blank if shell => {
            "a script renders this page: are the `sign-in-requests` of the target file complete?".to_owned()
        }
        _ => {
            let before =
                pressed_before(evidence, seen).map(|pressed| format!(" Before that, the harness pressed {pressed}"));
            format!(
                "no known button or link continues from this page: specify one under `page-hints` in the target file \
                 (`continue: [{{button: …}}]`, `consent: {{allow: …}}`).{}",
                before.unwrap_or_default()
            )
        }
    }
}

/// The button that led the browser to this page: it may have been the wrong one.
fn pressed_before(evidence: &Evidence<'_>, seen: &Observation) -> Option<String> {
    let log = evidence.exchanges.get(seen.exchanges.clone())?;
    let at = log.iter().rposition(|exchange| exchange.cause == Cause::Submit)?;
    let sent = &log[at].request;
    let shown = log[..at].iter().rev().find(|exchange| exchange.actor == log[at].actor)?;
    let response = shown.response()?;
    let page = browser::page_from_html(&shown.request.url, response.status, &response.media_type(), &response.body);
    let form = page.forms.iter().find(|form| form.action.path() == sent.url.path())?;
    let entries: Vec<(String, String)> = form_urlencoded::parse(sent.body.as_bytes()).into_owned().collect();
    let buttons: Vec<&Control> = form.controls.iter().filter(|control| control.submits()).collect();
    let named = |button: &&&Control| {
        !button.name.is_empty() && entries.iter().any(|(name, value)| *name == button.name && *value == button.value)
    };
    let button = buttons.iter().find(named).or_else(|| buttons.first().filter(|_| buttons.len() == 1))?;
    Some(format!("\"{}\" ({} {})", button.label, sent.method, sent.url.path()))
}

/// Why a client's valid token request may not have returned a token.
pub(super) fn of_token(evidence: &Evidence<'_>, role: &Text, response: &Response) -> Option<String> {
    let client = client(evidence, role);
    Some(match (code_of(response).as_deref(), response.status) {
        (_, 429) => diagnosis::THROTTLES.to_owned(),
        (Some("invalid_client"), _) => format!(
            "are the id and the secret of the client {client} right, and does the provider accept its `auth` (`basic` \
             or `post`)?"
        ),
        (Some("unauthorized_client"), _) => format!("may the client {client} use this grant?"),
        (None, 500..) => PROVIDER_FAILED.to_owned(),
        (None, _) if response.json().is_none() => {
            "is `token` among the provider's `pages` in the target file right, without another server in between?"
                .to_owned()
        }
        _ => return None,
    })
}

/// Why a user who completed the flow may not be signed in at the consumer.
pub(super) fn of_sign_in(evidence: &Evidence<'_>, name: &str, seen: &Observation) -> String {
    if let Some(said) = diagnosis::said_in_a_url(evidence, seen.exchanges.clone()) {
        return said;
    }
    let guess = guess_of_sign_in(evidence, name, seen);
    match diagnosis::lost_cookie(evidence, seen.exchanges.clone()) {
        Some(lost) => format!("{lost}; if that is not the cause: {guess}"),
        None => guess,
    }
}

fn guess_of_sign_in(evidence: &Evidence<'_>, name: &str, seen: &Observation) -> String {
    let is_providers = |url: &Url| evidence.deployment.owner_of(url) == Owner::Provider;
    match &seen.end {
        end if end.status() == Some(429) => diagnosis::THROTTLES.to_owned(),
        StepEnd::Page(page) if page.status >= 400 && is_providers(&page.url) => {
            "does the provider know the consumer's client, with the consumer's callback as its redirect URI?".to_owned()
        }
        StepEnd::Page(page) if is_providers(&page.url) && page.kind != PageKind::Error => of_end(evidence, page, seen),
        StepEnd::Page(page) if page.status >= 400 => {
            "does the consumer have the id and the secret that the provider knows, and can it reach the provider? \
             Check its log"
                .to_owned()
        }
        end => {
            if let StepEnd::Elsewhere(to) = end
                && let Some(unowned) = diagnosis::unowned_host(evidence, seen, to)
            {
                return unowned;
            }
            let place = evidence.deployment.users.get(name).map(|user| at(&user.place)).unwrap_or_default();
            format!("does the consumer's home page show what the user `{name}`{place} has under `shows`?")
        }
    }
}

const PROVIDER_FAILED: &str = "the provider itself failed: check its log";

fn client(evidence: &Evidence<'_>, role: &Text) -> String {
    let role = evidence.text(role).unwrap_or_default();
    let place = evidence.client(&role).map(|client| at(&client.place)).unwrap_or_default();
    format!("`{role}`{place}")
}

fn scope(evidence: &Evidence<'_>) -> String {
    match evidence.deployment.scope.as_str() {
        "" => "which is empty".to_owned(),
        scope => format!("`{scope}`"),
    }
}

fn at(place: &str) -> String {
    if place.is_empty() { String::new() } else { format!(" ({place})") }
}
