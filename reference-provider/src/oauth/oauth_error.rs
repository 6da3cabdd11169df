//! Error responses on the back channel (RFC 6749 §5.2).

use http::StatusCode;

/// An error of the token, revocation, introspection, device or pushed authorization request endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OAuthError {
    pub(crate) code: &'static str,
    pub(crate) description: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<u64>,
}

impl OAuthError {
    pub(crate) const fn invalid_request(description: &'static str) -> Self {
        Self::bad_request("invalid_request", description)
    }

    pub(crate) const fn invalid_grant(description: &'static str) -> Self {
        Self::bad_request("invalid_grant", description)
    }

    pub(crate) const fn invalid_scope(description: &'static str) -> Self {
        Self::bad_request("invalid_scope", description)
    }

    /// RFC 8707 §2.
    pub(crate) const fn invalid_target(description: &'static str) -> Self {
        Self::bad_request("invalid_target", description)
    }

    /// RFC 9449 §5.
    pub(crate) const fn invalid_dpop_proof(description: &'static str) -> Self {
        Self::bad_request("invalid_dpop_proof", description)
    }

    /// RFC 9449 §8.
    pub(crate) const fn use_dpop_nonce() -> Self {
        Self::bad_request("use_dpop_nonce", "The DPoP proof requires a fresh nonce.")
    }

    /// An error of an authorization request, for the client that pushed it (RFC 9126 §2.3).
    pub(crate) const fn of_request(code: &'static str, description: &'static str) -> Self {
        Self::bad_request(code, description)
    }

    pub(crate) const fn unauthorized_client(description: &'static str) -> Self {
        Self::bad_request("unauthorized_client", description)
    }

    /// The response to a device that polls (RFC 8628 §3.5).
    pub(crate) const fn of_device(code: &'static str, description: &'static str) -> Self {
        Self::bad_request(code, description)
    }

    pub(crate) const fn unsupported_grant_type() -> Self {
        Self::bad_request("unsupported_grant_type", "This grant type is not supported.")
    }

    /// 401 with the same description for all failures, which discloses the least.
    pub(crate) const fn invalid_client(description: &'static str) -> Self {
        Self { code: "invalid_client", description, status: StatusCode::UNAUTHORIZED, retry_after: None }
    }

    /// The client is authenticated but not permitted to do this (RFC 9110 §15.5.4).
    pub(crate) const fn access_denied(description: &'static str) -> Self {
        Self { code: "access_denied", description, status: StatusCode::FORBIDDEN, retry_after: None }
    }

    /// RFC 7009 §2.2.1.
    pub(crate) const fn unsupported_token_type(description: &'static str) -> Self {
        Self::bad_request("unsupported_token_type", description)
    }

    /// Too many invalid codes (RFC 6585 §4).
    pub(crate) const fn too_many_codes(seconds: u64) -> Self {
        Self {
            code: "invalid_request",
            description: "Too many invalid codes. Try again later.",
            status: StatusCode::TOO_MANY_REQUESTS,
            retry_after: Some(seconds),
        }
    }

    /// Too many wrong secrets (RFC 6585 §4).
    pub(crate) const fn slow_down(seconds: u64) -> Self {
        Self {
            code: "invalid_client",
            description: "Too many wrong secrets. Try again later.",
            status: StatusCode::TOO_MANY_REQUESTS,
            retry_after: Some(seconds),
        }
    }

    /// The error with another code.
    pub(crate) fn called(self, code: &'static str) -> Self {
        Self { code, ..self }
    }

    pub(crate) fn is(self, code: &str) -> bool {
        self.code == code
    }

    const fn bad_request(code: &'static str, description: &'static str) -> Self {
        Self { code, description, status: StatusCode::BAD_REQUEST, retry_after: None }
    }
}
