//! Where authorization responses may be sent.

use serde::{Deserialize, Serialize};

rules! {
    /// Where authorization responses may be sent.
    RedirectUriRules {
        /// How a requested redirection URI is compared with the registered ones: character by character.
        /// RFC 6749 §3.1.2.3, RFC 9700 §2.1 and §4.1.3.
        comparison: UriComparison = UriComparison::Exact,
        /// A native app listens at a loopback address, on whatever port is free. RFC 8252 §7.3.
        loopback: LoopbackUri = LoopbackUri::AnyPort,
        /// A public client has registered its redirection URI, too. RFC 6749 §3.1.2.2.
        public_clients_registered: bool = true,
        /// A client with several redirection URIs names the one it means. RFC 6749 §3.1.2.3.
        named_where_several: bool = true,
        /// Of several redirection URIs in one request none is used. RFC 6749 §3.1.
        repeated: RepeatedUri = RepeatedUri::Refused,
        /// The answer to the consent page names the redirection URI again, and it is compared again: the page was in
        /// other hands. RFC 6749 §3.1.2.4.
        compared_after_consent: bool = true,
        /// A request with an unregistered redirection URI is answered to the user, never to that URI.
        /// RFC 6749 §3.1.2.4 and §4.1.2.1.
        unregistered: Answer = Answer::Page,
        /// A request of an unknown client is answered to the user, never to the URI it names. RFC 6749 §4.1.2.1.
        unknown_client: Answer = Answer::Page,
        /// The query of a redirection URI stays when the response is added to it. RFC 6749 §3.1.2.
        query: UriQuery = UriQuery::Kept,
        /// Plain http is registered for loopback addresses alone: it shows the code to the network. RFC 9700 §2.6.
        http_refused: bool = true,
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
    /// What may differ where `http://127.0.0.1/…` or `http://[::1]/…` is registered. A name such as `localhost` is no
    /// address, and stays what it is (RFC 8252 §8.3).
    LoopbackUri {
        /// The port.
        AnyPort,
        /// Nothing.
        Exact,
        /// The port, of the IPv4 address alone.
        AnyPortOfIpv4,
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

choice! {
    /// Who is told about a request that cannot be trusted.
    Answer {
        /// The user, on a page of ours.
        Page,
        /// The URI that the request names.
        Redirect,
    }
}
