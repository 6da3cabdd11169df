//! The token endpoint and token responses.

use serde::{Deserialize, Serialize};

use super::{
    AccessTokenMember, ClockError, CrossOrigin, ErrorMembers, ErrorText, ExpiresIn, MissingParameter, Seconds,
    SecretForm, Strength, TokenFormat, TokenTypeMember, TypeLetters,
};

rules! {
    /// The token endpoint and token responses.
    TokenRules in token {
        against TokenTheft {
            /// The lifetime of access tokens is an hour at most.
            access_lifetime: Seconds = Seconds::minutes(60), "RFC 6750 §5.3";
                fault "access-token-long-lived" = Seconds::days(1), breaks "rfc6750-5.3-short-lived":
                    "Access tokens are valid for a day.";
                variant "access-tokens-of-five-minutes" = Seconds::minutes(5), permitted by "RFC 6750 §5.3":
                    "Access tokens expire after five minutes.";
            /// Which origins can read responses (CORS).
            cross_origin: CrossOrigin = CrossOrigin::AnyOrigin, "OWASP ASVS 5.0 §3.4.2";
                fault "cors-reflected" = CrossOrigin::Reflected, breaks "asvs5-3.4.2-cors-allowlist":
                    "The token endpoint and other back-channel endpoints reflect any Origin and allow credentials \
                     (CORS).";
                variant "cors-unsupported" = CrossOrigin::None, unregulated by "RFC 6749 §3.2":
                    "The provider does not support CORS.";
        }
        against Injection {
            /// A repeated parameter invalidates the request.
            repetition_refused: bool = true, "RFC 6749 §3.2";
                fault "repeated-token-parameter-accepted" = false, breaks "rfc6749-3.2-duplicate-param-rejected":
                    "The token endpoint accepts a repeated parameter and uses the first value.";
            /// Token responses are labeled as JSON.
            labeled_json: bool = true, "RFC 6749 §5.1";
                fault "token-wrong-media-type" = false, breaks "rfc6749-5.1-access-token-member":
                    "Token responses are labeled as plain text.";
            /// The text of `error_description`.
            error_text: ErrorText = ErrorText::Plain, "RFC 6749 §5.2";
                fault "token-error-xss" = ErrorText::Script, breaks "rfc6749-4.1.2.1-error-charset":
                    "The error_description of token errors contains a script (XSS).";
        }
        against Guessing {
            /// The entropy of access tokens and refresh tokens.
            strength: Strength = Strength::Full, "RFC 6749 §10.10";
                fault "token-low-entropy" = Strength::Weak, breaks "rfc6749-10.10-token-entropy-128":
                    "Access tokens and refresh tokens have 32 bits of entropy.";
                fault "token-sequential" = Strength::Counted, breaks "rfc6749-10.10-token-entropy-128":
                    "Tokens are long but sequential.";
        }
        against InformationDisclosure {
            /// The token endpoint supports only POST.
            post_only: bool = true, "RFC 6749 §3.2";
                fault "token-by-get" = false, breaks "rfc6749-3.2-get-refused":
                    "The token endpoint accepts GET, with codes and secrets in the URL.";
            /// Token responses are not cached.
            never_cached: bool = true, "RFC 6749 §5.1";
                fault "token-cacheable" = false,
                    breaks "rfc6749-5.1-cache-control-no-store" and "rfc6749-5.1-pragma-no-cache":
                    "Token responses are cacheable.";
            /// Token responses have `Pragma: no-cache`, too, for HTTP/1.0 caches.
            pragma: bool = true, "RFC 6749 §5.1";
                fault "token-without-pragma" = false, breaks "rfc6749-5.1-pragma-no-cache":
                    "Token responses have no Pragma: no-cache.";
        }
        against Interoperability {
            /// Parameters are sent as a form.
            form_only: bool = true, "RFC 6749 §4.1.3 and appendix B";
                fault "token-by-json" = false, breaks "rfc6749-4.1.3-token-body-form-encoded":
                    "The token endpoint accepts JSON requests.";
            /// Unknown parameters are ignored.
            unknown_parameters_ignored: bool = true, "RFC 6749 §3.2";
                fault "unknown-token-parameter-refused" = false, breaks "rfc6749-3.2-unknown-param-ignored":
                    "The token endpoint rejects a request with an unknown parameter.";
            /// A token response has one member `access_token`.
            access_token: AccessTokenMember = AccessTokenMember::Once, "RFC 6749 §3.2 and §5.1";
                fault "access-token-missing" = AccessTokenMember::Missing, breaks "rfc6749-5.1-access-token-member":
                    "Token responses have no access_token.";
                fault "access-token-twice" = AccessTokenMember::Twice, breaks "rfc6749-3.2-response-param-once":
                    "Token responses have two members access_token with different values.";
            /// A token response has a `token_type`.
            token_type: TokenTypeMember = TokenTypeMember::Right, "RFC 6749 §5.1 and §7.1";
                fault "token-type-missing" = TokenTypeMember::Missing, breaks "rfc6749-5.1-token-type-member":
                    "Token responses have no token_type.";
                fault "token-type-unknown" = TokenTypeMember::Unknown, breaks "rfc6749-5.1-token-type-member":
                    "Token responses have an unknown token_type.";
            /// A token response has the lifetime of the token in seconds.
            expires_in: ExpiresIn = ExpiresIn::Seconds, "RFC 6749 §5.1";
                fault "expires-in-string" = ExpiresIn::Text, breaks "rfc6749-5.1-expires-in-number":
                    "The expires_in of token responses is a string.";
                fault "expires-in-missing" = ExpiresIn::Missing, breaks "rfc6749-5.1-expires-in-number":
                    "Token responses have no expires_in.";
                fault "expires-in-negative" = ExpiresIn::Negative, breaks "rfc6749-5.1-expires-in-number":
                    "The expires_in of token responses is negative.";
            /// A token response has the granted scope.
            scope_reported: bool = true, "RFC 6749 §3.3 and §5.1";
                fault "scope-unreported" = false, breaks "rfc6749-3.3-scope-reported-when-different":
                    "Token responses do not report the granted scope.";
            /// The scope of a token response is a string.
            scope_as_text: bool = true, "RFC 6749 §3.3";
                fault "scope-array" = false, breaks "rfc6749-3.3-scope-syntax":
                    "The scope of token responses is an array.";
            /// Errors of the token endpoint are JSON.
            errors_in_json: bool = true, "RFC 6749 §5.2";
                fault "token-error-as-page" = false, breaks "rfc6749-5.2-error-json":
                    "Errors of the token endpoint are HTML pages.";
            /// Errors of the token endpoint have an error status.
            errors_have_status: bool = true, "RFC 6749 §5.2";
                fault "token-error-status-200" = false, breaks "rfc6749-5.2-error-json":
                    "Errors of the token endpoint have the status 200.";
            /// The error for an invalid code or refresh token is `invalid_grant`.
            invalid_grant_named: bool = true, "RFC 6749 §5.2";
                fault "invalid-grant-misnamed" = false, breaks "rfc6749-5.2-invalid-grant-code":
                    "The token endpoint reports an invalid code or refresh token as `invalid_request`.";
        }
        knobs {
            /// The format of access tokens: opaque, or a JWT.
            format: TokenFormat = TokenFormat::Opaque, "RFC 6749 §1.4, RFC 9068";
                variant "access-tokens-as-jwt" = TokenFormat::Jwt, permitted by "RFC 9068 §2":
                    "Access tokens are JWTs that resource servers can read.",
                    quiet because "A resource may accept a JWT until it expires, despite revocation (RFC 7009 §3).";
            /// Token responses have an additional member, which clients ignore.
            extended: bool = false, "RFC 6749 §5.1";
                variant "token-response-extended" = true, permitted by "RFC 6749 §5.1":
                    "Token responses have an additional member.";
            /// A user has one access token for each client: a new one revokes the previous one.
            one_for_each_client: bool = false, "RFC 6819 §4.4.1.11";
                variant "access-tokens-one-per-client" = true, permitted by "RFC 6819 §4.4.1.11":
                    "A user has one access token for each client; a new one revokes the previous one.";
            /// How many requests an access token can be used for; 0 for any number.
            uses: u32 = 0, "RFC 6819 §5.1.5.4";
                variant "access-token-for-few-requests" = 3, permitted by "RFC 6819 §5.1.5.4":
                    "An access token can be used for three requests.";
            /// The format of an opaque access token.
            form: SecretForm = SecretForm::Base64url, "RFC 6750 §2.1";
                variant "access-tokens-in-base64" = SecretForm::Base64, permitted by "RFC 6750 §2.1":
                    "Access tokens are base64, with +, / and =.";
                variant "access-tokens-in-hex" = SecretForm::Hex, permitted by "RFC 6750 §2.1":
                    "Access tokens are hexadecimal.";
                variant "access-tokens-with-prefix" = SecretForm::Prefixed, permitted by "RFC 6750 §2.1":
                    "All access tokens start with the same characters.";
                variant "access-tokens-of-2000-characters" = SecretForm::Long, permitted by "RFC 6749 §5.1":
                    "Access tokens have about 2,000 characters.";
            /// The case of `token_type`.
            type_letters: TypeLetters = TypeLetters::Registered, "RFC 6749 §5.1";
                variant "token-type-in-upper-case" = TypeLetters::Upper, permitted by "RFC 6749 §5.1":
                    "The token_type is BEARER or DPOP.";
                variant "token-type-in-lower-case" = TypeLetters::Lower, permitted by "RFC 6749 §5.1":
                    "The token_type is bearer or dpop.";
            /// A token response has `scope` even if it is the requested one.
            scope_repeated: bool = true, "RFC 6749 §5.1";
                variant "scope-omitted-when-equal" = false, permitted by "RFC 6749 §5.1":
                    "A token response has scope only if it differs from the requested one.";
            /// The values of `scope` are in alphabetical order.
            scope_sorted: bool = true, "RFC 6749 §3.3";
                variant "scope-in-another-order" = false, permitted by "RFC 6749 §3.3":
                    "The values of scope are in another order in a token response than in the request.";
            /// Token responses and errors are compact JSON on one line.
            one_line: bool = true, "RFC 8259 §2";
                variant "token-responses-indented" = false, permitted by "RFC 8259 §2":
                    "Token responses and errors are indented JSON.";
            /// Members without a value are absent from token responses.
            absent_left_out: bool = true, "RFC 6749 §5.1";
                variant "token-response-with-nulls" = false, unregulated by "RFC 6749 §5.1":
                    "Members without a value are null in token responses.";
            /// What an error contains in addition to the code.
            error_members: ErrorMembers = ErrorMembers::Description, "RFC 6749 §5.2";
                variant "token-errors-without-description" = ErrorMembers::None, permitted by "RFC 6749 §5.2":
                    "Token errors have only the error code.";
                variant "token-errors-with-uri" = ErrorMembers::All, permitted by "RFC 6749 §5.2":
                    "Token errors have an error_uri.";
            /// The error code if `code_verifier` or `redirect_uri` is missing in a token request.
            missing_parameter: MissingParameter = MissingParameter::InvalidGrant, "RFC 6749 §5.2";
                variant "missing-verifier-is-invalid-request" = MissingParameter::InvalidRequest,
                    permitted by "RFC 6749 §5.2":
                    "The token endpoint reports a missing code_verifier or redirect_uri as invalid_request.";
            /// The clock skew of the provider, for lifetimes and times in tokens.
            clock: ClockError = ClockError::None, "RFC 7519 §4.1.4";
                variant "clock-ahead" = ClockError::Ahead, demanded by "RFC 7519 §4.1.4":
                    "The clock of the provider is 30 seconds ahead.";
                variant "clock-behind" = ClockError::Behind, demanded by "RFC 7519 §4.1.4":
                    "The clock of the provider is 30 seconds behind.";
        }
    }
}
