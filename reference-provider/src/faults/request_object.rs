//! Request objects protect nothing.

use super::Fault;
use crate::policy::CountingParameters;

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "request-object-unsigned" breaks "rfc9101-5-signed-required":
        "A request object that nobody signed counts." => |p| p.request_object.signed = false;
    "request-object-signature-unchecked" breaks "rfc9101-6.2-signature-validated":
        "A request object counts whoever signed it." => |p| p.request_object.signature_checked = false;
    "request-object-error-misnamed" breaks "rfc9101-6.2-error-code":
        "A request object that the client did not sign is called an invalid request, like any other."
        => |p| p.request_object.untrusted_named = false;
    "request-object-error-in-query" breaks "oauth-multiple-types-5-error-mode":
        "The error about a request object stands in the query, where a client that waits for the fragment never sees it."
        => |p| p.request_object.errors_follow_response_type = false;
    "request-object-of-another-client" breaks "rfc9101-5-client-id-match":
        "A request object may be sent by another client than the one it names." => |p| p.request_object.client_id_checked = false;
    "request-object-merged" breaks "rfc9101-6.3-only-object-params":
        "What the request object does not say is taken from beside it."
        => |p| p.request_object.parameters = CountingParameters::ObjectFirst;
    "request-object-optional" breaks "rfc9101-10.5-require-signed-enforced":
        "A client that registered to sign its requests may leave it." => |p| p.request_object.registration_obeyed = false;
    "request-uri-passed-over" breaks "rfc9101-5.2-request-uri-https":
        "A request_uri that leads elsewhere is passed over, and what stands beside it counts."
        => |p| p.request_object.foreign_uri_refused = false;
    "request-object-errors-before-login" breaks "rfc9700-4.11.2-authenticate-before-redirect":
        "A link with a bad request object is sent on to the client's site before anybody has logged in."
        => |p| p.request_object.login_before_errors = false;
};
