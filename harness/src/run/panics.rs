//! Panics, which are bugs of oauth-harness: caught where they would abort more than one case, with their location in the
//! source.

use std::any::Any;
use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::fmt;
use std::future::poll_fn;
use std::io::{self, Write as _};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::pin::pin;
use std::task::Poll;

use crate::model::redacted::Redacted;
use crate::model::verdict::{CaseReport, Verdict};

thread_local! {
    /// The location of the last panic of this thread, as recorded by the hook.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaughtPanic {
    /// File and line in our source; `None` if [`install_hook`] was not called.
    pub(super) place: Option<String>,
}

/// Runs a future to its end, or to its panic.
pub(super) async fn caught<T>(future: impl Future<Output = T>) -> Result<T, CaughtPanic> {
    let mut future = pin!(future);
    // What the future leaves behind is dropped, and never examined.
    let polled =
        poll_fn(move |context| match panic::catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => Poll::Ready(Err(CaughtPanic { place: LAST.take() })),
        });
    polled.await
}

/// The same for synchronous code.
pub fn caught_at_once<T>(work: impl FnOnce() -> T) -> Result<T, CaughtPanic> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| CaughtPanic { place: LAST.take() })
}

impl CaughtPanic {
    /// The report of the `what` that an internal error aborted. The message of a panic may contain a secret: only its location
    /// is reported.
    pub(super) fn reported(&self, what: &str, report: CaseReport) -> CaseReport {
        let reason = format!(
            "{self}: this {what} was not completed, and nothing is said about the target; \
             please report it, with this location, the name of the {what} and `oauth-harness --version`"
        );
        CaseReport { verdict: Verdict::HarnessError, reason: Some(Redacted::ours(reason)), ..report }
    }
}

/// Its location, without its message.
impl fmt::Display for CaughtPanic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place.as_ref().map_or_else(String::new, |place| format!(" at {place}"));
        write!(f, "internal error in oauth-harness{place}")
    }
}

/// From now on the location of a panic is recorded. With `RUST_BACKTRACE`, which many CI servers set, its backtrace is printed,
/// and its message only if that is a literal of our source: a formatted one may contain a secret of the target.
pub fn install_hook() {
    panic::set_hook(Box::new(move |info| {
        let place = place(info);
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|asked| asked != "0") {
            let message = literal(info.payload());
            let place = place.as_deref().unwrap_or_default();
            // Standard error may be closed: `eprintln!` would panic again.
            let _ = writeln!(io::stderr().lock(), "panic at {place}: {message}\n{}", Backtrace::force_capture());
        }
        LAST.set(place);
    }));
}

/// The message of a panic if it is a literal; a formatted one is a `String`.
fn literal(payload: &dyn Any) -> &'static str {
    payload.downcast_ref::<&'static str>().unwrap_or(&"(its message is not shown: it may contain a secret)")
}

fn place(info: &PanicHookInfo<'_>) -> Option<String> {
    info.location().map(|location| format!("{}:{}", location.file(), location.line()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formatted_message_is_not_shown() {
        let message = |work: fn()| literal(&*panic::catch_unwind(work).expect_err("it panics"));
        assert_eq!(message(|| panic!("this is meant to happen")), "this is meant to happen");
        let secret = message(|| panic!("this is meant to happen: {}", String::from("hunter2")));
        assert!(secret.contains("not shown") && !secret.contains("hunter2"), "{secret}");
    }

    #[tokio::test]
    async fn a_panic_ends_its_own_future_at_whatever_await_it_happens() {
        assert_eq!(caught(async { 7 }).await, Ok(7));
        let late = async {
            tokio::task::yield_now().await;
            panic!("this is meant to happen")
        };
        assert!(caught::<()>(late).await.is_err());
    }
}
