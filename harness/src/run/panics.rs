//! Panics, which are bugs of oauth-harness: caught where they would abort more than one case, with their location in the
//! source.

use std::cell::RefCell;
use std::future::poll_fn;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::pin::pin;
use std::task::Poll;

thread_local! {
    /// The location of the last panic of this thread, as recorded by the hook.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic that was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Panicked {
    /// File and line in our source; `None` if [`install_hook`] was not called.
    pub(super) place: Option<String>,
}

/// Runs a future to its end, or to its panic.
pub(super) async fn caught<T>(future: impl Future<Output = T>) -> Result<T, Panicked> {
    let mut future = pin!(future);
    // What the future leaves behind is dropped, and never examined.
    let polled =
        poll_fn(move |context| match panic::catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => Poll::Ready(Err(Panicked { place: LAST.take() })),
        });
    polled.await
}

/// From now on the location of a panic is recorded. Its message is printed only if `RUST_BACKTRACE` is set: it may contain a
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
