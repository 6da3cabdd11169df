//! What time it is, for everything in a story that speaks of time.

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// A clock.
#[derive(Clone)]
pub struct Now(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Now {
    /// The system's clock.
    pub fn system() -> Now {
        Now(Arc::new(|| SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())))
    }

    /// A clock that stands still at so many seconds since 1970.
    pub fn at(seconds: u64) -> Now {
        Now(Arc::new(move || seconds))
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> u64 {
        (self.0)()
    }
}

impl fmt::Debug for Now {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Now({})", self.seconds())
    }
}
