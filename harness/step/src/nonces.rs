//! The nonces that servers require in DPoP proofs (RFC 9449 §8 and §9): the latest that the client has received.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use url::Url;

use crate::model::exchange::Response;

/// The last `DPoP-Nonce` of each origin (RFC 9449 §8.2). Clones share one list: steps record what expressions sign.
#[derive(Clone, Debug, Default)]
pub struct Nonces(Arc<Mutex<BTreeMap<String, String>>>);

impl Nonces {
    /// Records the nonce of a response, if it has one.
    pub(crate) fn note(&self, url: &Url, response: &Response) {
        if let Some(nonce) = response.header("dpop-nonce") {
            let mut nonces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            nonces.insert(url.origin().ascii_serialization(), nonce.to_owned());
        }
    }

    /// The nonce that the server at this URL requires in proofs.
    pub(crate) fn of(&self, url: &Url) -> Option<String> {
        let nonces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        nonces.get(&url.origin().ascii_serialization()).cloned()
    }
}
