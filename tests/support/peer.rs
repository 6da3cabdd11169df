//! A peer that is scripted byte by byte.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use url::Url;

/// A server that passes each connection to a closure, and counts the connections.
pub(crate) struct Peer {
    pub(crate) url: Url,
    connections: Arc<AtomicUsize>,
}

impl Peer {
    /// `serve` is called with each connection and its number, which starts at 0.
    pub(crate) fn start(serve: impl Fn(usize, TcpStream) + Send + Sync + 'static) -> Peer {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let (counted, serve) = (Arc::clone(&connections), Arc::new(serve));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (number, serve) = (counted.fetch_add(1, Ordering::SeqCst), Arc::clone(&serve));
                std::thread::spawn(move || serve(number, stream));
            }
        });
        Peer { url, connections }
    }

    /// Reads the head of a request, responds with these bytes, and closes the connection.
    pub(crate) fn answering(bytes: &'static [u8]) -> Peer {
        Peer::start(move |_, mut stream| {
            read_head(&stream);
            let _ = stream.write_all(bytes);
        })
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Reads up to the empty line; returns whether there was a request.
pub(crate) fn read_head(stream: &TcpStream) -> bool {
    let lines = BufReader::new(stream).lines().map_while(Result::ok);
    lines.take_while(|line| !line.is_empty()).count() > 0
}
