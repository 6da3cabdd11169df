//! Pushed requests are handled carelessly.

use super::Fault;
use crate::policy::{MayBringRedirectUri, PushedStatus};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "push-unauthenticated" breaks "rfc9126-2.1-client-authenticated":
        "Anybody can push a request in the name of a client." => |p| p.pushed.client_authenticated = false;
    "push-request-uri-accepted" breaks "rfc9126-2.1-request-uri-rejected":
        "A pushed request may have a request_uri, which is passed over." => |p| p.pushed.request_uri_refused = false;
    "push-validated-late" breaks "rfc9126-2.1-validated-early":
        "A pushed request is taken whatever it says." => |p| p.pushed.validated_early = false;
    "push-answered-200" breaks "rfc9126-2.2-status-201":
        "A pushed request is answered with 200." => |p| p.pushed.status = PushedStatus::Ok;
    "push-guessable" breaks "rfc9126-2.2-request-uri-unguessable":
        "Request URIs are counted." => |p| p.pushed.unguessable = false;
    "push-not-bound-to-client" breaks "rfc9126-2.2-request-uri-bound-to-client":
        "A request_uri works for any client." => |p| p.pushed.bound_to_client = false;
    "push-reusable" breaks "rfc9126-4-one-time-use":
        "A request_uri works again and again." => |p| p.pushed.single_use = false;
    "push-expiry-unchecked" breaks "rfc9126-4-expired-rejected":
        "A request_uri works after its time." => |p| p.pushed.expiry_checked = false;
    "push-expires-during-login" breaks "rfc9126-2.2-expiry-bounds-first-use":
        "A request_uri that is taken up in time dies while the user types the password."
        => |p| p.request.interaction_lifetime = crate::policy::Seconds(0);
    "push-optional" breaks "rfc9126-4-par-required-enforced":
        "A client that registered to push its requests may also send them through the browser."
        => |p| p.pushed.registration_obeyed = false;
    "push-any-redirect-uri" breaks "rfc9126-7.2-unregistered-redirect-only-authenticated":
        "Anybody may push a redirection URI that nobody registered."
        => |p| p.pushed.unregistered_redirect_uri = MayBringRedirectUri::AnyClient;
    "push-parameters-replaced" breaks "rfc9126-4-front-channel-params-ignored" and "rfc9101-6.3-only-object-params":
        "What stands beside a request_uri in the browser's address wins over what was pushed."
        => |p| p.request_object.parameters = crate::policy::CountingParameters::OutsideFirst;
};
