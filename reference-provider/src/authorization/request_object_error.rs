//! What is wrong with a request object (RFC 9101 §6), in words for the developer of its client.

use super::refusal::Error;
use crate::jose::claims::ClaimError;
use crate::jose::{Algorithm, JwtError};

/// The error code about an object (RFC 9101 §7).
const CODE: &str = "invalid_request_object";

/// One that cannot be opened.
pub(super) fn unreadable(why: JwtError) -> Error {
    Error(CODE, signature(why))
}

/// One that the client did not sign; `code` is what it is called.
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

/// One whose type or claims do not fit. A claim that is missing or of another type is named by its own sentence.
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

/// It says that it is something else (RFC 9101 §10.8).
pub(super) const OTHER_TYPE: Error = Error(CODE, "The typ of the request object is not oauth-authz-req+jwt.");
/// It leads to another request (RFC 9101 §4).
pub(super) const NESTED: Error = Error(CODE, "The request object contains a request or request_uri.");
/// It is from somebody else.
pub(super) const OTHER_CLIENT: Error = Error(CODE, "The client_id of the request object belongs to another client.");
/// It says that somebody else made it.
pub(super) const OTHER_ISSUER: Error = Error(CODE, "The iss of the request object is not the client.");
