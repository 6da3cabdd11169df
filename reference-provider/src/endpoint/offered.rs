//! Which of the optional endpoints there are.

use crate::http::routes::Route;
use crate::policy::{Documents, Policy};

/// Whether the provider has this endpoint: the router answers 404 otherwise, and the metadata does not name it.
pub(super) fn is_offered(policy: &Policy, route: Route) -> bool {
    let documents = policy.metadata.documents;
    match route {
        Route::PushedAuthorization => policy.pushed.served,
        Route::RegisteredClient => policy.registration.managed,
        Route::EndSession => policy.logout.served,
        Route::Discovery | Route::MisplacedDiscovery => matches!(documents, Documents::Both | Documents::OpenId),
        Route::Metadata | Route::MisplacedMetadata => matches!(documents, Documents::Both | Documents::OAuth),
        _ => true,
    }
}
