//! A provider for each test, with a browser and a client.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reference_provider::{Clock, Config, Environment, Provider, Random, Tls};
use reqwest::{Method, RequestBuilder, StatusCode, header};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::Value;

pub(crate) const CALLBACK: &str = "http://localhost:8001/accounts/testprovider/login/callback/";
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CONSUMER: (&str, &str) = ("test-consumer", "test-consumer-secret");
pub(crate) const SECOND: (&str, &str) = ("second-consumer", "second-consumer-secret");

/// A running provider with a clock that does not advance.
pub(crate) struct Site {
    pub(crate) provider: Provider,
    http: reqwest::Client,
}

impl Site {
    pub(crate) async fn strict() -> Self {
        Self::with(Config::embedded()).await
    }

    /// With its own certificate.
    pub(crate) async fn secure() -> Self {
        Self::with(Config { tls: Some(Tls::Generated), ..Config::embedded() }).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
        let environment = Environment { clock, random: Random::seeded(1) };
        let provider = Provider::start(config, environment, listener).await.unwrap();
        let http = client(provider.certificate());
        Self { provider, http }
    }

    pub(crate) fn advance(&self, seconds: u64) {
        assert!(self.provider.clock().advance(Duration::from_secs(seconds)));
    }

    pub(crate) fn go_back(&self, seconds: u64) {
        let clock = self.provider.clock();
        assert!(clock.set(clock.now() - Duration::from_secs(seconds)));
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.provider.url()))
    }

    pub(crate) async fn send(&self, request: RequestBuilder) -> Reply {
        Reply::read(request.send().await.unwrap()).await
    }

    pub(crate) async fn execute(&self, request: reqwest::Request) -> Reply {
        Reply::read(self.http.execute(request).await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    /// Sends form fields with POST like a client, without cookies.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send(form_body(self.request(Method::POST, path), fields)).await
    }

    /// Sends form fields with POST and HTTP Basic client authentication.
    pub(crate) async fn post_as(&self, client: (&str, &str), path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send(form_body(self.request(Method::POST, path), fields).header(header::AUTHORIZATION, basic(client)))
            .await
    }

    pub(crate) async fn redeem(&self, code: &str) -> Reply {
        self.post_as(CONSUMER, "/o/token/", &redemption(code)).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Reply {
        self.post_as(CONSUMER, "/o/token/", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub(crate) async fn profile(&self, token: &str) -> Reply {
        self.send(self.request(Method::GET, "/api/profile/").bearer_auth(token)).await
    }

    pub(crate) fn browser(&self) -> Browser<'_> {
        Browser { site: self, cookies: BTreeMap::new() }
    }

    pub(crate) async fn logged_in(&self, username: &str, password: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let reply = browser.log_in(username, password, "/").await;
        assert!(reply.status.is_redirection(), "{reply:?}");
        browser
    }

    pub(crate) async fn alice(&self) -> Browser<'_> {
        self.logged_in("alice", "wonderland-1").await
    }

    /// A fresh code for alice.
    pub(crate) async fn code(&self) -> String {
        self.alice().await.authorize(&authorization()).await.parameter("code")
    }

    /// Tokens for alice.
    pub(crate) async fn tokens(&self) -> Value {
        let reply = self.redeem(&self.code().await).await;
        assert_eq!(reply.status, StatusCode::OK, "{reply:?}");
        reply.json()
    }
}

/// A browser: a cookie jar that fills in forms.
#[derive(Clone)]
pub(crate) struct Browser<'s> {
    site: &'s Site,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    pub(crate) async fn send(&mut self, request: RequestBuilder) -> Reply {
        let jar: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let reply = self.site.send(request.header(header::COOKIE, jar.join("; "))).await;
        for cookie in reply.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        reply
    }

    pub(crate) async fn get(&mut self, path: &str) -> Reply {
        self.send(self.site.request(Method::GET, path)).await
    }

    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.send(form_body(self.site.request(Method::POST, path), fields)).await
    }

    /// Submits the form of `page` with `fields` filled in.
    pub(crate) async fn submit(&mut self, path: &str, page: &Reply, fields: &[(&str, &str)]) -> Reply {
        let hidden = page.hidden_fields();
        let mut all: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.extend(fields);
        self.post(path, &all).await
    }

    pub(crate) async fn log_in(&mut self, username: &str, password: &str, next: &str) -> Reply {
        let path = format!("/accounts/login/?{}", encode(&[("next", next)]));
        let page = self.get(&path).await;
        self.submit("/accounts/login/", &page, &[("username", username), ("password", password)]).await
    }

    /// Opens the consent page and approves.
    pub(crate) async fn authorize(&mut self, parameters: &[(&str, &str)]) -> Reply {
        self.answer(parameters, &[("allow", "Authorize")]).await
    }

    pub(crate) async fn answer(&mut self, parameters: &[(&str, &str)], answer: &[(&str, &str)]) -> Reply {
        let path = authorize_path(parameters);
        let page = self.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        self.submit(&path, &page, answer).await
    }
}

/// A completely read response.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: header::HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    async fn read(response: reqwest::Response) -> Self {
        Self { status: response.status(), headers: response.headers().clone(), body: response.text().await.unwrap() }
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location")
    }

    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn text(&self, member: &str) -> String {
        self.json()[member].as_str().unwrap_or_else(|| panic!("no {member} in {self:?}")).to_owned()
    }

    /// A parameter of the authorization response.
    pub(crate) fn parameter(&self, name: &str) -> String {
        self.find_parameter(name).unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    pub(crate) fn find_parameter(&self, name: &str) -> Option<String> {
        let query = self.location().split_once(['?', '#'])?.1;
        let values: Vec<String> = form_urlencoded::parse(query.as_bytes())
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
            .collect();
        assert!(values.len() < 2, "{name} is repeated in {query}");
        values.into_iter().next()
    }

    /// The hidden fields of the page's form.
    pub(crate) fn hidden_fields(&self) -> Vec<(String, String)> {
        self.body
            .split("<input type=\"hidden\"")
            .skip(1)
            .map(|input| (attribute(input, "name"), attribute(input, "value")))
            .collect()
    }

    /// The value of the input with this name.
    pub(crate) fn input(&self, name: &str) -> Option<String> {
        let (_, input) = self.body.split_once(&format!(" name=\"{name}\""))?;
        Some(attribute(input, "value"))
    }

    /// An error of a back-channel endpoint.
    pub(crate) fn assert_error(&self, status: u16, error: &str) {
        assert_eq!((self.status.as_u16(), self.text("error").as_str()), (status, error), "{self:?}");
    }

    /// An error page of the provider, without a link to the client.
    pub(crate) fn assert_page(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        assert!(self.header("content-type").starts_with("text/html"), "{self:?}");
        assert_eq!(self.location(), "", "{self:?}");
    }

    /// An error that is returned to the client.
    pub(crate) fn assert_reported(&self, error: &str) {
        assert!(self.location().starts_with(CALLBACK), "{self:?}");
        assert_eq!(self.parameter("error"), error, "{self:?}");
        assert_eq!(self.find_parameter("code"), None, "{self:?}");
    }
}

/// A client that trusts this certificate only, and prefers HTTP/2 if it is available.
pub(crate) fn client(certificate: Option<&str>) -> reqwest::Client {
    builder(certificate).build().unwrap()
}

pub(crate) fn builder(certificate: Option<&str>) -> reqwest::ClientBuilder {
    builder_offering(&["h2", "http/1.1"], certificate)
}

/// With these protocols in its TLS handshake (RFC 7301).
pub(crate) fn builder_offering(protocols: &[&str], certificate: Option<&str>) -> reqwest::ClientBuilder {
    let mut roots = rustls::RootCertStore::empty();
    if let Some(pem) = certificate {
        roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    }
    let mut tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().redirect(reqwest::redirect::Policy::none())
}

pub(crate) fn form_body(request: RequestBuilder, fields: &[(&str, &str)]) -> RequestBuilder {
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(encode(fields))
}

pub(crate) fn encode(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub(crate) fn basic((id, secret): (&str, &str)) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret))))
}

pub(crate) fn authorize_path(parameters: &[(&str, &str)]) -> String {
    format!("/o/authorize/?{}", encode(parameters))
}

/// A valid authorization request.
pub(crate) fn authorization() -> Vec<(&'static str, &'static str)> {
    vec![
        ("client_id", "test-consumer"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "read"),
        ("state", "xyz"),
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
    ]
}

/// `authorization()` with some parameters changed, and those with an empty value omitted.
pub(crate) fn authorization_but<'p>(changes: &[(&'p str, &'p str)]) -> Vec<(&'p str, &'p str)> {
    let mut parameters: Vec<(&str, &str)> =
        authorization().into_iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name)).collect();
    parameters.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    parameters
}

/// A valid token request for a code.
pub(crate) fn redemption(code: &str) -> Vec<(&str, &str)> {
    vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)]
}

/// `redemption()` with some parameters changed, and those with an empty value omitted.
pub(crate) fn redemption_but<'p>(code: &'p str, changes: &[(&'p str, &'p str)]) -> Vec<(&'p str, &'p str)> {
    let mut parameters: Vec<(&str, &str)> =
        redemption(code).into_iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name)).collect();
    parameters.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    parameters
}

fn attribute(tag: &str, name: &str) -> String {
    let value = tag.split_once(&format!("{name}=\"")).map_or("", |(_, rest)| rest.split('"').next().unwrap());
    value
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
