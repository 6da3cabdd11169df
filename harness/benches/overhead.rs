//! The overhead of the engine, in addition to the exchanges themselves: `cargo bench --bench overhead`.
//!
//! `sign_in/bare` is a hand-written client for this one pair: the same requests, without page recognition, cookie rules and
//! recording. `sign_in/harness` is the scenario. Both start the pair, which does the same work for both.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use divan::{Bencher, black_box};
use oauth_harness::model::verdict::Verdict;
use oauth_harness::run::{Options, run_case};
use oauth_harness::{Scenarios, Suite, browser, system};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use url::Url;

fn main() {
    divan::main();
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in the project's folder")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("the runtime starts")
}

/// A sign-in at the embedded pair: eleven requests.
mod sign_in {
    use super::{
        BTreeMap, Bencher, COOKIE, HashMap, LOCATION, Options, SET_COOKIE, Scenarios, Suite, Url, Verdict, run_case,
        runtime, system,
    };

    fn suite() -> Suite {
        Suite::load(&Scenarios::at(["pair/sign-in.yaml"]), "reference", &BTreeMap::new())
            .expect("the project's own scenarios are valid")
    }

    #[divan::bench(sample_count = 300)]
    fn harness(bencher: Bencher<'_, '_>) {
        let (suite, runtime) = (suite(), runtime());
        let case = suite.cases().remove(0);
        bencher.bench(|| {
            let report = runtime.block_on(run_case(&case, &suite.target, &Options::default()));
            assert_eq!((report.verdict, report.exchanges.len()), (Verdict::Passed, 11));
        });
    }

    #[divan::bench(sample_count = 300)]
    fn bare(bencher: Bencher<'_, '_>) {
        let (suite, runtime) = (suite(), runtime());
        bencher.bench(|| {
            runtime.block_on(async {
                let running = system::start(&suite.target).await.expect("the pair starts");
                let consumer = running.deployment.consumer.clone().expect("there is one");
                let mut program = Program::new();
                program.get(&consumer.home).await;
                program.get(&consumer.home).await;
                let confirm = program.get(&consumer.sign_in).await;
                let to_provider = program.post(&consumer.sign_in, &confirm, &[]).await;
                let to_login = program.get(&to_provider.location()).await;
                let login_url = to_login.location();
                let login = program.get(&login_url).await;
                let typed = [("username", "alice"), ("password", "wonderland-1")];
                let logged_in = program.post(&login_url.join("?").expect("a URL"), &login, &typed).await;
                let consent_url = logged_in.location();
                let consent = program.get(&consent_url).await;
                let allowed = program.post(&consent_url, &consent, &[("allow", "Authorize")]).await;
                let back = program.get(&allowed.location()).await;
                let home = program.get(&back.location()).await;
                assert!(home.body.contains("alice@example.com"));
                assert_eq!(program.sent, 11);
            });
        });
    }

    /// A client that is written for exactly these pages.
    struct Program {
        client: reqwest::Client,
        cookies: HashMap<String, BTreeMap<String, String>>,
        sent: usize,
    }

    struct Response {
        url: Url,
        location: Option<String>,
        body: String,
    }

    impl Response {
        fn location(&self) -> Url {
            self.url.join(self.location.as_ref().expect("a redirect")).expect("a URL")
        }
    }

    impl Program {
        fn new() -> Program {
            let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
                .with_safe_default_protocol_versions()
                .expect("ring has what these need")
                .with_root_certificates(rustls::RootCertStore::empty())
                .with_no_client_auth();
            let client = reqwest::Client::builder()
                .tls_backend_preconfigured(tls)
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .resolve("localhost", ([127, 0, 0, 1], 0).into())
                .build()
                .expect("it needs no system resources");
            Program { client, cookies: HashMap::new(), sent: 0 }
        }

        async fn get(&mut self, url: &Url) -> Response {
            self.send(url, self.client.get(url.clone())).await
        }

        /// Submits the hidden fields of a page, and `fields`.
        async fn post(&mut self, url: &Url, page: &Response, fields: &[(&str, &str)]) -> Response {
            let mut form = form_urlencoded::Serializer::new(String::new());
            for input in page.body.split("<input ").skip(1).filter(|input| input.contains("type=\"hidden\"")) {
                let part = |name: &str| {
                    let (_, rest) = input.split_once(&format!("{name}=\"")).unwrap_or_default();
                    let value = rest.split('"').next().unwrap_or_default();
                    value.replace("&#x2f;", "/").replace("&#38;", "&").replace("&amp;", "&").replace("&#x3d;", "=")
                };
                form.append_pair(&part("name"), &part("value"));
            }
            form.extend_pairs(fields);
            let request = self.client.post(url.clone());
            let request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .header("origin", url.origin().ascii_serialization())
                .body(form.finish());
            self.send(url, request).await
        }

        async fn send(&mut self, url: &Url, mut request: reqwest::RequestBuilder) -> Response {
            self.sent += 1;
            let host = url.host_str().expect("an http URL").to_owned();
            let cookies = self.cookies.entry(host).or_default();
            if !cookies.is_empty() {
                let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
                request = request.header(COOKIE, pairs.join("; "));
            }
            let response = request.send().await.expect("a response");
            let text = |value: &reqwest::header::HeaderValue| value.to_str().expect("ASCII").to_owned();
            for cookie in response.headers().get_all(SET_COOKIE).iter().map(text) {
                let pair = cookie.split(';').next().unwrap_or_default();
                let (name, value) = pair.split_once('=').expect("a pair");
                cookies.insert(name.to_owned(), value.to_owned());
            }
            let location = response.headers().get(LOCATION).map(text);
            Response { url: url.clone(), location, body: response.text().await.expect("a body") }
        }
    }
}

/// Parses and classifies pages of 50 kB.
#[divan::bench(args = ["table", "prose", "forms"])]
fn understand_50_kb(bencher: Bencher<'_, '_>, of: &str) {
    let unit = match of {
        "table" => {
            "<tr><td><label>Item <input type=checkbox name=item value=1></label><a href='/x'>more</a></td></tr>\n"
        }
        "prose" => {
            "<p>By signing in you <a href='/terms'>agree</a> to what is written here, <b>and</b> elsewhere.</p>\n"
        }
        _ => {
            "<form action=/a><input name=q><select name=s><option>1<option selected>2</select><button>Go</button></form>\n"
        }
    };
    let login =
        "<form method=post><input name=username><input type=password name=password><button>Log in</button></form>";
    let body = format!("<html><body>{login}{}</body></html>", unit.repeat(50_000 / unit.len()));
    let url = "http://localhost/login".parse().expect("a URL");
    bencher.bench(|| browser::page_from_html(black_box(&url), 200, "text/html", black_box(&body)));
}

/// Parses, checks and plans 300 scenario files: copies of the project's own.
#[divan::bench]
fn load_300_scenarios(bencher: Bencher<'_, '_>) {
    let folder = std::env::temp_dir().join(format!("oauth-harness-300-{}", std::process::id()));
    let mut sources = Vec::new();
    for kind in ["provider", "consumer", "pair"] {
        std::fs::create_dir_all(folder.join(kind)).expect("a folder can be made");
        for entry in std::fs::read_dir(root().join("scenarios").join(kind)).expect("there are scenarios") {
            sources.push((kind, entry.expect("readable").path()));
        }
    }
    sources.sort();
    for number in 0..300 {
        let (kind, source) = &sources[number % sources.len()];
        let text = std::fs::read_to_string(source).expect("readable");
        let id = source.file_stem().expect("a name").to_string_lossy();
        let text = text.replacen(&format!("id: {id}\n"), &format!("id: {id}-{number}\n"), 1);
        std::fs::write(folder.join(kind).join(format!("{id}-{number}.yaml")), text).expect("writable");
    }
    let load = || Suite::load(&Scenarios::at([&folder]), "reference", &BTreeMap::new()).expect("they are valid");
    assert_eq!(load().plans.len(), 300);
    bencher.bench(load);
    std::fs::remove_dir_all(&folder).expect("it was made above");
}
