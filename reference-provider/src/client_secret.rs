//! Secrets of clients that were registered here, as the rules want them kept (RFC 6819 §5.1.4.1.3).

use crate::app::App;
use crate::policy::SecretStorage;
use crate::store::ClientSecret;

/// What is kept of a secret that was just made.
pub(crate) fn keep(app: &App, secret: &str) -> ClientSecret {
    match app.policy().client.secret_storage {
        SecretStorage::Hashed => ClientSecret::Hashed(app.config.password_hashing.hash(secret, &app.random)),
        SecretStorage::Readable => ClientSecret::Readable(secret.to_owned()),
    }
}
