//! The results of logout token deliveries, for debugging tests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// The maximum number of results.
const REMEMBERED: usize = 100;

/// The delivery of a logout token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The client that it was for.
    pub client_id: String,
    /// The URI.
    pub uri: String,
    /// The result.
    pub outcome: Outcome,
}

/// The result of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The client responded with this status. 200 and 204 mean that it logged the user out (OpenID Connect Back-Channel
    /// Logout §2.8).
    Answered(u16),
    /// It was not sent, for this reason: an unacceptable URL, or too many deliveries in progress.
    NotSent(&'static str),
    /// There was no response in time, or it was not HTTP.
    Failed(String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(status) => write!(f, "answered with {status}"),
            Self::NotSent(why) => write!(f, "not sent: {why}"),
            Self::Failed(why) => write!(f, "failed: {why}"),
        }
    }
}

/// The latest deliveries.
#[derive(Debug, Default)]
pub(super) struct Deliveries(Mutex<VecDeque<Delivery>>);

impl Deliveries {
    pub(super) fn note(&self, delivery: Delivery) {
        let mut deliveries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if deliveries.len() >= REMEMBERED {
            deliveries.pop_front();
        }
        deliveries.push_back(delivery);
    }

    pub(super) fn all(&self) -> Vec<Delivery> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
