//! `device-poll`: one access token request of a device (RFC 8628 §3.4). A scenario polls as often as it likes, and the device
//! waits for the required interval between two requests.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::call;
use crate::client_knowledge::Device;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::oauth::error::code_of;
use crate::observation::Observation;
use crate::text::Text;
use crate::tokens::tokens_given;
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, read, schema, token_request};

pub(super) const KIND: StepKind = StepKind {
    name: "device-poll",
    summary: "Requests the tokens of a device that waits for its user, once, after the polling interval.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<DevicePoll>,
    schema: schema::<DevicePoll>,
};

token_request::arguments! {
    struct DevicePoll {
        /// The device code.
        code: Text,
        /// Polls immediately, before the interval since the last request has passed; after `slow_down` it sends nothing more.
        #[serde(default)]
        in_haste: bool,
    }
}

/// The default interval (RFC 8628 §3.2), and the increase after `slow_down` (§3.5).
const FIVE_SECONDS: Duration = Duration::from_secs(5);
/// Every device waits this long, whatever the target file says about waiting: polling would be impossible without it.
const ALWAYS_WAITED: Duration = Duration::from_secs(15);

impl Step for DevicePoll {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let code = world.text(&self.code)?;
            let start = world.log.len();
            let mut obeyed = false;
            let response = loop {
                if !self.in_haste {
                    wait_for_turn(world, &code).await?;
                }
                let prepare = |world: &World| self.prepare(world);
                let response = call::send(world, Some(self.changes()), self.dpop.as_ref(), &prepare).await?;
                let slow_down = code_of(&response).as_deref() == Some("slow_down");
                asked_now(world, &code, slow_down);
                if !slow_down || obeyed || self.in_haste {
                    break response;
                }
                obeyed = true;
            };
            Ok(call::answered(world, start, response))
        })
    }

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        tokens_given(seen, evidence, self.changes().true_client())
    }

    fn is_one_request(&self) -> bool {
        true
    }

    fn request(&self, world: &World) -> Option<Result<Request, StepError>> {
        Some(self.prepare(world))
    }
}

impl DevicePoll {
    fn prepare(&self, world: &World) -> Result<Request, StepError> {
        let form = vec![
            ("grant_type".to_owned(), "urn:ietf:params:oauth:grant-type:device_code".to_owned()),
            ("device_code".to_owned(), world.text(&self.code)?),
        ];
        let endpoint = world.provider()?.token;
        token_request::prepare(world, &endpoint, form, self.changes())
    }
}

/// Waits for the rest of the interval since the last request.
async fn wait_for_turn(world: &World, code: &str) -> Result<(), StepError> {
    let Some(Device { interval, asked: Some((at, moved)) }) = world.knowledge.devices.get(code).copied() else {
        return Ok(());
    };
    let since = at.elapsed() + world.clock.now.moved().saturating_sub(moved);
    let left = interval.saturating_sub(since);
    let longest = world.clock.longest_wait().max(ALWAYS_WAITED);
    // Clocks are moved by whole seconds.
    let whole = if left.subsec_nanos() == 0 { left } else { Duration::from_secs(left.as_secs() + 1) };
    world.clock.pass_within(whole, longest).await
}

fn asked_now(world: &mut World, code: &str, slow_down: bool) {
    let now = (Instant::now(), world.clock.now.moved());
    let interval = interval_of(world, code);
    let device = world.knowledge.devices.entry(code.to_owned()).or_insert(Device { interval, asked: None });
    device.asked = Some(now);
    if slow_down {
        device.interval = device.interval.saturating_add(FIVE_SECONDS);
    }
}

/// The interval of the saved response that returned this code; a number in a string is accepted too.
fn interval_of(world: &World, code: &str) -> Duration {
    let returned_code = |saved: &&minijinja::Value| {
        saved.get_attr("device_code").is_ok_and(|device_code| device_code.as_str() == Some(code))
    };
    let saved = world.scope.variables().values().find(returned_code).and_then(|saved| saved.get_attr("interval").ok());
    let seconds: Option<f64> = match saved.and_then(|interval| serde_json::to_value(interval).ok()) {
        Some(Value::Number(number)) => number.as_f64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()).unwrap_or(FIVE_SECONDS)
}
