//! The storage of secrets of clients that registered at run time (RFC 6819 §5.1.4.1.3).

use std::time::{Duration, SystemTime};

use crate::base::clock::unix_seconds;
use crate::config::AuthMethod;
use crate::policy::SecretStorage;
use crate::state::app::App;
use crate::state::client::{Client, ClientSecret};

/// The stored form of a new secret.
pub(crate) fn keep(app: &App, secret: &str) -> ClientSecret {
    match app.policy().client.secret_storage {
        SecretStorage::Hashed => ClientSecret::Hashed(app.config.password_hashing.hash(secret, &app.random)),
        SecretStorage::Readable => ClientSecret::Readable(secret.to_owned()),
    }
}

/// The same for a client with this authentication method: a secret that verifies signatures has to be stored in plain
/// text.
pub(crate) fn keep_for(app: &App, method: Option<AuthMethod>, secret: &str) -> ClientSecret {
    if method == Some(AuthMethod::ClientSecretJwt) {
        ClientSecret::Readable(secret.to_owned())
    } else {
        keep(app, secret)
    }
}

/// `client_secret_expires_at` of a self-registered client; 0 for never (RFC 7591 §3.2.1).
pub(crate) fn expires_at(app: &App, client: &Client) -> u64 {
    end(app, client).map_or(0, unix_seconds)
}

/// Whether the secret of a client has expired.
pub(crate) fn has_expired(app: &App, client: &Client) -> bool {
    end(app, client).is_some_and(|end| end <= app.now())
}

/// When the secret expires: the registration plus the lifetime in the rules.
fn end(app: &App, client: &Client) -> Option<SystemTime> {
    let lifetime = app.policy().registration.secret_lifetime;
    client.management.as_ref().filter(|_| lifetime.0 > 0).map(|management| management.issued + Duration::from(lifetime))
}
