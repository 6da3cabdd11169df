//! How much a provider bears: `cargo bench --bench provider_load [-- --seconds 5] [-- TARGET.yaml …]`.
//!
//! The reference provider runs as a process of its own, as a user starts it. Eight of our own browsers sign in on the same
//! machine, each time with a new jar: login form, consent, code, tokens. Then the token endpoint alone: as many client
//! credentials grants as go through eight connections. Target files name other providers that are running already, so that
//! they are measured beside it in the same run; `tests/interop/bench/run` does that.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oauth_harness::browser::{
    Browser, Decision, Landing, Limits, Press, Stops, Transport, decision_button, login_fields_of, submission,
};
use oauth_harness::model::deployment::{Client, Deployment, ProviderUrls};
use oauth_harness::model::exchange::{Exchange, Request};
use oauth_harness::model::page::{Page, PageKind};
use oauth_harness::model::span::{At, Span};
use oauth_harness::model::target::{Place, Target};
use oauth_harness::oauth::pkce::s256_challenge;
use oauth_harness::{Suite, system};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;

const BROWSERS: usize = 8;
/// The redirection URI of the client `test-consumer`, which nobody has to serve.
const CALLBACK: &str = "http://localhost:8001/accounts/testprovider/login/callback/";
const VERIFIER: &str = "a-verifier-that-is-long-enough-and-the-same-for-everybody";

fn main() {
    let mut seconds = 3;
    let mut targets = Vec::new();
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => seconds = arguments.next().and_then(|text| text.parse().ok()).expect("--seconds N"),
            file => targets.push(load(Path::new(file))),
        }
    }
    let runtime = tokio::runtime::Runtime::new().expect("the system has threads, a timer and a poll");
    let time = Duration::from_secs(seconds);
    println!("{:<28} {:>11} {:>9} {:>9} {:>15}", "", "sign-ins/s", "tokens/s", "ready", "memory in MB");
    let program = Program::start();
    let idle = program.memory();
    let (sign_ins, tokens) = runtime.block_on(measure(program.target(), time));
    let ready = format!("{:.0} ms", program.ready.as_secs_f64() * 1e3);
    let memory = format!("{idle} → {}", program.memory());
    println!("{:<28} {sign_ins:>11.0} {tokens:>9.0} {ready:>9} {memory:>15}", "reference provider");
    for target in targets {
        let title = target.title.clone();
        let (sign_ins, tokens) = runtime.block_on(measure(target, time));
        println!("{title:<28} {sign_ins:>11.0} {tokens:>9.0}");
    }
}

/// Sign-ins a second, and answers of the token endpoint a second.
async fn measure(target: Target, time: Duration) -> (f64, f64) {
    let running = system::start(&target).await.expect("the provider is there");
    let deployment = Arc::new(running.deployment);
    sign_in(&deployment, &Transport::new(Limits::default())).await; // it works, and everything is warm
    let sign_ins = rate(|until| {
        let (deployment, transport) = (Arc::clone(&deployment), Transport::new(Limits::default()));
        async move {
            let mut count = 0;
            while Instant::now() < until {
                sign_in(&deployment, &transport).await;
                count += 1;
            }
            count
        }
    });
    let sign_ins = sign_ins(time).await;
    let tokens = rate(|until| {
        let mut connection = TokenConnection::new(&deployment);
        async move {
            let mut stream = connection.open().await;
            let mut count = 0;
            while Instant::now() < until {
                connection.ask(&mut stream).await;
                count += 1;
            }
            count
        }
    });
    (sign_ins, tokens(time).await)
}

/// How often a second eight tasks get to the end of what they do.
fn rate<F: Future<Output = u32> + Send + 'static>(task: impl Fn(Instant) -> F) -> impl AsyncFnOnce(Duration) -> f64 {
    async move |time| {
        let started = Instant::now();
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..BROWSERS {
            tasks.spawn(task(started + time));
        }
        let counts: Vec<u32> = tasks.join_all().await;
        f64::from(counts.iter().sum::<u32>()) / started.elapsed().as_secs_f64()
    }
}

/// From the authorization request to the tokens, by a user who has never been there.
async fn sign_in(deployment: &Deployment, transport: &Transport) {
    let provider = provider(deployment);
    let client = &deployment.clients["web"];
    let user = &deployment.users["alice"];
    let (request, callback) = authorization_request(deployment, provider, client);
    let stops = Stops::at(&[callback]);
    let mut browser = Browser::new("alice", transport.clone());
    let mut log: Vec<Exchange> = Vec::new();
    let mut visit = browser.open(&request, &stops, &mut log).await.expect("the provider answers");
    let answer = loop {
        let page = match visit.landing {
            Landing::Stopped(destination) => break destination.url,
            Landing::Page(page) => page,
            Landing::Other(response) => panic!("no page: {response:?}"),
        };
        let submission = match page.kind {
            PageKind::Login => logged_in(&page, &user.name, &user.password),
            _ => allowed(&page),
        };
        visit = browser.submit(&submission, &stops, &mut log).await.expect("the provider answers");
    };
    let code = answer.query_pairs().find(|(name, _)| name == "code").expect("a code").1.into_owned();
    let mut redemption = Request::new("POST", provider.token.clone());
    let form = form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("grant_type", "authorization_code"), ("code", &code), ("code_verifier", VERIFIER)])
        .append_pair("redirect_uri", &client.redirect_uri)
        .finish();
    redemption.headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
    redemption.headers.push(("authorization".to_owned(), basic(client)));
    redemption.body = form;
    let response = transport.send(&redemption).await.expect("the provider answers");
    assert_eq!(response.status, 200, "{response:?}");
}

fn authorization_request(deployment: &Deployment, provider: &ProviderUrls, client: &Client) -> (Url, Url) {
    let mut request = provider.authorization.clone();
    request
        .query_pairs_mut()
        .extend_pairs([("response_type", "code"), ("client_id", &client.id), ("state", "a-state")])
        .extend_pairs([("redirect_uri", client.redirect_uri.as_str()), ("scope", &deployment.scope)])
        .extend_pairs([("code_challenge", s256_challenge(VERIFIER).as_str()), ("code_challenge_method", "S256")]);
    (request, Url::parse(&client.redirect_uri).expect("a redirection URI is a URL"))
}

fn logged_in(page: &Page, name: &str, password: &str) -> oauth_harness::browser::Submission {
    let fields = login_fields_of(page).expect("a login form");
    let form = &page.forms[page.main_form.expect("a login form")];
    let typed = [(fields.user, name), (fields.password, password)];
    let fill: Vec<(String, String)> = typed
        .into_iter()
        .filter_map(|(field, value)| Some((form.controls[field?].name.clone(), value.to_owned())))
        .collect();
    submission(page, form, fields.submit, &fill, &[])
}

fn allowed(page: &Page) -> oauth_harness::browser::Submission {
    match decision_button(page, Decision::Allow) {
        Some(Press::Submit { form, control, fill }) => submission(page, &page.forms[form], control, &fill, &[]),
        other => panic!("no consent: {other:?} on {page:?}"),
    }
}

fn provider(deployment: &Deployment) -> &ProviderUrls {
    deployment.provider.as_ref().expect("the target has a provider")
}

fn basic(client: &Client) -> String {
    format!("Basic {}", STANDARD.encode(format!("{}:{}", client.id, client.secret.as_deref().unwrap_or_default())))
}

/// One kept-alive connection to the token endpoint, and the request that is sent over it.
struct TokenConnection {
    address: String,
    request: String,
    answer: Vec<u8>,
}

impl TokenConnection {
    fn new(deployment: &Deployment) -> Self {
        let (token, client) = (&provider(deployment).token, &deployment.clients["web"]);
        let body = "grant_type=client_credentials";
        let address = format!("127.0.0.1:{}", token.port_or_known_default().expect("an http URL has a port"));
        let request = format!(
            "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            token.path(),
            token.authority(),
            basic(client),
            body.len()
        );
        Self { address, request, answer: vec![0; 64 * 1024] }
    }

    async fn open(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).await.expect("the provider listens");
        stream.set_nodelay(true).expect("a socket takes the option");
        stream
    }

    /// Sends the request and reads the answer, whose end is told by its `Content-Length`.
    async fn ask(&mut self, stream: &mut TcpStream) {
        stream.write_all(self.request.as_bytes()).await.expect("the provider reads");
        let mut read = 0;
        loop {
            let more = stream.read(&mut self.answer[read..]).await.expect("the provider answers");
            assert!(more > 0, "the provider hung up");
            read += more;
            let text = std::str::from_utf8(&self.answer[..read]).expect("JSON in ASCII");
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            assert!(head.starts_with("HTTP/1.1 200"), "{text}");
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(": ")?;
                name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().ok()).flatten()
            });
            if body.len() >= length.expect("the answer has a length") {
                return;
            }
        }
    }
}

/// The reference provider as a process.
struct Program {
    process: Child,
    url: Url,
    /// From its start to the line that says where it listens.
    ready: Duration,
}

impl Program {
    fn start() -> Self {
        let started = Instant::now();
        let mut process = Command::new(env!("CARGO_BIN_EXE_oauth-harness"))
            .args(["provider", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program was built with this benchmark");
        let mut output = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("it says where it listens");
        let ready = started.elapsed();
        let url = line.split_whitespace().find(|word| word.starts_with("http")).expect("it says where it listens");
        let url = Url::parse(url).expect("an address");
        std::thread::spawn(move || output.lines().count()); // or it would wait for a reader
        Self { process, url, ready }
    }

    /// The pair's target file, with this provider and without a consumer.
    fn target(&self) -> Target {
        let mut target = load(&root().join("scenarios/targets/reference.yaml"));
        target.consumer = None;
        let web = target.clients.get_mut("web").expect("the pair's client");
        web.redirect_uri = Some(At { value: CALLBACK.to_owned(), span: Span::default() });
        if let Some(provider) = &mut target.provider {
            provider.place = Place::At(At { value: self.url.clone(), span: Span::default() });
        }
        target
    }

    /// What it holds of the machine's memory, in MB (Linux; elsewhere 0).
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        resident.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn load(target: &Path) -> Target {
    let nothing: [PathBuf; 0] = [];
    Suite::load(&nothing, target, &BTreeMap::new()).expect("the target file is right").target
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the project's folder")
}
