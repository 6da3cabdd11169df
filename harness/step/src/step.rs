//! What a step is.

use std::fmt::Debug;
use std::pin::Pin;

use super::evidence::Evidence;
use super::observation::Observation;
use super::obstacle::Obstacle;
use super::world::World;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;

/// Something that an actor does.
pub trait Step: Debug + Send + Sync {
    /// Does it. What was seen is returned even where it is not what one would like; only what keeps the harness from
    /// seeing at all is an [`Obstacle`].
    fn run<'a>(&'a self, world: &'a mut World) -> Doing<'a>;

    /// What "it works" means for this kind of step: judged where a scenario expects nothing in particular.
    fn usual(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch>;

    /// What the step fetches for what stands in it, and nothing else: where it was not given that, nothing can be said of the
    /// contents.
    fn document(&self) -> Option<&'static str> {
        None
    }

    /// True for the steps that are one request.
    fn is_one_request(&self) -> bool {
        false
    }

    /// The one request that the step is, where it is no more than that: such steps can be sent many times at once.
    fn request(&self, _world: &World) -> Option<Result<Request, Obstacle>> {
        None
    }
}

/// A step that is being done.
pub type Doing<'a> = Pin<Box<dyn Future<Output = Result<Observation, Obstacle>> + Send + 'a>>;
