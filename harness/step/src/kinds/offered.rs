//! `offered`: whether the target offers what the rest of the scenario is about, as far as that is known by now.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::model::verdict::Mismatch;
use crate::observation::Observation;
use crate::syntax::template;
use crate::text::Text;
use crate::{Evidence, Saves, Step, StepError, StepFuture, StepKind, World, read, schema};

pub(super) const KIND: StepKind = StepKind {
    name: "offered",
    summary: "Skips the case, with a reason, if the target turns out not to support what the case tests. Sends no request.",
    members: &[],
    saves: Saves::Never,
    read: read::<Offered>,
    schema: schema::<Offered>,
};

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Offered {
    /// A value that is true (not `false`, nothing, zero or empty) if it is offered.
    that: Value,
    /// The reason for skipping the case otherwise.
    #[serde(rename = "else")]
    #[schemars(with = "String")]
    otherwise: Text,
}

impl Offered {
    /// A reason that cannot be evaluated is still better than none.
    fn reason(&self, world: &World) -> String {
        world.text(&self.otherwise).unwrap_or_else(|_| self.otherwise.0.clone())
    }
}

impl Step for Offered {
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a> {
        Box::pin(async move {
            let that = world.value(&self.that)?;
            if !template::is_true(&that) {
                return Err(StepError::NotOffered(self.reason(world)));
            }
            Ok(Observation::nothing(String::new(), &world.log, json!({})))
        })
    }

    fn default_expectation(&self, _: &Observation, _: &Evidence<'_>) -> Result<(), Mismatch> {
        Ok(())
    }
}
