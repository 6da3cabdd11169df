//! The authorization endpoint misbehaves.

use super::Fault;
use crate::policy::{Answer, Asked, Denial, IssMember, StateEcho, UriComparison};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "redirect-uri-prefix-match" breaks "rfc9700-4.1.3-mutation-path":
        "A redirect_uri that only begins like the registered one is accepted."
        => |p| p.redirect_uri.comparison = UriComparison::Prefix;
    "redirect-uri-ignore-query" breaks "rfc9700-4.1.3-mutation-query":
        "A redirect_uri may have any query." => |p| p.redirect_uri.comparison = UriComparison::IgnoreQuery;
    "redirect-uri-case-insensitive" breaks "rfc6749-3.1.2.3-string-comparison":
        "A redirect_uri may differ in upper and lower case." => |p| p.redirect_uri.comparison = UriComparison::CaseInsensitive;
    "redirect-uri-any-port" breaks "rfc9700-4.1.3-mutation-authority":
        "A redirect_uri may have any port." => |p| p.redirect_uri.comparison = UriComparison::AnyPort;
    "redirect-uri-normalised" breaks "rfc9700-4.1.3-mutation-encoding":
        "Percent-encoding, dot segments and default ports of a redirect_uri are resolved before it is compared."
        => |p| p.redirect_uri.comparison = UriComparison::Normalised;
    "redirect-uri-host-suffix" breaks "rfc9700-4.1.3-mutation-authority":
        "The host of a redirect_uri only has to end like the registered one."
        => |p| p.redirect_uri.comparison = UriComparison::HostSuffix;
    "unknown-client-redirected" breaks "rfc6749-4.1.2.1-invalid-client-no-redirect":
        "The error for an unknown client is sent to whatever redirect_uri the request names."
        => |p| p.redirect_uri.unknown_client = Answer::Redirect;
    "invalid-redirect-followed" breaks "rfc6749-3.1.2.4-invalid-redirect-not-followed":
        "The error for an unregistered redirect_uri is sent to that redirect_uri."
        => |p| p.redirect_uri.unregistered = Answer::Redirect;
    "repeated-parameter-accepted" breaks "rfc6749-3.1-duplicate-param-rejected":
        "Of a repeated parameter the first one is taken." => |p| p.request.repetition_refused = false;
    "response-type-optional" breaks "rfc6749-3.1.1-response-type-missing":
        "A request without response_type gets a code." => |p| p.request.response_type_required = false;
    "invalid-scope-ignored-and-granted" breaks "rfc6749-4.1.2.1-invalid-scope-reported":
        "A scope nobody defined is granted as asked." => |p| p.request.unknown_scope_refused = false;
    "state-dropped" breaks "rfc6749-4.1.2-state-echo-success":
        "The state does not come back with the code." => |p| p.request.state_on_success = StateEcho::Dropped;
    "state-decoded-twice" breaks "rfc6749-4.1.2-state-echo-success":
        "The state comes back percent-decoded once too often." => |p| p.request.state_on_success = StateEcho::DecodedTwice;
    "state-dropped-on-error" breaks "rfc6749-4.1.2.1-state-echo-error":
        "The state does not come back with an error." => |p| p.request.state_on_error = StateEcho::Dropped;
    "state-repeated" breaks "rfc6749-3.1-response-param-once":
        "The state comes back twice with the code." => |p| p.request.state_on_success = StateEcho::Repeated;
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
    "consent-skipped" breaks "rfc6819-5.2.4.2-transparent-consent":
        "The user is never asked." => |p| p.consent.asked = Asked::Never;
    "iss-missing" breaks "rfc9207-2-iss-in-success":
        "Authorization responses do not name their issuer." => |p| p.request.iss = IssMember::Missing;
    "iss-foreign" breaks "rfc9207-2.3-iss-equals-metadata":
        "Authorization responses name another issuer." => |p| p.request.iss = IssMember::Foreign;
    "state-replaced" breaks "rfc6749-4.1.2-state-echo-success":
        "Another state comes back with the code." => |p| p.request.state_on_success = StateEcho::Other;
};
