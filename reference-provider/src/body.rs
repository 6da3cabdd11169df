//! The body of a response.

use bytes::Bytes;
use http_body_util::Full;

/// All of it at once: no answer of ours is long.
pub(crate) type Body = Full<Bytes>;
