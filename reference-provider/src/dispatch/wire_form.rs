//! The syntax of a response: its media type, its header fields, its content coding. All forms have the same meaning.

use http::header::{self, HeaderMap, HeaderName};
use http::{HeaderValue, StatusCode};
use url::Url;

use super::{challenge_form, content_coding, json_form, page_charset};
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::http::routes::Route;
use crate::policy::{JsonLabel, LocationForm, NoStore};
use crate::state::app::App;

/// The cookie of a load balancer.
const OF_BALANCER: &str = "route";

/// The response in the form that the rules require.
pub(crate) fn written(app: &App, request: &Request, response: Response) -> Response {
    let (page, rules) = (&app.policy().page, &app.policy().wire);
    let mut response = json_form::laid_out(rules.json_text, page_charset::written(page.charset, response));
    if rules.key_set_labeled && request.route == Some(Route::Jwks) && is_json(response.headers()) {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/jwk-set+json"));
    }
    let is_error = response.status() == StatusCode::UNAUTHORIZED || response.status() == StatusCode::FORBIDDEN;
    let headers = response.headers_mut();
    label_json(rules.json, headers);
    forbid_caching(rules.no_store, headers);
    if let Some(location) = headers.get(header::LOCATION).and_then(|value| value.to_str().ok())
        && let Some(location) = located(rules.location, app.origin(), &request.path, location)
        && let Ok(location) = HeaderValue::try_from(location)
    {
        headers.insert(header::LOCATION, location);
    }
    if is_error {
        write_challenges(app, headers);
    }
    if app.policy().cookie.of_balancer && request.cookie(OF_BALANCER).is_none() {
        headers.append(header::SET_COOKIE, HeaderValue::from_static("route=node1; Path=/"));
    }
    if rules.vary {
        headers.append(header::VARY, HeaderValue::from_static("Cookie, Accept-Language"));
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    for number in 1..=rules.further_fields {
        if let Ok(name) = HeaderName::try_from(format!("x-hop-{number}")) {
            headers.insert(name, HeaderValue::from(number));
        }
    }
    response.extensions_mut().insert(rules.message);
    content_coding::encoded(rules.coding, request, response)
}

fn label_json(label: JsonLabel, headers: &mut HeaderMap) {
    let written = match label {
        JsonLabel::Plain => return,
        JsonLabel::WithCharset => "application/json; charset=utf-8",
        JsonLabel::OtherCase => "Application/JSON",
    };
    if is_json(headers) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(written));
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value == "application/json")
}

fn forbid_caching(form: NoStore, headers: &mut HeaderMap) {
    if headers.get(header::CACHE_CONTROL).is_none_or(|value| value != "no-store") {
        return;
    }
    match form {
        NoStore::Alone => {}
        NoStore::AmongOthers => {
            let all = HeaderValue::from_static("no-cache, no-store, must-revalidate");
            headers.insert(header::CACHE_CONTROL, all);
        }
        NoStore::TwoLines => {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("Private"));
            headers.append(header::CACHE_CONTROL, HeaderValue::from_static("No-Store"));
        }
    }
}

fn write_challenges(app: &App, headers: &mut HeaderMap) {
    let challenges: Vec<HeaderValue> = headers.get_all(header::WWW_AUTHENTICATE).iter().cloned().collect();
    headers.remove(header::WWW_AUTHENTICATE);
    for challenge in &challenges {
        let lines = challenge_form::written(app.policy().challenge.written, challenge.to_str().unwrap_or_default());
        for line in lines.into_iter().filter_map(|line| HeaderValue::try_from(line).ok()) {
            headers.append(header::WWW_AUTHENTICATE, line);
        }
    }
}

/// A `Location` in another form, if it is within this origin.
fn located(form: LocationForm, origin: &str, path: &str, location: &str) -> Option<String> {
    if form == LocationForm::AsItIs || !location.starts_with('/') || location.starts_with("//") {
        return None;
    }
    Some(match form {
        LocationForm::AsItIs => location.to_owned(),
        LocationForm::Absolute => format!("{origin}{location}"),
        LocationForm::WithoutScheme => format!("{}{location}", &origin[origin.find("//")?..]),
        LocationForm::Relative => {
            let here = Url::parse(origin).ok()?.join(path).ok()?;
            let above = here.path_segments()?.count().saturating_sub(1);
            if above == 0 { format!(".{location}") } else { format!("{}{}", "../".repeat(above), &location[1..]) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_leads_to_the_same_place_in_each_form() {
        let origin = "http://127.0.0.1:8000";
        for path in ["/", "/o/authorize/", "/accounts/login"] {
            let base = Url::parse(origin).and_then(|url| url.join(path)).expect("a URL");
            for location in ["/", "/o/authorize/?a=b:c", "/x?next=//y"] {
                for form in [LocationForm::Absolute, LocationForm::WithoutScheme, LocationForm::Relative] {
                    let written = located(form, origin, path, location).expect("it is within");
                    let there = base.join(&written).map(String::from);
                    assert_eq!(there, Ok(format!("{origin}{location}")), "{written} at {path}");
                }
            }
        }
        for away in ["https://rp.example/", "//rp.example/"] {
            assert_eq!(located(LocationForm::Absolute, origin, "/", away), None, "{away}");
        }
    }
}
