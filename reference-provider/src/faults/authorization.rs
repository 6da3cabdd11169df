//! The authorization endpoint misbehaves.

use super::Fault;
use crate::policy::{Asked, Denial, ErrorWay, IssMember, StateEcho};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "repeated-parameter-accepted" breaks "rfc6749-3.1-duplicate-param-rejected":
        "Of a repeated parameter the first one is taken." => |p| p.request.repetition_refused = false;
    "empty-parameter-counts" breaks "rfc6749-3.1-empty-param-omitted":
        "A parameter without a value is taken for an empty value." => |p| p.request.empty_left_out = false;
    "unknown-parameter-refused" breaks "rfc6749-3.1-unknown-param-ignored":
        "A request with a parameter that nobody defined is refused." => |p| p.request.unknown_overlooked = false;
    "response-type-optional" breaks "rfc6749-3.1.1-response-type-missing":
        "A request without response_type gets a code." => |p| p.request.response_type_required = false;
    "unknown-response-type-accepted" breaks "rfc6749-3.1.1-response-type-unknown":
        "A response_type that nobody defined gets a code." => |p| p.request.unknown_response_type_refused = false;
    "implicit-served" breaks "rfc9700-2.1.2-implicit-off":
        "Whoever asks gets an access token in the browser's address."
        => |p| { p.legacy.implicit = true; p.request.response_type_registered = false; };
    "errors-before-login" breaks "rfc9700-4.11.2-authenticate-before-redirect":
        "A link with a mistake in it is sent on to the client's site before anybody has logged in."
        => |p| p.request.login_before_errors = false;
    "scope-left-out-grants-nothing" breaks "rfc6749-3.3-scope-default-or-error":
        "A request without scope gets a token that is good for nothing." => |p| p.request.default_scope_given = false;
    "invalid-scope-ignored-and-granted" breaks "rfc6749-4.1.2.1-invalid-scope-reported":
        "A scope nobody defined is granted as asked." => |p| p.request.unknown_scope_refused = false;
    "state-dropped" breaks "rfc6749-4.1.2-state-echo-success" and "rfc6749-4.1-code-flow-completes":
        "The state does not come back with the code." => |p| p.request.state_on_success = StateEcho::Dropped;
    "state-decoded-twice" breaks "rfc6749-4.1.2-state-echo-success":
        "The state comes back percent-decoded once too often." => |p| p.request.state_on_success = StateEcho::DecodedTwice;
    "state-dropped-on-error" breaks "rfc6749-4.1.2.1-state-echo-error":
        "The state does not come back with an error." => |p| p.request.state_on_error = StateEcho::Dropped;
    "state-replaced" breaks "rfc6749-4.1.2-state-echo-success":
        "Another state comes back with the code." => |p| p.request.state_on_success = StateEcho::Other;
    "state-unencoded" breaks "rfc6749-10.14-server-sanitises-input" and "rfc6749-4.1.2-state-echo-success":
        "The state comes back as it is, and can bring parameters of its own."
        => |p| p.request.state_on_success = StateEcho::Bare;
    "state-demanded" breaks "rfc6749-4.1.1-state-optional":
        "A request without state is refused." => |p| p.request.state_optional = false;
    "state-invented" breaks "rfc6749-4.1.1-state-optional":
        "A state comes back where none was sent." => |p| p.request.state_on_success = StateEcho::Invented;
    "state-repeated" breaks "rfc6749-3.1-response-param-once":
        "The state comes back twice with the code." => |p| p.request.state_on_success = StateEcho::Repeated;
    "errors-in-query" breaks "oauth-multiple-types-5-error-mode":
        "Errors stand in the query, whatever was asked for." => |p| p.request.error_way = ErrorWay::Query;
    "fragment-errors-in-query"
        breaks "rfc6749-4.2.2.1-error-in-fragment" and "oauth-multiple-types-2.1-error-mode" and "oauth-multiple-types-5-error-mode":
        "Where tokens would come in the fragment, errors come in the query."
        => |p| p.request.error_way = ErrorWay::QueryForFragment;
    "form-errors-in-query" breaks "oauth-multiple-types-2.1-error-mode":
        "Where a response would come as a form, errors come in the query."
        => |p| p.request.error_way = ErrorWay::QueryForForm;
    "query-errors-in-fragment" breaks "rfc6749-4.1.2.1-error-in-query":
        "Where a code would come in the query, errors come in the fragment."
        => |p| p.request.error_way = ErrorWay::FragmentForQuery;
    "error-outside-ascii" breaks "rfc6749-4.1.2.1-error-charset":
        "The description of an error is put in typographic quotation marks." => |p| p.request.error_in_ascii = false;
    "authorization-cors" breaks "rfc9700-2.6-no-cors-authorization":
        "Scripts of any site may read what the authorization endpoint answers." => |p| p.request.cors_refused = false;
    "denial-unregistered" breaks "rfc6749-4.1.2.1-error-registered":
        "A denial is reported with an error code of the provider's own." => |p| p.consent.denial = Denial::ReportedInOwnWords;
    "denial-grants" breaks "rfc6749-4.1.2.1-denial-reported":
        "Cancel issues a code all the same." => |p| p.consent.denial = Denial::Granted;
    "denial-silent" breaks "rfc6749-4.1.2.1-denial-reported":
        "Cancel ends on a page, and the client never hears of it." => |p| p.consent.denial = Denial::Silent;
    "consent-csrf-unchecked" breaks "rfc6749-10.12-server-consent-csrf":
        "A consent form from another browser counts, for whoever sends it." => |p| p.consent.anti_forgery = false;
    "consent-skipped" breaks "rfc6749-10.12-explicit-consent" and "oidc-core-3.1.2.4-consent-before-release":
        "The user is never asked." => |p| p.consent.asked = Asked::Never;
    "consent-unexplained" breaks "rfc6819-5.2.4.2-transparent-consent":
        "The consent page names neither the client nor what it wants." => |p| p.consent.explained = false;
    "consent-remembered-for-public-client" breaks "rfc6749-10.2-no-silent-repeat-public":
        "Who has agreed to an app once is not asked again, whoever poses as the app."
        => |p| p.consent.asked = Asked::OnceForAnyClient;
    "consent-remembered-for-more" breaks "rfc6749-10.12-consent-covers-request":
        "Who has agreed to something is not asked when the client wants more."
        => |p| p.consent.asked = Asked::OnceForAnyScope;
    "consent-remembered-for-everybody" breaks "rfc6749-10.12-consent-covers-request":
        "When one user has agreed to a client, no other user is asked."
        => |p| p.consent.asked = Asked::OnceForAnyUser;
    "self-registered-unmarked" breaks "asvs5-10.4.7-untrusted-client-warning":
        "The consent page shows an application that anybody could have registered like any other, and not where it leads."
        => |p| p.consent.self_registered_marked = false;
    "iss-missing" breaks "rfc9207-2-iss-in-success":
        "Authorization responses do not name their issuer." => |p| p.request.iss = IssMember::Missing;
    "iss-missing-on-error" breaks "rfc9207-2-iss-in-error":
        "Errors do not name their issuer." => |p| p.request.iss_on_error = false;
    "iss-foreign" breaks "rfc9207-2.3-iss-equals-metadata":
        "Authorization responses name another issuer." => |p| p.request.iss = IssMember::Foreign;
};
