//! A request, as endpoints see it.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, header};
use cookie::Cookie;

use crate::params::{Malformed, Params};

/// A request that was read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// As on the wire, without the query.
    pub(crate) path: String,
    /// As on the wire, without the question mark.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Request {
    pub(crate) fn query_params(&self) -> Result<Params, Malformed> {
        Params::parse(self.query.as_bytes())
    }

    pub(crate) fn form(&self) -> Result<Params, Malformed> {
        Params::parse(&self.body)
    }

    /// The header's value, if there is one such header and it is text.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(only), None) => only.to_str().ok(),
            _ => None,
        }
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

    /// Whether the body is of the media type `expected`, whatever its parameters.
    pub(crate) fn has_content_type(&self, expected: &str) -> bool {
        self.header(header::CONTENT_TYPE)
            .and_then(|value| value.split(';').next())
            .is_some_and(|media_type| media_type.trim().eq_ignore_ascii_case(expected))
    }

    /// The part of the path with this number, from 0.
    pub(crate) fn segment(&self, number: usize) -> &str {
        self.path.trim_start_matches('/').split('/').nth(number).unwrap_or_default()
    }
}
