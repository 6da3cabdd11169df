//! The authorization request.

use serde::{Deserialize, Serialize};

use super::{Admission, Order, Parameter};

rules! {
    /// The authorization request (RFC 6749 §4.1.1).
    RequestRules in request {
        against SessionAttack {
            /// Each authorization request has a new, unguessable `state`.
            state: StateValue = StateValue::Random, "RFC 6749 §4.1.1, §10.10 and §10.12";
                fault "state-constant" = StateValue::Constant, breaks "rfc6749-10.12-client-state-unguessable":
                    "The client sends the same state in every authorization request (login CSRF).";
        }
        against CodeInjection {
            /// Each authorization request has a new code challenge with the method `S256`.
            pkce: Pkce = Pkce::S256, "RFC 7636 §4.3, RFC 9700 §2.1.1";
                fault "pkce-omitted" = Pkce::Omitted,
                    breaks "rfc9700-2.1.1-confidential-clients-use-pkce" and "rfc9700-2.1.1-client-code-bound-to-login":
                    "The client sends no code_challenge.";
                fault "pkce-plain" = Pkce::Plain, breaks "rfc7636-4.2-client-uses-s256":
                    "The client uses the code_challenge_method plain, which discloses the code_verifier.";
                fault "verifier-reused" = Pkce::ReusedVerifier, breaks "rfc7636-4.1-verifier-per-request":
                    "The client uses the same code_verifier for every authorization request.";
        }
        against Interoperability {
            /// The query of the authorization endpoint is retained.
            endpoint_query: EndpointQuery = EndpointQuery::Retained, "RFC 6749 §3.1";
                fault "endpoint-query-dropped" = EndpointQuery::Dropped, breaks "rfc6749-3.1-endpoint-query-retained":
                    "The client drops the query of the authorization endpoint.";
        }
        knobs {
            /// The request has `redirect_uri`.
            redirect_uri_sent: bool = true, "RFC 6749 §4.1.1";
            /// The format of `state`.
            state_form: StateForm = StateForm::Short, "RFC 6749 Appendix A.5";
                variant "state-of-500-characters" = StateForm::Long, permitted by "RFC 6749 Appendix A.5":
                    "The state has 500 characters.";
                variant "state-with-punctuation" = StateForm::Punctuated, permitted by "RFC 6749 Appendix A.5":
                    "The state has characters that have to be percent-encoded in a query.";
                variant "state-as-jwt" = StateForm::Jwt, permitted by "RFC 6749 Appendix A.5":
                    "The state is a signed JWT.";
            /// The format of the code verifier.
            verifier_form: VerifierForm = VerifierForm::Short, "RFC 7636 §4.1";
                variant "verifier-of-128-characters" = VerifierForm::Long, permitted by "RFC 7636 §4.1":
                    "The code_verifier has the maximum length of 128 characters.";
                variant "verifier-with-punctuation" = VerifierForm::Punctuated, permitted by "RFC 7636 §4.1":
                    "The code_verifier contains `-`, `.`, `_` and `~`.";
            /// The form of `scope`.
            scope: ScopeWritten = ScopeWritten::AsConfigured, "RFC 6749 §3.3";
                variant "scope-in-other-order" = ScopeWritten::Reversed, permitted by "RFC 6749 §3.3":
                    "The values of scope are in another order.";
                variant "scope-repeated" = ScopeWritten::Repeated, unregulated by "RFC 6749 §3.3":
                    "A value of scope is repeated.";
                variant "scope-omitted" = ScopeWritten::LeftOut, permitted by "RFC 6749 §4.1.1":
                    "The authorization request has no scope: the provider grants its default.";
            /// The order of the parameters.
            order: Order = Order::Usual;
                variant "request-in-other-order" = Order::Reversed, unregulated by "RFC 6749 §4.1.1":
                    "The parameters of the authorization request are in another order.";
            /// How the authorization request reaches the provider.
            way: AuthorizationRequestMethod = AuthorizationRequestMethod::Redirect, "RFC 6749 §4.1";
                variant "request-by-link" = AuthorizationRequestMethod::Link, permitted by "RFC 6749 §1.7":
                    "The authorization request is a link on a page, which the user follows.";
                variant "request-by-refresh" = AuthorizationRequestMethod::Refresh, permitted by "RFC 6749 §1.7":
                    "The authorization request is a meta refresh of a page.";
                variant "request-by-form" = AuthorizationRequestMethod::Form, demanded by "OpenID Connect Core §3.1.2.1":
                    "The authorization request is a form submission, with the parameters in the body.";
            /// The request is pushed to the provider first (PAR).
            pushed: bool = false, "RFC 9126 §2";
                variant "request-pushed" = true, permitted by "RFC 9126 §1":
                    "The client pushes the authorization request over the back channel, and the browser sends a \
                     request_uri (PAR).",
                    quiet because "The parameters of the authorization request do not pass through the browser.";
            /// The requested response mode.
            response_mode: ResponseMode = ResponseMode::Unsaid, "OAuth 2.0 Multiple Response Types §2.1";
                variant "response-mode-query" = ResponseMode::Query, discouraged by "OAuth 2.0 Multiple Response Types §2.1":
                    "The client requests the default response mode explicitly.";
                variant "response-by-form-post" = ResponseMode::FormPost, permitted by "OAuth 2.0 Form Post Response Mode §2":
                    "The client requests the response mode form_post.";
            /// `prompt=login`, so that the user logs in each time.
            prompt_login: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "prompt-login" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The client sends prompt=login.";
            /// `prompt=consent`, so that the user is asked for consent each time.
            prompt_consent: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "prompt-consent" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The client sends prompt=consent.";
            /// `max_age` of one hour.
            max_age: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "max-age" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The client sends max_age of one hour.";
            /// `login_hint` for an unknown user.
            login_hint: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "login-hint" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The client sends a login_hint for an unknown user.";
            /// `ui_locales`.
            ui_locales: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "ui-locales" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The client sends ui_locales for other languages.";
            /// `display`.
            display: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "display-popup" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The client sends display=popup.";
            /// `acr_values`.
            acr_values: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "acr-values" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The client sends acr_values.";
            /// `claims`.
            claims: bool = false, "OpenID Connect Core §5.5";
                variant "claims-requested" = true, permitted by "OpenID Connect Core §5.5":
                    "The client requests single claims with the claims parameter.";
            /// `nonce`, and the ID token with it.
            nonce: Nonce = Nonce::Omitted, "OpenID Connect Core §3.1.2.1 and §3.1.3.7";
                variant "nonce-sent" = Nonce::Sent, permitted by "OpenID Connect Core §3.1.2.1":
                    "The client sends a nonce.";
            /// An unknown parameter.
            unknown_parameter: bool = false, "RFC 6749 §3.1";
                variant "unknown-request-parameter" = true, demanded by "RFC 6749 §3.1":
                    "The client sends an unknown parameter in the authorization request.";
        }
        several {
            fault "state-omitted" against SessionAttack,
                breaks "rfc6749-4.1.1-client-sends-state"
                    and "rfc9700-2.1.1-confidential-clients-use-pkce"
                    and "rfc9700-2.1.1-client-code-bound-to-login":
                "The client sends neither a state nor a code_challenge, and the callback requires neither (login CSRF)."
                => |p| {
                    p.request.state = StateValue::Omitted;
                    p.request.pkce = Pkce::Omitted;
                    p.callback.missing_state = Admission::Accepted;
                };
            variant "csrf-protection-by-pkce", permitted by "RFC 9700 §2.1":
                "The client sends no state: the code_verifier of the pending login protects against CSRF.",
                quiet because "The client sends no state that could be missing."
                => |p| { p.request.state = StateValue::Omitted; p.callback.missing_state = Admission::ByLogin; };
            variant "csrf-protection-by-nonce", permitted by "RFC 9700 §2.1":
                "The client sends neither a state nor a code challenge: the nonce in the ID token protects against CSRF.",
                quiet because "The client sends no state and no code challenge that could be missing."
                => |p| {
                    p.request.state = StateValue::Omitted;
                    p.request.pkce = Pkce::Omitted;
                    p.request.nonce = Nonce::Checked;
                    p.callback.missing_state = Admission::ByLogin;
                };
            variant "nonce-instead-of-pkce", permitted by "RFC 9700 §2.1.1":
                "The client sends no code challenge: the nonce in the ID token protects against code injection.",
                quiet because "The client sends no code challenge that could be missing."
                => |p| { p.request.pkce = Pkce::Omitted; p.request.nonce = Nonce::Checked; };
            variant "redirect-uri-omitted", permitted by "RFC 6749 §4.1.1":
                "Neither the authorization request nor the token request has redirect_uri: only one is registered."
                => |p| { p.request.redirect_uri_sent = false; p.token_request.redirect_uri = Parameter::Omitted; };
        }
    }
}

choice! {
    /// The generation of `state`.
    StateValue {
        /// 256 random bits for each authorization request (RFC 6749 §10.10).
        Random,
        /// The same value for all users, so that any attacker can forge it.
        Constant,
        /// Absent.
        Omitted,
    }
}

choice! {
    /// The use of PKCE (RFC 7636).
    Pkce {
        /// `code_challenge_method=S256` with a fresh verifier (RFC 7636 §4.2).
        S256,
        /// `S256` with the same verifier for every authorization request.
        ReusedVerifier,
        /// `code_challenge_method=plain`: the challenge is the verifier.
        Plain,
        /// No code challenge.
        Omitted,
    }
}

choice! {
    /// The use of `nonce` (OpenID Connect Core §3.1.2.1 and §3.1.3.7).
    Nonce {
        /// None is sent.
        Omitted,
        /// Each request has one, and it is not checked.
        Sent,
        /// The scope contains `openid`, and the ID token must contain the nonce of the login.
        Checked,
    }
}

choice! {
    /// The treatment of a query of the authorization endpoint.
    EndpointQuery {
        /// Parameters are appended to it.
        Retained,
        /// It is dropped.
        Dropped,
    }
}

choice! {
    /// The format of `state`.
    StateForm {
        /// 43 characters of base64url.
        Short,
        /// 500 characters of base64url.
        Long,
        /// With characters that have to be percent-encoded in a query.
        Punctuated,
        /// A signed JWT.
        Jwt,
    }
}

choice! {
    /// The format of the code verifier.
    VerifierForm {
        /// 43 characters of base64url.
        Short,
        /// 128 characters of base64url.
        Long,
        /// With all four permitted punctuation marks.
        Punctuated,
    }
}

choice! {
    /// The form of `scope`.
    ScopeWritten {
        /// As it is configured.
        AsConfigured,
        /// Reversed.
        Reversed,
        /// With the first value repeated at the end.
        Repeated,
        /// Absent.
        LeftOut,
    }
}

choice! {
    /// How the authorization request reaches the provider.
    AuthorizationRequestMethod {
        /// By a redirect.
        Redirect,
        /// By a link that the user follows.
        Link,
        /// By a meta refresh.
        Refresh,
        /// By a form that the user submits.
        Form,
    }
}

choice! {
    /// The requested response mode.
    ResponseMode {
        /// Absent: the default of the response type.
        Unsaid,
        /// `query`.
        Query,
        /// `form_post`.
        FormPost,
    }
}
