//! Where authorization responses are sent.

use serde::{Deserialize, Serialize};

rules! {
    /// Where authorization responses are sent.
    RedirectUriRules in redirect_uri {
        against RedirectManipulation {
            /// The requested redirect URI is compared with the registered ones by exact string matching.
            comparison: UriComparison = UriComparison::Exact, "RFC 6749 §3.1.2.3, RFC 9700 §2.1 and §4.1.3";
                fault "redirect-uri-prefix-match" = UriComparison::Prefix,
                    breaks "rfc9700-4.1.3-mutation-path"
                        and "rfc9700-4.1.3-mutation-query"
                        and "rfc6749-3.1.2-redirect-no-fragment":
                    "The provider accepts a redirect_uri that has a registered one as its prefix.";
                fault "redirect-uri-ignore-query" = UriComparison::IgnoreQuery, breaks "rfc9700-4.1.3-mutation-query":
                    "The provider ignores the query when it compares redirect_uri.";
                fault "redirect-uri-case-insensitive" = UriComparison::CaseInsensitive,
                    breaks "rfc6749-3.1.2.3-string-comparison":
                    "The provider ignores case when it compares redirect_uri.";
                fault "redirect-uri-any-port" = UriComparison::AnyPort,
                    breaks "rfc9700-4.1.3-mutation-authority"
                        and "rfc6749-3.1.2.3-string-comparison"
                        and "rfc6749-3.1.2.4-invalid-redirect-not-followed":
                    "The provider ignores the port when it compares redirect_uri.";
                fault "redirect-uri-normalized" = UriComparison::Normalized,
                    breaks "rfc9700-4.1.3-mutation-encoding" and "rfc6749-3.1.2.3-string-comparison":
                    "The provider normalizes percent-encoding, dot segments and default ports before it compares \
                     redirect_uri.";
                fault "redirect-uri-host-suffix" = UriComparison::HostSuffix,
                    breaks "rfc9700-4.1.3-mutation-authority"
                        and "rfc6749-3.1.2.3-string-comparison"
                        and "rfc9700-4.1.3-mutation-encoding":
                    "The provider accepts a redirect_uri whose host has the registered host as its suffix.";
                fault "redirect-uri-ignore-fragment" = UriComparison::IgnoreFragment,
                    breaks "rfc6749-3.1.2-redirect-no-fragment":
                    "The provider ignores the fragment when it compares redirect_uri.";
                fault "redirect-uri-any-scheme" = UriComparison::AnyScheme, breaks "rfc9700-4.1.3-mutation-scheme":
                    "The provider ignores the scheme when it compares redirect_uri.";
                fault "redirect-uri-relative" = UriComparison::Resolved, breaks "rfc6749-3.1.2-redirect-absolute":
                    "The provider accepts a relative redirect_uri that resolves to the registered one.";
            /// A native app uses any free port of a loopback redirect URI.
            loopback: LoopbackUri = LoopbackUri::AnyPort, "RFC 8252 §7.3";
                fault "loopback-port-fixed" = LoopbackUri::Exact,
                    breaks "rfc8252-7.3-loopback-any-port" and "rfc8252-7.3-loopback-ipv6":
                    "The provider accepts a loopback redirect_uri only with the registered port.";
                fault "loopback-ipv4-only" = LoopbackUri::AnyPortOfIpv4, breaks "rfc8252-7.3-loopback-ipv6":
                    "The provider accepts any port for 127.0.0.1, but not for [::1].";
                fault "loopback-any-path" = LoopbackUri::AnyPortAndPath, breaks "rfc8252-7.3-loopback-port-only":
                    "The provider accepts any path of a loopback redirect_uri, not only any port.";
                fault "loopback-any-name" = LoopbackUri::AnyPortAndName, breaks "rfc8252-7.3-loopback-port-only":
                    "The provider accepts any loopback address and localhost for a loopback redirect_uri.";
                variant "localhost-port-free" = LoopbackUri::AnyPortWithLocalhost, permitted by "RFC 8252 §8.3":
                    "The provider accepts any port for localhost, too, if that is registered.";
            /// Public clients have registered redirect URIs, too.
            public_clients_registered: bool = true, "RFC 6749 §3.1.2.2";
                fault "redirect-uri-public-client-unregistered" = false, breaks "rfc6749-3.1.2.2-public-must-register":
                    "The provider accepts any redirect_uri from public clients.";
            /// A client with several redirect URIs names one in its request.
            named_where_several: bool = true, "RFC 6749 §3.1.2.3";
                fault "redirect-uri-guessed" = false, breaks "rfc6749-3.1.2.3-ambiguous-redirect":
                    "The provider uses the first registered redirect URI if a client has several and the request names \
                     none.";
            /// A request with more than one `redirect_uri` is rejected.
            repeated: RepeatedUri = RepeatedUri::Refused, "RFC 6749 §3.1";
                fault "redirect-uri-last-used" = RepeatedUri::LastUsed, breaks "rfc6749-3.1-duplicate-param-rejected":
                    "The provider validates the first of two redirect_uri parameters and redirects to the last one.";
            /// The redirect URI in the consent form is validated again: the user's browser could have changed it.
            compared_after_consent: bool = true, "RFC 6749 §3.1.2.4";
                fault "redirect-uri-unchecked-after-consent" = false, breaks "rfc6749-3.1.2.4-invalid-redirect-not-followed":
                    "The provider trusts the redirect_uri in the consent form, so that a tampered form sends the \
                     response to any URI.";
            /// The error about an unregistered redirect URI is shown to the user and not sent to that URI.
            unregistered: RedirectUriErrorPlace = RedirectUriErrorPlace::Page, "RFC 6749 §3.1.2.4 and §4.1.2.1";
                fault "open-redirect-unregistered-uri" = RedirectUriErrorPlace::Redirect,
                    breaks "rfc6749-3.1.2.4-invalid-redirect-not-followed":
                    "The provider redirects to an unregistered redirect_uri with the error (open redirect).";
            /// The error about an unknown client is shown to the user and not sent to the redirect URI of the request.
            unknown_client: RedirectUriErrorPlace = RedirectUriErrorPlace::Page, "RFC 6749 §4.1.2.1";
                fault "open-redirect-unknown-client" = RedirectUriErrorPlace::Redirect,
                    breaks "rfc6749-4.1.2.1-invalid-client-no-redirect":
                    "The provider redirects to the redirect_uri of an unknown client with the error (open redirect).";
            /// Plain http is registered for loopback addresses only: it discloses the code to the network.
            http_refused: bool = true, "RFC 9700 §2.6";
                fault "redirect-uri-http-registered" = false, breaks "rfc9700-2.6-no-http-redirect":
                    "Clients can register a redirect_uri without TLS.";
        }
        against Interoperability {
            /// The query of a redirect URI is retained when the response is added.
            query: UriQuery = UriQuery::Kept, "RFC 6749 §3.1.2";
                fault "redirect-query-dropped" = UriQuery::Replaced, breaks "rfc6749-3.1.2-redirect-query-retained":
                    "The response replaces the query of the redirect_uri.";
                fault "redirect-query-second-question-mark" = UriQuery::AskedTwice,
                    breaks "rfc6749-3.1.2-redirect-query-retained":
                    "The response is appended to the query of the redirect_uri with a second question mark.";
        }
    }
}

choice! {
    /// How the requested redirect URI is compared with a registered one.
    UriComparison {
        /// Exact string matching.
        Exact,
        /// The registered one is a prefix of the requested one.
        Prefix,
        /// The query is ignored.
        IgnoreQuery,
        /// The fragment is ignored.
        IgnoreFragment,
        /// Case is ignored.
        CaseInsensitive,
        /// The scheme is ignored.
        AnyScheme,
        /// The port is ignored.
        AnyPort,
        /// Percent-encoding, dot segments and default ports are normalized first.
        Normalized,
        /// The host of the registered one is a suffix of the host of the requested one.
        HostSuffix,
        /// A relative one is resolved against the registered one first.
        Resolved,
    }
}

choice! {
    /// What may differ from a registered `http://127.0.0.1/…` or `http://[::1]/…`. A name such as `localhost` is not an
    /// IP address: its port is fixed unless the rule says otherwise (RFC 8252 §8.3).
    LoopbackUri {
        /// The port.
        AnyPort,
        /// Nothing.
        Exact,
        /// The port, for the IPv4 address only.
        AnyPortOfIpv4,
        /// The port, and also for `localhost` if that is registered (RFC 8252 §8.3, RFC 9700 §2.1).
        AnyPortWithLocalhost,
        /// The port and the path.
        AnyPortAndPath,
        /// The port and the host: any that leads to the same machine.
        AnyPortAndName,
    }
}

choice! {
    /// The treatment of a request with several `redirect_uri` parameters.
    RepeatedUri {
        /// It is rejected.
        Refused,
        /// The first is validated, and the last is used.
        LastUsed,
    }
}

choice! {
    /// Where the error about an untrusted request is shown.
    RedirectUriErrorPlace {
        /// To the user, on a page of the provider.
        Page,
        /// To the URI of the request, by a redirect.
        Redirect,
    }
}

choice! {
    /// The treatment of the query of a redirect URI.
    UriQuery {
        /// It is retained, and the response follows it.
        Kept,
        /// The response replaces it.
        Replaced,
        /// The response follows it after a second `?`.
        AskedTwice,
    }
}
