//! The transcript of a case: every exchange of every actor as text that is the same in every run.

use std::fmt::Write as _;

use super::redacted::{
    Redacted, RedactedBody, RedactedExchange, RedactedOutcome, RedactedPage, RedactedRequest, RedactedResponse,
    RedactedUrl,
};
use super::verdict::CaseReport;

impl CaseReport {
    /// Every exchange in full, with symbols for secrets and for values that vary. This is stored and compared.
    pub fn transcript(&self) -> String {
        of(&self.exchanges)
    }
}

fn of(exchanges: &[RedactedExchange]) -> String {
    let mut text = String::new();
    for (index, exchange) in exchanges.iter().enumerate() {
        let separator = if index == 0 { "" } else { "\n" };
        let _ = writeln!(text, "{separator}{}. {}", index + 1, exchange.actor);
        write_request(&mut text, &exchange.request);
        match &exchange.outcome {
            RedactedOutcome::Response(response) => write_response(&mut text, response),
            RedactedOutcome::Failure(failure) => {
                let _ = writeln!(text, "  !! {}", failure.message);
            }
        }
    }
    // A bare CR would be invisible, and Git or an editor may change it.
    text.replace('\r', "\\r")
}

fn write_request(text: &mut String, request: &RedactedRequest) {
    let _ = writeln!(text, "  {} {}", request.method, request.url.address);
    write_query(text, &request.url, "    ");
    write_headers(text, &request.headers);
    match &request.body {
        RedactedBody::Form(fields) => {
            for (name, value) in fields {
                let _ = writeln!(text, "    & {name} = {value}");
            }
        }
        RedactedBody::Json(body) | RedactedBody::Text(body) => {
            let _ = writeln!(text, "    {body}");
        }
        RedactedBody::Empty | RedactedBody::Page(_) => {}
    }
}

fn write_response(text: &mut String, response: &RedactedResponse) {
    let _ = writeln!(text, "  {} {}", response.status, response.media_type);
    if let Some(location) = &response.location {
        if let Some(target) = &location.leads_to {
            let _ = writeln!(text, "    → {}", target.address);
            write_query(text, target, "      ");
        } else if let Some(error) = &location.error {
            let _ = writeln!(text, "    → {} ({error})", location.written);
        }
    }
    write_headers(text, &response.headers);
    match &response.body {
        RedactedBody::Page(page) => write_page(text, page),
        RedactedBody::Json(body) => {
            for line in body.lines() {
                let _ = writeln!(text, "    {line}");
            }
        }
        RedactedBody::Text(line) => {
            let _ = writeln!(text, "    {line}");
        }
        RedactedBody::Empty | RedactedBody::Form(_) => {}
    }
}

fn write_headers(text: &mut String, headers: &[(Redacted, Redacted)]) {
    for (name, value) in headers {
        let _ = writeln!(text, "    {name}: {value}");
    }
}

fn write_page(text: &mut String, page: &RedactedPage) {
    let _ = writeln!(text, "    {} page \"{}\"", page.kind.name(), page.heading);
    for link in &page.links {
        let _ = writeln!(text, "    link \"{}\" {}", link.text, link.address);
    }
    for form in &page.forms {
        let _ = writeln!(text, "    form {} {}", form.method, form.action);
        for control in &form.controls {
            let name = if control.name.is_empty() { "(no name)" } else { &control.name };
            let _ = write!(text, "      {} {name}", control.kind);
            if !control.value.is_empty() {
                let _ = write!(text, " = {}", control.value);
            }
            text.push('\n');
        }
    }
}

fn write_query(text: &mut String, url: &RedactedUrl, indent: &str) {
    for (name, value) in &url.query {
        let _ = writeln!(text, "{indent}? {name} = {value}");
    }
    if let Some(fragment) = &url.fragment {
        let _ = writeln!(text, "{indent}# {fragment}");
    }
}
