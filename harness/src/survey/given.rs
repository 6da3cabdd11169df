//! What the user of the program says about a provider.

use std::fmt;
use std::path::PathBuf;

use rustls::pki_types::CertificateDer;
use url::Url;

use crate::model::bearer_token::BearerToken;
use crate::model::target::Profile;

/// A URL, and whatever else is known.
#[derive(Clone, Debug)]
pub struct Given {
    /// An issuer, a metadata document, an authorization endpoint or an origin.
    pub url: Url,
    /// The client that the harness plays.
    pub client: Option<GivenClient>,
    /// The token with which the provider registers clients (RFC 7591 §3).
    pub initial_access_token: Option<BearerToken>,
    /// The users: the first is `alice` in scenarios, the second `bob`.
    pub users: Vec<GivenUser>,
    /// The scope to request, instead of one that is derived from the metadata.
    pub scope: Option<String>,
    /// The documents that take precedence, if not those that the provider announces.
    pub profile: Option<Profile>,
    /// A protected resource that shows whose access token it is.
    pub resource: Option<Url>,
    /// No scenario registers clients, and none that may lock an account or load the server is run.
    pub safe: bool,
    /// Certificates are not checked.
    pub insecure: bool,
    /// A PEM file with additional trusted certificates, as an absolute path.
    pub ca: Option<PathBuf>,
    /// The certificates in that file.
    pub authorities: Vec<CertificateDer<'static>>,
}

/// A client registered at the provider.
#[derive(Clone, PartialEq, Eq)]
pub struct GivenClient {
    /// `client_id`.
    pub id: String,
    /// `client_secret`; none for a public client.
    pub secret: Option<String>,
    /// A registered redirect URI.
    pub redirect_uri: Url,
}

/// A user with an account at the provider.
#[derive(Clone, PartialEq, Eq)]
pub struct GivenUser {
    /// The name to enter.
    pub name: String,
    /// The password to enter.
    pub password: String,
}

/// Without the secret.
impl fmt::Debug for GivenClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GivenClient({}, {})", self.id, self.redirect_uri)
    }
}

/// Without the password.
impl fmt::Debug for GivenUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GivenUser({})", self.name)
    }
}
