//! `errors-without-stack-traces`: no error page exposes a stack trace or the debug page of a framework (OWASP ASVS 5.0 §16.5.1).

use super::traffic::Party;
use super::{AlwaysOnCheck, Examined, Traffic};
use crate::model::scenario::UnderTest;

const PROVIDER: &str = "asvs5-16.5.1-generic-error";
const CONSUMER: &str = "asvs5-16.5.1-client-generic-error";

pub(super) const KIND: AlwaysOnCheck = AlwaysOnCheck {
    id: "errors-without-stack-traces",
    sentence: "No error response exposes a stack trace or a debug page",
    requirements: &[PROVIDER, CONSUMER],
    about: UnderTest::Pair,
    red_when: &["provider/stack-trace-shown", "consumer/two-authentication-methods + consumer/provider-failure-is-500"],
    examine,
};

/// What the runtimes and frameworks of many languages print in a stack trace or on a debug page, and nothing else prints.
const MARKS: [&str; 22] = [
    "Traceback (most recent call last)",
    "DEBUG = True",
    "Werkzeug Debugger",
    "goroutine 1 [",
    "runtime/panic.go",
    "thread 'main' panicked",
    "thread 'tokio-runtime-worker' panicked",
    "Exception in thread",
    "java.lang.",
    "org.springframework.",
    ".java:",
    "NullReferenceException",
    "System.Exception:",
    "at Object.<anonymous> (",
    "at process.processTicksAndRejections",
    "node_modules/",
    "ActionController::",
    "Action Controller: Exception caught",
    "Application Trace",
    "Fatal error: Uncaught",
    "Whoops, looks like something went wrong",
    "SQLSTATE[",
];

fn examine(traffic: &Traffic<'_>) -> Examined {
    let mut examined = Examined::default();
    for seen in traffic.seen().filter(|seen| seen.response.status >= 400) {
        let requirement = match seen.party {
            Some(Party::Provider) => PROVIDER,
            Some(Party::Consumer) => CONSUMER,
            None => continue,
        };
        examined.count(requirement);
        if let Some(mark) = MARKS.iter().find(|mark| seen.response.body.contains(**mark)) {
            let expected = "a generic error message";
            let status = seen.response.status;
            examined.violation(
                seen.index,
                requirement,
                expected,
                format!("\"{mark}\" in the body of an error (status {status})"),
            );
        }
    }
    examined
}
