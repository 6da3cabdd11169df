//! `keep-refreshing`: a client that comes back for as long as it is served, each time with the refresh token that it got last.

use std::time::Duration;

use crate::call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::tokens::tokens_given;
use crate::{Doing, Evidence, Kind, Obstacle, Saves, Step, World, read, schema, token_request};

pub(super) const KIND: Kind = Kind {
    name: "keep-refreshing",
    summary: "Refreshes again and again, with the token that came last, until it is refused or the time is up; the result is \
              that of the last request.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<KeepRefreshing>,
    schema: schema::<KeepRefreshing>,
};

token_request::arguments! {
    struct KeepRefreshing {
        /// The refresh token to begin with.
        token: crate::Text,
        /// How many minutes pass before each request.
        every_minutes: u64,
        /// How many minutes it goes on.
        for_minutes: u64,
    }
}

impl Step for KeepRefreshing {
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a> {
        Box::pin(async move {
            let start = world.log.len();
            let (mut token, mut passed) = (world.text(&self.token)?, 0);
            // One that never moves on would never end.
            let every = self.every_minutes.max(1);
            loop {
                let longest = world.clock.longest_wait();
                world.clock.pass_within(Duration::from_secs(every.saturating_mul(60)), longest).await?;
                passed += every;
                let prepare = |world: &World| self.prepare(world, &token);
                let response = call::send(world, Some(self.changes()), self.dpop.as_ref(), &prepare).await?;
                let seen = call::answered(world, start, response);
                if seen.result.get("access_token").is_none() || passed >= self.for_minutes {
                    return Ok(seen);
                }
                if let Some(next) = seen.result.get("refresh_token").and_then(serde_json::Value::as_str) {
                    next.clone_into(&mut token);
                }
            }
        })
    }

    fn usual(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        tokens_given(seen, evidence, self.changes().true_client())
    }
}

impl KeepRefreshing {
    fn prepare(&self, world: &World, token: &str) -> Result<Request, Obstacle> {
        let form =
            vec![("grant_type".to_owned(), "refresh_token".to_owned()), ("refresh_token".to_owned(), token.to_owned())];
        let endpoint = world.provider()?.token;
        token_request::prepare(world, &endpoint, form, self.changes())
    }
}
