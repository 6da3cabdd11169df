//! Where authorization responses may be sent.

use serde::{Deserialize, Serialize};

rules! {
    /// Where authorization responses may be sent.
    RedirectUriRules in redirect_uri {
        against RedirectManipulation {
            /// How a requested redirection URI is compared with the registered ones: character by character.
            comparison: UriComparison = UriComparison::Exact, "RFC 6749 §3.1.2.3, RFC 9700 §2.1 and §4.1.3";
                fault "redirect-uri-prefix-match" = UriComparison::Prefix,
                    breaks "rfc9700-4.1.3-mutation-path"
                        and "rfc9700-4.1.3-mutation-query"
                        and "rfc6749-3.1.2-redirect-no-fragment":
                    "A redirect_uri that only begins like the registered one is accepted.";
                fault "redirect-uri-ignore-query" = UriComparison::IgnoreQuery, breaks "rfc9700-4.1.3-mutation-query":
                    "A redirect_uri may have any query.";
                fault "redirect-uri-case-insensitive" = UriComparison::CaseInsensitive,
                    breaks "rfc6749-3.1.2.3-string-comparison":
                    "A redirect_uri may differ in upper and lower case.";
                fault "redirect-uri-any-port" = UriComparison::AnyPort,
                    breaks "rfc9700-4.1.3-mutation-authority"
                        and "rfc6749-3.1.2.3-string-comparison"
                        and "rfc6749-3.1.2.4-invalid-redirect-not-followed":
                    "A redirect_uri may have any port.";
                fault "redirect-uri-normalised" = UriComparison::Normalised,
                    breaks "rfc9700-4.1.3-mutation-encoding" and "rfc6749-3.1.2.3-string-comparison":
                    "Percent-encoding, dot segments and default ports of a redirect_uri are resolved before it is \
                     compared.";
                fault "redirect-uri-host-suffix" = UriComparison::HostSuffix,
                    breaks "rfc9700-4.1.3-mutation-authority"
                        and "rfc6749-3.1.2.3-string-comparison"
                        and "rfc9700-4.1.3-mutation-encoding":
                    "The host of a redirect_uri only has to end like the registered one.";
                fault "redirect-uri-ignore-fragment" = UriComparison::IgnoreFragment,
                    breaks "rfc6749-3.1.2-redirect-no-fragment":
                    "A redirect_uri may have any fragment.";
                fault "redirect-uri-any-scheme" = UriComparison::AnyScheme, breaks "rfc9700-4.1.3-mutation-scheme":
                    "A redirect_uri may have any scheme.";
                fault "redirect-uri-relative" = UriComparison::Resolved, breaks "rfc6749-3.1.2-redirect-absolute":
                    "A relative redirect_uri is accepted where it leads to the registered one.";
            /// A native app listens at a loopback address, on whatever port is free.
            loopback: LoopbackUri = LoopbackUri::AnyPort, "RFC 8252 §7.3";
                fault "loopback-port-fixed" = LoopbackUri::Exact,
                    breaks "rfc8252-7.3-loopback-any-port" and "rfc8252-7.3-loopback-ipv6":
                    "A native app has to listen on the port that it registered.";
                fault "loopback-ipv4-alone" = LoopbackUri::AnyPortOfIpv4, breaks "rfc8252-7.3-loopback-ipv6":
                    "A native app may listen on any port of 127.0.0.1, but not of [::1].";
                fault "loopback-any-path" = LoopbackUri::AnyPortAndPath, breaks "rfc8252-7.3-loopback-port-only":
                    "A native app may name any path, not only any port.";
                fault "loopback-any-name" = LoopbackUri::AnyPortAndName, breaks "rfc8252-7.3-loopback-port-only":
                    "A native app may name any loopback address, and localhost.";
                variant "localhost-port-free" = LoopbackUri::AnyPortWithLocalhost, permitted by "RFC 8252 §8.3":
                    "The port may differ where localhost is registered as well.";
            /// A public client has registered its redirection URI, too.
            public_clients_registered: bool = true, "RFC 6749 §3.1.2.2";
                fault "redirect-uri-of-public-client-free" = false, breaks "rfc6749-3.1.2.2-public-must-register":
                    "A public client may name any redirect_uri.";
            /// A client with several redirection URIs names the one it means.
            named_where_several: bool = true, "RFC 6749 §3.1.2.3";
                fault "redirect-uri-guessed" = false, breaks "rfc6749-3.1.2.3-ambiguous-redirect":
                    "Where a client has several redirect URIs and names none, the first is taken.";
            /// Of several redirection URIs in one request none is used.
            repeated: RepeatedUri = RepeatedUri::Refused, "RFC 6749 §3.1";
                fault "redirect-uri-last-used" = RepeatedUri::LastUsed, breaks "rfc6749-3.1-duplicate-param-rejected":
                    "Of two redirect URIs in one request the first is compared and the last is used.";
            /// The answer to the consent page names the redirection URI again, and it is compared again: the page was
            /// in other hands.
            compared_after_consent: bool = true, "RFC 6749 §3.1.2.4";
                fault "redirect-uri-free-after-consent" = false, breaks "rfc6749-3.1.2.4-invalid-redirect-not-followed":
                    "The redirect_uri in the consent form is believed: who edits it has the answer sent anywhere.";
            /// A request with an unregistered redirection URI is answered to the user, never to that URI.
            unregistered: Answer = Answer::Page, "RFC 6749 §3.1.2.4 and §4.1.2.1";
                fault "invalid-redirect-followed" = Answer::Redirect,
                    breaks "rfc6749-3.1.2.4-invalid-redirect-not-followed":
                    "The error for an unregistered redirect_uri is sent to that redirect_uri.";
            /// A request of an unknown client is answered to the user, never to the URI it names.
            unknown_client: Answer = Answer::Page, "RFC 6749 §4.1.2.1";
                fault "unknown-client-redirected" = Answer::Redirect,
                    breaks "rfc6749-4.1.2.1-invalid-client-no-redirect":
                    "The error for an unknown client is sent to whatever redirect_uri the request names.";
            /// Plain http is registered for loopback addresses alone: it shows the code to the network.
            http_refused: bool = true, "RFC 9700 §2.6";
                fault "redirect-uri-http-registered" = false, breaks "rfc9700-2.6-no-http-redirect":
                    "A redirect_uri without TLS can be registered.";
        }
        against Interoperability {
            /// The query of a redirection URI stays when the response is added to it.
            query: UriQuery = UriQuery::Kept, "RFC 6749 §3.1.2";
                fault "redirect-query-dropped" = UriQuery::Replaced, breaks "rfc6749-3.1.2-redirect-query-retained":
                    "The response takes the place of the redirect_uri's own query.";
                fault "redirect-query-asked-twice" = UriQuery::AskedTwice,
                    breaks "rfc6749-3.1.2-redirect-query-retained":
                    "The response follows the redirect_uri's own query behind a second question mark.";
        }
    }
}

choice! {
    /// How a requested redirection URI is compared with a registered one.
    UriComparison {
        /// The same characters.
        Exact,
        /// The requested one may go on where the registered one ends.
        Prefix,
        /// Queries are left out.
        IgnoreQuery,
        /// Fragments are left out.
        IgnoreFragment,
        /// Upper and lower case count as equal.
        CaseInsensitive,
        /// Schemes are left out.
        AnyScheme,
        /// Ports are left out.
        AnyPort,
        /// Percent-encoding, dot segments and default ports are resolved first.
        Normalised,
        /// The requested host only has to end with the registered one.
        HostSuffix,
        /// A relative one is resolved against the registered one first.
        Resolved,
    }
}

choice! {
    /// What may differ where `http://127.0.0.1/…` or `http://[::1]/…` is registered. A name such as `localhost` is not an
    /// address: its port is fixed unless the rule says otherwise (RFC 8252 §8.3).
    LoopbackUri {
        /// The port.
        AnyPort,
        /// Nothing.
        Exact,
        /// The port, of the IPv4 address alone.
        AnyPortOfIpv4,
        /// The port, where `localhost` is registered as well (RFC 8252 §8.3, RFC 9700 §2.1).
        AnyPortWithLocalhost,
        /// The port and the path.
        AnyPortAndPath,
        /// The port and the address: whatever else leads to the same machine.
        AnyPortAndName,
    }
}

choice! {
    /// What happens to a request with several redirection URIs.
    RepeatedUri {
        /// It is refused.
        Refused,
        /// The first is compared, and the last is used.
        LastUsed,
    }
}

choice! {
    /// Who sees the error about a request that cannot be trusted.
    Answer {
        /// The user, on a page of ours.
        Page,
        /// The URI that the request names.
        Redirect,
    }
}

choice! {
    /// What happens to the query of a redirection URI.
    UriQuery {
        /// It stays, and the response follows it.
        Kept,
        /// The response takes its place.
        Replaced,
        /// The response follows it behind a second `?`.
        AskedTwice,
    }
}
