//! A URL to which a browser was redirected and that it did not fetch.

use std::fmt;
use std::ops::Deref;

use serde::Serialize;
use url::Url;

/// A URL that a browser was redirected to and did not fetch, with what it would have posted there (`response_mode=form_post`,
/// OAuth 2.0 Form Post Response Mode section 2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Destination {
    /// The whole URL, with its fragment.
    pub url: Url,
    /// The fields of the form whose target it is, in order; empty for a redirect.
    pub posted: Vec<(String, String)>,
}

impl From<Url> for Destination {
    fn from(url: Url) -> Self {
        Destination { url, posted: Vec::new() }
    }
}

impl Deref for Destination {
    type Target = Url;

    fn deref(&self) -> &Url {
        &self.url
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.url)?;
        if self.posted.is_empty() {
            return Ok(());
        }
        let fields: Vec<String> = self.posted.iter().map(|(name, value)| format!("{name}={value}")).collect();
        write!(f, " with the form {}", fields.join("&"))
    }
}
