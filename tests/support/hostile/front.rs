//! A proxy before an honest party: it hands every request on, but for those to one path, which it answers itself.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use serde_json::Value;

/// What is done instead of an honest answer.
pub(crate) type Misbehavior = fn(&mut Wire);

/// A connection with a request on it that is answered badly.
pub(crate) struct Wire {
    stream: TcpStream,
    /// The path and the query.
    pub(crate) target: String,
    request: Vec<u8>,
    upstream: SocketAddr,
}

/// Serves on a listener until the process ends.
pub(crate) fn start(listener: TcpListener, upstream: SocketAddr, corrupts: Option<(&'static str, Misbehavior)>) {
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(stream, upstream, corrupts));
        }
    });
}

fn serve(stream: TcpStream, upstream: SocketAddr, corrupts: Option<(&'static str, Misbehavior)>) -> Option<()> {
    let (target, request) = read(&stream)?;
    let mut wire = Wire { stream, target, request, upstream };
    let path = wire.target.split('?').next().unwrap_or_default();
    match corrupts {
        Some((at, deed)) if path == at => deed(&mut wire),
        _ => {
            let honest = wire.honest();
            wire.write(&honest);
        }
    }
    Some(())
}

/// The path with its query, and the whole request as it is handed on: on a connection of its own.
fn read(stream: &TcpStream) -> Option<(String, Vec<u8>)> {
    let mut reader = BufReader::new(stream);
    let (mut request, mut target, mut body_length) = (Vec::new(), None, 0);
    loop {
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line).ok().filter(|&read| read > 0)?;
        let text = String::from_utf8_lossy(&line).to_ascii_lowercase();
        if target.is_none() {
            target = Some(String::from_utf8_lossy(&line).split(' ').nth(1)?.to_owned());
        }
        if let Some(value) = text.strip_prefix("content-length:") {
            body_length = value.trim().parse().ok()?;
        }
        if line == b"\r\n" {
            request.extend_from_slice(b"connection: close\r\n\r\n");
            break;
        }
        if !text.starts_with("connection:") {
            request.extend_from_slice(&line);
        }
    }
    let mut body = vec![0; body_length];
    reader.read_exact(&mut body).ok()?;
    request.extend_from_slice(&body);
    Some((target?, request))
}

impl Wire {
    /// Sends more; false once the other side has given up.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> bool {
        self.stream.write_all(bytes).is_ok()
    }

    /// Sends a whole answer.
    pub(crate) fn answer(&mut self, head: &str, body: &[u8]) {
        let head = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        let _ = self.write(head.as_bytes()) && self.write(body);
    }

    pub(crate) fn html(&mut self, body: &[u8]) {
        self.answer("200 OK\r\ncontent-type: text/html; charset=utf-8", body);
    }

    pub(crate) fn json(&mut self, body: &[u8]) {
        self.answer("200 OK\r\ncontent-type: application/json\r\ncache-control: no-store", body);
    }

    /// The number that the query ends in, which grows from one request to the next.
    pub(crate) fn number(&self) -> usize {
        let digits = self.target.rsplit_once("n=").map_or("", |(_, number)| number);
        digits.parse().unwrap_or_default()
    }

    /// This path with the next number.
    pub(crate) fn next(&self) -> String {
        format!("{}?n={}", self.target.split('?').next().unwrap_or_default(), self.number() + 1)
    }

    /// Waits until the other side has given up.
    pub(crate) fn keep_open(&mut self) {
        let _ = self.stream.read(&mut [0]);
    }

    /// Waits for a second, unless the other side gives up before.
    pub(crate) fn is_wanted_after_a_second(&mut self) -> bool {
        let waits = self.stream.set_read_timeout(Some(Duration::from_secs(1)));
        // A read of what never comes.
        waits.is_ok() && self.stream.read(&mut [0]).is_err()
    }

    /// The answer of the honest party.
    pub(crate) fn honest(&self) -> Vec<u8> {
        let mut answer = Vec::new();
        if let Ok(mut upstream) = TcpStream::connect(self.upstream) {
            let _ = upstream.write_all(&self.request).and_then(|()| upstream.read_to_end(&mut answer));
        }
        answer
    }

    /// The body of the honest answer.
    pub(crate) fn honest_json(&self) -> Value {
        let answer = self.honest();
        let body = answer.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |at| at + 4);
        serde_json::from_slice(&answer[body..]).unwrap_or_default()
    }
}
