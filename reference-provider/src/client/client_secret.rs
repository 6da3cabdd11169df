//! Secrets of clients that were registered here, as the rules want them kept (RFC 6819 §5.1.4.1.3).

use std::time::{Duration, SystemTime};

use crate::base::clock::unix_seconds;
use crate::config::AuthMethod;
use crate::policy::SecretStorage;
use crate::state::app::App;
use crate::state::client::{Client, ClientSecret};

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

/// `client_secret_expires_at` of a client that registered itself; 0: never (RFC 7591 §3.2.1).
pub(crate) fn expires_at(app: &App, client: &Client) -> u64 {
    end(app, client).map_or(0, unix_seconds)
}

/// Whether the secret of a client has expired.
pub(crate) fn has_expired(app: &App, client: &Client) -> bool {
    end(app, client).is_some_and(|end| end <= app.now())
}

/// When the secret ends: so long after the registration as the rules say.
fn end(app: &App, client: &Client) -> Option<SystemTime> {
    let lifetime = app.policy().registration.secret_lifetime;
    client.management.as_ref().filter(|_| lifetime.0 > 0).map(|management| management.issued + Duration::from(lifetime))
}
