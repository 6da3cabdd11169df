//! What an authorization request must look like.

use serde::{Deserialize, Serialize};

use super::Seconds;

rules! {
    /// What an authorization request must look like.
    RequestRules in request {
        against RedirectManipulation {
            /// The user logs in before anything is reported to the client, lest a link to this site be a redirect to
            /// any client's.
            login_before_errors: bool = true, "RFC 9700 §4.11.2";
                fault "errors-before-login" = false, breaks "rfc9700-4.11.2-authenticate-before-redirect":
                    "A link with a mistake in it is sent on to the client's site before anybody has logged in.";
        }
        against SessionAttack {
            /// `state` comes back as it was sent when a code is issued.
            state_on_success: StateEcho = StateEcho::Exact, "RFC 6749 §4.1.2";
                fault "state-dropped" = StateEcho::Dropped,
                    breaks "rfc6749-4.1.2-state-echo-success" and "rfc6749-4.1-code-flow-completes":
                    "The state does not come back with the code.";
                fault "state-decoded-twice" = StateEcho::DecodedTwice, breaks "rfc6749-4.1.2-state-echo-success":
                    "The state comes back percent-decoded once too often.";
                fault "state-replaced" = StateEcho::Other, breaks "rfc6749-4.1.2-state-echo-success":
                    "Another state comes back with the code.";
                fault "state-unencoded" = StateEcho::Bare,
                    breaks "rfc6749-10.14-server-sanitises-input" and "rfc6749-4.1.2-state-echo-success":
                    "The state comes back as it is, and can bring parameters of its own.";
                fault "state-invented" = StateEcho::Invented, breaks "rfc6749-4.1.1-state-optional":
                    "A state comes back where none was sent.";
                fault "state-repeated" = StateEcho::Repeated, breaks "rfc6749-3.1-response-param-once":
                    "The state comes back twice with the code.";
            /// `state` comes back as it was sent when an error is reported.
            state_on_error: StateEcho = StateEcho::Exact, "RFC 6749 §4.1.2.1";
                fault "state-dropped-on-error" = StateEcho::Dropped, breaks "rfc6749-4.1.2.1-state-echo-error":
                    "The state does not come back with an error.";
        }
        against UserImpersonation {
            /// An ID token from the authorization endpoint needs a `nonce`.
            nonce_required: bool = true, "OpenID Connect Core §3.2.2.1";
                fault "nonce-optional" = false, breaks "oidc-core-3.2.2.1-nonce-required-implicit":
                    "An ID token comes from the authorization endpoint without a nonce.";
            /// `prompt=login` shows the login form even to a user who is logged in.
            prompt_login_obeyed: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "prompt-login-overlooked" = false, breaks "oidc-core-3.1.2.1-prompt-login":
                    "prompt=login does not make a user log in who has a session.";
            /// `max_age` makes a user log in again whose login is older.
            max_age_obeyed: bool = true, "OpenID Connect Core §3.1.2.1";
                fault "max-age-overlooked" = false, breaks "oidc-core-3.1.2.1-max-age-reauth":
                    "max_age does not make a user log in whose login is older.";
        }
        against TokenTheft {
            /// A client gets the response types it has registered.
            response_type_registered: bool = true, "RFC 7591 §2";
        }
        against PrivilegeEscalation {
            /// A scope nobody defined is refused with `invalid_scope`, not granted.
            unknown_scope_refused: bool = true, "RFC 6749 §3.3 and §4.1.2.1";
                fault "invalid-scope-ignored-and-granted" = false, breaks "rfc6749-4.1.2.1-invalid-scope-reported":
                    "A scope nobody defined is granted as asked.";
        }
        against MixUp {
            /// Every response names its issuer.
            iss: IssMember = IssMember::Right, "RFC 9207 §2";
                fault "iss-missing" = IssMember::Missing, breaks "rfc9207-2-iss-in-success":
                    "Authorization responses do not name their issuer.";
                fault "iss-foreign" = IssMember::Foreign, breaks "rfc9207-2.3-iss-equals-metadata":
                    "Authorization responses name another issuer.";
            /// Errors name their issuer, too.
            iss_on_error: bool = true, "RFC 9207 §2";
                fault "iss-missing-on-error" = false, breaks "rfc9207-2-iss-in-error":
                    "Errors do not name their issuer.";
        }
        against Injection {
            /// A repeated parameter spoils the request.
            repetition_refused: bool = true, "RFC 6749 §3.1";
                fault "repeated-parameter-accepted" = false, breaks "rfc6749-3.1-duplicate-param-rejected":
                    "Of a repeated parameter the first one is taken.";
            /// What is said about an error stays within the permitted characters.
            error_in_ascii: bool = true, "RFC 6749 §4.1.2.1";
                fault "error-outside-ascii" = false, breaks "rfc6749-4.1.2.1-error-charset":
                    "The description of an error is put in typographic quotation marks.";
        }
        against InformationDisclosure {
            /// No script of another site can read the authorization endpoint.
            cors_refused: bool = true, "RFC 9700 §2.6";
                fault "authorization-cors" = false, breaks "rfc9700-2.6-no-cors-authorization":
                    "Scripts of any site may read what the authorization endpoint answers.";
        }
        against Interoperability {
            /// A parameter without a value is as good as not there.
            empty_left_out: bool = true, "RFC 6749 §3.1";
                fault "empty-parameter-counts" = false, breaks "rfc6749-3.1-empty-param-omitted":
                    "A parameter without a value is taken for an empty value.";
            /// A parameter that nobody defined is overlooked.
            unknown_overlooked: bool = true, "RFC 6749 §3.1";
                fault "unknown-parameter-refused" = false, breaks "rfc6749-3.1-unknown-param-ignored":
                    "A request with a parameter that nobody defined is refused.";
            /// `response_type` must be there.
            response_type_required: bool = true, "RFC 6749 §3.1.1";
                fault "response-type-optional" = false, breaks "rfc6749-3.1.1-response-type-missing":
                    "A request without response_type gets a code.";
            /// A `response_type` that nobody defined is refused with `unsupported_response_type`.
            unknown_response_type_refused: bool = true, "RFC 6749 §3.1.1";
                fault "unknown-response-type-accepted" = false, breaks "rfc6749-3.1.1-response-type-unknown":
                    "A response_type that nobody defined gets a code.";
            /// A `request_uri` or a request object expires before it is first used, not while the user logs in and
            /// answers. That may take so long.
            interaction_lifetime: Seconds = Seconds::minutes(10), "RFC 9126 §2.2";
                fault "push-expires-during-login" = Seconds(0), breaks "rfc9126-2.2-expiry-bounds-first-use":
                    "A request_uri that is taken up in time dies while the user types the password.";
            /// A request without `scope` asks for the default scope.
            default_scope_given: bool = true, "RFC 6749 §3.3";
                fault "scope-left-out-grants-nothing" = false, breaks "rfc6749-3.3-scope-default-or-error":
                    "A request without scope gets a token that is good for nothing.";
            /// A client may leave `state` out.
            state_optional: bool = true, "RFC 6749 §4.1.1";
                fault "state-demanded" = false, breaks "rfc6749-4.1.1-state-optional":
                    "A request without state is refused.";
            /// An error takes the way that the response would have taken.
            error_way: ErrorWay = ErrorWay::OfTheResponse,
                "RFC 6749 §4.1.2.1 and §4.2.2.1, OAuth 2.0 Multiple Response Types §5";
                fault "errors-in-query" = ErrorWay::Query, breaks "oauth-multiple-types-5-error-mode":
                    "Errors stand in the query, whatever was asked for.";
                fault "fragment-errors-in-query" = ErrorWay::QueryForFragment,
                    breaks "rfc6749-4.2.2.1-error-in-fragment"
                        and "oauth-multiple-types-2.1-error-mode"
                        and "oauth-multiple-types-5-error-mode":
                    "Where tokens would come in the fragment, errors come in the query.";
                fault "form-errors-in-query" = ErrorWay::QueryForForm, breaks "oauth-multiple-types-2.1-error-mode":
                    "Where a response would come as a form, errors come in the query.";
                fault "query-errors-in-fragment" = ErrorWay::FragmentForQuery, breaks "rfc6749-4.1.2.1-error-in-query":
                    "Where a code would come in the query, errors come in the fragment.";
        }
        knobs {
            /// How the user sees that nothing can be sent to the client.
            refusal: RefusalPage = RefusalPage::BadRequest, "RFC 6749 §4.1.2.1";
                variant "refusal-page-200" = RefusalPage::Ok, unregulated by "RFC 6749 §4.1.2.1":
                    "The page about an unknown client or redirect URI comes with status 200.";
                variant "refusal-page-401" = RefusalPage::Unauthorized, unregulated by "RFC 6749 §4.1.2.1":
                    "The page about an unknown client or redirect URI comes with status 401.";
                variant "refusal-page-403" = RefusalPage::Forbidden, unregulated by "RFC 6749 §4.1.2.1":
                    "The page about an unknown client or redirect URI comes with status 403.";
                variant "refusal-in-json" = RefusalPage::Json, unregulated by "RFC 6749 §4.1.2.1":
                    "An unknown client or redirect URI is answered in JSON.";
            /// The user sees what is wrong with a request before the client does.
            errors_shown: bool = false, "RFC 9700 §4.11.2";
                variant "errors-shown-first" = true, permitted by "RFC 9700 §4.11.2":
                    "A page shows the user what is wrong with a request, and a link there reports it to the client.";
            /// What an error response says beside the code.
            error_details: ErrorDetails = ErrorDetails::Description, "RFC 6749 §4.1.2.1";
                variant "errors-without-description" = ErrorDetails::None, permitted by "RFC 6749 §4.1.2.1":
                    "Authorization errors have no `error_description`.";
                variant "errors-with-uri" = ErrorDetails::Uri, permitted by "RFC 6749 §4.1.2.1":
                    "Authorization errors have an `error_uri`.";
            /// Responses have a parameter that no client knows.
            extended: bool = false, "RFC 6749 §4.1.2";
                variant "authorization-response-extended" = true, demanded by "RFC 6749 §4.1.2":
                    "Authorization responses have a parameter `session_hint` that no client knows.";
            /// Responses begin with `iss` and `state`.
            reordered: bool = false, "RFC 6749 §4.1.2";
                variant "authorization-response-reordered" = true, unregulated by "RFC 6749 §4.1.2":
                    "The parameters of authorization responses come in the reverse order.";
            /// Responses have a fragment that says nothing, so that browsers carry none over from the request.
            fragment_added: bool = false, "RFC 9700 §4.1.3";
                variant "responses-with-empty-fragment" = true, permitted by "RFC 9700 §4.1.3":
                    "Authorization responses in the query end in the fragment `#_`.";
            /// The fewest characters of a `state`.
            shortest_state: usize = 0, "RFC 6749 §10.10";
                variant "short-state-refused" = 8, unregulated by "RFC 6749 §10.10":
                    "A `state` of fewer than eight characters is refused.";
            /// Scopes that nobody defined are left out, and the token response says what is granted.
            unknown_scopes_left_out: bool = false, "RFC 6749 §3.3";
                variant "unknown-scopes-left-out" = true, permitted by "RFC 6749 §3.3":
                    "Scopes that nobody defined are left out, as long as others remain.";
            /// The default scope is granted beside what was asked for, and the token response says so.
            default_scope_added: bool = false, "RFC 6749 §3.3";
                variant "default-scope-added" = true, permitted by "RFC 6749 §3.3":
                    "The default scope is granted beside what was asked for, and token responses say so.",
                    quiet because "No token can be had that is short of that scope.";
            /// The scope `write` is granted to whoever asks for it; else it is left out as long as others remain.
            write_granted: bool = true, "RFC 6749 §3.3, RFC 6819 §5.1.5.1";
                variant "scope-narrowed" = false, permitted by "RFC 6819 §5.1.5.1":
                    "The scope `write` is left out of what is granted, and token responses say so.",
                    quiet because "Nobody is asked for more than before, as no more is granted.";
            /// A request without `scope` fails.
            scope_demanded: bool = false, "RFC 6749 §3.3";
                variant "scope-demanded" = true, permitted by "RFC 6749 §3.3":
                    "A request without `scope` is refused as `invalid_scope`.",
                    quiet because "Nothing is judged that follows a request without `scope`.";
            /// The authorization endpoint does not serve HEAD: a GET there can issue a code, and HEAD has to be safe.
            head_refused: bool = true, "RFC 9110 §9.2.1";
        }
        several {
            variant "iss-not-offered", permitted by "RFC 9207 §3":
                "Authorization responses do not name their issuer, and the metadata does not say that they do.",
                without "iss" because "Responses do not name their issuer, so clients cannot compare it."
                => |p| { p.request.iss = IssMember::Missing; p.metadata.iss_announced = false; };
        }
    }
}

choice! {
    /// How the user sees that nothing can be sent to the client.
    RefusalPage {
        /// On a page with status 400.
        BadRequest,
        /// On a page with status 200.
        Ok,
        /// On a page with status 401.
        Unauthorized,
        /// On a page with status 403.
        Forbidden,
        /// As JSON with status 400.
        Json,
    }
}

choice! {
    /// What an error response says beside the code.
    ErrorDetails {
        /// A sentence.
        Description,
        /// Nothing.
        None,
        /// A sentence, and where to read more.
        Uri,
    }
}

choice! {
    /// `iss` of a response.
    IssMember {
        /// This issuer.
        Right,
        /// Another issuer, whom the client may know, too.
        Foreign,
        /// Not there.
        Missing,
    }
}

choice! {
    /// What happens to `state` on its way back.
    StateEcho {
        /// The same value.
        Exact,
        /// Percent-decoded once more.
        DecodedTwice,
        /// The same value, two times.
        Repeated,
        /// The same value without its encoding, so that it can add parameters of its own.
        Bare,
        /// Another value.
        Other,
        /// A value even where none was sent.
        Invented,
        /// Nothing.
        Dropped,
    }
}

choice! {
    /// Which way an error takes to the client.
    ErrorWay {
        /// By the response mode, or by default as the response type says.
        OfTheResponse,
        /// In the query, whatever was asked for.
        Query,
        /// In the query where the response would stand in the fragment.
        QueryForFragment,
        /// In the query where the response would come as a form.
        QueryForForm,
        /// In the fragment where the response would stand in the query.
        FragmentForQuery,
    }
}
