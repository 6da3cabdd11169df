//! Peers that use TLS, and then break it or HTTP/2.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What a peer does once there is a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    /// In the middle of the first message of the server.
    Handshake,
    /// In the middle of a body, without a farewell (RFC 8446 section 6.1).
    Body,
    /// The same frame again and again.
    Frames(Frame),
}

/// A frame of HTTP/2 (RFC 9113 section 6): type, flags, stream, payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Frame(pub(crate) u8, pub(crate) u8, pub(crate) u8, pub(crate) &'static [u8]);

impl Frame {
    /// The stream is reset for no reason.
    pub(crate) const RESET: Frame = Frame(3, 0, 1, &[0; 4]);
    /// A ping that has to be answered.
    pub(crate) const PING: Frame = Frame(6, 0, 0, &[0; 8]);
    /// Settings that have to be acknowledged.
    pub(crate) const SETTINGS: Frame = Frame(4, 0, 0, &[]);
    /// Header fields that never end.
    pub(crate) const CONTINUATION: Frame = Frame(9, 0, 1, &[0; 1024]);
    /// A body of nothing.
    pub(crate) const EMPTY_DATA: Frame = Frame(0, 0, 1, &[]);

    fn bytes(self) -> Vec<u8> {
        let Frame(kind, flags, stream, payload) = self;
        let length = u32::try_from(payload.len()).expect("a frame is small").to_be_bytes();
        let head = [length[1], length[2], length[3], kind, flags, 0, 0, 0, stream];
        [&head, payload].concat()
    }
}

/// `:status: 200` (RFC 7541 appendix A, index 8), in a frame that says whether more header fields follow.
const OK: &[u8] = &[0x88];
const END_HEADERS: u8 = 4;
/// So many frames are more than a peer takes that defends itself.
const FRAMES: usize = 1_000_000;

/// Serves with a certificate of its own until the runtime ends; the port.
pub(crate) async fn start(breaks: Break) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let acceptor = TlsAcceptor::from(Arc::new(configuration(breaks)));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move { serve(stream, &acceptor, breaks).await });
        }
    });
    port
}

async fn serve(mut stream: TcpStream, acceptor: &TlsAcceptor, breaks: Break) -> Option<()> {
    if breaks == Break::Handshake {
        stream.read(&mut [0; 4096]).await.ok().filter(|&read| read > 0)?;
        // The beginning of a ServerHello of 122 bytes.
        return stream.write_all(&[22, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3]).await.ok();
    }
    let mut stream = acceptor.accept(stream).await.ok()?;
    match breaks {
        Break::Handshake => None,
        Break::Body => {
            stream.read(&mut [0; 4096]).await.ok().filter(|&read| read > 0)?;
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<form><input").await.ok()?;
            stream.flush().await.ok()
        }
        Break::Frames(frame) => flood(&mut stream, frame).await,
    }
}

async fn flood(stream: &mut TlsStream<TcpStream>, frame: Frame) -> Option<()> {
    let mut begun = Frame::SETTINGS.bytes();
    stream.write_all(&begun).await.ok()?;
    stream.flush().await.ok()?;
    request(stream).await?;
    begun = match frame {
        Frame::CONTINUATION => Frame(1, 0, 1, OK).bytes(),
        Frame::EMPTY_DATA => Frame(1, END_HEADERS, 1, OK).bytes(),
        _ => Vec::new(),
    };
    stream.write_all(&begun).await.ok()?;
    let block = frame.bytes().repeat(64);
    for _ in 0..FRAMES / 64 {
        stream.write_all(&block).await.ok()?;
    }
    stream.flush().await.ok()?;
    // What is sent is not read; and nothing more comes.
    std::future::pending().await
}

/// Reads the preface, and frames up to the first request: what comes before it would break a connection on which no request waits
/// for an answer yet.
async fn request(stream: &mut TlsStream<TcpStream>) -> Option<()> {
    const HEADERS: u8 = 1;
    stream.read_exact(&mut [0; "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len()]).await.ok()?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await.ok()?;
        let [a, b, c, kind, ..] = head;
        let length = u32::from_be_bytes([0, a, b, c]);
        stream.read_exact(&mut vec![0; usize::try_from(length).ok()?]).await.ok()?;
        if kind == HEADERS {
            return Some(());
        }
    }
}

fn configuration(breaks: Break) -> ServerConfig {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.expect("the versions are there").with_no_client_auth();
    let mut configuration = builder.with_single_cert(vec![made.cert.der().clone()], key).expect("they fit");
    if let Break::Frames(_) = breaks {
        configuration.alpn_protocols = vec![b"h2".to_vec()];
    }
    configuration
}
