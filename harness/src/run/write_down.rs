//! What a case leaves behind: exchanges and texts with names in the place of secrets and of values that vary.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::browser;
use crate::model::exchange::{Cause, Exchange};
use crate::model::page::Page;
use crate::model::sign_in::PageHints;
use crate::model::verdict::{CaseReport, Mismatch};
use crate::record::redact;
use crate::record::symbol::Symbols;
use crate::step::World;

/// Writes down what was exchanged. Returns by what names, and the pages among the responses, by the index of their exchange.
pub(super) fn write_down(report: &mut CaseReport, world: &mut World) -> (Symbols, BTreeMap<usize, Page>) {
    let shown = world.take_shown();
    let pages = pages_in(&world.log, shown, &world.deployment.sign_in.hints);
    let symbols = Symbols::with_codes(&world.deployment, &world.log, &pages, &world.typed_codes);
    report.exchanges = redact::redacted(&world.log, &pages, &symbols).into();
    (symbols, pages)
}

/// A mismatch with names in the place of values.
pub(super) fn redacted(mismatch: Mismatch, symbols: &Symbols) -> Mismatch {
    Mismatch {
        expected: symbols.apply(&mismatch.expected),
        seen: symbols.apply(&mismatch.seen),
        hint: mismatch.hint.map(|hint| symbols.apply(&hint)),
        unjudged: mismatch.unjudged,
    }
}

/// The HTML pages among the responses, by the index of their exchange, as the browsers that were shown them understood them.
///
/// Only what no browser was shown is read here: the answer to a request that a step made by itself.
fn pages_in(log: &[Exchange], mut shown: BTreeMap<usize, Arc<Page>>, hints: &PageHints) -> BTreeMap<usize, Page> {
    let browsed = log.iter().enumerate().filter(|(_, exchange)| exchange.cause != Cause::Call);
    browsed
        .filter_map(|(index, exchange)| {
            let response = exchange.response().filter(|response| !response.is_redirect())?;
            let media_type = response.media_type();
            if response.body.is_empty() || !browser::is_html(&media_type, &response.body) {
                return None;
            }
            let page = match shown.remove(&index) {
                // The one that the browser is on it has as well.
                Some(page) => Arc::unwrap_or_clone(page),
                None => {
                    let mut page =
                        browser::understand(&exchange.request.url, response.status, &media_type, &response.body);
                    browser::apply_hints(&mut page, &response.body, hints);
                    page
                }
            };
            Some((index, page))
        })
        .collect()
}
