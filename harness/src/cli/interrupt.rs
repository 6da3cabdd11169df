//! The signals by which a user, a CI server or a closing terminal interrupts a run.

/// Resolves when the run is to be interrupted. Never resolves on platforms without signals.
pub(super) async fn interrupted() {
    tokio::select! {
        Ok(()) = tokio::signal::ctrl_c() => {}
        () = termination_signal() => {}
    }
}

/// SIGTERM, or SIGHUP unless that is ignored: under `nohup` a run outlives its terminal.
#[cfg(unix)]
async fn termination_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let heard = async |kind: SignalKind| match signal(kind) {
        Ok(mut signal) => drop(signal.recv().await),
        Err(_) => std::future::pending().await,
    };
    let hang_up =
        async { if is_hang_up_ignored() { std::future::pending().await } else { heard(SignalKind::hangup()).await } };
    tokio::select! {
        () = heard(SignalKind::terminate()) => {}
        () = hang_up => {}
    }
}

#[cfg(not(unix))]
async fn termination_signal() {
    std::future::pending().await
}

/// As far as the system shows it without unsafe code: Linux does.
#[cfg(unix)]
fn is_hang_up_ignored() -> bool {
    std::fs::read_to_string("/proc/self/status").is_ok_and(|status| ignores_hang_up(&status))
}

/// Parses the mask `SigIgn` of proc(5): bit 0 is signal 1, SIGHUP.
#[cfg(unix)]
fn ignores_hang_up(status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nohup_is_seen_in_the_mask_of_ignored_signals() {
        assert!(ignores_hang_up("Name:\tx\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000001001\n"));
        assert!(!ignores_hang_up("SigBlk:\t0000000000000001\nSigIgn:\t0000000000001000\n"));
        assert!(!ignores_hang_up(""), "another system");
    }
}
