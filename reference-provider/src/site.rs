//! A whole site: its issuers, and the way from a request on the wire to the endpoint that answers it.

use std::borrow::Cow;
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
            route: issuer.config.paths.resolve(&below),
            below: below.into_owned(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            body,
            headers: head.headers,
        };
        let origin = self.origin(head.uri.authority().map(http::uri::Authority::as_str), &request.headers);
        let app = App::new(Arc::clone(issuer), issuer.policy(), origin);
        answer(&app, &request)
    }

    /// The issuer that a path is about, and the path without its prefix. In a well-known path the prefix may stand after
    /// the name: `/.well-known/NAME/PREFIX/…` (RFC 8414 §3.1, RFC 9728 §3.1).
    fn issuer_of<'p>(&self, path: &'p str) -> (&Arc<Issuer>, Cow<'p, str>) {
        let (well_known, rest) = path.split_at(well_known_length(path));
        let first = rest.strip_prefix('/').and_then(|rest| rest.split('/').next()).unwrap_or_default();
        match self.named.get(first) {
            Some(issuer) if well_known.is_empty() => (issuer, Cow::from(&rest[first.len() + 1..])),
            Some(issuer) => (issuer, Cow::from(format!("{well_known}{}", &rest[first.len() + 1..]))),
            None => (&self.root, Cow::from(path)),
        }
    }

    /// Where the request was sent to. A host that could mean anything else in a page or a header is not repeated.
    fn origin(&self, authority: Option<&str>, headers: &HeaderMap) -> String {
        let asked = authority.or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()));
        let host = asked.filter(|host| is_plain_authority(host)).unwrap_or(&self.authority);
        format!("{}://{host}", self.scheme)
    }
}

/// How long `/.well-known/NAME` is at the start of a path; 0 where there is none (RFC 8615 §3).
fn well_known_length(path: &str) -> usize {
    const START: &str = "/.well-known/";
    let name = path.strip_prefix(START).map(|rest| rest.find('/').unwrap_or(rest.len()));
    name.map_or(0, |name| START.len() + name)
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
    fn a_well_known_path_ends_with_its_name() {
        for (path, length) in [("/.well-known/a/acme/o", 14), ("/.well-known/a", 14), ("/o/.well-known/a", 0), ("/", 0)]
        {
            assert_eq!(well_known_length(path), length, "{path}");
        }
    }

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
