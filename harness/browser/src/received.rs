//! What came over the wire, as a response: codings undone, the body decoded to text, within the limit.

use super::charset;
use super::content_coding::{self, Undecodable};
use crate::model::exchange::{Failure, Response};

/// A response out of its parts. Header names are in lower case.
///
/// Fails for a body that has more than `limit` bytes, or is not what its `Content-Encoding` says (RFC 9110 section 8.4).
pub fn received(status: u16, headers: Vec<(String, String)>, body: Vec<u8>, limit: usize) -> Result<Response, Failure> {
    let coding = headers.iter().filter(|(name, _)| name == "content-encoding").map(|(_, value)| value.as_str());
    let body =
        content_coding::decode(body, &coding.collect::<Vec<_>>().join(","), limit).map_err(
            |problem| match problem {
                Undecodable::TooLarge => Failure::TooLarge { limit },
                Undecodable::Broken(cause) => Failure::NotHttp { cause },
            },
        )?;
    let content_type = headers.iter().find(|(name, _)| name == "content-type").map(|(_, value)| value.as_str());
    let body = charset::text(content_type, &body);
    Ok(Response { status, headers, body })
}
