//! Content codings decoded (RFC 9110 section 8.4.1): never more than a bounded number of bytes, so that a decompression bomb
//! costs a verdict and not memory.

use std::io::Read;

use flate2::bufread::GzDecoder;
use flate2::read::{DeflateDecoder, ZlibDecoder};

/// The codings that we accept. Servers send Brotli and Zstandard only on request.
pub(super) const ACCEPTED: &str = "gzip, deflate";

/// The maximum number of codings of one body: more are a nested decompression bomb.
const MOST_CODINGS: usize = 2;

/// Why a body cannot be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Undecodable {
    /// It is larger than the limit.
    TooLarge,
    /// It is not in the coding of its `Content-Encoding`, or that is unknown.
    Broken(String),
}

/// The body without the codings that `Content-Encoding` lists, at most `limit` bytes of it.
pub(super) fn decode(body: Vec<u8>, content_encoding: &str, limit: usize) -> Result<Vec<u8>, Undecodable> {
    let codings: Vec<String> = content_encoding
        .split(',')
        .map(|coding| coding.trim().to_ascii_lowercase())
        .filter(|coding| !coding.is_empty() && coding != "identity")
        .collect();
    if codings.len() > MOST_CODINGS {
        return Err(Undecodable::Broken(format!("it is compressed {} times: {content_encoding}", codings.len())));
    }
    // The coding that was applied last is decoded first. A response to HEAD, or with 304, has a coding and no body.
    let mut decoded = body;
    for coding in codings.iter().rev() {
        if !decoded.is_empty() {
            decoded = undo(decoded, coding, limit)?;
        }
    }
    Ok(decoded)
}

fn undo(body: Vec<u8>, coding: &str, limit: usize) -> Result<Vec<u8>, Undecodable> {
    let decoded = match coding {
        "gzip" | "x-gzip" => gunzip(&body, limit),
        "deflate" => inflate(&body, limit),
        "br" | "compress" | "x-compress" | "dcb" | "dcz" | "zstd" => {
            return Err(Undecodable::Broken(format!("the content coding `{coding}` was not requested")));
        }
        // Values that are not a coding (`utf-8`, `none`) are ignored by browsers.
        _ => return Ok(body),
    };
    let decoded = decoded
        .map_err(|error| Undecodable::Broken(format!("the body is not {coding}, contrary to its header: {error}")))?;
    if decoded.len() > limit { Err(Undecodable::TooLarge) } else { Ok(decoded) }
}

/// One member after the other. Trailing data that is not a member, usually zeros, is ignored by browsers.
fn gunzip(body: &[u8], limit: usize) -> Result<Vec<u8>, String> {
    const MAGIC: [u8; 2] = [0x1f, 0x8b];
    let mut decoded = Vec::new();
    let mut left = body;
    loop {
        let mut member = GzDecoder::new(left);
        read(&mut member, limit, &mut decoded)?;
        if decoded.len() > limit {
            return Ok(decoded);
        }
        left = member.into_inner();
        if !left.starts_with(&MAGIC) {
            return Ok(decoded);
        }
    }
}

/// `deflate` is the zlib format (RFC 9110 §8.4.1.2); "some non-conformant implementations send the deflate compressed data
/// without the zlib wrapper", and browsers read both.
fn inflate(body: &[u8], limit: usize) -> Result<Vec<u8>, String> {
    let mut decoded = Vec::new();
    let wrapped = read(ZlibDecoder::new(body), limit, &mut decoded);
    wrapped.map(|()| decoded).or_else(|error| {
        let mut decoded = Vec::new();
        read(DeflateDecoder::new(body), limit, &mut decoded).map(|()| decoded).map_err(|_| error)
    })
}

/// Reads up to one byte more than the limit.
fn read(from: impl Read, limit: usize, into: &mut Vec<u8>) -> Result<(), String> {
    let left = limit + 1 - into.len();
    from.take(left as u64).read_to_end(into).map(drop).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("into memory");
        encoder.finish().expect("into memory")
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("into memory");
        encoder.finish().expect("into memory")
    }

    fn raw_deflate(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("into memory");
        encoder.finish().expect("into memory")
    }

    #[test]
    fn every_coding_is_undone_up_to_the_limit() {
        let text = b"hello ".repeat(100);
        for (coding, encode) in [("GZip", gzip as fn(&[u8]) -> Vec<u8>), ("deflate", deflate as fn(&[u8]) -> _)] {
            assert_eq!(decode(encode(&text), coding, text.len()), Ok(text.clone()), "{coding}");
            assert_eq!(decode(encode(&text), coding, text.len() - 1), Err(Undecodable::TooLarge), "{coding}");
            let Err(Undecodable::Broken(why)) = decode(text.clone(), coding, 1000) else { panic!("{coding}") };
            assert!(why.starts_with("the body is not"), "{why}");
        }
        assert_eq!(decode(deflate(&gzip(&text)), "gzip, deflate", 1000), Ok(text.clone()), "one in the other");
        assert_eq!(decode(text.clone(), "identity", 1000), Ok(text.clone()));
        assert_eq!(decode(Vec::new(), "gzip", 1000), Ok(Vec::new()), "a HEAD has no body");
        let twice = [gzip(&text), gzip(&text)].concat();
        assert_eq!(decode(twice, "gzip", 2000).map(|body| body.len()), Ok(1200), "one member after the other");
    }

    #[test]
    fn malformed_codings_that_browsers_accept() {
        let text = b"hello ".repeat(100);
        let zeros = [gzip(&text), vec![0; 8]].concat();
        for (body, coding) in [
            (raw_deflate(&text), "deflate"),
            (zeros, "gzip"),
            (text.clone(), "utf-8"),
            (text.clone(), "none"),
            (gzip(&text), "gzip, utf-8"),
        ] {
            assert_eq!(decode(body.clone(), coding, text.len()), Ok(text.clone()), "{coding}");
        }
        assert_eq!(decode(raw_deflate(&text), "deflate", 10), Err(Undecodable::TooLarge));
    }

    #[test]
    fn malicious_bodies() {
        let refused = |body: &[u8], coding: &str| match decode(body.to_vec(), coding, 1000) {
            Err(Undecodable::Broken(why)) => why,
            other => panic!("{coding}: {other:?}"),
        };
        assert!(refused(b"x", "gzip, gzip, gzip").contains("3 times"));
        assert!(refused(b"x", "br").contains("not requested"));
        assert!(refused(&gzip(b"hello")[..12], "gzip").contains("not gzip"), "broken off");
    }
}
