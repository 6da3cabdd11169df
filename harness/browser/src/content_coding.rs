//! Content codings undone (RFC 9110 section 8.4.1): never more than a bounded number of bytes, so that a bomb costs
//! a verdict and not memory.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};

/// What we say that we understand. Servers send Brotli and Zstandard only to those who ask for them.
pub(super) const ACCEPTED: &str = "gzip, deflate";

/// The codings undone of one body: more are a bomb in a bomb.
const MOST_CODINGS: usize = 2;

/// Why a body cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Undecodable {
    /// It is larger than the limit.
    TooLarge,
    /// It is not what its `Content-Encoding` says, or that is unknown.
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
    // What was applied last is undone first. An answer to HEAD, or with 304, has a coding and no body.
    let mut decoded = body;
    for coding in codings.iter().rev() {
        if !decoded.is_empty() {
            decoded = undo(&decoded, coding, limit)?;
        }
    }
    Ok(decoded)
}

fn undo(body: &[u8], coding: &str, limit: usize) -> Result<Vec<u8>, Undecodable> {
    let mut decoded = Vec::new();
    let outcome = match coding {
        "gzip" | "x-gzip" => read(MultiGzDecoder::new(body), limit, &mut decoded),
        "deflate" => read(ZlibDecoder::new(body), limit, &mut decoded),
        _ => return Err(Undecodable::Broken(format!("the content coding `{coding}` is not known"))),
    };
    outcome.map_err(|error| Undecodable::Broken(format!("the body is not {coding}, as it says: {error}")))?;
    if decoded.len() > limit { Err(Undecodable::TooLarge) } else { Ok(decoded) }
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
    use flate2::write::{GzEncoder, ZlibEncoder};

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
    fn what_is_made_to_hurt() {
        let refused = |body: &[u8], coding: &str| match decode(body.to_vec(), coding, 1000) {
            Err(Undecodable::Broken(why)) => why,
            other => panic!("{coding}: {other:?}"),
        };
        assert!(refused(b"x", "gzip, gzip, gzip").contains("3 times"));
        assert!(refused(b"x", "br").contains("not known"), "it was not asked for");
        assert!(refused(&gzip(b"hello")[..12], "gzip").contains("not gzip"), "broken off");
    }
}
