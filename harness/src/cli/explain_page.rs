//! `explain-page`: how the browser interprets a page, and what it would do on it.

use std::fmt::Write as _;
use std::path::Path;

use clap::Args;
use schemars::SchemaGenerator;
use serde_json::{Value, json};
use url::Url;

use super::exit::Exit;
use super::print::{self, BOLD, DIM};
use crate::browser::{
    self, Browser, Decision, Limits, NavigationEnd, PageAction, StopUrls, Submission, Transport, code_field,
    continue_action, csrf_token_fields, decision_button, default_button, login_fields,
};
use crate::model::exchange::Exchange;
use crate::model::page::{Form, Page, PageKind};
use crate::model::redacted::Redactor;
use crate::model::source::Source;
use crate::record::symbol::Symbols;
use crate::schema;

/// The arguments of `explain-page`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ExplainPageArguments {
    /// A file with HTML, or an `http` or `https` URL.
    #[arg(value_name = "FILE|URL")]
    page: String,
    /// The base URL of a page in a file: relative links and actions are resolved against it.
    #[arg(long, value_name = "URL", default_value = "http://localhost/")]
    base: Url,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  oauth-harness explain-page https://op.example/login               opened as a user's browser opens it
  oauth-harness explain-page login.html --base https://op.example/  a saved page
  oauth-harness explain-page login.html --json                      everything that was parsed

Nothing is typed, and no button is pressed. Automatic redirects are followed.";

/// Placeholders for the user's name, password and one-time code.
const TYPED: [&str; 3] = ["‹name›", "‹password›", "‹code›"];

/// Explains it.
pub(super) fn explain_page(arguments: &ExplainPageArguments) -> Result<Exit, Exit> {
    let is_url = ["http://", "https://"].iter().any(|scheme| arguments.page.starts_with(scheme));
    let (page, log) =
        if is_url { opened(&arguments.page)? } else { (read(&arguments.page, &arguments.base)?, Vec::new()) };
    let would = would(&page);
    // Values in fields and addresses may give access to a user's session.
    let shown = ShownPage { symbols: Symbols::of_page(&page, &log) };
    let hops: Vec<String> = log.iter().map(hop).collect();
    let text = if arguments.json {
        let would: Value = would
            .iter()
            .map(|(what, action)| ((*what).to_owned(), action.as_json()))
            .collect::<serde_json::Map<_, _>>()
            .into();
        format!("{:#}\n", shown.json(json!({"page": page, "would": would, "hops": hops})))
    } else {
        shown.rendered(&page, &hops, &would)
    };
    print::out(&text)?;
    Ok(Exit::AsExpected)
}

fn read(file: &str, base: &Url) -> Result<Page, Exit> {
    let source = Source::read(Path::new(file)).map_err(|error| {
        print::error(&format!("{file} cannot be read: {error}"), "name a file with HTML, or a URL with its scheme");
        Exit::BadInput
    })?;
    Ok(browser::page_from_html(base, 200, "text/html", source.text()))
}

/// Opens a URL in a new browser.
fn opened(url: &str) -> Result<(Page, Vec<Exchange>), Exit> {
    let url = Url::parse(url).map_err(|error| {
        let without_query = url.split(['?', '#']).next().unwrap_or_default();
        print::error(&format!("`{without_query}` is not a URL: {error}"), "write it as an address bar shows it");
        Exit::BadInput
    })?;
    let mut log = Vec::new();
    let mut user = Browser::new("user", Transport::new(Limits::default()));
    let visit = print::runtime()?.block_on(user.open(&url, &StopUrls::none(), &mut log));
    let from = address(&url);
    match visit.map(|visit| visit.end) {
        Ok(NavigationEnd::Page(page)) => Ok((page, log)),
        Ok(NavigationEnd::Other(response)) => {
            let media_type = response.media_type();
            let what = if media_type.is_empty() { "nothing" } else { &media_type };
            print::error(
                &format!("{from} is not a page: the response is {} with {what}", response.status),
                "name the URL that a user opens",
            );
            Err(Exit::BadInput)
        }
        Ok(NavigationEnd::Stopped(at)) => {
            print::error(&format!("the redirects from {from} were stopped at {}", address(&at)), "");
            Err(Exit::Unreachable)
        }
        Err(error) => {
            print::error(
                &format!("{from} cannot be opened: {}", Symbols::default().redact(&error.to_string())),
                "is it running, and is the URL right?",
            );
            Err(Exit::Unreachable)
        }
    }
}

/// A URL without what may be a secret in it.
fn address(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

fn hop(exchange: &Exchange) -> String {
    let outcome = match &exchange.outcome {
        Ok(response) => response.status.to_string(),
        Err(failure) => failure.to_string(),
    };
    format!("{} {} → {outcome}", exchange.request.method, exchange.request.url)
}

/// An action of the browser, and the request that it would send.
enum BrowserAction {
    Submit(Submission),
    Follow(Url),
}

impl BrowserAction {
    fn as_json(&self) -> Value {
        match self {
            BrowserAction::Follow(url) => json!({"follow": url}),
            BrowserAction::Submit(submission) => json!({
                "method": submission.method,
                "url": submission.url,
                "enctype": submission.enctype,
                "entries": submission.entries,
            }),
        }
    }
}

/// The possible actions on the page, by their purpose.
fn would(page: &Page) -> Vec<(&'static str, BrowserAction)> {
    let submit = |form: usize, press: Option<usize>, fill: &[(String, String)]| {
        BrowserAction::Submit(browser::submission(page, &page.forms[form], press, fill, &[]))
    };
    let pressed = |press: PageAction| match press {
        PageAction::Submit { form, control, fill } => submit(form, control, &fill),
        PageAction::Follow(url) => BrowserAction::Follow(url),
    };
    let main = page.main_form.map(|index| (index, &page.forms[index]));
    let named = |form: &Form, field: usize, typed: &str| (form.controls[field].name.clone(), typed.to_owned());
    let [name, password, code] = TYPED;
    let log_in = main.and_then(|(index, form)| {
        let fields = login_fields(form)?;
        let typed = [(fields.user, name), (fields.password, password)];
        let fill: Vec<_> = typed.iter().filter_map(|(field, typed)| Some(named(form, (*field)?, typed))).collect();
        Some(submit(index, fields.submit, &fill))
    });
    let send_code = main
        .and_then(|(index, form)| Some(submit(index, default_button(form), &[named(form, code_field(form)?, code)])));
    let automatic = match page.kind {
        PageKind::FormRelay => main.map(|(index, _)| submit(index, None, &[])),
        _ => page.moves_to.clone().map(BrowserAction::Follow),
    };
    // A field for a code looks like one for a user name: the kind of the page decides.
    let is = |kinds: &[PageKind]| kinds.contains(&page.kind);
    let found = [
        ("redirect automatically", automatic),
        ("log in", log_in.filter(|_| page.kind.asks_for_credentials())),
        ("send a code", send_code.filter(|_| is(&[PageKind::OneTimeCode]))),
        ("allow", decision_button(page, Decision::Allow).map(pressed).filter(|_| is(&[PageKind::Consent]))),
        ("deny", decision_button(page, Decision::Deny).map(pressed).filter(|_| is(&[PageKind::Consent]))),
        ("continue", continue_action(page).map(pressed).filter(|_| is(&[PageKind::Continue]))),
    ];
    found.into_iter().filter_map(|(what, action)| Some((what, action?))).collect()
}

/// What is shown of a page.
struct ShownPage {
    symbols: Symbols,
}

impl ShownPage {
    fn rendered(&self, page: &Page, log: &[String], would: &[(&str, BrowserAction)]) -> String {
        let mut text = String::new();
        if log.len() > 1 {
            for hop in log {
                let _ = writeln!(text, "  {DIM}{}{DIM:#}", self.line(hop));
            }
            text.push('\n');
        }
        let _ = writeln!(
            text,
            "{BOLD}{}{BOLD:#}  {}  {DIM}{} · status {}{DIM:#}",
            page.kind.name(),
            meaning(page.kind),
            self.line(page.url.as_str()),
            page.status
        );
        for (what, said) in [("title", &page.title), ("heading", &page.heading)] {
            if !said.is_empty() {
                let _ = writeln!(text, "  {DIM}{what:<8}{DIM:#} {}", self.shortened(said));
            }
        }
        if !page.evidence.is_empty() {
            let _ = writeln!(text, "\n{BOLD}because{BOLD:#}");
            for sentence in &page.evidence {
                let _ = writeln!(text, "  {}", self.line(sentence));
            }
        }
        for (index, form) in page.forms.iter().enumerate() {
            self.write_form(&mut text, index, form, page);
        }
        let _ = writeln!(text, "\n{BOLD}the browser would{BOLD:#}");
        for (what, action) in would {
            self.write_action(&mut text, what, action, page);
        }
        if would.is_empty() {
            let _ = writeln!(text, "  do nothing here");
        }
        text
    }

    fn write_form(&self, text: &mut String, index: usize, form: &Form, page: &Page) {
        let main = if page.main_form == Some(index) { ", the main one" } else { "" };
        let _ = writeln!(
            text,
            "\n{BOLD}form {}{main}{BOLD:#}  {DIM}{} {}{DIM:#}",
            index + 1,
            form.method,
            self.line(form.action.as_str())
        );
        for (number, control) in form.controls.iter().enumerate() {
            let name = if control.name.is_empty() { "(not sent)".to_owned() } else { self.shortened(&control.name) };
            let said = if control.label.is_empty() {
                String::new()
            } else {
                format!("\"{}\"", self.shortened(&control.label))
            };
            let line = format!("  {name:<24} {:<10} {said}", control.kind);
            let _ = writeln!(text, "{}{}", line.trim_end(), purpose(page.kind, form, number));
        }
    }

    fn write_action(&self, text: &mut String, what: &str, action: &BrowserAction, page: &Page) {
        let (line, url) = match action {
            BrowserAction::Follow(url) => (format!("GET {}", self.line(url.as_str())), url),
            BrowserAction::Submit(submission) => {
                (format!("{} {}", submission.method, self.line(submission.url.as_str())), &submission.url)
            }
        };
        let away = if url.origin() == page.url.origin() { "" } else { ", to another origin" };
        let _ = writeln!(text, "  {BOLD}{what:<14}{BOLD:#} {line}{DIM}{away}{DIM:#}");
        if let BrowserAction::Submit(submission) = action {
            for (name, value) in &submission.entries {
                let _ = writeln!(text, "  {:<14} {DIM}{}={}{DIM:#}", "", self.shortened(name), self.shortened(value));
            }
        }
    }

    fn shortened(&self, text: &str) -> String {
        const LONGEST: usize = 60;
        // Truncated after redaction: half a secret is not recognized.
        let line = self.line(text);
        match line.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }

    /// What a page says, without secrets. It must not steer the terminal.
    fn line(&self, text: &str) -> String {
        visible(&self.symbols.redact(text))
    }

    /// A value without secrets in its texts.
    fn json(&self, value: Value) -> Value {
        match value {
            Value::String(text) => self.symbols.redact(&text).into(),
            Value::Array(items) => items.into_iter().map(|item| self.json(item)).collect(),
            Value::Object(members) => members.into_iter().map(|(name, value)| (name, self.json(value))).collect(),
            other => other,
        }
    }
}

/// The purpose of such a page: the description in its schema.
fn meaning(kind: PageKind) -> String {
    let schema = schema::alone(SchemaGenerator::subschema_for::<PageKind>).to_value();
    let alternatives = schema["oneOf"].as_array().cloned().unwrap_or_default();
    let said = alternatives.iter().find(|alternative| alternative["const"] == kind.name());
    said.and_then(|said| said["description"].as_str()).unwrap_or_default().to_owned()
}

/// The purpose of a control, if it is known.
fn purpose(kind: PageKind, form: &Form, number: usize) -> String {
    let login = login_fields(form).filter(|_| kind.asks_for_credentials());
    let is = |field: Option<usize>| field == Some(number);
    let purpose = if login.as_ref().is_some_and(|fields| is(fields.user)) {
        "the user's name"
    } else if login.as_ref().is_some_and(|fields| is(fields.password)) {
        "the password"
    } else if kind == PageKind::OneTimeCode && is(code_field(form)) {
        "a one-time code"
    } else if csrf_token_fields(form).contains(&number) {
        "a CSRF token"
    } else if form.controls[number].disabled {
        "disabled"
    } else {
        return String::new();
    };
    format!("  {DIM}{purpose}{DIM:#}")
}

/// The text of a page must not control the terminal.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}
