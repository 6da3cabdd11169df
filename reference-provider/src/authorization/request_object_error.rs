//! The errors of request objects (RFC 9101 §6), described for the client's developer.

use super::refusal::Error;
use crate::jose::claims::ClaimError;
use crate::jose::{Algorithm, JwtError};

/// The error code for request objects (RFC 9101 §7).
const CODE: &str = "invalid_request_object";

/// An unreadable object.
pub(super) fn unreadable(why: JwtError) -> Error {
    Error(CODE, signature(why))
}

/// An object without a valid signature of the client; `code` is the error code.
pub(super) fn untrusted(code: &'static str, why: JwtError) -> Error {
    Error(code, signature(why))
}

fn signature(why: JwtError) -> &'static str {
    match why {
        JwtError::TooLong => "The request object is too long.",
        JwtError::NotThreeParts | JwtError::NotBase64url(_) | JwtError::NotAnObject(_) | JwtError::NotAString(_) => {
            "The request object is not a well-formed JWT."
        }
        JwtError::NoAlgorithm => "The request object has no alg.",
        JwtError::UnknownAlgorithm => "The alg of the request object is not supported.",
        JwtError::AlgorithmNotAllowed(Algorithm::None) => "The request object is not signed.",
        JwtError::AlgorithmNotAllowed(_) => "The alg of the request object is not allowed for this client.",
        JwtError::Critical => "The request object has critical extensions, and none is supported.",
        JwtError::UnknownKey => "The kid of the request object names no key of the client with this alg.",
        JwtError::NoFittingKey => "The client has no key for the alg of the request object.",
        JwtError::BadSignature => "The signature of the request object is invalid.",
    }
}

/// An object with an invalid type or invalid claims. A missing claim, or one of another type, has a description of its
/// own.
pub(super) fn unfit(why: ClaimError) -> Error {
    Error(
        CODE,
        match why {
            ClaimError::Expired => "The request object has expired.",
            ClaimError::NotYetValid => "The nbf of the request object is in the future.",
            ClaimError::IssuedInTheFuture => "The iat of the request object is in the future.",
            ClaimError::TooOld => "The iat of the request object is too long ago.",
            ClaimError::OtherAudience => "The aud of the request object is not the issuer.",
            ClaimError::NotAnAudience => "The aud of the request object is neither a string nor a list of strings.",
            ClaimError::NotANumericDate("exp") => "The exp of the request object is not a number.",
            ClaimError::NotANumericDate("nbf") => "The nbf of the request object is not a number.",
            ClaimError::NotANumericDate(_) => "The iat of the request object is not a number.",
            ClaimError::NotAString("iss") => "The iss of the request object is not a string.",
            ClaimError::NotAString(_) => "The client_id of the request object is not a string.",
            ClaimError::Missing(_) => "The request object has no client_id.",
        },
    )
}

/// An object of another type (RFC 9101 §10.8).
pub(super) const OTHER_TYPE: Error = Error(CODE, "The typ of the request object is not oauth-authz-req+jwt.");
/// An object that refers to another request (RFC 9101 §4).
pub(super) const NESTED: Error = Error(CODE, "The request object contains a request or request_uri.");
/// An object of another client.
pub(super) const OTHER_CLIENT: Error = Error(CODE, "The client_id of the request object belongs to another client.");
/// An object with another issuer.
pub(super) const OTHER_ISSUER: Error = Error(CODE, "The iss of the request object is not the client.");
