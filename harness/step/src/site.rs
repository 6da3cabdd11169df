//! Which of the two parties a step is about.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::{Obstacle, World};
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
    /// Its base URL.
    pub(super) fn base(self, world: &World) -> Result<Url, Obstacle> {
        Ok(match self {
            Site::Consumer => world.consumer()?.base,
            Site::Provider => world.provider()?.base,
        })
    }

    /// Whether an origin, such as a cookie remembers, is one of the party's.
    pub(super) fn has_origin(self, world: &World, origin: &str) -> bool {
        let Ok(url) = Url::parse(origin) else { return false };
        let base = match self {
            Site::Consumer => world.deployment.consumer.as_ref().map(|consumer| &consumer.base),
            Site::Provider => world.deployment.provider.as_ref().map(|provider| &provider.base),
        };
        // Two parties on one origin have their cookies in common.
        let owner = if self == Site::Consumer { Owner::Consumer } else { Owner::Provider };
        base.is_some_and(|base| base.origin() == url.origin()) || world.deployment.owner_of(&url) == owner
    }
}
