//! `/o/device/`: where the user of a device enters its code and decides (RFC 8628 §3.3).
//!
//! GET asks for the code, or for consent if the URL contains the code. POST handles both forms.

use http::{HeaderValue, StatusCode, header};
use minijinja::context;

use super::consent;
use super::unserved::not_found;
use crate::base::hash::Digest;
use crate::browser::csrf_token;
use crate::browser::login_redirect;
use crate::browser::page::Page;
use crate::browser::visitor::Visitor;
use crate::config::User;
use crate::http::request::Request;
use crate::http::respond::{Response, redirect};
use crate::http::routes::Route;
use crate::policy::DevicePlace;
use crate::state::app::App;
use crate::state::device_request::DeviceRequest;
use crate::token::grant::device_code;

/// The form field, and the parameter of `verification_uri_complete`.
const USER_CODE: &str = "user_code";

/// The parameter used instead of it, whose value is too long to be typed.
const OPAQUE: &str = "request";

pub(crate) fn show(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let Ok(query) = request.query_params() else { return page.unreadable() };
    let Some(user) = visitor.user.as_deref() else { return login_redirect::back_here(app, request) };
    if let Some(found) = query.get(OPAQUE).and_then(|opaque| device_code::waiting_at(app, opaque)) {
        return shown(app, page, &found, user);
    }
    match query.get(USER_CODE) {
        Some(typed) => match find(app, request, user, typed) {
            Ok(found) => shown(app, page, &found, user),
            Err(unfit) => again(app, page, typed, unfit),
        },
        None => match device_code::latest(app) {
            Some((_, device)) if !app.policy().device.user_code_asked => ask(app, page, &device),
            _ => enter(app, page, "", None, false),
        },
    }
}

/// A user who opens a URL with the user code is shown the code and asked for consent.
fn shown(app: &App, page: Page<'_>, found: &(Digest, DeviceRequest), user: &User) -> Response {
    if app.policy().device.confirmed { ask(app, page, &found.1) } else { decided(app, page, found, user, true) }
}

/// A short URL that redirects to the page.
pub(crate) fn shortcut(app: &App, request: &Request) -> Response {
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    let onward = (app.policy().device.place == DevicePlace::ShortAddress)
        .then(|| redirect(&format!("{}{query}", app.path(Route::Device))));
    onward.flatten().unwrap_or_else(|| not_found(app, request))
}

pub(crate) fn submit(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let page = Page::new(app, request, &visitor);
    let Ok(form) = request.form() else { return page.unreadable() };
    if app.policy().consent.csrf_token && csrf_token::check(app, request, &visitor, &form).is_err() {
        return page.forged();
    }
    let Some(user) = visitor.user.as_deref() else { return login_redirect::and_then(app, &app.path(Route::Device)) };
    let typed = form.get(USER_CODE).unwrap_or_default();
    match find(app, request, user, typed) {
        Ok(found) if form.contains("allow") => decided(app, page, &found, user, true),
        Ok(found) if form.contains("deny") => decided(app, page, &found, user, false),
        Ok((_, device)) => ask(app, page, &device),
        Err(unfit) => again(app, page, typed, unfit),
    }
}

/// Why a code is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UserCodeError {
    Unknown,
    /// The user made too many attempts, and has to wait this many seconds (RFC 8628 §5.1).
    TooMany(u64),
}

/// The device for a user code. Wrong codes are counted for each user, because codes are short.
fn find(app: &App, request: &Request, user: &User, typed: &str) -> Result<(Digest, DeviceRequest), UserCodeError> {
    let guesser = request.guesser(&user.user_id.to_string());
    let limit = app.policy().device.limit();
    let wait = app.store().wrong_user_codes.wait(&guesser, limit, app.now());
    if let Some(wait) = wait {
        return Err(UserCodeError::TooMany(wait.as_secs() + 1));
    }
    device_code::waiting(app, typed).ok_or_else(|| {
        app.store().wrong_user_codes.failed(&guesser, limit, app.now());
        UserCodeError::Unknown
    })
}

/// Asks for the code; `message` is the reason to ask again, and `is_wrong` whether the code was wrong.
fn enter(app: &App, page: Page<'_>, entered: &str, message: Option<&str>, is_wrong: bool) -> Response {
    let page = if message.is_some() { page.error() } else { page };
    let values = context! { action => app.path(Route::Device), entered, message, is_wrong };
    page.show_form("device.html", values)
}

fn again(app: &App, page: Page<'_>, typed: &str, unfit: UserCodeError) -> Response {
    match unfit {
        UserCodeError::Unknown => enter(app, page, typed, Some("Unknown or expired code."), true),
        UserCodeError::TooMany(seconds) => {
            let message = "Too many attempts. Please wait a few minutes before you try again.";
            let mut response = enter(app, page.status(StatusCode::TOO_MANY_REQUESTS), typed, Some(message), false);
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
    }
}

/// Shows the code, so that users do not approve the device of an attacker (RFC 8628 §3.3.1 and §5.4).
fn ask(app: &App, page: Page<'_>, device: &DeviceRequest) -> Response {
    let client = app.store().client(&device.client_id);
    let name = client.as_ref().map_or(device.client_id.as_str(), |client| client.registration.name.as_str());
    let is_reviewed = client.as_ref().is_some_and(|client| client.is_reviewed());
    page.show_form(
        "device_consent.html",
        context! {
            action => app.path(Route::Device),
            client => name,
            user_code => device.user_code.as_str(),
            meanings => consent::meanings(app, &device.scope),
            // A device has a session of its own.
            lasts => consent::lasting(&device.scope, false),
            links => client.as_deref().map(consent::links).unwrap_or_default(),
            is_unknown => !is_reviewed && app.policy().consent.self_registered_marked,
        },
    )
}

fn decided(app: &App, page: Page<'_>, found: &(Digest, DeviceRequest), user: &User, allowed: bool) -> Response {
    let (key, _) = found;
    let authentication = allowed.then(|| page.visitor().answered_device(app)).flatten();
    device_code::decide(app, key, user.user_id, authentication, allowed);
    page.show("device_answered.html", context! { allowed })
}
