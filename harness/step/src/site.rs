//! Which of the two parties a step is about.

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::{Obstacle, World};

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
}
