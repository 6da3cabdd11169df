//! A whole site: its issuers, and the way from a request on the wire to the endpoint that answers it.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use http::uri::Scheme;
use http::{HeaderMap, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming;

use crate::app::App;
use crate::config::Config;
use crate::issuer::Issuer;
use crate::provider::Environment;
use crate::request::Request;
use crate::respond::{self, Response};
use crate::router::answer;

/// No request of ours is longer.
const MAX_BODY: usize = 64 * 1024;

/// The issuers of one provider.
#[derive(Debug)]
pub(crate) struct Site {
    /// `http` or `https`.
    scheme: Scheme,
    /// What stands for the `Host` of a request that has none that could be used.
    authority: String,
    root: Arc<Issuer>,
    /// By the first segment of their paths.
    named: BTreeMap<String, Arc<Issuer>>,
}

impl Site {
    pub(crate) fn new(config: &Config, environment: &Environment, scheme: Scheme, authority: String) -> Self {
        let issuer = |prefix: String| {
            Arc::new(Issuer::new(prefix, config.clone(), environment.clock.clone(), environment.random.clone()))
        };
        let named = config.issuers.iter().map(|name| (name.clone(), issuer(format!("/{name}")))).collect();
        Self { scheme, authority, root: issuer(String::new()), named }
    }

    /// The issuer at the root.
    pub(crate) fn root(&self) -> &Arc<Issuer> {
        &self.root
    }

    /// Reads a request to its end, within bounds, and answers it.
    pub(crate) async fn serve(&self, request: http::Request<Incoming>) -> Response {
        let (head, body) = request.into_parts();
        let body = match Limited::new(body, MAX_BODY).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) if error.is::<http_body_util::LengthLimitError>() => {
                return respond::empty(StatusCode::PAYLOAD_TOO_LARGE);
            }
            Err(_) => Bytes::new(),
        };
        let (issuer, below) = self.issuer_of(head.uri.path());
        let request = Request {
            method: head.method,
            route: issuer.config.paths.resolve(below),
            below: below.to_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            body,
            headers: head.headers,
        };
        let origin = self.origin(head.uri.authority().map(http::uri::Authority::as_str), &request.headers);
        let app = App::new(Arc::clone(issuer), issuer.policy(), origin);
        answer(&app, &request)
    }

    /// The issuer that a path is about, and the path below its prefix.
    fn issuer_of<'p>(&self, path: &'p str) -> (&Arc<Issuer>, &'p str) {
        let first = path.strip_prefix('/').and_then(|rest| rest.split('/').next()).unwrap_or_default();
        match self.named.get(first) {
            Some(issuer) => (issuer, &path[first.len() + 1..]),
            None => (&self.root, path),
        }
    }

    /// Where the request was sent to. A host that could mean anything else in a page or a header is not repeated.
    fn origin(&self, authority: Option<&str>, headers: &HeaderMap) -> String {
        let asked = authority.or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()));
        let host = asked.filter(|host| is_plain_authority(host)).unwrap_or(&self.authority);
        format!("{}://{host}", self.scheme)
    }
}

fn is_plain_authority(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 255
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_letters_digits_and_a_port() {
        for host in ["localhost:8000", "127.0.0.1", "[::1]:80", "a-b.example"] {
            assert!(is_plain_authority(host), "{host}");
        }
        for host in ["", "a b", "a\"b", "a/b", "user@host", "a,b"] {
            assert!(!is_plain_authority(host), "{host}");
        }
    }
}
