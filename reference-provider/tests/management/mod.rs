//! The management API, over HTTP and in the library.

mod examples;
mod guarded;
mod library;
mod people;
mod requests;
mod rules;

use reference_provider::Config;
use reqwest::{Method, RequestBuilder, header};
use serde_json::Value;

use crate::site::{Reply, Site, client};

/// A provider with another issuer, `evil`, and the management API.
async fn managed() -> Site {
    let manage = Some("127.0.0.1:0".parse().unwrap());
    Site::with(Config { manage, issuers: vec!["evil".to_owned()], ..Config::embedded() }).await
}

fn request(site: &Site, method: Method, path: &str) -> RequestBuilder {
    client(None).request(method, format!("{}{path}", site.provider.management_url().unwrap()))
}

/// Sends a request without a body to the management API.
async fn ask(site: &Site, method: Method, path: &str) -> Reply {
    site.send(request(site, method, path)).await
}

/// Sends a request with a JSON body to the management API.
async fn send(site: &Site, method: Method, path: &str, body: &Value) -> Reply {
    let request = request(site, method, path).header(header::CONTENT_TYPE, "application/json");
    site.send(request.body(body.to_string())).await
}

/// The error of a rejected request.
fn problem(reply: &Reply) -> (u16, String, String) {
    let said = reply.json();
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    (reply.status.as_u16(), text(&said["error"]), text(&said["did-you-mean"]))
}
