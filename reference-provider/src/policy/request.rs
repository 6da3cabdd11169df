//! Validation of authorization requests.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// Validation of authorization requests, and the form of responses.
    RequestRules in request {
        against RedirectManipulation {
            /// The user logs in before an error is reported to the client, so that a link to this site is not a
            /// redirect to any client's site (open redirect).
            login_before_errors: bool = true, "RFC 9700 §4.11.2";
                fault "open-redirect-error-before-login" = false, breaks "rfc9700-4.11.2-authenticate-before-redirect":
                    "The authorization endpoint redirects to the client with an error before the user has logged in \
                     (open redirect).";
        }
        against SessionAttack {
            /// `state` is returned unchanged with a code.
            state_on_success: StateEcho = StateEcho::Exact, "RFC 6749 §4.1.2";
                fault "state-dropped" = StateEcho::Dropped,
                    breaks "rfc6749-4.1.2-state-echo-success" and "rfc6749-4.1-code-flow-completes":
                    "The authorization response with a code has no state.";
                fault "state-decoded-twice" = StateEcho::DecodedTwice, breaks "rfc6749-4.1.2-state-echo-success":
                    "The state of an authorization response is percent-decoded twice.";
                fault "state-replaced" = StateEcho::Other, breaks "rfc6749-4.1.2-state-echo-success":
                    "The authorization response with a code has another state.";
                fault "state-parameter-injection" = StateEcho::Bare,
                    breaks "rfc6749-10.14-server-sanitizes-input" and "rfc6749-4.1.2-state-echo-success":
                    "The state of an authorization response is not percent-encoded, so that it can add parameters \
                     (parameter injection).";
                fault "state-invented" = StateEcho::Invented, breaks "rfc6749-4.1.1-state-optional":
                    "The authorization response has a state although the request had none.";
                fault "state-repeated" = StateEcho::Repeated, breaks "rfc6749-3.1-response-param-once":
                    "The authorization response with a code has state twice.";
            /// `state` is returned unchanged with an error.
            state_on_error: StateEcho = StateEcho::Exact, "RFC 6749 §4.1.2.1";
                fault "state-dropped-on-error" = StateEcho::Dropped, breaks "rfc6749-4.1.2.1-state-echo-error":
                    "The authorization response with an error has no state.";
        }
        against UserImpersonation {
            /// An ID token from the authorization endpoint needs a `nonce`.
            nonce_required: bool = true, "OpenID Connect Core §3.2.2.1";
                fault "nonce-optional" = false, breaks "oidc-core-3.2.2.1-nonce-required-implicit":
                    "The authorization endpoint issues an ID token without a nonce.";
            /// `prompt=login` requires a login even from a user who has a session.
            prompt_login_obeyed: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "prompt-login-ignored" = false, breaks "oidc-core-3.1.2.1-prompt-login":
                    "The provider ignores prompt=login if the user has a session.";
            /// `max_age` requires a new login if the last one is older.
            max_age_obeyed: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "max-age-ignored" = false, breaks "oidc-core-3.1.2.1-max-age-reauth":
                    "The provider ignores max_age if the last login of the user is older.";
        }
        against TokenTheft {
            /// A client uses only the response types that it has registered.
            response_type_registered: bool = true, "RFC 7591 §2";
        }
        against PrivilegeEscalation {
            /// An unknown scope is rejected with `invalid_scope` and not granted.
            unknown_scope_refused: bool = true, "RFC 6749 §3.3 and §4.1.2.1";
                fault "invalid-scope-ignored-and-granted" = false, breaks "rfc6749-4.1.2.1-invalid-scope-reported":
                    "The provider grants an unknown scope as requested.";
        }
        against MixUp {
            /// Authorization responses have the `iss` of this provider.
            iss: IssMember = IssMember::Right, "RFC 9207 §2";
                fault "iss-missing" = IssMember::Missing, breaks "rfc9207-2-iss-in-success":
                    "Authorization responses have no iss.";
                fault "iss-foreign" = IssMember::Foreign, breaks "rfc9207-2.3-iss-equals-metadata":
                    "Authorization responses have the iss of another issuer (mix-up).";
            /// Error responses have `iss`, too.
            iss_on_error: bool = true, "RFC 9207 §2";
                fault "iss-missing-on-error" = false, breaks "rfc9207-2-iss-in-error":
                    "Authorization error responses have no iss.";
        }
        against Injection {
            /// A repeated parameter invalidates the request.
            repetition_refused: bool = true, "RFC 6749 §3.1";
                fault "repeated-parameter-accepted" = false, breaks "rfc6749-3.1-duplicate-param-rejected":
                    "The authorization endpoint accepts a repeated parameter and uses the first value.";
            /// Error descriptions contain only permitted characters.
            error_in_ascii: bool = true, "RFC 6749 §4.1.2.1";
                fault "error-outside-ascii" = false, breaks "rfc6749-4.1.2.1-error-charset":
                    "The error_description of authorization errors contains typographic quotation marks.";
        }
        against InformationDisclosure {
            /// The authorization endpoint does not support CORS.
            cors_refused: bool = true, "RFC 9700 §2.6";
                fault "authorization-cors" = false, breaks "rfc9700-2.6-no-cors-authorization":
                    "The authorization endpoint supports CORS for all origins.";
        }
        against Interoperability {
            /// A parameter without a value is treated as omitted.
            empty_left_out: bool = true, "RFC 6749 §3.1";
                fault "empty-parameter-counts" = false, breaks "rfc6749-3.1-empty-param-omitted":
                    "The authorization endpoint treats a parameter without a value as an empty value.";
            /// An unknown parameter is ignored.
            unknown_overlooked: bool = true, "RFC 6749 §3.1";
                fault "unknown-parameter-refused" = false, breaks "rfc6749-3.1-unknown-param-ignored":
                    "The authorization endpoint rejects a request with an unknown parameter.";
            /// `response_type` is required.
            response_type_required: bool = true, "RFC 6749 §3.1.1";
                fault "response-type-optional" = false, breaks "rfc6749-3.1.1-response-type-missing":
                    "The authorization endpoint issues a code for a request without response_type.";
            /// An unknown `response_type` is rejected with `unsupported_response_type`.
            unknown_response_type_refused: bool = true, "RFC 6749 §3.1.1";
                fault "unknown-response-type-accepted" = false, breaks "rfc6749-3.1.1-response-type-unknown":
                    "The authorization endpoint issues a code for an unknown response_type.";
            /// A `request_uri` or a request object expires before it is first used, not while the user logs in and
            /// consents. The limit for that interaction.
            interaction_lifetime: Seconds = Seconds::minutes(10), "RFC 9126 §2.2";
                fault "push-expires-during-login" = Seconds(0), breaks "rfc9126-2.2-expiry-bounds-first-use":
                    "A request_uri that was used in time expires while the user logs in.";
            /// A request without `scope` is a request for the default scope.
            default_scope_given: bool = true, "RFC 6749 §3.3";
                fault "scope-missing-grants-nothing" = false, breaks "rfc6749-3.3-scope-default-or-error":
                    "The provider issues a token without any scope for a request without scope.";
            /// `state` is optional.
            state_optional: bool = true, "RFC 6749 §4.1.1";
                fault "state-required" = false, breaks "rfc6749-4.1.1-state-optional":
                    "The authorization endpoint rejects a request without state.";
            /// Errors use the response mode of the response.
            error_way: ErrorWay = ErrorWay::OfTheResponse,
                "RFC 6749 §4.1.2.1 and §4.2.2.1, OAuth 2.0 Multiple Response Types §5";
                fault "errors-in-query" = ErrorWay::Query, breaks "oauth-multiple-types-5-error-mode":
                    "Authorization errors are always in the query, whatever the response mode.";
                fault "fragment-errors-in-query" = ErrorWay::QueryForFragment,
                    breaks "rfc6749-4.2.2.1-error-in-fragment"
                        and "oauth-multiple-types-2.1-error-mode"
                        and "oauth-multiple-types-5-error-mode":
                    "Authorization errors are in the query although tokens would be in the fragment.";
                fault "form-errors-in-query" = ErrorWay::QueryForForm, breaks "oauth-multiple-types-2.1-error-mode":
                    "Authorization errors are in the query although the response mode is form_post.";
                fault "query-errors-in-fragment" = ErrorWay::FragmentForQuery, breaks "rfc6749-4.1.2.1-error-in-query":
                    "Authorization errors are in the fragment although a code would be in the query.";
        }
        knobs {
            /// How errors that cannot be sent to the client are shown.
            refusal: RefusalPage = RefusalPage::BadRequest, "RFC 6749 §4.1.2.1";
                variant "error-page-200" = RefusalPage::Ok, unregulated by "RFC 6749 §4.1.2.1":
                    "The error page about an unknown client or redirect URI has the status 200.";
                variant "error-page-401" = RefusalPage::Unauthorized, unregulated by "RFC 6749 §4.1.2.1":
                    "The error page about an unknown client or redirect URI has the status 401.";
                variant "error-page-403" = RefusalPage::Forbidden, unregulated by "RFC 6749 §4.1.2.1":
                    "The error page about an unknown client or redirect URI has the status 403.";
                variant "error-page-in-json" = RefusalPage::Json, unregulated by "RFC 6749 §4.1.2.1":
                    "The error about an unknown client or redirect URI is JSON.";
            /// Errors are shown to the user before they are sent to the client.
            errors_shown: bool = false, "RFC 9700 §4.11.2";
                variant "errors-shown-first" = true, permitted by "RFC 9700 §4.11.2":
                    "A page shows the user what is wrong with a request; its link sends the error to the client.";
            /// What an error response contains in addition to the code.
            error_details: ErrorDetails = ErrorDetails::Description, "RFC 6749 §4.1.2.1";
                variant "errors-without-description" = ErrorDetails::None, permitted by "RFC 6749 §4.1.2.1":
                    "Authorization errors have no `error_description`.";
                variant "errors-with-uri" = ErrorDetails::Uri, permitted by "RFC 6749 §4.1.2.1":
                    "Authorization errors have an `error_uri`.";
            /// Authorization responses have an unknown parameter.
            extended: bool = false, "RFC 6749 §4.1.2";
                variant "authorization-response-extended" = true, demanded by "RFC 6749 §4.1.2":
                    "Authorization responses have an unknown parameter `session_hint`.";
            /// The order of parameters in authorization responses is reversed.
            reordered: bool = false, "RFC 6749 §4.1.2";
                variant "authorization-response-reordered" = true, unregulated by "RFC 6749 §4.1.2":
                    "The order of parameters in authorization responses is reversed.";
            /// Authorization responses have a meaningless fragment, so that browsers do not inherit that of the
            /// request.
            fragment_added: bool = false, "RFC 9700 §4.1.3";
                variant "responses-with-empty-fragment" = true, permitted by "RFC 9700 §4.1.3":
                    "Authorization responses in the query end in the fragment `#_`.";
            /// The minimum length of `state`.
            shortest_state: usize = 0, "RFC 6749 §10.10";
                variant "short-state-rejected" = 8, unregulated by "RFC 6749 §10.10":
                    "The authorization endpoint rejects a `state` of fewer than eight characters.";
            /// Unknown scopes are ignored, and the token response has the granted scope.
            unknown_scopes_left_out: bool = false, "RFC 6749 §3.3";
                variant "unknown-scopes-ignored" = true, permitted by "RFC 6749 §3.3":
                    "The provider ignores unknown scopes if the request has others.";
            /// The default scope is granted in addition to the requested one, and the token response says so.
            default_scope_added: bool = false, "RFC 6749 §3.3";
                variant "default-scope-added" = true, permitted by "RFC 6749 §3.3":
                    "The provider grants the default scope in addition to the requested one, and token responses say \
                     so.",
                    quiet because "No token can be issued without that scope.";
            /// The scope `write` is granted on request; otherwise it is ignored if the request has others.
            write_granted: bool = true, "RFC 6749 §3.3, RFC 6819 §5.1.5.1";
                variant "scope-narrowed" = false, permitted by "RFC 6819 §5.1.5.1":
                    "The provider does not grant the scope `write`, and token responses say so.",
                    quiet because "The wider scope is never granted, so the user is not asked for more consent.";
            /// `scope` is required.
            scope_demanded: bool = false, "RFC 6749 §3.3";
                variant "scope-required" = true, permitted by "RFC 6749 §3.3":
                    "The authorization endpoint rejects a request without `scope` with `invalid_scope`.",
                    quiet because "Scenarios that need a request without `scope` do not apply.";
            /// The authorization endpoint does not support HEAD: a GET can issue a code, and HEAD has to be safe.
            head_refused: bool = true, "RFC 9110 §9.2.1";
        }
        several {
            variant "iss-unsupported", permitted by "RFC 9207 §3":
                "Authorization responses have no iss, and the metadata does not announce it.",
                without "iss" because "Responses have no iss, so clients cannot compare it."
                => |p| { p.request.iss = IssMember::Missing; p.metadata.iss_announced = false; };
        }
    }
}

choice! {
    /// How errors that cannot be sent to the client are shown.
    RefusalPage {
        /// On a page with the status 400.
        BadRequest,
        /// On a page with the status 200.
        Ok,
        /// On a page with the status 401.
        Unauthorized,
        /// On a page with the status 403.
        Forbidden,
        /// As JSON with the status 400.
        Json,
    }
}

choice! {
    /// What an error response contains in addition to the code.
    ErrorDetails {
        /// `error_description`.
        Description,
        /// Nothing.
        None,
        /// `error_description` and `error_uri`.
        Uri,
    }
}

choice! {
    /// The `iss` of a response.
    IssMember {
        /// The issuer identifier of this provider.
        Right,
        /// Another issuer, which the client may know, too.
        Foreign,
        /// Absent.
        Missing,
    }
}

choice! {
    /// How `state` is returned.
    StateEcho {
        /// Unchanged.
        Exact,
        /// Percent-decoded once more.
        DecodedTwice,
        /// Twice.
        Repeated,
        /// Without percent-encoding, so that it can add parameters.
        Bare,
        /// Another value.
        Other,
        /// A value even if none was sent.
        Invented,
        /// Absent.
        Dropped,
    }
}

choice! {
    /// Where the parameters of an error response are.
    ErrorWay {
        /// As `response_mode` says, or as the default for the response type.
        OfTheResponse,
        /// In the query, whatever the response mode.
        Query,
        /// In the query, if the response would be in the fragment.
        QueryForFragment,
        /// In the query, if the response would be a form.
        QueryForForm,
        /// In the fragment, if the response would be in the query.
        FragmentForQuery,
    }
}
