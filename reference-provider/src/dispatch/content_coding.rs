//! The content coding of a response (RFC 9110 §8.4), if the client accepts it.

use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use http::{HeaderValue, header};

use crate::http::body::Body;
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::policy::Coding;

/// Trailing bytes after a gzip member.
const TRAILING: &[u8] = b"\0\0\0\0 padded to a block";

/// The response in this coding, if the request accepts it and the body is not empty.
pub(crate) fn encoded(coding: Coding, request: &Request, response: Response) -> Response {
    let name = match coding {
        Coding::None => return response,
        Coding::Identity => "identity",
        Coding::Gzip | Coding::GzipAndMore => "gzip",
        Coding::Zlib | Coding::RawDeflate => "deflate",
    };
    if coding != Coding::Identity && !accepts(request, name) {
        return response;
    }
    let (mut head, body) = response.into_parts();
    let bytes = body.into_bytes();
    if bytes.is_empty() {
        return Response::from_parts(head, Body::from(bytes));
    }
    let encoded = bytes_in(coding, &bytes).expect("memory takes everything that is written to it");
    head.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    Response::from_parts(head, Body::from(encoded))
}

fn bytes_in(coding: Coding, bytes: &Bytes) -> io::Result<Bytes> {
    Ok(match coding {
        Coding::None | Coding::Identity => bytes.clone(),
        Coding::Gzip | Coding::GzipAndMore => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes)?;
            let mut member = encoder.finish()?;
            if coding == Coding::GzipAndMore {
                member.extend_from_slice(TRAILING);
            }
            member.into()
        }
        Coding::Zlib => {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes)?;
            encoder.finish()?.into()
        }
        Coding::RawDeflate => {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(bytes)?;
            encoder.finish()?.into()
        }
    })
}

/// Whether the request accepts the coding, with a weight other than zero (RFC 9110 §12.5.3).
fn accepts(request: &Request, name: &str) -> bool {
    let lists = request.headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|item| {
        let (coding, weight) = item.split_once(';').unwrap_or((item, ""));
        coding.trim().eq_ignore_ascii_case(name) && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

    use super::*;

    #[test]
    fn what_was_encoded_can_be_read() {
        let bytes = Bytes::from_static(b"{\"a\": 1}");
        let encoded = |coding| bytes_in(coding, &bytes).expect("it is written to memory");
        let read = |mut decoder: Box<dyn io::Read>| {
            let mut text = String::new();
            decoder.read_to_string(&mut text).map(|_| text).expect("it can be read")
        };
        let (gzip, more) = (encoded(Coding::Gzip), encoded(Coding::GzipAndMore));
        let (zlib, raw) = (encoded(Coding::Zlib), encoded(Coding::RawDeflate));
        assert!(more.len() > gzip.len() && zlib != raw);
        let texts = [
            read(Box::new(GzDecoder::new(io::Cursor::new(gzip)))),
            read(Box::new(GzDecoder::new(io::Cursor::new(more)))),
            read(Box::new(ZlibDecoder::new(io::Cursor::new(zlib)))),
            read(Box::new(DeflateDecoder::new(io::Cursor::new(raw)))),
        ];
        assert_eq!(texts, ["{\"a\": 1}"; 4]);
    }
}
