//! The authentication request: what a client may ask about the login and the user (OpenID Connect Core §3.1.2).

use serde::{Deserialize, Serialize};

rules! {
    /// What OpenID Connect adds to the authorization request.
    AuthenticationRules in authentication {
        against RedirectManipulation {
            /// `redirect_uri` has to be there, even where the client has registered only one.
            redirect_uri_required: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "openid-redirect-uri-optional" = false, breaks "oidc-core-3.1.2.1-redirect-uri-required":
                    "An authentication request may leave the redirect_uri out.";
        }
        against UserImpersonation {
            /// `id_token_hint`, and a `sub` that is asked for by value, decide who may be logged in.
            hint: Hint = Hint::Verified, "OpenID Connect Core §3.1.2.1 and §5.5.1";
                fault "id-token-hint-overlooked" = Hint::Overlooked,
                    breaks "oidc-core-3.1.2.1-id-token-hint-other-user":
                    "Whoever has a session is logged in, whomever the client expects.";
                fault "id-token-hint-believed" = Hint::Believed, breaks "oidc-core-3.1.2.2-hint-issuer-checked":
                    "An id_token_hint names the user, whoever has made it.";
            /// An `acr` that is essential is reached, or nobody is logged in.
            essential_acr_reached: bool = true, "OpenID Connect Core §5.5.1.1";
                fault "essential-acr-overlooked" = false, breaks "oidc-core-5.5.1.1-essential-acr":
                    "The user gets through without reaching an essential acr.";
        }
        against ConsentBypass {
            /// An ID token needs the scope `openid`, so that the user is asked about it.
            openid_scope_required: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "id-token-without-openid" = false, breaks "oidc-core-3.1.2.1-openid-scope-required":
                    "A response_type with id_token brings an ID token though the scope openid was not asked for.";
        }
        against Injection {
            /// The values of a `form_post` answer stand in its HTML as HTML wants it.
            form_post: FormPostValues = FormPostValues::Escaped, "Form Post Response Mode §2";
                fault "form-post-percent-encoded" = FormPostValues::PercentEncoded,
                    breaks "oauth-form-post-2-html-escaped":
                    "The values of a form_post answer are percent-encoded.";
                fault "form-post-unescaped" = FormPostValues::Bare, breaks "oauth-form-post-2-html-escaped":
                    "The values of a form_post answer are not escaped.";
        }
        against Interoperability {
            /// A request may come as a form, too.
            post_served: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "authorization-post-refused" = false, breaks "oidc-core-3.1.2.1-get-and-post":
                    "An authorization request that comes as a form is taken for something else.";
            /// A parameter whose value has no meaning spoils the request.
            malformed_refused: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "malformed-values-overlooked" = false, breaks "rfc6749-4.1.2.1-malformed-value":
                    "A prompt, max_age, display or claims without a meaning counts as absent.";
            /// Where no ID token comes from the authorization endpoint, `nonce` may be left out.
            nonce_optional_with_code: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "nonce-demanded" = false, breaks "oidc-core-3.1.2.1-nonce-optional-code":
                    "A request for a code needs a nonce.";
            /// Who sees the error about an unsupported `response_mode`.
            unserved_response_mode: UnservedResponseMode = UnservedResponseMode::Page, "OpenID Connect Core §3.1.2.6";
                fault "response-mode-reported" = UnservedResponseMode::Reported,
                    breaks "oidc-core-3.1.2.6-unsupported-response-mode-400":
                    "The error about an unknown response_mode is sent in a query.";
                fault "response-mode-overlooked" = UnservedResponseMode::Overlooked,
                    breaks "oidc-core-3.1.2.6-unsupported-response-mode-400":
                    "An unknown response_mode counts as absent.";
            /// `prompt=none` shows nothing, and tells the client what should have been shown.
            prompt_none: PromptNone = PromptNone::Obeyed, "OpenID Connect Core §3.1.2.1";
                fault "prompt-none-overlooked" = PromptNone::Overlooked, breaks "oidc-core-3.1.2.1-prompt-none-no-ui":
                    "prompt=none shows the pages that are due.";
                fault "prompt-none-refused" = PromptNone::Refused, breaks "oidc-core-3.1.2.1-prompt-none-with-session":
                    "prompt=none is an error, whoever is logged in.";
            /// `none` does not stand beside another value of `prompt`.
            prompt_none_alone: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "prompt-none-combined" = false, breaks "oidc-core-3.1.2.1-prompt-none-combined":
                    "Beside another value of prompt, none is overlooked.";
        }
        knobs {
            /// The parameter `claims` is served.
            claims_served: bool = true, "OpenID Connect Core §5.5";
                variant "claims-parameter-unsupported" = false, permitted by "OpenID Connect Core §5.5":
                    "The parameter `claims` is overlooked, and the metadata says so.",
                    quiet because "Nothing can be asked for by the parameter `claims`, so nothing is judged that asks so.";
            /// A request for a code needs a `nonce` if it has the scope `openid`.
            nonce_demanded_with_openid: bool = false, "FAPI 1.0 Baseline §5.2.2.2";
                variant "nonce-demanded-with-openid" = true, permitted by "FAPI 1.0 Baseline §5.2.2.2":
                    "A request with the scope `openid` needs a nonce, whatever its response_type.",
                    quiet because "Nothing is judged that follows an authentication request without a nonce.";
            /// `prompt=none` needs an `id_token_hint`.
            prompt_none_needs_hint: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "prompt-none-wants-hint" = true, discouraged by "OpenID Connect Core §3.1.2.1":
                    "prompt=none without an id_token_hint is refused as `invalid_request`.";
            /// The class of a login is stated where it was asked for.
            acr_stated: bool = true, "OpenID Connect Core §2";
                variant "acr-unsupported" = false, permitted by "OpenID Connect Core §2":
                    "No ID token has an `acr`, and the metadata names no value for it.";
            /// The metadata lists the values of `prompt`.
            prompts_announced: bool = true, "Initiating User Registration via OpenID Connect §4";
                variant "prompts-unannounced" = false,
                    permitted by "Initiating User Registration via OpenID Connect §4":
                    "The metadata does not list the values of `prompt`.";
        }
    }
}

choice! {
    /// Who sees the error about an unsupported `response_mode`.
    UnservedResponseMode {
        /// The user, on a page: no way back to the client is left.
        Page,
        /// The client, in a query.
        Reported,
        /// Nobody: the answer goes the way it would have gone anyway.
        Overlooked,
    }
}

choice! {
    /// How values stand in the page of a `form_post` answer.
    FormPostValues {
        /// HTML-escaped.
        Escaped,
        /// Percent-encoded, as in a query.
        PercentEncoded,
        /// As they are, for a quotation mark to end them.
        Bare,
    }
}

choice! {
    /// What becomes of `prompt=none`.
    PromptNone {
        /// No page is shown.
        Obeyed,
        /// Pages are shown as if it were not there.
        Overlooked,
        /// It is an error, even where nothing would have to be shown.
        Refused,
    }
}

choice! {
    /// What becomes of an `id_token_hint`.
    Hint {
        /// It names the user if the issuer has signed it.
        Verified,
        /// It names the user, whoever has made it.
        Believed,
        /// It names nobody.
        Overlooked,
    }
}
