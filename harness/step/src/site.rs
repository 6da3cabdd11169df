//! Which of the two parties a step is about.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::{StepError, World};
use crate::browser::StoredCookie;
use crate::model::owner::Owner;

/// A party's site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Site {
    /// The consumer.
    #[default]
    Consumer,
    /// The provider.
    Provider,
}

impl Site {
    /// True for a cookie that one of its pages has set, whatever its path.
    pub(super) fn has_set(self, world: &World, cookie: &StoredCookie) -> bool {
        let owner = match self {
            Site::Consumer => Owner::Consumer,
            Site::Provider => Owner::Provider,
        };
        world.deployment.owner_of(&cookie.set_by) == owner
    }

    /// Its base URL.
    pub(super) fn base(self, world: &World) -> Result<Url, StepError> {
        Ok(match self {
            Site::Consumer => world.consumer()?.base,
            Site::Provider => world.provider()?.base,
        })
    }
}
