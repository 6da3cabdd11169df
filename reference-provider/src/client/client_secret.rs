//! Secrets of clients that were registered here, as the rules want them kept (RFC 6819 §5.1.4.1.3).

use crate::config::AuthMethod;
use crate::policy::SecretStorage;
use crate::state::app::App;
use crate::state::client::ClientSecret;

/// What is kept of a secret that was just made.
pub(crate) fn keep(app: &App, secret: &str) -> ClientSecret {
    match app.policy().client.secret_storage {
        SecretStorage::Hashed => ClientSecret::Hashed(app.config.password_hashing.hash(secret, &app.random)),
        SecretStorage::Readable => ClientSecret::Readable(secret.to_owned()),
    }
}

/// The same for a client that authenticates in this way: a secret that verifies signatures has to be there as it is.
pub(crate) fn keep_for(app: &App, method: Option<AuthMethod>, secret: &str) -> ClientSecret {
    if method == Some(AuthMethod::ClientSecretJwt) {
        ClientSecret::Readable(secret.to_owned())
    } else {
        keep(app, secret)
    }
}
