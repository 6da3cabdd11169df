//! The controls of a target while a scenario runs.

use std::time::Duration;

use super::endpoint::Endpoint;

/// The controls of a running target. An external target has none.
pub trait TargetControls: std::fmt::Debug + Send + Sync {
    /// Moves the clocks of all references forward; `false` if a party has its own time.
    fn advance(&self, by: Duration) -> bool;

    /// From the next request on, a reference has exactly these faults, in addition to those that it was started with. Each is
    /// `provider/NAME` or `consumer/NAME`. The error is a sentence for the user.
    fn set_faults(&self, faults: &[String]) -> Result<(), String>;

    /// The requests that an endpoint of the provider has received since it was started, in order; `None` if no journal is kept.
    fn received_by(&self, endpoint: Endpoint) -> Option<Vec<ReceivedRequest>>;
}

/// A request that a provider received, from any sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedRequest {
    /// `GET`, `POST`, …
    pub method: String,
    /// The parameters of the query, in order.
    pub query: Vec<(String, String)>,
    /// The headers, in order; the names are in lower case.
    pub headers: Vec<(String, String)>,
    /// The fields of the form, in order.
    pub form: Vec<(String, String)>,
    /// The status of the response.
    pub status: u16,
}

/// The controls of a target that has none.
#[derive(Clone, Copy, Debug)]
pub struct NoControls;

impl TargetControls for NoControls {
    fn advance(&self, _by: Duration) -> bool {
        false
    }

    fn set_faults(&self, faults: &[String]) -> Result<(), String> {
        match faults.first() {
            None => Ok(()),
            Some(fault) => Err(format!("`{fault}` cannot be switched on: the target is not a reference")),
        }
    }

    fn received_by(&self, _endpoint: Endpoint) -> Option<Vec<ReceivedRequest>> {
        None
    }
}
