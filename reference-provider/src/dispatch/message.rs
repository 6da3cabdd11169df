//! The HTTP/1.1 message of a response, in forms that no HTTP library writes: heads are rewritten when they are sent.
//! Bodies are unchanged.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::policy::Message;

/// The form of the next response on a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct NextMessage(Arc<Mutex<Option<Message>>>);

impl NextMessage {
    /// Sets the form of the next response.
    pub(crate) fn is(&self, form: Message) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (form != Message::Usual).then_some(form);
    }

    fn form(&self) -> Option<Message> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection whose response heads are rewritten if requested.
#[derive(Debug)]
pub(crate) struct Rewriting<S> {
    stream: S,
    next: NextMessage,
    /// The incomplete head so far.
    head: Vec<u8>,
    /// The bytes to send before anything else.
    due: Vec<u8>,
}

const END: &[u8] = b"\r\n\r\n";

impl<S: AsyncWrite + Unpin> Rewriting<S> {
    pub(crate) fn new(stream: S, next: NextMessage) -> Self {
        Self { stream, next, head: Vec::new(), due: Vec::new() }
    }

    fn poll_due(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.due.is_empty() {
            let written = ready!(Pin::new(&mut self.stream).poll_write(context, &self.due))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.due.drain(..written);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Rewriting<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_due(context))?;
        let Some(form) = self.next.form() else { return Pin::new(&mut self.stream).poll_write(context, bytes) };
        self.head.extend_from_slice(bytes);
        if let Some(end) = self.head.windows(END.len()).position(|window| window == END) {
            let body = self.head.split_off(end + END.len());
            self.due = rewritten(form, &self.head);
            self.due.extend_from_slice(&body);
            self.head.clear();
            self.next.is(Message::Usual);
            if let Poll::Ready(Err(error)) = self.poll_due(context) {
                return Poll::Ready(Err(error));
            }
        }
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_due(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_due(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Rewriting<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

/// A head in another form.
fn rewritten(form: Message, head: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(head);
    let mut lines = text.trim_end_matches("\r\n").split("\r\n");
    let status = lines.next().unwrap_or_default();
    let mut written = vec![match form {
        Message::Http10 => status.replacen("HTTP/1.1", "HTTP/1.0", 1),
        Message::Usual | Message::Folded => status.to_owned(),
    }];
    for line in lines {
        match form {
            Message::Http10 if is_field(line, "content-length") => {}
            Message::Folded if !is_field(line, "date") => {
                written.push(line.replacen("; ", ";\r\n  ", 1).replacen(", ", ",\r\n  ", 1));
            }
            _ => written.push(line.to_owned()),
        }
    }
    format!("{}\r\n\r\n", written.join("\r\n")).into_bytes()
}

fn is_field(line: &str, name: &str) -> bool {
    line.split_once(':').is_some_and(|(field, _)| field.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ndate: Mon, 30 Nov 2026\r\ncontent-length: 2\r\n\r\n";

    async fn sent(form: Message) -> String {
        let next = NextMessage::default();
        let mut stream = Rewriting::new(Vec::new(), next.clone());
        for _ in 0..2 {
            next.is(form);
            let (start, rest) = HEAD.split_at(40);
            for part in [start, rest, "{}"] {
                stream.write_all(part.as_bytes()).await.expect("into memory");
            }
        }
        stream.flush().await.expect("into memory");
        String::from_utf8(stream.stream).expect("it is text")
    }

    #[tokio::test]
    async fn heads_are_rewritten_and_bodies_are_not() {
        let usual = format!("{HEAD}{{}}");
        for (form, expected) in [
            (Message::Usual, usual.clone()),
            (Message::Folded, usual.replace("; ", ";\r\n  ")),
            (Message::Http10, usual.replace("HTTP/1.1", "HTTP/1.0").replace("content-length: 2\r\n", "")),
        ] {
            assert_eq!(sent(form).await, expected.repeat(2), "{form:?}");
        }
    }
}
