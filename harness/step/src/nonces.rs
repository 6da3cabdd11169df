//! The nonces that servers want in proofs of possession (RFC 9449 §8 and §9), as the client has seen them last.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use url::Url;

use crate::model::exchange::Response;

/// The last `DPoP-Nonce` of each origin (RFC 9449 §8.2). Clones share one list: steps note what expressions sign.
#[derive(Clone, Debug, Default)]
pub struct Nonces(Arc<Mutex<BTreeMap<String, String>>>);

impl Nonces {
    /// Takes note of the nonce of an answer, if it has one.
    pub(crate) fn note(&self, url: &Url, response: &Response) {
        if let Some(nonce) = response.header("dpop-nonce") {
            let mut nonces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            nonces.insert(url.origin().ascii_serialization(), nonce.to_owned());
        }
    }

    /// The nonce that the server at this URL wants in proofs.
    pub(crate) fn of(&self, url: &Url) -> Option<String> {
        let nonces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        nonces.get(&url.origin().ascii_serialization()).cloned()
    }
}
