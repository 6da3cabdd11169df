//! Broken and unusual servers, each on its own port, by the names that cases use.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::Runtime;
use url::Url;
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// A server that runs until it is dropped.
pub(crate) struct CliPeer {
    /// Its address, without a slash at the end.
    pub(crate) url: String,
    _server: Server,
    _runtime: Runtime,
}

/// Keeps a port in use.
enum Server {
    /// A bound socket that does not listen: no other process gets the port, and connections are refused.
    Bound {
        _socket: TcpSocket,
    },
    /// A task of the runtime.
    Task,
    Http {
        _server: MockServer,
    },
}

impl CliPeer {
    /// Starts the peer of that name.
    pub(crate) fn start(name: &str) -> Result<CliPeer, String> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.map_err(|error| error.to_string())?;
        let (url, server) = runtime.block_on(serve(name))?;
        Ok(CliPeer { url, _server: server, _runtime: runtime })
    }
}

async fn serve(name: &str) -> Result<(String, Server), String> {
    match name {
        "breaks-off" => {
            raw(Some("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 900\r\n\r\n<h1>Log")).await
        }
        "closes" => raw(Some("")).await,
        "garbage" => raw(Some("220 mail.test ESMTP\r\n")).await,
        "refuses" => refuses().map_err(|error| error.to_string()),
        "silent" => raw(None).await,
        _ => {
            let server = MockServer::start().await;
            for mock in mocks(name)? {
                mock.mount(&server).await;
            }
            Ok((server.uri(), Server::Http { _server: server }))
        }
    }
}

fn refuses() -> std::io::Result<(String, Server)> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    Ok((format!("http://{}", socket.local_addr()?), Server::Bound { _socket: socket }))
}

/// A listener that reads a request, sends this response to any request, and closes the connection; or never responds.
async fn raw(response: Option<&'static str>) -> Result<(String, Server), String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    tokio::spawn(async move {
        let mut unanswered = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            match response {
                Some(response) => drop(tokio::spawn(async move { respond(&stream, response).await })),
                None => unanswered.push(stream),
            }
        }
    });
    Ok((format!("http://{address}"), Server::Task))
}

async fn respond(stream: &TcpStream, response: &str) -> std::io::Result<()> {
    // The request is read first: closing a socket with unread data resets it, and the response is lost.
    loop {
        stream.readable().await?;
        match stream.try_read(&mut [0; 8 * 1024]) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            read => {
                read?;
                break;
            }
        }
    }
    stream.try_write(response.as_bytes()).map(drop)
}

/// The responses of a peer that uses HTTP.
fn mocks(name: &str) -> Result<Vec<Mock>, String> {
    let html = |status: u16, text: &str| ResponseTemplate::new(status).set_body_raw(text, "text/html; charset=utf-8");
    let always = |response: ResponseTemplate| vec![Mock::given(any()).respond_with(response)];
    Ok(match name {
        "bad-location" => always(redirect("http://[")),
        "huge" => always(html(200, &"<p>and so on</p>".repeat(200_000))),
        "redirect-loop" => vec![
            Mock::given(path("/authorize")).respond_with(redirect("/check-cookies")),
            Mock::given(path("/check-cookies")).respond_with(redirect("/authorize")),
        ],
        "redirects-endlessly" => {
            let served = AtomicUsize::new(0);
            let further = move |_: &Request| redirect(&format!("/further/{}", served.fetch_add(1, Ordering::Relaxed)));
            vec![Mock::given(any()).respond_with(further)]
        }
        "status-500" => always(html(500, "<title>Server Error</title><h1>Server Error (500)</h1>")),
        "unknown-page" => always(html(200, UNKNOWN)),
        "html-for-json" => flow(html(200, "<!doctype html><title>Please wait</title><p>Checking your browser…</p>")),
        "half-json" => flow(ResponseTemplate::new(200).set_body_raw("{\"access_token\": \"abc", "application/json")),
        "token-500" => flow(html(500, "<h1>Server Error (500)</h1>")),
        // The request of the preflight still gets a response.
        "silent-token" => {
            let tokens = ResponseTemplate::new(200).set_body_raw(r#"{"access_token": "a"}"#, "application/json");
            let first = Mock::given(method("POST")).and(path("/token")).respond_with(tokens).up_to_n_times(1);
            let silence = ResponseTemplate::new(200).set_delay(Duration::from_secs(3600));
            std::iter::once(first).chain(flow(silence)).collect()
        }
        _ => return Err(format!("unknown peer `{name}`")),
    })
}

/// A provider with one user and without security: its authorization endpoint works, its token endpoint sends this response.
fn flow(token: ResponseTemplate) -> Vec<Mock> {
    let page = |title: &'static str, action: &'static str, controls: &'static str| {
        move |request: &Request| {
            let query = request.url.query().unwrap_or_default().replace('&', "&amp;");
            let form = format!("<form method=post action='{action}?{query}'>{controls}</form>");
            let html = format!("<!doctype html><title>{title}</title><h1>{title}</h1>{form}");
            ResponseTemplate::new(200).set_body_raw(html, "text/html; charset=utf-8")
        }
    };
    let log_in = "<input name=username><input name=password type=password><button>Log in</button>";
    let decide = "<p>The application asks for access.</p><button name=allow value=no>Cancel</button>\
                  <button name=allow value=yes>Authorize</button>";
    vec![
        Mock::given(path("/authorize")).respond_with(page("Log in", "/log-in", log_in)),
        Mock::given(path("/log-in")).respond_with(page("Authorize the application?", "/decide", decide)),
        Mock::given(path("/decide")).respond_with(grant),
        Mock::given(method("POST")).and(path("/token")).respond_with(token),
    ]
}

/// The authorization response.
fn grant(request: &Request) -> ResponseTemplate {
    let sent =
        |name: &str| request.url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
    let Some(mut url) = sent("redirect_uri").and_then(|uri| Url::parse(&uri).ok()) else {
        return ResponseTemplate::new(400);
    };
    url.query_pairs_mut()
        .append_pair("code", "c0de-for-one-client-and-no-other-7Hq2")
        .extend_pairs(sent("state").map(|state| ("state", state)));
    redirect(url.as_str())
}

fn redirect(to: &str) -> ResponseTemplate {
    ResponseTemplate::new(302).insert_header("location", to)
}

const UNKNOWN: &str = "<!doctype html><title>Wayfinder</title><h1>Choose your home organization</h1>\
    <form action=/search><input type=search name=q aria-label=Search><button>Go</button></form>\
    <form method=post action=/organization><input type=hidden name=csrf value=abc><label>Organization \
    <input name=entity></label><label>Remember <input type=checkbox name=keep></label></form>";
