//! Which of the optional endpoints there are.

use crate::http::routes::Route;
use crate::policy::{Documents, Policy};

/// Whether the provider has this endpoint: the router answers 404 otherwise, and the metadata does not name it.
pub(super) fn is_offered(policy: &Policy, route: Route) -> bool {
    let documents = policy.metadata.documents;
    let is_of_openid =
        matches!(route, Route::Userinfo | Route::EndSession | Route::Discovery | Route::MisplacedDiscovery);
    // Without ID tokens nobody has to verify anything; JWT access tokens have keys all the same.
    if !policy.metadata.openid_served && (is_of_openid || route == Route::Jwks) {
        return false;
    }
    match route {
        Route::PushedAuthorization => policy.pushed.served,
        Route::RegisteredClient => policy.registration.managed,
        Route::EndSession => policy.logout.served,
        Route::Discovery | Route::MisplacedDiscovery => matches!(documents, Documents::Both | Documents::OpenId),
        Route::Metadata | Route::MisplacedMetadata => matches!(documents, Documents::Both | Documents::OAuth),
        _ => true,
    }
}
