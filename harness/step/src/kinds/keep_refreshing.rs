//! `keep-refreshing`: a client that refreshes as long as it succeeds, each time with the last refresh token that it got.

use std::time::Duration;

use crate::call;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::tokens::tokens_given;
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, read, schema, token_request};

pub(super) const KIND: StepKind = StepKind {
    name: "keep-refreshing",
    summary: "Refreshes repeatedly, with the latest refresh token, until it is rejected or the time is up; the result \
              is that of the last request.",
    members: &[],
    saves: Saves::IfNamed,
    read: read::<KeepRefreshing>,
    schema: schema::<KeepRefreshing>,
};

token_request::arguments! {
    struct KeepRefreshing {
        /// The first refresh token.
        token: crate::Text,
        /// How many minutes pass before each request.
        every_minutes: u64,
        /// For how many minutes to continue.
        for_minutes: u64,
    }
}

impl Step for KeepRefreshing {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let start = world.log.len();
            let (mut token, mut passed) = (world.text(&self.token)?, 0);
            // An interval of zero would never end.
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

    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch> {
        tokens_given(seen, evidence, self.changes().true_client())
    }
}

impl KeepRefreshing {
    fn prepare(&self, world: &World, token: &str) -> Result<Request, StepError> {
        let form =
            vec![("grant_type".to_owned(), "refresh_token".to_owned()), ("refresh_token".to_owned(), token.to_owned())];
        let endpoint = world.provider()?.token;
        token_request::prepare(world, &endpoint, form, self.changes())
    }
}
