//! Which of the optional endpoints are enabled.

use crate::http::routes::Route;
use crate::policy::{Documents, Policy};

/// Whether the provider has this endpoint: otherwise the router responds with 404, and the metadata does not list it.
pub(super) fn is_offered(policy: &Policy, route: Route) -> bool {
    let documents = policy.metadata.documents;
    let is_of_openid =
        matches!(route, Route::Userinfo | Route::EndSession | Route::Discovery | Route::MisplacedDiscovery);
    // Without ID tokens nothing has to be verified; JWT access tokens have keys anyway.
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
