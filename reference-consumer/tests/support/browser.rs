//! A browser for one site: keeps its cookies, and does not follow redirects on its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use reqwest::header::{HeaderMap, LOCATION, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder};
use url::Url;

use super::LOGIN;

/// A browser and its cookies.
#[derive(Clone)]
pub(crate) struct Browser {
    client: Client,
    site: String,
    pub(crate) cookies: BTreeMap<String, String>,
}

/// The response.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Page {
    pub(crate) fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The `Set-Cookie` header for one cookie, or `None`.
    pub(crate) fn set_cookie(&self, name: &str) -> Option<String> {
        let all = self.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().expect("text").to_owned());
        all.into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")))
    }

    /// The value of the hidden CSRF field.
    pub(crate) fn token(&self) -> String {
        let (_, rest) = self.body.split_once(r#"name="csrfmiddlewaretoken" value=""#).expect("a hidden field");
        rest.split_once('"').expect("a closing quote").0.to_owned()
    }

    /// A parameter of the URL that this page redirects to.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let url = Url::parse(self.location()).expect("an absolute location");
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

impl Browser {
    pub(crate) fn new(site: &str) -> Self {
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring supports TLS")
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client");
        Self { client, site: site.to_owned(), cookies: BTreeMap::new() }
    }

    /// A request that can be changed before [`Browser::send`] sends it.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.site))
    }

    /// Sends a request with the cookies, and stores those of the response.
    pub(crate) async fn send(&mut self, mut request: RequestBuilder) -> Page {
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header("cookie", pairs.join("; "));
        }
        let response = request.send().await.expect("an answer");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie::Cookie::parse(cookie.to_str().expect("text").to_owned()).expect("a cookie");
            if cookie.max_age().is_some_and(cookie::time::Duration::is_zero) {
                self.cookies.remove(cookie.name());
            } else {
                self.cookies.insert(cookie.name().to_owned(), cookie.value().to_owned());
            }
        }
        Page { status, headers, body: response.text().await.expect("a body") }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Page {
        let request = self.request(Method::GET, path);
        self.send(request).await
    }

    pub(crate) async fn post(&mut self, path: &str, body: &str) -> Page {
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body.to_owned());
        self.send(request).await
    }

    /// Presses "Continue", and returns the redirect to the provider.
    pub(crate) async fn start_login(&mut self) -> Page {
        self.start_login_at(LOGIN).await
    }

    /// The same, with a query.
    pub(crate) async fn start_login_at(&mut self, path: &str) -> Page {
        let token = self.get(path).await.token();
        let redirect = self.post(path, &format!("csrfmiddlewaretoken={token}")).await;
        assert_eq!(redirect.status, 302, "{}", redirect.body);
        redirect
    }

    /// Starts a login and returns a code as the provider would.
    pub(crate) async fn sign_in(&mut self, code: &str) -> Page {
        let state = self.start_login().await.parameter("state").expect("a state");
        self.callback(&[("code", code), ("state", &state)]).await
    }

    /// Sends an authorization response to the callback.
    pub(crate) async fn callback(&mut self, parameters: &[(&str, &str)]) -> Page {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        self.get(&format!("{}?{query}", super::CALLBACK)).await
    }

    /// Whether the home page greets this user.
    pub(crate) async fn sees(&mut self, email: &str) -> bool {
        self.get("/").await.body.contains(&format!("Welcome {email}"))
    }

    /// Whether the home page shows no signed-in user.
    pub(crate) async fn is_signed_out(&mut self) -> bool {
        let home = self.get("/").await.body;
        home.contains(&format!(r#"href="{LOGIN}""#)) && !home.contains("Welcome ")
    }
}
