//! The body of a response: complete, or in one of the ways that break clients.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Frame, SizeHint};
use tokio::time::{Interval, interval};

/// The content of a body. Regular responses are short.
#[derive(Debug)]
pub(crate) struct Body(Sending);

#[derive(Debug)]
enum Sending {
    /// The complete body.
    Whole(Bytes),
    /// Less than `Content-Length`; then the connection is closed.
    Broken { promised: u64, part: Bytes, flushed: bool },
    /// A few bytes at each tick.
    Drops { rest: Bytes, size: usize, ticks: Interval },
    /// This much whitespace, and then the rest.
    Padded { blanks: u64, rest: Bytes },
}

/// The body is aborted on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("aborted by policy")]
pub(crate) struct BrokenOff;

/// The number of pieces of a slow body.
const DROPS: usize = 40;

/// The source of whitespace.
static BLANKS: [u8; 64 * 1024] = [b' '; 64 * 1024];

impl Body {
    /// The first half of these bytes, with the length of all.
    pub(crate) fn broken_off(bytes: &Bytes) -> Self {
        Self(Sending::Broken { promised: bytes.len() as u64, part: bytes.slice(..bytes.len() / 2), flushed: false })
    }

    /// These bytes in small pieces, over this time.
    pub(crate) fn dripping(bytes: Bytes, time: Duration) -> Self {
        let ticks = interval((time / u32::try_from(DROPS).unwrap_or(1)).max(Duration::from_millis(1)));
        Self(Sending::Drops { size: bytes.len().div_ceil(DROPS).max(1), rest: bytes, ticks })
    }

    /// This much whitespace before these bytes.
    pub(crate) fn padded(blanks: u64, bytes: Bytes) -> Self {
        Self(Sending::Padded { blanks, rest: bytes })
    }

    /// The bytes that have not been sent yet, without whitespace.
    pub(crate) fn into_bytes(self) -> Bytes {
        match self.0 {
            Sending::Whole(bytes) | Sending::Broken { part: bytes, .. } => bytes,
            Sending::Drops { rest, .. } | Sending::Padded { rest, .. } => rest,
        }
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let next = match &mut self.0 {
            Sending::Whole(bytes) => std::mem::take(bytes),
            Sending::Broken { part, .. } if !part.is_empty() => std::mem::take(part),
            Sending::Broken { flushed: true, .. } => return Poll::Ready(Some(Err(BrokenOff))),
            // While it is pending, the server sends what it has; after an error it would discard that.
            Sending::Broken { flushed, .. } => {
                *flushed = true;
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Sending::Drops { rest, .. } if rest.is_empty() => return Poll::Ready(None),
            Sending::Drops { rest, size, ticks } => {
                ready!(ticks.poll_tick(context));
                rest.split_to((*size).min(rest.len()))
            }
            Sending::Padded { blanks: 0, rest } => std::mem::take(rest),
            Sending::Padded { blanks, .. } => {
                let some = usize::try_from(*blanks).unwrap_or(usize::MAX).min(BLANKS.len());
                *blanks -= some as u64;
                Bytes::from_static(&BLANKS[..some])
            }
        };
        Poll::Ready((!next.is_empty()).then(|| Ok(Frame::data(next))))
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Sending::Whole(rest) | Sending::Drops { rest, .. } | Sending::Padded { blanks: 0, rest } => rest.is_empty(),
            Sending::Broken { .. } | Sending::Padded { .. } => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(match &self.0 {
            Sending::Whole(rest) | Sending::Drops { rest, .. } => rest.len() as u64,
            Sending::Broken { promised, .. } => *promised,
            Sending::Padded { blanks, rest } => blanks + rest.len() as u64,
        })
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Sending::Whole(bytes))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from_static(text.as_bytes()))
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::from(Bytes::new())
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;
    use hyper::body::Body as _;

    use super::*;

    async fn read(body: Body) -> Result<Bytes, BrokenOff> {
        body.collect().await.map(http_body_util::Collected::to_bytes)
    }

    #[tokio::test]
    async fn what_was_promised_comes_or_the_connection_breaks() {
        let bytes = Bytes::from_static(b"{\"a\":1}");
        assert_eq!(read(Body::from(bytes.clone())).await, Ok(bytes.clone()));
        assert_eq!(read(Body::dripping(bytes.clone(), Duration::from_millis(40))).await, Ok(bytes.clone()));
        let broken = Body::broken_off(&bytes);
        assert_eq!((broken.size_hint().exact(), broken.is_end_stream()), (Some(7), false));
        assert_eq!(read(broken).await, Err(BrokenOff));
        let padded = Body::padded(200_000, bytes.clone());
        assert_eq!(padded.size_hint().exact(), Some(200_007));
        let read = read(padded).await.expect("it comes to its end");
        assert_eq!((read.len(), read.trim_ascii_start()), (200_007, bytes.trim_ascii_start()));
    }

    #[tokio::test]
    async fn an_empty_body_ends_at_once() {
        assert!(Body::default().is_end_stream());
        for body in [Body::default(), Body::dripping(Bytes::new(), Duration::from_secs(60))] {
            assert_eq!(read(body).await, Ok(Bytes::new()));
        }
    }
}
