//! What links and forms tell other sites of the address of a page: callback URLs hold codes.

use axum::http::HeaderValue;
use axum::http::header::REFERRER_POLICY;
use axum::response::Response;

use crate::policy::ReferrerPolicy;
use crate::web::reply::STRICT_REFERRER;

/// Puts what the policy wants into the `Referrer-Policy` of an answer (OWASP ASVS 5.0 section 3.4.5).
pub(super) fn apply(rule: ReferrerPolicy, response: &mut Response) {
    if let Some(value) = response.headers_mut().get_mut(REFERRER_POLICY) {
        *value = HeaderValue::from_static(match rule {
            ReferrerPolicy::SameOrigin => STRICT_REFERRER,
            ReferrerPolicy::UnsafeUrl => "unsafe-url",
        });
    }
}
