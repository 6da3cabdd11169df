//! `/o/device-authorization/`: the device authorization endpoint (RFC 8628 §3.1 and §3.2).

use http::StatusCode;
use serde_json::{Value, json};

use crate::client::client_auth::{permitted, receive};
use crate::client::error_response;
use crate::config::GrantType;
use crate::http::params::percent_encode;
use crate::http::request::Request;
use crate::http::respond::{self, Response, never_cached, preflight, readable_from_anywhere};
use crate::http::routes::Route;
use crate::oauth::oauth_error::OAuthError;
use crate::policy::{CompleteUri, DevicePlace, VerificationMember};
use crate::state::app::App;
use crate::token::grant::device_code::{self, Codes};

const PARAMETERS: [&str; 1] = ["scope"];

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    readable_from_anywhere(match codes(app, request) {
        Ok(codes) => respond(app, &codes),
        Err(error) => error_response::respond(app, error),
    })
}

pub(crate) fn options(_: &App, _: &Request) -> Response {
    preflight("POST")
}

fn codes(app: &App, request: &Request) -> Result<Codes, OAuthError> {
    let (client, form) = receive(app, request, &PARAMETERS)?;
    permitted(app, &client, GrantType::DeviceCode)?;
    device_code::issue(app, &client, &form)
}

fn respond(app: &App, codes: &Codes) -> Response {
    let rules = &app.policy().device;
    let place = app.url(match rules.place {
        DevicePlace::Page => Route::Device,
        DevicePlace::ShortAddress => Route::DeviceShortcut,
    });
    let with_code = format!("{place}?user_code={}", percent_encode(&codes.user_code, b""));
    let completed = match rules.complete_uri {
        CompleteUri::WithUserCode => with_code.clone(),
        CompleteUri::Opaque => format!("{place}?request={}", codes.opaque),
    };
    let (plain, complete) = match rules.verification_member {
        VerificationMember::VerificationUri => ("verification_uri", "verification_uri_complete"),
        VerificationMember::VerificationUrl => ("verification_url", "verification_url_complete"),
    };
    let mut body = json!({
        "device_code": codes.device_code,
        "user_code": codes.user_code,
        plain: if rules.code_in_uri { with_code } else { place },
        "expires_in": rules.lifetime.0,
    });
    if rules.complete_uri_named {
        body[complete] = completed.into();
    }
    if rules.interval_named {
        let seconds = rules.interval.0;
        body["interval"] = if rules.interval_as_number { seconds.into() } else { Value::from(seconds.to_string()) };
    }
    never_cached(respond::json(StatusCode::OK, &body))
}
