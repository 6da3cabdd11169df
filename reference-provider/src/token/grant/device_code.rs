//! Device codes: issued to a device, approved or denied by its user elsewhere, redeemed by the device, which polls for
//! the decision (RFC 8628).

use std::time::{Duration, SystemTime};

use super::requested_scope::requested;
use super::tokens::{REMEMBERED, Refresh, draw, new_grant};
use super::{TokenResponse, TokenRestrictions};
use crate::base::expiring_map::ExpiringMap;
use crate::base::hash::{Digest, digest};
use crate::http::params::Params;
use crate::oauth::oauth_error::OAuthError;
use crate::oauth::user_code;
use crate::policy::{CompleteUri, DeviceDenial, FirstPoll};
use crate::state::app::App;
use crate::state::client::Client;
use crate::state::device_request::{DeviceRequest, DeviceState};
use crate::state::session::Authentication;

/// By how much `slow_down` increases the interval of a device (RFC 8628 §3.5).
const PENALTY: Duration = Duration::from_secs(5);

/// The device authorization response (RFC 8628 §3.2).
#[derive(Clone, Debug)]
pub(crate) struct Codes {
    pub(crate) device_code: String,
    pub(crate) user_code: String,
    /// The value instead of the user code in a URL, if the rules do not use the code itself.
    pub(crate) opaque: String,
}

/// Stores a device request.
pub(crate) fn issue(app: &App, client: &Client, form: &Params) -> Result<Codes, OAuthError> {
    let rules = &app.policy().device;
    let scope = requested(app, client, form)?;
    let now = app.now();
    let until = now + Duration::from(rules.lifetime);
    let codes = Codes {
        device_code: app.random.written(rules.strength, rules.form),
        user_code: user_code::draw(&app.random, rules.user_code),
        opaque: app.random.token(),
    };
    let request = DeviceRequest {
        client_id: client.id().to_owned(),
        scope,
        user_code: codes.user_code.clone(),
        until,
        state: DeviceState::Pending,
        interval: rules.interval.into(),
        last_poll: None,
    };
    let key = digest(&codes.device_code);
    let mut store = app.store();
    // Expired requests are kept for a while, so that expired and unknown codes can be distinguished.
    store.device_requests.insert(key, request, until + REMEMBERED, now);
    store.user_codes.insert(digest(&user_code::typed(&codes.user_code, rules.user_code)), key, until, now);
    if rules.complete_uri == CompleteUri::Opaque {
        store.user_codes.insert(digest(&codes.opaque), key, until, now);
    }
    Ok(codes)
}

/// The pending device request for a typed user code, and its key.
pub(crate) fn waiting(app: &App, typed: &str) -> Option<(Digest, DeviceRequest)> {
    under(app, &user_code::typed(typed, app.policy().device.user_code))
}

/// The pending device request for the value instead of the user code in a URL, and its key.
pub(crate) fn waiting_at(app: &App, opaque: &str) -> Option<(Digest, DeviceRequest)> {
    (app.policy().device.complete_uri == CompleteUri::Opaque).then(|| under(app, opaque)).flatten()
}

fn under(app: &App, code: &str) -> Option<(Digest, DeviceRequest)> {
    let now = app.now();
    let store = app.store();
    let key = *store.user_codes.get(&digest(code), now)?;
    let request = store.device_requests.get(&key, now)?;
    (request.state == DeviceState::Pending && request.until > now).then(|| (key, request.clone()))
}

/// The most recent pending device request, for the rules that do not ask for a user code.
pub(crate) fn latest(app: &App) -> Option<(Digest, DeviceRequest)> {
    let now = app.now();
    let store = app.store();
    let waiting = store.device_requests.iter().filter(|(_, request)| request.state == DeviceState::Pending);
    let waiting = waiting.filter(|(_, request)| request.until > now);
    waiting.max_by_key(|(_, request)| request.until).map(|(key, request)| (*key, request.clone()))
}

/// Stores the user's decision; `false` if there was one before.
pub(crate) fn decide(app: &App, key: &Digest, user_id: u64, authentication: Option<Authentication>, allowed: bool) {
    let now = app.now();
    let mut store = app.store();
    let Some(request) = store.device_requests.get(key, now).cloned() else { return };
    let client = store.client(&request.client_id);
    let state = match client {
        _ if request.state != DeviceState::Pending => return,
        Some(client) if allowed || app.policy().device.denial == DeviceDenial::Granted => {
            let grant = new_grant(app, &mut store, &client, Some(user_id), &request.scope, authentication);
            DeviceState::Granted(grant)
        }
        _ => DeviceState::Denied,
    };
    set_state(&mut store.device_requests, key, state, now);
}

/// Handles a polling request of the device (RFC 8628 §3.4 and §3.5).
pub(crate) fn poll(
    app: &App,
    client: &Client,
    form: &Params,
    limits: &TokenRestrictions,
) -> Result<TokenResponse, OAuthError> {
    const INVALID_CODE: OAuthError = OAuthError::invalid_grant("The device code is unknown or already used.");
    const PENDING: OAuthError = OAuthError::of_device("authorization_pending", "The user has not answered yet.");
    let rules = &app.policy().device;
    let now = app.now();
    let presented = form.get("device_code").ok_or(OAuthError::invalid_request("The device_code is missing."))?;
    let key = digest(presented);
    let mut store = app.store();
    let request = store.device_requests.get(&key, now).cloned().ok_or(INVALID_CODE)?;

    if rules.bound_to_client && request.client_id != client.id() {
        return Err(OAuthError::invalid_grant("The device code was issued to another client."));
    }
    if rules.expired_refused && request.until <= now {
        let expired = OAuthError::of_device("expired_token", "The device code has expired.");
        return Err(if rules.expiry_named { expired } else { INVALID_CODE });
    }
    let grant = match request.state {
        DeviceState::Granted(grant) => grant,
        DeviceState::Pending if !rules.decision_awaited => {
            let user = store.first_user().map(|user| user.user_id);
            new_grant(app, &mut store, client, user, &request.scope, None)
        }
        DeviceState::Pending => {
            let is_hasty = match request.last_poll {
                Some(last) => now < last + request.interval && rules.haste_refused,
                None => rules.first_poll == FirstPoll::SlowDown,
            };
            if let Some(request) = store.device_requests.get_mut(&key, now) {
                request.last_poll = Some(now);
                request.interval += if is_hasty { PENALTY } else { Duration::ZERO };
            }
            return Err(if is_hasty { OAuthError::of_device("slow_down", "Polling too fast.") } else { PENDING });
        }
        DeviceState::Denied if rules.denial == DeviceDenial::Silent => return Err(PENDING),
        DeviceState::Denied => return Err(OAuthError::of_device("access_denied", "The user denied the request.")),
        DeviceState::Redeemed => return Err(INVALID_CODE),
    };
    let record = store.grants.get(&grant, now).filter(|record| !record.revoked).cloned().ok_or(INVALID_CODE)?;
    let limits = limits.within(app, &record)?;
    set_state(&mut store.device_requests, &key, DeviceState::Redeemed, now);
    let tokens = draw(app, store, client, grant, record.scope.clone(), &limits, Refresh::New);
    Ok(tokens.with_id_token(app, client, &record, false))
}

fn set_state(requests: &mut ExpiringMap<DeviceRequest>, key: &Digest, state: DeviceState, now: SystemTime) {
    if let Some(request) = requests.get_mut(key, now) {
        request.state = state;
    }
}
