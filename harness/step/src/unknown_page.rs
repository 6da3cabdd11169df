//! When the flow of an authorization ends on an unrecognized page.

use super::evidence::Evidence;
use super::observation::{Observation, StepEnd, describe_response};
use crate::model::owner::Owner;
use crate::model::page::{Page, PageKind};
use crate::model::verdict::Mismatch;

/// The flow through the provider ended on an unrecognized page.
pub(super) fn unknown_page(seen: &Observation, evidence: &Evidence<'_>) -> Option<Mismatch> {
    let page = match &seen.end {
        StepEnd::Page(page) => page,
        // A browser that requested an authorization received data.
        StepEnd::Response(response) if asked(seen) && response.status < 400 && response.json().is_none() => {
            let needed = "a page, or a redirect to the client";
            return Some(Mismatch::unjudged(needed, describe_response(response)));
        }
        _ => return None,
    };
    let is_providers = evidence.deployment.owner_of(&page.url) == Owner::Provider;
    let unknown = matches!(page.kind, PageKind::Unknown | PageKind::Blank) && page.status < 400;
    // If the harness has acted on it during the flow, it was recognized.
    let was_understood = seen.pages.last().is_some_and(|kind| *kind != page.kind);
    if !(asked(seen) && is_providers && unknown) || was_understood {
        return None;
    }
    let mismatch = Mismatch::unjudged("a page that is recognized, or a redirect to the client", seen.end.describe());
    Some(mismatch.hint(page_hint(page, evidence)))
}

/// An authorization was expected: by an `authorize` or `consent`, or during a sign-in.
fn asked(seen: &Observation) -> bool {
    seen.result.get("sent").is_some() || (seen.result.get("request").is_some() && seen.result.get("callback").is_some())
}

fn page_hint(page: &Page, evidence: &Evidence<'_>) -> String {
    let shell = page.scripted && page.forms.is_empty() && page.links.is_empty();
    let needed = match (shell, evidence.deployment.sign_in.requests.is_empty()) {
        (true, true) => "a script renders this page: specify under `sign-in-requests` in the target file what it sends",
        (true, false) => "a script renders this page: are the `sign-in-requests` of the target file complete?",
        (false, _) => {
            "specify under `page-hints` in the target file what the page is; `oauth-harness explain-page` shows how it \
             is interpreted"
        }
    };
    needed.to_owned()
}
