//! Load test of a provider: `cargo bench --bench provider_load -- ISSUER [--scope SCOPE]`.
//!
//! First, complete sign-ins: login form, consent form, code and token request, each in a new browser of the harness, eight of
//! them concurrently. Then the token endpoint alone: as many client credentials grants as possible over eight keep-alive
//! connections. `tests/interop/bench/run` starts the providers to compare. Without an issuer, the reference provider is
//! measured in this process.
#![expect(clippy::print_stdout, reason = "this is a program")]

use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use form_urlencoded::Serializer;
use oauth_harness::browser::{
    Browser, Decision, Limits, NavigationEnd, PageAction, StopUrls, Submission, Transport, decision_button,
    login_fields_of, submission,
};
use oauth_harness::model::exchange::Request;
use oauth_harness::model::page::Page;
use reference_provider::{Config, Environment, Provider};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

const BROWSERS: usize = 8;

/// The durations of the phases.
#[derive(Clone, Copy)]
struct Lengths {
    warm_up: Duration,
    measured: Duration,
}

const THOROUGH: Lengths = Lengths { warm_up: Duration::from_secs(1), measured: Duration::from_secs(5) };
/// Under `cargo test --benches`, which only checks that it works.
const SHORT: Lengths = Lengths { warm_up: Duration::ZERO, measured: Duration::from_millis(100) };

const CLIENT: (&str, &str) = ("test-consumer", "test-consumer-secret");
const CALLBACK: &str = "http://localhost:8001/accounts/testprovider/login/callback/";
const USER: (&str, &str) = ("alice", "wonderland-1");
/// From RFC 7636, Appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

#[tokio::main]
async fn main() {
    let is_benchmark = std::env::args().any(|argument| argument == "--bench");
    let lengths = if is_benchmark { THOROUGH } else { SHORT };
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (issuer, scope, _reference) = match arguments.as_slice() {
        [] => {
            let reference = reference().await;
            (format!("{}/o", reference.url()), "openid", Some(reference))
        }
        [issuer] => (issuer.clone(), "openid", None),
        [issuer, flag, scope] if flag == "--scope" => (issuer.clone(), scope.as_str(), None),
        _ => return println!("usage: [ISSUER [--scope SCOPE]]"),
    };
    let provider = Endpoints::discover(&issuer, scope).await;
    sign_ins(&provider, lengths.warm_up).await;
    let sign_ins = Summary::of(sign_ins(&provider, lengths.measured).await, lengths.measured);
    println!("{sign_ins}; {:.0} token responses/s", token_responses(&provider, lengths.measured).await);
}

/// The reference provider with its default configuration, on a free port.
async fn reference() -> Provider {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let started = Provider::start(Config::embedded(), Environment::system(), listener);
    started.await.expect("the embedded configuration is valid")
}

/// The duration of each sign-in, with all browsers working until the time is over.
async fn sign_ins(provider: &Endpoints, during: Duration) -> Vec<Duration> {
    let end = Instant::now() + during;
    let browsers = (0..BROWSERS).map(|_| {
        let provider = provider.clone();
        tokio::spawn(async move {
            let mut times = Vec::new();
            let mut start = Instant::now();
            while start < end {
                sign_in(&provider).await;
                let now = Instant::now();
                times.push(now - start);
                start = now;
            }
            times
        })
    });
    let mut times = Vec::new();
    for browser in browsers.collect::<Vec<_>>() {
        times.extend(browser.await.expect("a failed sign-in ends the benchmark"));
    }
    times
}

async fn sign_in(provider: &Endpoints) {
    let mut browser = Browser::new("alice", provider.transport.clone());
    let stops = StopUrls::at(&[CALLBACK.parse().expect("a URL")]);
    let mut log = Vec::new();
    let mut visit = browser.open(&provider.authorization_request, &stops, &mut log).await.expect("a response");
    while let NavigationEnd::Page(page) = &visit.end {
        let form = filled_form(page).unwrap_or_else(|| panic!("no form to submit on {}:\n{page:#?}", page.url));
        visit = browser.submit(&form, &stops, &mut log).await.expect("a response");
    }
    let NavigationEnd::Stopped(callback) = visit.end else { panic!("no page and no callback: {:#?}", visit.end) };
    let code = callback.url.query_pairs().find(|(name, _)| name == "code").expect("the user approved").1.into_owned();
    let response = provider.transport.send(&provider.token_request(&code)).await.expect("a response");
    assert_eq!(response.status, 200, "{}", response.body);
}

/// The number of token responses per second for the client credentials grant.
async fn token_responses(provider: &Endpoints, during: Duration) -> f64 {
    let started = Instant::now();
    let connections = (0..BROWSERS).map(|_| {
        let mut connection = TokenConnection::new(&provider.token);
        tokio::spawn(async move {
            let mut stream = connection.open().await;
            let mut count = 0;
            while started.elapsed() < during {
                connection.request_token(&mut stream).await;
                count += 1;
            }
            count
        })
    });
    let mut count: u32 = 0;
    for connection in connections.collect::<Vec<_>>() {
        count += connection.await.expect("an unsuccessful response ends the benchmark");
    }
    f64::from(count) / started.elapsed().as_secs_f64()
}

/// The form that the user submits on a page.
fn filled_form(page: &Page) -> Option<Submission> {
    if let Some(fields) = login_fields_of(page) {
        let form = page.forms.get(page.main_form?)?;
        let named = |at: usize, value: &str| (form.controls[at].name.clone(), value.to_owned());
        let fill = [named(fields.user?, USER.0), named(fields.password?, USER.1)];
        return Some(submission(page, form, fields.submit, &fill, &[]));
    }
    match decision_button(page, Decision::Allow)? {
        PageAction::Submit { form, control, fill } => {
            Some(submission(page, page.forms.get(form)?, control, &fill, &[]))
        }
        PageAction::Follow(_) => None,
    }
}

/// The endpoints of a running provider, and the transport to it.
#[derive(Clone)]
struct Endpoints {
    transport: Transport,
    authorization_request: Url,
    token: Url,
}

impl Endpoints {
    async fn discover(issuer: &str, scope: &str) -> Endpoints {
        let transport = Transport::new(Limits::default());
        let url = format!("{issuer}/.well-known/openid-configuration").parse().expect("an issuer is a URL");
        let response = transport.send(&Request::new("GET", url)).await.expect("the provider is running");
        let metadata: Value = serde_json::from_str(&response.body).expect("JSON");
        let endpoint = |name: &str| -> Url { metadata[name].as_str().and_then(|url| url.parse().ok()).expect("a URL") };
        let mut authorization_request = endpoint("authorization_endpoint");
        authorization_request.query_pairs_mut().extend_pairs([
            ("client_id", CLIENT.0),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", scope),
            ("state", "af0ifjsldkj"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ]);
        Endpoints { transport, authorization_request, token: endpoint("token_endpoint") }
    }

    fn token_request(&self, code: &str) -> Request {
        let mut request = Request::new("POST", self.token.clone());
        let basic = STANDARD.encode(format!("{}:{}", CLIENT.0, CLIENT.1));
        request.headers.push(("authorization".to_owned(), format!("Basic {basic}")));
        request.headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)];
        request.body =
            Serializer::new(String::new()).extend_pairs(fields).append_pair("code_verifier", VERIFIER).finish();
        request
    }
}

struct Summary {
    per_second: f64,
    median: Duration,
    slowest_of_hundred: Duration,
}

impl Summary {
    #[expect(clippy::cast_precision_loss, reason = "there are far fewer than 2^52 sign-ins")]
    fn of(mut times: Vec<Duration>, during: Duration) -> Summary {
        times.sort_unstable();
        let rank = |percent: usize| times[(times.len() - 1) * percent / 100];
        Summary {
            per_second: times.len() as f64 / during.as_secs_f64(),
            median: rank(50),
            slowest_of_hundred: rank(99),
        }
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (median, slowest) = (self.median.as_secs_f64() * 1e3, self.slowest_of_hundred.as_secs_f64() * 1e3);
        write!(f, "{:.0} sign-ins/s, half within {median:.1} ms, 99 of 100 within {slowest:.1} ms", self.per_second)
    }
}

/// One keep-alive connection to the token endpoint, and the bytes of the request that is sent over it, so that almost nothing
/// but the provider is measured.
struct TokenConnection {
    address: String,
    request: String,
    response: Vec<u8>,
}

impl TokenConnection {
    fn new(token: &Url) -> Self {
        let body = "grant_type=client_credentials";
        let port = token.port_or_known_default().expect("an http URL has a port");
        let basic = STANDARD.encode(format!("{}:{}", CLIENT.0, CLIENT.1));
        let request = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Basic {basic}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            token.path(),
            token.authority(),
            body.len()
        );
        Self { address: format!("127.0.0.1:{port}"), request, response: vec![0; 64 * 1024] }
    }

    async fn open(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).await.expect("the provider listens");
        stream.set_nodelay(true).expect("a socket takes the option");
        stream
    }

    /// Sends the request, and reads the response up to its `Content-Length`.
    async fn request_token(&mut self, stream: &mut TcpStream) {
        stream.write_all(self.request.as_bytes()).await.expect("the provider reads");
        let mut read = 0;
        loop {
            let more = stream.read(&mut self.response[read..]).await.expect("the provider responds");
            assert!(more > 0, "the provider closed the connection");
            read += more;
            let text = std::str::from_utf8(&self.response[..read]).expect("JSON in ASCII");
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            assert!(head.starts_with("HTTP/1.1 200"), "{text}");
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().ok()).flatten()
            });
            if body.len() >= length.expect("the response has a length") {
                return;
            }
        }
    }
}
