//! The token endpoint, and the answers that carry tokens.

use serde::{Deserialize, Serialize};

use super::{
    AccessTokenMember, ClockError, CrossOrigin, ErrorMembers, ErrorText, ExpiresIn, MissingParameter, Seconds,
    SecretForm, Strength, TokenFormat, TokenTypeMember, TypeLetters,
};

rules! {
    /// The token endpoint, and the answers that carry tokens.
    TokenRules in token {
        against TokenTheft {
            /// An access token lives an hour at most.
            access_lifetime: Seconds = Seconds::minutes(60), "RFC 6750 §5.3";
                fault "access-token-long-lived" = Seconds::days(1), breaks "rfc6750-5.3-short-lived":
                    "Access tokens live a day.";
                variant "access-tokens-of-five-minutes" = Seconds::minutes(5), permitted by "RFC 6750 §5.3":
                    "Access tokens live five minutes.";
            /// Whose scripts may read the answers.
            cross_origin: CrossOrigin = CrossOrigin::Anybody, "OWASP ASVS 5.0 §3.4.2";
                fault "cors-reflected" = CrossOrigin::Reflected, breaks "asvs5-3.4.2-cors-allowlist":
                    "Scripts of every site that asks may read the answers to clients, with cookies.";
                variant "cross-origin-requests-refused" = CrossOrigin::Nobody, unregulated by "RFC 6749 §3.2":
                    "No page of another origin can read what the endpoints answer.";
        }
        against Injection {
            /// A repeated parameter spoils the request.
            repetition_refused: bool = true, "RFC 6749 §3.2";
                fault "repeated-token-parameter-accepted" = false, breaks "rfc6749-3.2-duplicate-param-rejected":
                    "Of a repeated parameter of a token request the first one is taken.";
            /// Answers with tokens say that they are JSON.
            labelled_json: bool = true, "RFC 6749 §5.1";
                fault "token-unlabelled" = false, breaks "rfc6749-5.1-access-token-member":
                    "Token responses say that they are plain text.";
            /// What an error says to people.
            error_text: ErrorText = ErrorText::Plain, "RFC 6749 §5.2";
                fault "token-error-with-script" = ErrorText::Script, breaks "rfc6749-4.1.2.1-error-charset":
                    "The description of a token error is a script.";
        }
        against Guessing {
            /// How hard access and refresh tokens are to guess.
            strength: Strength = Strength::Full, "RFC 6749 §10.10";
                fault "token-guessable" = Strength::Weak, breaks "rfc6749-10.10-token-entropy-128":
                    "Access and refresh tokens have 32 bits.";
                fault "token-counted" = Strength::Counted, breaks "rfc6749-10.10-token-entropy-128":
                    "A token is long, but the last one and one more.";
        }
        against InformationDisclosure {
            /// The endpoint is asked with POST.
            post_only: bool = true, "RFC 6749 §3.2";
                fault "token-by-get" = false, breaks "rfc6749-3.2-get-refused":
                    "The token endpoint answers GET, with codes and secrets in its address.";
            /// Answers with tokens are kept out of every cache.
            never_cached: bool = true, "RFC 6749 §5.1";
                fault "token-cacheable" = false,
                    breaks "rfc6749-5.1-cache-control-no-store" and "rfc6749-5.1-pragma-no-cache":
                    "Caches may keep token responses.";
            /// Answers with tokens have `Pragma: no-cache`, too, for caches that know nothing newer.
            pragma: bool = true, "RFC 6749 §5.1";
                fault "token-without-pragma" = false, breaks "rfc6749-5.1-pragma-no-cache":
                    "Token responses have no Pragma: no-cache.";
        }
        against Interoperability {
            /// Parameters come as a form.
            form_only: bool = true, "RFC 6749 §4.1.3 and appendix B";
                fault "token-by-json" = false, breaks "rfc6749-4.1.3-token-body-form-encoded":
                    "A token request may be JSON.";
            /// Parameters that nobody knows are ignored.
            unknown_parameters_ignored: bool = true, "RFC 6749 §3.2";
                fault "unknown-token-parameter-refused" = false, breaks "rfc6749-3.2-unknown-param-ignored":
                    "A token request with a parameter that nobody knows is refused.";
            /// An answer has its token in one member `access_token`.
            access_token: AccessTokenMember = AccessTokenMember::Once, "RFC 6749 §3.2 and §5.1";
                fault "access-token-missing" = AccessTokenMember::Missing, breaks "rfc6749-5.1-access-token-member":
                    "A token response has no access token.";
                fault "access-token-twice" = AccessTokenMember::Twice, breaks "rfc6749-3.2-response-param-once":
                    "A token response has two members access_token, with different tokens.";
            /// An answer with a token says of which kind it is.
            token_type: TokenTypeMember = TokenTypeMember::Right, "RFC 6749 §5.1 and §7.1";
                fault "token-type-missing" = TokenTypeMember::Missing, breaks "rfc6749-5.1-token-type-member":
                    "A token response does not say what kind of token it brings.";
                fault "token-type-unknown" = TokenTypeMember::Unknown, breaks "rfc6749-5.1-token-type-member":
                    "A token is said to be of a kind that nobody knows.";
            /// An answer with a token says for how many seconds it lives.
            expires_in: ExpiresIn = ExpiresIn::Seconds, "RFC 6749 §5.1";
                fault "expires-in-text" = ExpiresIn::Text, breaks "rfc6749-5.1-expires-in-number":
                    "expires_in is a text.";
                fault "expires-in-missing" = ExpiresIn::Missing, breaks "rfc6749-5.1-expires-in-number":
                    "Token responses do not say how long the token lives.";
                fault "expires-in-negative" = ExpiresIn::Negative, breaks "rfc6749-5.1-expires-in-number":
                    "expires_in is below zero.";
            /// An answer with a token says what the token is good for.
            scope_reported: bool = true, "RFC 6749 §3.3 and §5.1";
                fault "scope-unreported" = false, breaks "rfc6749-3.3-scope-reported-when-different":
                    "Token responses do not say what was granted.";
            /// The scope of an answer is one text.
            scope_as_text: bool = true, "RFC 6749 §3.3";
                fault "scope-as-list" = false, breaks "rfc6749-3.3-scope-syntax":
                    "The scope of token responses is a list.";
            /// Errors of the token endpoint are JSON, and no pages.
            errors_in_json: bool = true, "RFC 6749 §5.2";
                fault "token-error-as-page" = false, breaks "rfc6749-5.2-error-json":
                    "Errors of the token endpoint are pages.";
            /// Errors have a status that says so.
            errors_have_status: bool = true, "RFC 6749 §5.2";
                fault "token-error-with-200" = false, breaks "rfc6749-5.2-error-json":
                    "Errors of the token endpoint come with status 200.";
            /// What is wrong with a code or a refresh token is called `invalid_grant`.
            invalid_grant_named: bool = true, "RFC 6749 §5.2";
                fault "invalid-grant-misnamed" = false, breaks "rfc6749-5.2-invalid-grant-code":
                    "An invalid code or refresh token gets `invalid_request`.";
        }
        knobs {
            /// What an access token looks like: nothing to anyone else, or a JWT.
            format: TokenFormat = TokenFormat::Opaque, "RFC 6749 §1.4, RFC 9068";
                variant "access-tokens-as-jwt" = TokenFormat::Jwt, permitted by "RFC 9068 §2":
                    "Access tokens are JWTs that resource servers can read.",
                    quiet because "A JWT may open the resource until it expires, whatever was revoked (RFC 7009 §3).";
            /// A member of an extension stands beside the others, which clients pass over.
            extended: bool = false, "RFC 6749 §5.1";
                variant "token-response-extended" = true, permitted by "RFC 6749 §5.1":
                    "Token responses have a member that clients do not know.";
            /// A user has one access token at each client: a new one ends the one before.
            one_for_each_client: bool = false, "RFC 6819 §4.4.1.11";
                variant "access-tokens-one-for-each-client" = true, permitted by "RFC 6819 §4.4.1.11":
                    "A user has one access token at each client, and a new one ends the one before.";
            /// So many requests of the resource does an access token open; any number for 0.
            uses: u32 = 0, "RFC 6819 §5.1.5.4";
                variant "access-token-for-few-requests" = 3, permitted by "RFC 6819 §5.1.5.4":
                    "An access token opens the resource three times.";
            /// How an opaque access token is written.
            form: SecretForm = SecretForm::Base64url, "RFC 6750 §2.1";
                variant "access-tokens-in-base64" = SecretForm::Base64, permitted by "RFC 6750 §2.1":
                    "Access tokens are written in base64, with +, / and =.";
                variant "access-tokens-in-hex" = SecretForm::Hex, permitted by "RFC 6750 §2.1":
                    "Access tokens are hexadecimal digits.";
                variant "access-tokens-with-prefix" = SecretForm::Prefixed, permitted by "RFC 6750 §2.1":
                    "All access tokens begin with the same characters.";
                variant "access-tokens-of-2000-characters" = SecretForm::Long, permitted by "RFC 6749 §5.1":
                    "Access tokens have some 2,000 characters.";
            /// In which letters the token type is written.
            type_letters: TypeLetters = TypeLetters::Registered, "RFC 6749 §5.1";
                variant "token-type-in-upper-case" = TypeLetters::Upper, permitted by "RFC 6749 §5.1":
                    "The token type is BEARER, or DPOP.";
                variant "token-type-in-lower-case" = TypeLetters::Lower, permitted by "RFC 6749 §5.1":
                    "The token type is bearer, or dpop.";
            /// A token response names the scope even where it is the one that was asked for.
            scope_repeated: bool = true, "RFC 6749 §5.1";
                variant "scope-left-out-when-equal" = false, permitted by "RFC 6749 §5.1":
                    "A token response names the scope only where it is another than the one that was asked for.";
            /// The values of a scope are named in the order of the alphabet.
            scope_sorted: bool = true, "RFC 6749 §3.3";
                variant "scope-in-another-order" = false, permitted by "RFC 6749 §3.3":
                    "A token response names the values of the scope in another order than the request.";
            /// Token responses and errors are written in one line.
            one_line: bool = true, "RFC 8259 §2";
                variant "token-responses-indented" = false, permitted by "RFC 8259 §2":
                    "Token responses and errors are JSON on several lines, with spaces.";
            /// What a token response does not bring is not there.
            absent_left_out: bool = true, "RFC 6749 §5.1";
                variant "token-response-with-nulls" = false, unregulated by "RFC 6749 §5.1":
                    "What a token response does not bring is null in it.";
            /// What an error says beside its code.
            error_members: ErrorMembers = ErrorMembers::Description, "RFC 6749 §5.2";
                variant "errors-undescribed" = ErrorMembers::None, permitted by "RFC 6749 §5.2":
                    "Errors have a code and nothing else.";
                variant "errors-with-address" = ErrorMembers::All, permitted by "RFC 6749 §5.2":
                    "Errors have the address of a page that explains them.";
            /// What it is called when a verifier or a redirection URI is missing in a token request.
            missing_parameter: MissingParameter = MissingParameter::InvalidGrant, "RFC 6749 §5.2";
                variant "missing-verifier-is-invalid-request" = MissingParameter::InvalidRequest,
                    permitted by "RFC 6749 §5.2":
                    "A token request without the verifier or the redirect_uri is called an invalid request.";
            /// How the clock goes that lifetimes and times in tokens are measured by.
            clock: ClockError = ClockError::None, "RFC 7519 §4.1.4";
                variant "clock-ahead" = ClockError::Ahead, demanded by "RFC 7519 §4.1.4":
                    "The clock of the provider is half a minute ahead.";
                variant "clock-behind" = ClockError::Behind, demanded by "RFC 7519 §4.1.4":
                    "The clock of the provider is half a minute behind.";
        }
    }
}
