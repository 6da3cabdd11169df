//! What a step is.

use std::fmt::Debug;
use std::pin::Pin;

use super::evidence::Evidence;
use super::observation::Observation;
use super::step_error::StepError;
use super::world::World;
use crate::model::exchange::Request;
use crate::model::verdict::Mismatch;

/// An action of an actor.
pub trait Step: Debug + Send + Sync {
    /// Performs it. The observation is returned even if it is not the desired one; only what keeps the harness from observing
    /// at all is an [`StepError`].
    fn run<'a>(&'a self, world: &'a mut World) -> StepFuture<'a>;

    /// The default expectation of this kind of step: judged if a scenario expects nothing in particular.
    fn default_expectation(&self, seen: &Observation, evidence: &Evidence<'_>) -> Result<(), Mismatch>;

    /// The document that the step fetches for its contents, if it does nothing else: they are unknown if the request is rejected.
    fn document(&self) -> Option<&'static str> {
        None
    }

    /// True for the steps that are one request.
    fn is_one_request(&self) -> bool {
        false
    }

    /// The one request that the step is, if it is nothing else: such steps can be sent many times in parallel.
    fn request(&self, _world: &World) -> Option<Result<Request, StepError>> {
        None
    }
}

/// A step in progress.
pub type StepFuture<'a> = Pin<Box<dyn Future<Output = Result<Observation, StepError>> + Send + 'a>>;
