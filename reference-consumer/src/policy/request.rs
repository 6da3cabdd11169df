//! The authorization request.

use serde::{Deserialize, Serialize};

use super::{Admission, Order, Parameter};

rules! {
    /// The authorization request (RFC 6749 §4.1.1).
    RequestRules in request {
        against SessionAttack {
            /// Each authorization request has a `state` of its own that nobody can guess.
            state: StateValue = StateValue::Random, "RFC 6749 §4.1.1, §10.10 and §10.12";
                fault "state-constant" = StateValue::Constant, breaks "rfc6749-10.12-client-state-unguessable":
                    "Every authorization request carries the same state.";
        }
        against CodeInjection {
            /// Each authorization request has a code challenge of its own, by `S256`.
            pkce: Pkce = Pkce::S256, "RFC 7636 §4.3, RFC 9700 §2.1.1";
                fault "pkce-omitted" = Pkce::Omitted,
                    breaks "rfc9700-2.1.1-confidential-clients-use-pkce" and "rfc9700-2.1.1-client-code-bound-to-login":
                    "The authorization request carries no code challenge.";
                fault "pkce-plain" = Pkce::Plain, breaks "rfc7636-4.2-client-uses-s256":
                    "The code challenge is the code verifier itself.";
                fault "verifier-reused" = Pkce::ReusedVerifier, breaks "rfc7636-4.1-verifier-per-request":
                    "Every authorization request uses the same code verifier.";
        }
        against Interoperability {
            /// A query that the authorization endpoint has already is kept.
            endpoint_query: EndpointQuery = EndpointQuery::Retained, "RFC 6749 §3.1";
                fault "endpoint-query-dropped" = EndpointQuery::Dropped, breaks "rfc6749-3.1-endpoint-query-retained":
                    "A query that the authorization endpoint has already is lost.";
        }
        knobs {
            /// The request has `redirect_uri`.
            redirect_uri_sent: bool = true, "RFC 6749 §4.1.1";
            /// What a `state` looks like.
            state_form: StateForm = StateForm::Short, "RFC 6749 Appendix A.5";
                variant "state-of-500-characters" = StateForm::Long, permitted by "RFC 6749 Appendix A.5":
                    "A state is 500 characters long.";
                variant "state-with-punctuation" = StateForm::Punctuated, permitted by "RFC 6749 Appendix A.5":
                    "A state has characters that a query has to encode.";
                variant "state-as-jwt" = StateForm::Jwt, permitted by "RFC 6749 Appendix A.5":
                    "A state is a signed JWT.";
            /// What a code verifier looks like.
            verifier_form: VerifierForm = VerifierForm::Short, "RFC 7636 §4.1";
                variant "verifier-of-128-characters" = VerifierForm::Long, permitted by "RFC 7636 §4.1":
                    "A code verifier is as long as it can be.";
                variant "verifier-with-punctuation" = VerifierForm::Punctuated, permitted by "RFC 7636 §4.1":
                    "A code verifier has all of `-`, `.`, `_` and `~`.";
            /// How the scope is written.
            scope: ScopeWritten = ScopeWritten::AsConfigured, "RFC 6749 §3.3";
                variant "scope-in-other-order" = ScopeWritten::Reversed, permitted by "RFC 6749 §3.3":
                    "The values of the scope stand in another order.";
                variant "scope-repeated" = ScopeWritten::Repeated, unregulated by "RFC 6749 §3.3":
                    "A value of the scope stands there two times.";
                variant "scope-left-out" = ScopeWritten::LeftOut, permitted by "RFC 6749 §4.1.1":
                    "A request has no scope: the provider grants its default.";
            /// The order of the parameters.
            order: Order = Order::Usual;
                variant "request-in-other-order" = Order::Reversed, unregulated by "RFC 6749 §4.1.1":
                    "The parameters of the authorization request stand in another order.";
            /// How the request gets to the provider.
            way: Way = Way::Redirect, "RFC 6749 §4.1";
                variant "request-by-link" = Way::Link, permitted by "RFC 6749 §1.7":
                    "A page says that the provider comes next, and the user follows its link.";
                variant "request-by-refresh" = Way::Refresh, permitted by "RFC 6749 §1.7":
                    "A page takes the browser to the provider by itself.";
                variant "request-by-form" = Way::Form, demanded by "OpenID Connect Core §3.1.2.1":
                    "A form takes the browser to the provider, with the parameters in the body.";
            /// The parameters are pushed to the provider first.
            pushed: bool = false, "RFC 9126 §2";
                variant "request-pushed" = true, permitted by "RFC 9126 §1":
                    "The parameters go to the provider directly, and the browser brings a reference to them.",
                    quiet because "The parameters of the authorization request do not pass through the browser.";
            /// How the response is asked to come back.
            response_mode: ResponseMode = ResponseMode::Unsaid, "OAuth 2.0 Multiple Response Types §2.1";
                variant "response-mode-query" = ResponseMode::Query, discouraged by "OAuth 2.0 Multiple Response Types §2.1":
                    "The default response mode is asked for by its name.";
                variant "response-by-form-post" = ResponseMode::FormPost, permitted by "OAuth 2.0 Form Post Response Mode §2":
                    "The authorization response is asked for as a form.";
            /// `prompt=login`, so that the user logs in each time.
            prompt_login: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "prompt-login" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The provider is asked to let the user log in again.";
            /// `prompt=consent`, so that the user is asked each time.
            prompt_consent: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "prompt-consent" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The provider is asked to ask the user for consent.";
            /// `max_age`, an hour.
            max_age: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "max-age" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The provider is asked for a login that is at most an hour old.";
            /// `login_hint`, of a user whom the provider does not know.
            login_hint: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "login-hint" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The provider is given a hint about the user, and it is wrong.";
            /// `ui_locales`.
            ui_locales: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "ui-locales" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The provider is asked for pages in other languages.";
            /// `display`.
            display: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "display-popup" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The provider is asked for pages that fit a small window.";
            /// `acr_values`.
            acr_values: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "acr-values" = true, permitted by "OpenID Connect Core §3.1.2.1":
                    "The provider is asked for a kind of authentication, if it can do that.";
            /// `claims`.
            claims: bool = false, "OpenID Connect Core §5.5";
                variant "claims-asked-for" = true, permitted by "OpenID Connect Core §5.5":
                    "The provider is asked for single claims.";
            /// `nonce`, and the ID token that brings it back.
            nonce: Nonce = Nonce::Omitted, "OpenID Connect Core §3.1.2.1 and §3.1.3.7";
                variant "nonce-sent" = Nonce::Sent, permitted by "OpenID Connect Core §3.1.2.1":
                    "The authorization request has a nonce.";
            /// A parameter of nobody's.
            unknown_parameter: bool = false, "RFC 6749 §3.1";
                variant "unknown-request-parameter" = true, demanded by "RFC 6749 §3.1":
                    "The authorization request has a parameter that no document knows.";
        }
        several {
            fault "state-omitted" against SessionAttack,
                breaks "rfc6749-4.1.1-client-sends-state"
                    and "rfc9700-2.1.1-confidential-clients-use-pkce"
                    and "rfc9700-2.1.1-client-code-bound-to-login":
                "The authorization request carries neither a state nor a code challenge, and the callback needs none."
                => |p| {
                    p.request.state = StateValue::Omitted;
                    p.request.pkce = Pkce::Omitted;
                    p.callback.missing_state = Admission::Accepted;
                };
            variant "csrf-protection-by-pkce", permitted by "RFC 9700 §2.1":
                "The authorization request carries no state: a code is redeemed with the verifier of the login under way.",
                quiet because "There is no state that could be missing."
                => |p| { p.request.state = StateValue::Omitted; p.callback.missing_state = Admission::ByLogin; };
            variant "csrf-protection-by-nonce", permitted by "RFC 9700 §2.1":
                "The authorization request carries neither a state nor a code challenge: the nonce of the ID token must be that of the login under way.",
                quiet because "There is no state and no code challenge that could be missing."
                => |p| {
                    p.request.state = StateValue::Omitted;
                    p.request.pkce = Pkce::Omitted;
                    p.request.nonce = Nonce::Checked;
                    p.callback.missing_state = Admission::ByLogin;
                };
            variant "nonce-instead-of-pkce", permitted by "RFC 9700 §2.1.1":
                "The authorization request carries no code challenge: the nonce of the ID token must be that of the login.",
                quiet because "There is no code challenge that could be missing."
                => |p| { p.request.pkce = Pkce::Omitted; p.request.nonce = Nonce::Checked; };
            variant "redirect-uri-left-out", permitted by "RFC 6749 §4.1.1":
                "Neither the authorization request nor the token request has the redirection URI: one alone is registered."
                => |p| { p.request.redirect_uri_sent = false; p.token_request.redirect_uri = Parameter::Omitted; };
        }
    }
}

choice! {
    /// How `state` is made.
    StateValue {
        /// 256 random bits for each authorization request (RFC 6749 §10.10).
        Random,
        /// The same value for everybody, so that anyone can forge it.
        Constant,
        /// None is sent.
        Omitted,
    }
}

choice! {
    /// How PKCE is used (RFC 7636).
    Pkce {
        /// `code_challenge_method=S256` with a fresh verifier (RFC 7636 §4.2).
        S256,
        /// `S256` with the same verifier for every authorization request.
        ReusedVerifier,
        /// `code_challenge_method=plain`: the challenge is the verifier.
        Plain,
        /// No challenge is sent.
        Omitted,
    }
}

choice! {
    /// How `nonce` is used (OpenID Connect Core §3.1.2.1 and §3.1.3.7).
    Nonce {
        /// None is sent.
        Omitted,
        /// Each request has one, and nobody looks for it later.
        Sent,
        /// The scope has `openid`, and the ID token must bring the nonce of the login back.
        Checked,
    }
}

choice! {
    /// What becomes of a query that the authorization endpoint has already.
    EndpointQuery {
        /// Parameters are added behind it.
        Retained,
        /// It is lost.
        Dropped,
    }
}

choice! {
    /// What a `state` looks like.
    StateForm {
        /// 43 characters of base64url.
        Short,
        /// 500 of them.
        Long,
        /// With characters that a query must encode.
        Punctuated,
        /// A signed JWT.
        Jwt,
    }
}

choice! {
    /// What a code verifier looks like.
    VerifierForm {
        /// 43 characters of base64url.
        Short,
        /// 128 of them.
        Long,
        /// With all four marks that it may hold.
        Punctuated,
    }
}

choice! {
    /// How the scope is written.
    ScopeWritten {
        /// As it is configured.
        AsConfigured,
        /// The other way round.
        Reversed,
        /// With its first value once more at the end.
        Repeated,
        /// Not at all.
        LeftOut,
    }
}

choice! {
    /// How the request gets to the provider.
    Way {
        /// By a redirect.
        Redirect,
        /// By a link that the user follows.
        Link,
        /// By a `refresh` in a page.
        Refresh,
        /// By a form that the user submits.
        Form,
    }
}

choice! {
    /// The response mode that is asked for.
    ResponseMode {
        /// None: the default of the response type.
        Unsaid,
        /// `query`.
        Query,
        /// `form_post`.
        FormPost,
    }
}
