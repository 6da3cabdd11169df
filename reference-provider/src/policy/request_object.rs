//! Authorization requests in an object of their own (RFC 9101).

use serde::{Deserialize, Serialize};

rules! {
    /// Authorization requests in a signed object (RFC 9101).
    RequestObjectRules {
        /// An object is signed: `none` is refused. RFC 9101 §5 and §10.5.
        signed: bool = true,
        /// The signature is the client's. RFC 9101 §6.2.
        signature_checked: bool = true,
        /// One whose signature cannot be validated is called `invalid_request_object`. RFC 9101 §6.2.
        untrusted_named: bool = true,
        /// The error about an object stands where the response would: in the fragment, for a front-channel response type.
        /// OAuth 2.0 Multiple Response Types §5.
        errors_follow_response_type: bool = true,
        /// The client that the object names is the one that sends it. RFC 9101 §5.
        client_id_checked: bool = true,
        /// Which parameters count. RFC 9101 §6.3; OpenID Connect Core §6.1 takes those that are missing from outside.
        parameters: CountingParameters = CountingParameters::OfObject,
        /// A client that registered to sign its requests sends no others. RFC 9101 §10.5.
        registration_obeyed: bool = true,
        /// A `request_uri` that this provider did not hand out is refused, never fetched. RFC 9101 §5.2 and §10.4.
        foreign_uri_refused: bool = true,
        /// The user logs in before the client hears that its request object, or the lack of one, is refused. RFC 9700
        /// §4.11.2.
        login_before_errors: bool = true,
    }
}

choice! {
    /// Which parameters count where some are in an object, or were pushed, and some beside it.
    CountingParameters {
        /// Those of the object.
        OfObject,
        /// Those of the object, and of those beside it what the object does not have.
        ObjectFirst,
        /// Those beside the object, and of the object what is not there.
        OutsideFirst,
    }
}
