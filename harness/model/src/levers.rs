//! What can be moved about a target while a story is told.

use std::time::Duration;

use super::endpoint::Endpoint;

/// The levers of a target that is up. Somebody else's target has none.
pub trait Levers: std::fmt::Debug + Send + Sync {
    /// Moves the clocks of all references forward; `false` where a party has its own time.
    fn advance(&self, by: Duration) -> bool;

    /// From the next request on a reference has exactly these faults, beside those that it was started with. Each is
    /// `provider/NAME` or `consumer/NAME`. The error is a sentence for a person.
    fn misbehave(&self, faults: &[String]) -> Result<(), String>;

    /// What an endpoint of the provider was asked since it was started, in order; `None` where no journal is kept.
    fn asked(&self, endpoint: Endpoint) -> Option<Vec<Asked>>;
}

/// A request that a provider got, from whomever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `GET`, `POST`, …
    pub method: String,
    /// The parameters of the query, in order.
    pub query: Vec<(String, String)>,
    /// The headers, in order; the names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The fields of the form, in order.
    pub form: Vec<(String, String)>,
    /// What was answered.
    pub status: u16,
}

/// The levers of a target that has none.
#[derive(Clone, Copy, Debug)]
pub struct NoLevers;

impl Levers for NoLevers {
    fn advance(&self, _by: Duration) -> bool {
        false
    }

    fn misbehave(&self, faults: &[String]) -> Result<(), String> {
        match faults.first() {
            None => Ok(()),
            Some(fault) => Err(format!("`{fault}` cannot be switched on: the target is not a reference")),
        }
    }

    fn asked(&self, _endpoint: Endpoint) -> Option<Vec<Asked>> {
        None
    }
}
