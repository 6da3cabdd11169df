//! The token endpoint, and the answers that carry tokens.

use serde::{Deserialize, Serialize};

use super::{Seconds, Strength};

rules! {
    /// The token endpoint, and the answers that carry tokens.
    TokenRules in token {
        against TokenTheft {
            /// An access token lives an hour at most.
            access_lifetime: Seconds = Seconds::minutes(60), "RFC 6750 §5.3";
                fault "access-token-long-lived" = Seconds::days(1), breaks "rfc6750-5.3-short-lived":
                    "Access tokens live a day.";
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
                    "Access tokens are JWTs that resource servers can read.";
            /// A member of an extension stands beside the others, which clients pass over.
            extended: bool = false, "RFC 6749 §5.1";
                variant "token-response-extended" = true, permitted by "RFC 6749 §5.1":
                    "Token responses have a member that clients do not know.";
        }
    }
}

choice! {
    /// What an access token looks like.
    TokenFormat {
        /// A string that only this provider understands.
        Opaque,
        /// A JWT that resource servers can read (RFC 9068).
        Jwt,
    }
}

choice! {
    /// How an answer holds its token.
    AccessTokenMember {
        /// As the one member of that name.
        Once,
        /// As the second of two members of that name; the first is another token.
        Twice,
        /// Not at all.
        Missing,
    }
}

choice! {
    /// What an answer says of the kind of its token.
    TokenTypeMember {
        /// `Bearer`, or `DPoP` where it is bound to a key.
        Right,
        /// A kind that nobody knows.
        Unknown,
        /// Nothing.
        Missing,
    }
}

choice! {
    /// How an answer says how long its token lives.
    ExpiresIn {
        /// A number of seconds.
        Seconds,
        /// The same number, as text.
        Text,
        /// The same number, below zero.
        Negative,
        /// Not at all.
        Missing,
    }
}

choice! {
    /// What an error says to people.
    ErrorText {
        /// A sentence.
        Plain,
        /// A script, for a page that shows it as it is.
        Script,
    }
}

choice! {
    /// Whose scripts may read what clients are answered.
    CrossOrigin {
        /// Anybody's, as it is the credentials in the request that count, and no cookies.
        Anybody,
        /// Anybody's who asks, by name and with cookies.
        Reflected,
        /// Nobody's.
        Nobody,
    }
}
