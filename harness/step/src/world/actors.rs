//! The actors of a scenario, each with a browser, and the destinations of those.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::browser::{Browser, Jar, SetCookieResult, Transport};
use crate::model::page::Page;
use crate::model::sign_in::PageHints;
use crate::model::stopped_form::StoppedForm;
use crate::step_error::StepError;

/// The actors of a case.
pub(super) struct Actors {
    pub(super) transport: Transport,
    hints: Arc<PageHints>,
    browsers: BTreeMap<String, Browser>,
    /// The redirect URI that the browser of an actor is being redirected to, for a client that the harness plays.
    awaited: BTreeMap<String, Url>,
}

impl Actors {
    pub(super) fn new(transport: Transport, hints: PageHints) -> Actors {
        Actors { transport, hints: Arc::new(hints), browsers: BTreeMap::new(), awaited: BTreeMap::new() }
    }

    /// The actor's browser; it is created on first use, with the requested patience.
    pub(super) fn browser(&mut self, actor: &str, patience: Duration) -> &mut Browser {
        let transport = || self.transport.clone().patient(patience);
        let new = || Browser::new(actor, transport()).with_hints(Arc::clone(&self.hints));
        self.browsers.entry(actor.to_owned()).or_insert_with(new)
    }

    /// The cookies of an actor that has a browser.
    pub(super) fn jar_of(&self, actor: &str) -> Result<&Jar, StepError> {
        let unknown = || StepError::Scenario(format!("`{actor}` has not opened any page yet"));
        self.browsers.get(actor).map(Browser::jar).ok_or_else(unknown)
    }

    /// All cookies that browsers received and rejected, or that overwrote another party's.
    pub(super) fn cookie_troubles(&self) -> impl Iterator<Item = &SetCookieResult> {
        self.browsers.values().flat_map(Browser::cookie_troubles)
    }

    /// The forms, and redirects after them, that browsers were not allowed to send.
    pub(super) fn stopped_forms(&self) -> impl Iterator<Item = &StoppedForm> {
        self.browsers.values().flat_map(Browser::stopped_forms)
    }

    /// Every page that a browser displayed, by the index of its exchange.
    pub(super) fn take_shown(&mut self) -> BTreeMap<usize, Arc<Page>> {
        self.browsers.values_mut().flat_map(Browser::take_shown).collect()
    }

    /// Records where the response to the authorization request in an actor's browser is delivered; `None`: to the consumer.
    pub(super) fn awaits(&mut self, actor: &str, redirect_uri: Option<&Url>) {
        match redirect_uri {
            Some(uri) => drop(self.awaited.insert(actor.to_owned(), uri.clone())),
            None => drop(self.awaited.remove(actor)),
        }
    }

    /// Where that response is delivered.
    pub(super) fn awaited(&self, actor: &str) -> Option<&Url> {
        self.awaited.get(actor)
    }
}
