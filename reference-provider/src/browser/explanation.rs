//! The explanation of an error for the user: a sentence, and the names and URLs that it is about.

use crate::state::client::Client;

/// Why a request is rejected, for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Explanation<'t> {
    pub(crate) text: &'t str,
    /// Labels and values; the values can come from an attacker.
    pub(crate) facts: Vec<(&'static str, Vec<String>)>,
    /// The status has to be 400, as a document says.
    pub(crate) is_bad_request: bool,
}

impl<'t> Explanation<'t> {
    /// A sentence without details.
    pub(crate) const fn of(text: &'t str) -> Self {
        Self { text, facts: Vec::new(), is_bad_request: false }
    }

    /// With the status 400, whatever the rules say about others.
    pub(crate) fn bad_request(self) -> Self {
        Self { is_bad_request: true, ..self }
    }

    /// With the client of the request.
    pub(crate) fn client(self, client: &Client) -> Self {
        self.fact("Client", [format!("{} ({})", client.registration.name, client.id())])
    }

    /// With the `client_id` of the request.
    pub(crate) fn unknown_client(self, client_id: Option<&str>) -> Self {
        self.fact("Client ID in the request", [client_id.unwrap_or("(none)").to_owned()])
    }

    /// With the requested URI and the registered ones.
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
