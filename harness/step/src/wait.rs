//! `wait`: time passes. The references' clocks are moved; on somebody else's target the time is waited for, if the target
//! file allows so much.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::checked;
use super::observation::Observation;
use super::text::Text;
use super::{Doing, Kind, Obstacle, Step, World, read, schema};
use crate::model::verdict::Mismatch;

pub(super) const KIND: Kind = Kind {
    name: "wait",
    summary: "Lets time pass: moves the clocks of the references, or waits where the target is somebody else's.",
    members: &[],
    read: read::<Wait>,
    schema: schema::<Wait>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wait {
    /// How long, in whole seconds.
    #[serde(default = "none", deserialize_with = "checked::seconds")]
    seconds: Text,
    /// How long, in minutes, in addition.
    #[serde(default)]
    minutes: u64,
}

impl Step for Wait {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let seconds = world.text(&self.seconds)?;
            let seconds: u64 = seconds
                .parse()
                .map_err(|_| Obstacle::Value(format!("`{seconds}` is not a whole number of seconds to wait")))?;
            let time = Duration::from_secs(seconds.saturating_add(self.minutes.saturating_mul(60)));
            if !world.levers.advance(Duration::ZERO) && time > world.longest_wait {
                return Err(too_long(time, world.longest_wait));
            }
            pass(world, time).await;
            Ok(Observation::nothing(String::new(), world, json!({})))
        })
    }

    fn usual(&self, _seen: &Observation, _world: &World) -> Result<(), Mismatch> {
        Ok(())
    }
}

/// Lets time pass: moves the clocks where they can be moved, or else waits.
pub(super) async fn pass(world: &World, time: Duration) {
    if world.levers.advance(time) {
        world.now.advance(time);
    } else {
        tokio::time::sleep(time).await;
    }
}

/// What is said where nobody can wait that long: at this target there is no such time.
pub(super) fn too_long(time: Duration, longest: Duration) -> Obstacle {
    Obstacle::NotOffered(format!(
        "{} s would have to be waited for, and the target file allows {} s (`limits: {{longest-wait-seconds: …}}`)",
        time.as_secs(),
        longest.as_secs()
    ))
}

fn none() -> Text {
    "0".into()
}
