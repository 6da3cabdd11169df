//! The authentication request: parameters about the login and the user (OpenID Connect Core §3.1.2).

use serde::{Deserialize, Serialize};

rules! {
    /// What OpenID Connect adds to the authorization request.
    AuthenticationRules in authentication {
        against RedirectManipulation {
            /// `redirect_uri` is required, even if the client has registered only one.
            redirect_uri_required: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "openid-redirect-uri-optional" = false, breaks "oidc-core-3.1.2.1-redirect-uri-required":
                    "The provider accepts an authentication request without redirect_uri.";
        }
        against UserImpersonation {
            /// The user that `id_token_hint`, or a requested `sub` value, names is the only one who can be signed in.
            hint: HintTreatment = HintTreatment::Verified, "OpenID Connect Core §3.1.2.1 and §5.5.1";
                fault "id-token-hint-ignored" = HintTreatment::Overlooked,
                    breaks "oidc-core-3.1.2.1-id-token-hint-other-user":
                    "The provider ignores id_token_hint and signs in the current user, even if the client expects \
                     another user.";
                fault "id-token-hint-unverified" = HintTreatment::Unverified, breaks "oidc-core-3.1.2.2-hint-issuer-checked":
                    "The provider trusts an id_token_hint without verifying its signature.";
            /// An essential `acr` is reached, or the authentication fails.
            essential_acr_reached: bool = true, "OpenID Connect Core §5.5.1.1";
                fault "essential-acr-ignored" = false, breaks "oidc-core-5.5.1.1-essential-acr":
                    "The provider authenticates the user without reaching an essential acr.";
        }
        against ConsentBypass {
            /// An ID token is issued only for the scope `openid`, which the consent page shows to the user.
            openid_scope_required: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "id-token-without-openid" = false, breaks "oidc-core-3.1.2.1-openid-scope-required":
                    "The provider issues an ID token for a response_type with id_token although the scope openid was \
                     not requested.";
        }
        against Injection {
            /// The values of a `form_post` response are HTML-escaped.
            form_post: FormPostValues = FormPostValues::Escaped, "Form Post Response Mode §2";
                fault "form-post-percent-encoded" = FormPostValues::PercentEncoded,
                    breaks "oauth-form-post-2-html-escaped":
                    "The provider percent-encodes the values of a form_post response.";
                fault "form-post-html-injection" = FormPostValues::Bare, breaks "oauth-form-post-2-html-escaped":
                    "The provider does not escape the values of a form_post response (HTML injection).";
        }
        against Interoperability {
            /// The authorization endpoint supports POST with a form.
            post_served: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "authorization-post-refused" = false, breaks "oidc-core-3.1.2.1-get-and-post":
                    "The authorization endpoint does not accept authorization requests as POST.";
            /// A malformed parameter value invalidates the request.
            malformed_refused: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "malformed-values-ignored" = false, breaks "rfc6749-4.1.2.1-malformed-value":
                    "The provider ignores malformed values of prompt, max_age, display and claims.";
            /// `nonce` is optional if the authorization endpoint issues no ID token.
            nonce_optional_with_code: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "nonce-required" = false, breaks "oidc-core-3.1.2.1-nonce-optional-code":
                    "The provider rejects code flow requests without a nonce.";
            /// Where the error about an unsupported `response_mode` is shown.
            unserved_response_mode: UnservedResponseMode = UnservedResponseMode::Page, "OpenID Connect Core §3.1.2.6";
                fault "response-mode-reported" = UnservedResponseMode::Reported,
                    breaks "oidc-core-3.1.2.6-unsupported-response-mode-400":
                    "The provider reports an unsupported response_mode to the client in the query.";
                fault "response-mode-ignored" = UnservedResponseMode::Overlooked,
                    breaks "oidc-core-3.1.2.6-unsupported-response-mode-400":
                    "The provider ignores an unsupported response_mode.";
            /// `prompt=none` shows no page; the client gets an error that says which page is required.
            prompt_none: PromptNone = PromptNone::Obeyed, "OpenID Connect Core §3.1.2.1";
                fault "prompt-none-ignored" = PromptNone::Overlooked, breaks "oidc-core-3.1.2.1-prompt-none-no-ui":
                    "The provider shows login and consent pages despite prompt=none.";
                fault "prompt-none-refused" = PromptNone::Refused, breaks "oidc-core-3.1.2.1-prompt-none-with-session":
                    "The provider responds to prompt=none with an error, even if the user is signed in and has \
                     consented.";
            /// `none` is not combined with other values of `prompt`.
            prompt_none_alone: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "prompt-none-combined" = false, breaks "oidc-core-3.1.2.1-prompt-none-combined":
                    "The provider ignores the value none of prompt if there are others.";
        }
        knobs {
            /// The `claims` parameter is supported.
            claims_served: bool = true, "OpenID Connect Core §5.5";
                variant "claims-parameter-unsupported" = false, permitted by "OpenID Connect Core §5.5":
                    "The provider ignores the `claims` parameter, and its metadata says so.",
                    quiet because "Scenarios that request claims with the `claims` parameter do not apply.";
            /// A code flow request with the scope `openid` needs a `nonce`.
            nonce_demanded_with_openid: bool = false, "FAPI 1.0 Baseline §5.2.2.2";
                variant "nonce-required-with-openid" = true, permitted by "FAPI 1.0 Baseline §5.2.2.2":
                    "The provider rejects requests with the scope `openid` that have no nonce, whatever their \
                     response_type.",
                    quiet because "Scenarios that need an authentication request without a nonce do not apply.";
            /// `prompt=none` needs an `id_token_hint`.
            prompt_none_needs_hint: bool = false, "OpenID Connect Core §3.1.2.1";
                variant "prompt-none-requires-hint" = true, discouraged by "OpenID Connect Core §3.1.2.1":
                    "The provider rejects prompt=none without an id_token_hint with `invalid_request`.";
            /// The `acr` claim is returned if the client requested it.
            acr_stated: bool = true, "OpenID Connect Core §2";
                variant "acr-unsupported" = false, permitted by "OpenID Connect Core §2":
                    "ID tokens have no `acr` claim, and the metadata lists no `acr` values.";
            /// The metadata lists the supported values of `prompt`.
            prompts_announced: bool = true, "Initiating User Registration via OpenID Connect §4";
                variant "prompts-not-announced" = false,
                    permitted by "Initiating User Registration via OpenID Connect §4":
                    "The metadata does not list the supported values of `prompt`.";
        }
    }
}

choice! {
    /// Where the error about an unsupported `response_mode` is shown.
    UnservedResponseMode {
        /// To the user, on a page: no response mode reaches the client.
        Page,
        /// To the client, in the query.
        Reported,
        /// Nowhere: the response uses the default response mode.
        Overlooked,
    }
}

choice! {
    /// The encoding of values in the page of a `form_post` response.
    FormPostValues {
        /// HTML-escaped.
        Escaped,
        /// Percent-encoded, as in a query.
        PercentEncoded,
        /// None: a quotation mark ends the attribute.
        Bare,
    }
}

choice! {
    /// The effect of `prompt=none`.
    PromptNone {
        /// No page is shown.
        Obeyed,
        /// Pages are shown as if the parameter was absent.
        Overlooked,
        /// It is an error, even if no page is required.
        Refused,
    }
}

choice! {
    /// The effect of an `id_token_hint`.
    HintTreatment {
        /// It names the user if the issuer has signed it.
        Verified,
        /// It names the user, whatever its signature.
        Unverified,
        /// It is ignored.
        Overlooked,
    }
}
