//! Who acts in a story, each with a browser, and where those are under way to.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use url::Url;

use crate::browser::{Browser, Jar, Receipt, Transport};
use crate::model::page::Page;
use crate::model::sign_in::PageHints;
use crate::model::stopped_form::StoppedForm;
use crate::obstacle::Obstacle;

/// The actors of a case.
pub(super) struct Actors {
    pub(super) transport: Transport,
    hints: Arc<PageHints>,
    browsers: BTreeMap<String, Browser>,
    /// The redirection endpoint that the browser of an actor is under way to, for a client that the harness plays.
    awaited: BTreeMap<String, Url>,
}

impl Actors {
    pub(super) fn new(transport: Transport, hints: PageHints) -> Actors {
        Actors { transport, hints: Arc::new(hints), browsers: BTreeMap::new(), awaited: BTreeMap::new() }
    }

    /// The actor's browser; it comes into being when it is first spoken of, with the patience that is asked for.
    pub(super) fn browser(&mut self, actor: &str, patience: Duration) -> &mut Browser {
        let transport = || self.transport.clone().patient(patience);
        let new = || Browser::new(actor, transport()).with_hints(Arc::clone(&self.hints));
        self.browsers.entry(actor.to_owned()).or_insert_with(new)
    }

    /// The cookies of an actor who has been somewhere.
    pub(super) fn jar_of(&self, actor: &str) -> Result<&Jar, Obstacle> {
        let unknown = || Obstacle::Story(format!("`{actor}` has not been anywhere yet"));
        self.browsers.get(actor).map(Browser::jar).ok_or_else(unknown)
    }

    /// What every browser was given in cookies and did not keep, or kept in the place of another party's.
    pub(super) fn cookie_troubles(&self) -> impl Iterator<Item = &Receipt> {
        self.browsers.values().flat_map(Browser::cookie_troubles)
    }

    /// The forms that every browser was not allowed to send, or follow.
    pub(super) fn stopped_forms(&self) -> impl Iterator<Item = &StoppedForm> {
        self.browsers.values().flat_map(Browser::stopped_forms)
    }

    /// Every page that a browser was shown, by the index of its exchange.
    pub(super) fn take_shown(&mut self) -> BTreeMap<usize, Arc<Page>> {
        self.browsers.values_mut().flat_map(Browser::take_shown).collect()
    }

    /// Notes where the answer to an authorization request goes that an actor's browser is under way with; `None`: it is the
    /// consumer's own affair.
    pub(super) fn awaits(&mut self, actor: &str, redirect_uri: Option<&Url>) {
        match redirect_uri {
            Some(uri) => drop(self.awaited.insert(actor.to_owned(), uri.clone())),
            None => drop(self.awaited.remove(actor)),
        }
    }

    /// Where that answer goes.
    pub(super) fn awaited(&self, actor: &str) -> Option<&Url> {
        self.awaited.get(actor)
    }
}
