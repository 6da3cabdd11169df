//! Panics, which are bugs of ours: caught where they would cost more than one case, and placed in the source.

use std::cell::RefCell;
use std::future::poll_fn;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::pin::pin;
use std::task::Poll;

use crate::model::redacted::Redacted;
use crate::model::verdict::{CaseReport, Verdict};

thread_local! {
    /// The place of the last panic of this thread, as the hook saw it.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Panicked {
    /// File and line in our source; `None` where [`install_hook`] was not called.
    pub(super) place: Option<String>,
}

/// Runs a future to its end, or to its panic.
pub(super) async fn caught<T>(future: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut future = pin!(future);
    // What the future has left behind is dropped, and nobody looks at it again.
    let polled =
        poll_fn(move |context| match panic::catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => Poll::Ready(Err(Panicked { place: LAST.take() })),
        });
    polled.await
}

/// The same for what does not wait for anything.
pub(super) fn caught_at_once<T>(work: impl FnOnce() -> T) -> Result<T, Panicked> {
    panic::catch_unwind(AssertUnwindSafe(work)).map_err(|_| Panicked { place: LAST.take() })
}

impl Panicked {
    /// The report about what the panic kept from its end. What a panic says may hold a secret: only its place is told.
    pub(super) fn reported(&self, what: &str, report: CaseReport) -> CaseReport {
        let place = self.place.as_ref().map_or_else(String::new, |place| format!(" at {place}"));
        let reason = format!(
            "a bug of oauth-harness{place} kept this {what} from its end, and nothing is said about the target: please \
             report it, with this place, the name of the {what} and `oauth-harness --version`"
        );
        CaseReport { verdict: Verdict::HarnessError, reason: Some(Redacted::ours(reason)), ..report }
    }
}

/// From now on a panic is noted by its place. What it says is printed only where `RUST_BACKTRACE` asks for it: it may hold a
/// secret of the target.
pub fn install_hook() {
    let default = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        LAST.set(place(info));
        if std::env::var_os("RUST_BACKTRACE").is_some_and(|asked| asked != "0") {
            default(info);
        }
    }));
}

fn place(info: &PanicHookInfo<'_>) -> Option<String> {
    info.location().map(|location| format!("{}:{}", location.file(), location.line()))
}

#[cfg(test)]
mod tests {
    use super::*;

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
