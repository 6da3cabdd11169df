//! Content codings undone (RFC 9110 section 8.4.1, RFC 9659): never more than a bounded number of bytes, so that a bomb costs
//! a verdict and not memory.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

/// What a browser says it understands.
pub(super) const ACCEPTED: &str = "gzip, deflate, br, zstd";

/// The codings undone of one body: more are a bomb in a bomb.
const MOST_CODINGS: usize = 2;
/// No decoder needs a larger window (RFC 9659 section 3).
const LARGEST_WINDOW: u64 = 8 * 1024 * 1024;

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
        "br" => read(brotli_decompressor::Decompressor::new(body, 4096), limit, &mut decoded),
        "zstd" => zstd(body, limit, &mut decoded),
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

/// One frame after the other (RFC 8878 section 3), until the limit.
fn zstd(mut body: &[u8], limit: usize, into: &mut Vec<u8>) -> Result<(), String> {
    while !body.is_empty() && into.len() <= limit {
        if let Some(window) = window(body).filter(|window| *window > LARGEST_WINDOW) {
            return Err(format!("it asks for a window of {window} bytes, and {LARGEST_WINDOW} are the most"));
        }
        match StreamingDecoder::new(&mut body) {
            Ok(decoder) => read(decoder, limit, into)?,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                body = body.get(length as usize..).unwrap_or_default();
            }
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(())
}

/// The window that a frame asks for, which is all of its content where that is a single segment; nothing where there is no
/// whole header (RFC 8878 section 3.1.1.1).
fn window(frame: &[u8]) -> Option<u64> {
    let descriptor = *frame.get(4)?;
    if descriptor & 0x20 == 0 {
        let (exponent, mantissa) = (frame.get(5)? >> 3, u64::from(frame.get(5)? & 7));
        let base = 1_u64 << (10 + exponent);
        return Some(base + base / 8 * mantissa);
    }
    let dictionary_id = [0, 1, 2, 4][usize::from(descriptor & 3)];
    let at = 5 + dictionary_id;
    let (size, offset) = [(1, 0), (2, 256), (4, 0), (8, 0)][usize::from(descriptor >> 6)];
    let mut content_size = [0; 8];
    content_size[..size].copy_from_slice(frame.get(at..at + size)?);
    Some(u64::from_le_bytes(content_size).saturating_add(offset))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).expect("into memory");
        encoder.finish().expect("into memory")
    }

    fn brotli(bytes: &[u8]) -> Vec<u8> {
        let mut encoded = Vec::new();
        brotli::BrotliCompress(&mut &bytes[..], &mut encoded, &brotli::enc::BrotliEncoderParams::default())
            .expect("into memory");
        encoded
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn every_coding_is_undone_up_to_the_limit() {
        let text = b"hello ".repeat(100);
        for (coding, encode) in
            [("gzip", gzip as fn(&[u8]) -> Vec<u8>), ("br", brotli as fn(&[u8]) -> _), ("Zstd", zstd as fn(&[u8]) -> _)]
        {
            assert_eq!(decode(encode(&text), coding, text.len()), Ok(text.clone()), "{coding}");
            assert_eq!(decode(encode(&text), coding, text.len() - 1), Err(Undecodable::TooLarge), "{coding}");
            let Err(Undecodable::Broken(why)) = decode(text.clone(), coding, 1000) else { panic!("{coding}") };
            assert!(why.starts_with("the body is not"), "{why}");
        }
        assert_eq!(decode(brotli(&gzip(&text)), "gzip, br", 1000), Ok(text.clone()), "one in the other");
        assert_eq!(decode(text.clone(), "identity", 1000), Ok(text.clone()));
        assert_eq!(decode(Vec::new(), "gzip", 1000), Ok(Vec::new()), "a HEAD has no body");
        let twice = [zstd(&text), vec![0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, b'x', b'y'], zstd(&text)].concat();
        assert_eq!(decode(twice, "zstd", 2000).map(|body| body.len()), Ok(1200), "frames, and one to be skipped");
    }

    #[test]
    fn what_is_made_to_hurt() {
        let refused = |body: &[u8], coding: &str| match decode(body.to_vec(), coding, 1000) {
            Err(Undecodable::Broken(why)) => why,
            other => panic!("{coding}: {other:?}"),
        };
        assert!(refused(b"x", "gzip, gzip, gzip").contains("3 times"));
        assert!(refused(b"x", "compress").contains("not known"));
        assert!(refused(&gzip(b"hello")[..12], "gzip").contains("not gzip"), "broken off");
        // A frame header that asks for 2^41 bytes.
        assert!(refused(&[0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xf8, 1, 0, 0], "zstd").contains("a window of"));
    }
}
