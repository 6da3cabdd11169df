//! When the way to an authorization ends on a page of which nobody here knows what it is.

use super::evidence::Evidence;
use super::observation::{Landing, Observation, describe_response};
use crate::model::owner::Owner;
use crate::model::page::{Page, PageKind};
use crate::model::verdict::Mismatch;

/// A way through the provider ended on a page of which nobody knows what it is.
pub(super) fn unknown_page(seen: &Observation, evidence: &Evidence<'_>) -> Option<Mismatch> {
    let page = match &seen.landing {
        Landing::Page(page) => page,
        // A browser that asked for an authorization was given data.
        Landing::Response(response) if asked(seen) && response.status < 400 && response.json().is_none() => {
            let needed = "a page, or a redirect to the client";
            return Some(Mismatch::unjudged(needed, describe_response(response)));
        }
        _ => return None,
    };
    let is_providers = evidence.deployment.owner_of(&page.url) == Owner::Provider;
    let unknown = matches!(page.kind, PageKind::Unknown | PageKind::Blank) && page.status < 400;
    // Where the harness has taken it for something on its way, it was understood.
    let was_understood = seen.pages.last().is_some_and(|kind| *kind != page.kind);
    if !(asked(seen) && is_providers && unknown) || was_understood {
        return None;
    }
    let mismatch =
        Mismatch::unjudged("a page that is understood, or a redirect to the client", seen.landing.describe());
    Some(mismatch.hint(page_hint(page, evidence)))
}

/// An authorization was to be got: by an `authorize` or `consent`, or on the way of a sign-in.
fn asked(seen: &Observation) -> bool {
    seen.result.get("sent").is_some() || (seen.result.get("request").is_some() && seen.result.get("callback").is_some())
}

fn page_hint(page: &Page, evidence: &Evidence<'_>) -> String {
    let shell = page.scripted && page.forms.is_empty() && page.links.is_empty();
    let needed = match (shell, evidence.deployment.sign_in.requests.is_empty()) {
        (true, true) => "a script fills this page: say under `sign-in-requests` in the target file what it sends",
        (true, false) => "a script fills this page: do the `sign-in-requests` of the target file go the whole way?",
        (false, _) => {
            "say under `page-hints` in the target file what the page is; `oauth-harness explain-page` shows what is made of it"
        }
    };
    needed.to_owned()
}
