//! A request, as endpoints see it.

use std::net::{IpAddr, Ipv6Addr};

use bytes::Bytes;
use cookie::Cookie;
use http::{HeaderMap, HeaderName, Method, header};

use super::params::{Malformed, Params, form_decode};
use super::routes::{self, Paths, Route};

/// A completely read request.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// Its route, if any.
    pub(crate) route: Option<Route>,
    /// The path below the issuer's prefix.
    pub(crate) below: String,
    /// As sent, without the query.
    pub(crate) path: String,
    /// As sent, without the question mark.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    /// The address that it came from: that of the client, or of an untrusted proxy.
    pub(crate) source: IpAddr,
    pub(crate) body: Bytes,
}

/// The source and the account of an attempt at a password or secret. Failures are counted for each source, so that an
/// attacker cannot lock a user out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AttemptSource {
    /// A /64 of IPv6 addresses is one source: one subscriber usually has all of them.
    pub(crate) source: IpAddr,
    /// The user or the client.
    pub(crate) account: String,
}

impl Request {
    pub(crate) fn query_params(&self) -> Result<Params, Malformed> {
        Params::parse(self.query.as_bytes())
    }

    /// The parameters of a form. A body of another type is not a form, even if it looks like one; an empty body is an
    /// empty form.
    pub(crate) fn form(&self) -> Result<Params, Malformed> {
        let is_form = self.body.is_empty() || self.has_content_type("application/x-www-form-urlencoded");
        if is_form { Params::parse(&self.body) } else { Err(Malformed) }
    }

    /// The value of the header field, if there is exactly one and it is text.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(only), None) => only.to_str().ok(),
            _ => None,
        }
    }

    /// The guesser of a password or secret of `account`.
    pub(crate) fn guesser(&self, account: &str) -> AttemptSource {
        AttemptSource { source: network(self.source), account: account.to_owned() }
    }

    pub(crate) fn has_header(&self, name: HeaderName) -> bool {
        self.headers.contains_key(name)
    }

    /// The first cookie of this name.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(Cookie::split_parse)
            .filter_map(Result::ok)
            .find(|cookie| cookie.name() == name)
            .map(|cookie| cookie.value().to_owned())
    }

    /// Whether the body has the media type `expected`, with any parameters.
    pub(crate) fn has_content_type(&self, expected: &str) -> bool {
        self.header(header::CONTENT_TYPE)
            .and_then(|value| value.split(';').next())
            .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(expected))
    }

    /// The path segment at the `{}` of its route, percent-decoded; empty if there is none.
    pub(crate) fn segment(&self, paths: Paths) -> String {
        let encoded = self.route.map_or("", |route| routes::segment(route, paths, &self.below));
        // In a path, `+` is not a space.
        form_decode(encoded.replace('+', "%2B").as_bytes()).unwrap_or_default()
    }

    /// Path and query of the request.
    pub(crate) fn here(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_source_is_an_ipv4_address_or_the_first_half_of_an_ipv6_address() {
        for (address, source) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::"),
            ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ] {
            let (address, source): (IpAddr, IpAddr) = (address.parse().expect("valid"), source.parse().expect("valid"));
            assert_eq!(network(address), source);
        }
    }
}
