//! A body as it comes over the wire: content codings undone within the limit, and decoded to text.
//!
//! The input is headers, an empty line, and the bytes.

use oauth_harness::browser::{page_from_html, received};
use oauth_harness::model::exchange::Failure;

use super::input::{message, text, url};

const LIMIT: usize = 64 * 1024;

/// Reads it.
pub fn read(data: &[u8]) {
    let end = data.windows(2).position(|pair| pair == b"\n\n").unwrap_or(data.len());
    let (headers, _) = message(&text(&data[..end]));
    let body = data.get(end + 2..).unwrap_or_default();
    match received(200, headers, body.to_vec(), LIMIT) {
        // Every byte becomes three at most: U+FFFD.
        Ok(response) => {
            assert!(response.body.len() <= 3 * LIMIT.max(body.len()));
            page_from_html(&url(""), 200, &response.media_type(), &response.body);
        }
        Err(Failure::TooLarge { limit }) => assert_eq!(limit, LIMIT),
        Err(Failure::NotHttp { cause }) => assert!(!cause.is_empty()),
        Err(other) => panic!("{other:?}"),
    }
}
