//! Alice's browser: follows redirects, logs in, approves, and stops when the client has to continue.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use reqwest::{Response, header};
use url::Url;

use super::site::CALLBACK;

const PASSWORD: [(&str, &str); 2] = [("username", "alice"), ("password", "wonderland-1")];
/// The maximum of one sign-in; three are usual.
const MOST_PAGES: usize = 10;

/// Follows redirects and submits forms from `address` on. Returns the last URL: the client's callback, or a page
/// without such a form.
pub(crate) async fn walk(address: Url) -> Url {
    let mut browser = ClientBrowser::default();
    let mut page = browser.visit(client().get(address)).await;
    for _ in 0..MOST_PAGES {
        if let Some(next) = page.redirect {
            if next.as_str().starts_with(CALLBACK) {
                return next;
            }
            page = browser.visit(client().get(next)).await;
        } else if let Some((action, fields)) = answer(&page) {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
            let request = client().post(action).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            page = browser.visit(request.body(body)).await;
        } else {
            return page.address;
        }
    }
    panic!("no end after {MOST_PAGES} pages, at {}", page.address)
}

/// Without TLS, and without following redirects on its own.
pub(crate) fn client() -> &'static reqwest::Client {
    static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let builder = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy();
        builder.redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0).build().unwrap()
    });
    &CLIENT
}

#[derive(Default)]
struct ClientBrowser {
    cookies: BTreeMap<String, String>,
}

struct Page {
    address: Url,
    redirect: Option<Url>,
    html: String,
}

impl ClientBrowser {
    async fn visit(&mut self, request: reqwest::RequestBuilder) -> Page {
        let jar: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let response = request.header(header::COOKIE, jar.join("; ")).send().await.unwrap();
        self.keep_cookies(&response);
        let address = response.url().clone();
        let redirect = response.headers().get(header::LOCATION);
        let redirect = redirect.map(|location| address.join(location.to_str().unwrap()).unwrap());
        Page { redirect, html: response.text().await.unwrap(), address }
    }

    fn keep_cookies(&mut self, response: &Response) {
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
        }
    }
}

/// The target of the page's form and what Alice submits, if it asks her anything.
fn answer(page: &Page) -> Option<(Url, Vec<(String, String)>)> {
    let (_, form) = page.html.split_once("<form")?;
    let form = form.split("</form>").next()?;
    let action = attribute(form.split('>').next()?, "action").unwrap_or_default();
    let mut fields: Vec<(String, String)> = form
        .split("<input")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap_or_default())
        .filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default())))
        .collect();
    for (name, value) in PASSWORD {
        fields.iter_mut().filter(|(field, _)| field == name).for_each(|field| value.clone_into(&mut field.1));
    }
    let asks = fields.iter().any(|(name, _)| name == "password" || name == "allow");
    asks.then(|| (page.address.join(&action).unwrap(), fields))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let value = rest.split('"').next()?;
    Some(
        value
            .replace("&#x27;", "'")
            .replace("&#x2f;", "/")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&"),
    )
}
