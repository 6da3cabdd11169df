//! Exchanges as lines: the sender, the request and the response.

use std::fmt::Write as _;

use crate::model::redacted::{RedactedExchange, RedactedOutcome, RedactedResponse, RedactedUrl};
use crate::model::verdict::CaseReport;

/// Up to this many similar exchanges are shown one by one.
const FEW: usize = 3;

/// Every exchange of a case on a line, and below it how its page was classified.
pub(super) fn with_pages(report: &CaseReport) -> String {
    let mut text = String::new();
    for exchange in report.exchanges.iter() {
        let _ = writeln!(text, "{}", line(exchange));
        if let Some(page) = exchange.page() {
            let evidence: Vec<&str> = page.evidence.iter().map(|sentence| &**sentence).collect();
            let why = if evidence.is_empty() { "no evidence".to_owned() } else { evidence.join("; ") };
            let _ = writeln!(text, "{:13} {} page: {why}", "", page.kind.name());
        }
    }
    text
}

/// The exchanges up to the one after which a finding was made; that one is marked.
pub(super) fn write_up_to(text: &mut String, exchanges: &[RedactedExchange], finding_at: Option<usize>) {
    if exchanges.is_empty() {
        return;
    }
    text.push('\n');
    let last = finding_at.unwrap_or(exchanges.len()).clamp(1, exchanges.len());
    let mut index = 0;
    while index < last {
        // What many clients did in parallel, with the same outcome, is one line.
        let first = deed(&exchanges[index]);
        let same = exchanges[index..last].iter().take_while(|exchange| deed(exchange) == first).count();
        let many = if same > FEW { same } else { 1 };
        index += many;
        let pointer = if index == last { "→" } else { " " };
        let times = if many > 1 { format!("  × {many}") } else { String::new() };
        let _ = writeln!(text, "    {pointer}{index:>3}  {}{times}", line(&exchanges[index - 1]));
    }
}

/// One exchange.
fn line(exchange: &RedactedExchange) -> String {
    format!("{:<8} {}", exchange.actor, without_actor(exchange))
}

/// An exchange without the number of the client that made it.
fn deed(exchange: &RedactedExchange) -> (&str, String) {
    let actor =
        exchange.actor.trim_start_matches("client").trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    (actor, without_actor(exchange))
}

fn without_actor(exchange: &RedactedExchange) -> String {
    let request = &exchange.request;
    let outcome = match &exchange.outcome {
        RedactedOutcome::Response(response) => match sent_on(response) {
            Some(location) => format!("{} → {location}", response.status),
            None => response.status.to_string(),
        },
        RedactedOutcome::Failure(failure) => failure.message.to_string(),
    };
    format!("{:<4} {}{}  {outcome}", request.method, request.url.address, rest(&request.url))
}

/// Where a redirect leads.
fn sent_on(response: &RedactedResponse) -> Option<String> {
    let location = response.location.as_ref().filter(|_| matches!(response.status, 301 | 302 | 303 | 307 | 308))?;
    let rest = location.leads_to.as_ref().map_or("", rest);
    Some(format!("{}{rest}", location.written))
}

/// Placeholder for the query and the fragment.
fn rest(url: &RedactedUrl) -> &'static str {
    if url.query.is_empty() && url.fragment.is_none() { "" } else { "?…" }
}
