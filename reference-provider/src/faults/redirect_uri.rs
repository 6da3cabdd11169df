//! Authorization responses are sent to the wrong places.

use super::Fault;
use crate::policy::{Answer, LoopbackUri, RepeatedUri, UriComparison, UriQuery};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "redirect-uri-prefix-match" breaks "rfc9700-4.1.3-mutation-path" and "rfc9700-4.1.3-mutation-query" and "rfc6749-3.1.2-redirect-no-fragment":
        "A redirect_uri that only begins like the registered one is accepted."
        => |p| p.redirect_uri.comparison = UriComparison::Prefix;
    "redirect-uri-ignore-query" breaks "rfc9700-4.1.3-mutation-query":
        "A redirect_uri may have any query." => |p| p.redirect_uri.comparison = UriComparison::IgnoreQuery;
    "redirect-uri-case-insensitive" breaks "rfc6749-3.1.2.3-string-comparison":
        "A redirect_uri may differ in upper and lower case." => |p| p.redirect_uri.comparison = UriComparison::CaseInsensitive;
    "redirect-uri-any-port" breaks "rfc9700-4.1.3-mutation-authority" and "rfc6749-3.1.2.3-string-comparison" and "rfc9700-4.1.3-mutation-encoding" and "rfc6749-3.1.2.4-invalid-redirect-not-followed":
        "A redirect_uri may have any port." => |p| p.redirect_uri.comparison = UriComparison::AnyPort;
    "redirect-uri-normalised" breaks "rfc9700-4.1.3-mutation-encoding" and "rfc6749-3.1.2.3-string-comparison":
        "Percent-encoding, dot segments and default ports of a redirect_uri are resolved before it is compared."
        => |p| p.redirect_uri.comparison = UriComparison::Normalised;
    "redirect-uri-host-suffix" breaks "rfc9700-4.1.3-mutation-authority" and "rfc6749-3.1.2.3-string-comparison" and "rfc9700-4.1.3-mutation-encoding":
        "The host of a redirect_uri only has to end like the registered one."
        => |p| p.redirect_uri.comparison = UriComparison::HostSuffix;
    "unknown-client-redirected" breaks "rfc6749-4.1.2.1-invalid-client-no-redirect":
        "The error for an unknown client is sent to whatever redirect_uri the request names."
        => |p| p.redirect_uri.unknown_client = Answer::Redirect;
    "invalid-redirect-followed" breaks "rfc6749-3.1.2.4-invalid-redirect-not-followed":
        "The error for an unregistered redirect_uri is sent to that redirect_uri."
        => |p| p.redirect_uri.unregistered = Answer::Redirect;
    "redirect-uri-ignore-fragment" breaks "rfc6749-3.1.2-redirect-no-fragment":
        "A redirect_uri may have any fragment." => |p| p.redirect_uri.comparison = UriComparison::IgnoreFragment;
    "redirect-uri-any-scheme" breaks "rfc9700-4.1.3-mutation-scheme":
        "A redirect_uri may have any scheme." => |p| p.redirect_uri.comparison = UriComparison::AnyScheme;
    "redirect-uri-relative" breaks "rfc6749-3.1.2-redirect-absolute":
        "A relative redirect_uri is accepted where it leads to the registered one."
        => |p| p.redirect_uri.comparison = UriComparison::Resolved;
    "redirect-uri-of-public-client-free" breaks "rfc6749-3.1.2.2-public-must-register":
        "A public client may name any redirect_uri." => |p| p.redirect_uri.public_clients_registered = false;
    "redirect-uri-guessed" breaks "rfc6749-3.1.2.3-ambiguous-redirect":
        "Where a client has several redirect URIs and names none, the first is taken."
        => |p| p.redirect_uri.named_where_several = false;
    "redirect-uri-last-used" breaks "rfc6749-3.1-duplicate-param-rejected":
        "Of two redirect URIs in one request the first is compared and the last is used."
        => |p| p.redirect_uri.repeated = RepeatedUri::LastUsed;
    "redirect-uri-free-after-consent" breaks "rfc6749-3.1.2.4-invalid-redirect-not-followed":
        "The redirect_uri in the consent form is believed: who edits it has the answer sent anywhere."
        => |p| p.redirect_uri.compared_after_consent = false;
    "redirect-uri-http-registered" breaks "rfc9700-2.6-no-http-redirect":
        "A redirect_uri without TLS can be registered." => |p| p.redirect_uri.http_refused = false;
    "redirect-query-dropped" breaks "rfc6749-3.1.2-redirect-query-retained":
        "The response takes the place of the redirect_uri's own query." => |p| p.redirect_uri.query = UriQuery::Replaced;
    "redirect-query-asked-twice" breaks "rfc6749-3.1.2-redirect-query-retained":
        "The response follows the redirect_uri's own query behind a second question mark."
        => |p| p.redirect_uri.query = UriQuery::AskedTwice;
    "loopback-port-fixed" breaks "rfc8252-7.3-loopback-any-port" and "rfc8252-7.3-loopback-ipv6":
        "A native app has to listen on the port that it registered." => |p| p.redirect_uri.loopback = LoopbackUri::Exact;
    "loopback-ipv4-alone" breaks "rfc8252-7.3-loopback-ipv6":
        "A native app may listen on any port of 127.0.0.1, but not of [::1]."
        => |p| p.redirect_uri.loopback = LoopbackUri::AnyPortOfIpv4;
    "loopback-any-path" breaks "rfc8252-7.3-loopback-port-only":
        "A native app may name any path, not only any port." => |p| p.redirect_uri.loopback = LoopbackUri::AnyPortAndPath;
    "loopback-any-name" breaks "rfc8252-7.3-loopback-port-only":
        "A native app may name any loopback address, and localhost."
        => |p| p.redirect_uri.loopback = LoopbackUri::AnyPortAndName;
};
