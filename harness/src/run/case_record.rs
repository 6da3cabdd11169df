//! What a case leaves behind: exchanges and texts with symbols for secrets and for values that vary.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::browser;
use crate::model::exchange::{Cause, Exchange};
use crate::model::page::Page;
use crate::model::quoted;
use crate::model::redacted::{Redacted, RedactedExchange, Redactor};
use crate::model::sign_in::PageHints;
use crate::model::verdict::{Mismatch, RedactedMismatch};
use crate::record::redact;
use crate::record::symbol::{CaseTexts, Symbols};
use crate::step::World;

/// All exchanges of a case, and the symbols for its values. Most cases pass and are never shown: the symbols are computed when
/// they are first needed.
pub(super) struct CaseRecord<'a> {
    world: &'a World,
    pages: BTreeMap<usize, Page>,
    symbols: OnceCell<Symbols>,
}

impl<'a> CaseRecord<'a> {
    pub(super) fn of(world: &'a mut World) -> CaseRecord<'a> {
        let shown = world.take_shown();
        let pages = pages_in(&world.log, shown, &world.deployment.sign_in.hints);
        CaseRecord { world, pages, symbols: OnceCell::new() }
    }

    pub(super) fn world(&self) -> &'a World {
        self.world
    }

    /// The pages among the responses, by the index of their exchange.
    pub(super) fn pages(&self) -> &BTreeMap<usize, Page> {
        &self.pages
    }

    pub(super) fn symbols(&self) -> &Symbols {
        self.symbols.get_or_init(|| {
            let World { deployment, log, .. } = self.world;
            let (codes, results) = (self.world.typed_codes(), self.world.results());
            Symbols::of(&CaseTexts { deployment, log, pages: &self.pages, codes, results })
        })
    }

    /// The exchanges, redacted.
    pub(super) fn exchanges(&self) -> Arc<[RedactedExchange]> {
        redact::redacted(&self.world.log, &self.pages, self.symbols()).into()
    }

    /// A text with symbols for values.
    pub(super) fn apply(&self, text: &str) -> Redacted {
        Redacted::by(self, text)
    }

    /// A mismatch with symbols for values.
    pub(super) fn redacted(&self, mismatch: &Mismatch) -> RedactedMismatch {
        RedactedMismatch::by(self, mismatch)
    }
}

impl Redactor for CaseRecord<'_> {
    /// A long text is truncated after all its values have symbols.
    fn redact(&self, text: &str) -> String {
        quoted::cut(&self.symbols().redact(text))
    }
}

/// The HTML pages among the responses, by the index of their exchange, as parsed by the browsers that displayed them.
///
/// Only pages that no browser displayed are parsed here: the response to a request that a step made on its own.
fn pages_in(log: &[Exchange], mut shown: BTreeMap<usize, Arc<Page>>, hints: &PageHints) -> BTreeMap<usize, Page> {
    let browsed = log.iter().enumerate().filter(|(_, exchange)| exchange.cause != Cause::Call);
    browsed
        .filter_map(|(index, exchange)| {
            let response = exchange.response().filter(|response| !response.is_redirect())?;
            let media_type = response.media_type();
            if response.body.is_empty() || !browser::is_html(&media_type, &response.body) {
                return None;
            }
            let page = if let Some(page) = shown.remove(&index) {
                // The browser that is still on it has it as well.
                Arc::unwrap_or_clone(page)
            } else {
                let url = &exchange.request.url;
                let mut page = browser::page_from_html(url, response.status, &media_type, &response.body);
                browser::apply_hints(&mut page, &response.body, hints);
                page
            };
            Some((index, page))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use url::Url;

    use super::*;
    use crate::model::exchange::{Request, Response};

    fn answered(cause: Cause, status: u16, body: &str) -> Exchange {
        let request = Request::new("GET", Url::parse("http://op.test/login").expect("a URL"));
        let headers = vec![("content-type".to_owned(), "text/html".to_owned())];
        let outcome = Ok(Response { status, headers, body: body.to_owned() });
        Exchange { actor: "alice".to_owned(), cause, request, outcome, took: Duration::ZERO }
    }

    #[test]
    fn a_page_that_a_browser_was_shown_is_not_read_again() {
        let log = [
            answered(Cause::Open, 200, "<h1>One</h1>"),
            answered(Cause::Submit, 200, "<h1>Two</h1>"),
            answered(Cause::Call, 200, "<h1>Three</h1>"),
            answered(Cause::Redirect, 302, "<h1>Four</h1>"),
        ];
        let url = &log[0].request.url;
        let shown = Arc::new(browser::page_from_html(url, 200, "text/html", "<h1>As the browser has it</h1>"));
        let pages = pages_in(&log, BTreeMap::from([(0, Arc::clone(&shown))]), &PageHints::default());
        let headings: Vec<(usize, &str)> = pages.iter().map(|(index, page)| (*index, page.heading.as_str())).collect();
        assert_eq!(headings, [(0, "As the browser has it"), (1, "Two")]);
    }
}
