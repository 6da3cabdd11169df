//! What a refusal tells the user: a sentence, and the names and addresses that it is about.

use crate::state::client::Client;

/// Why a request is refused, for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Explanation<'t> {
    pub(crate) text: &'t str,
    /// Each with what it is called; values may come from a stranger.
    pub(crate) facts: Vec<(&'static str, Vec<String>)>,
    /// A document says with which status it comes, 400.
    pub(crate) is_bad_request: bool,
}

impl<'t> Explanation<'t> {
    /// A sentence alone.
    pub(crate) const fn of(text: &'t str) -> Self {
        Self { text, facts: Vec::new(), is_bad_request: false }
    }

    /// With status 400, whatever the rules say of others.
    pub(crate) fn bad_request(self) -> Self {
        Self { is_bad_request: true, ..self }
    }

    /// With the client that the request is from.
    pub(crate) fn client(self, client: &Client) -> Self {
        self.fact("Client", [format!("{} ({})", client.registration.name, client.id())])
    }

    /// With the client that the request says it is from.
    pub(crate) fn unknown_client(self, client_id: Option<&str>) -> Self {
        self.fact("Client ID in the request", [client_id.unwrap_or("(none)").to_owned()])
    }

    /// With the URI that was asked for, and those that are registered.
    pub(crate) fn uris(self, asked: Option<&str>, registered: &[String]) -> Self {
        let none = || vec!["(none)".to_owned()];
        let registered = if registered.is_empty() { none() } else { registered.to_vec() };
        self.fact("URI in the request", asked.map_or_else(none, |uri| vec![uri.to_owned()]))
            .fact("Registered URIs", registered)
    }

    fn fact(mut self, name: &'static str, values: impl Into<Vec<String>>) -> Self {
        self.facts.push((name, values.into()));
        self
    }
}

impl<'t> From<&'t str> for Explanation<'t> {
    fn from(text: &'t str) -> Self {
        Self::of(text)
    }
}
