//! Letting time pass.

use std::time::Duration;

use super::obstacle::Obstacle;
use super::world::World;

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
