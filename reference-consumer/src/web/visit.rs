//! A request from the handlers' point of view.

use std::sync::Arc;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::{CONTENT_TYPE, COOKIE, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};

use crate::page;
use crate::policy::Policy;
use crate::web::cookies;
use crate::web::reply::Reply;

/// The maximum size of a form.
const FORM_LIMIT: usize = 64 * 1024;

/// The request of a browser. Repeated parameters are preserved, and the `Host` header is ignored.
#[derive(Debug)]
pub(crate) struct Visit {
    /// The rules of this request, from start to end.
    pub(crate) policy: Arc<Policy>,
    pub(crate) query: String,
    pub(crate) origin: Option<String>,
    cookies: Vec<(String, String)>,
    form: Vec<(String, String)>,
}

impl Visit {
    /// The value of the first cookie of this name: browsers send the most specific one first.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a form field, if it occurs exactly once.
    pub(crate) fn field(&self, name: &str) -> FormField<'_> {
        let mut values = self.form.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (None, _) => FormField::Missing,
            (Some(value), None) => FormField::Once(value),
            (Some(_), Some(_)) => FormField::Repeated,
        }
    }

    /// The form, written as a query.
    pub(crate) fn form_as_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.form).finish()
    }

    /// The first value of a query parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// The value of one form field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FormField<'a> {
    Missing,
    Once(&'a str),
    Repeated,
}

impl<S: Sync> FromRequest<S> for Visit {
    type Rejection = Reply;

    async fn from_request(request: Request, _: &S) -> Result<Self, Reply> {
        let (parts, body) = request.into_parts();
        let policy = parts.extensions.get::<Arc<Policy>>().cloned();
        let policy = policy.expect("the router adds its rules to every request");
        let refused = |status| Reply::page(status, page::unusable_request(&policy.page, status));
        let form = if parts.method == Method::POST {
            let body = to_bytes(body, FORM_LIMIT).await.map_err(|_| refused(StatusCode::PAYLOAD_TOO_LARGE))?;
            if !body.is_empty() && !is_form(&parts.headers) {
                return Err(refused(StatusCode::UNSUPPORTED_MEDIA_TYPE));
            }
            form_urlencoded::parse(&body).into_owned().collect()
        } else {
            Vec::new()
        };
        let cookies = cookies::read(parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()));
        // An origin that is not text is still another site's.
        let origin = parts.headers.get(ORIGIN).map(|origin| String::from_utf8_lossy(origin.as_bytes()).into_owned());
        Ok(Self { policy, query: parts.uri.query().unwrap_or_default().to_owned(), origin, cookies, form })
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let essence =
        headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).and_then(|text| text.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
}
