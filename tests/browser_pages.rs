//! The page corpus: every `tests/pages/*.html` with its `.yaml` is one test, found at run time.
//!
//! The data file states how the browser has to interpret the page. What it leaves out is not checked; `nothing` means that the
//! page has no control for the action. A new page is two new files.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use oauth_harness::browser::{
    Decision, PageAction, choose_account, code_field, continue_action, csrf_token_fields, decision_button,
    default_button, login_fields, page_from_html, submission,
};
use oauth_harness::model::page::{Page, PageKind};
use serde::Deserialize;
use url::Url;

/// What is expected of a page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Expected {
    /// Its URL.
    #[serde(default = "somewhere")]
    url: Url,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default = "html")]
    media_type: String,
    kind: PageKind,
    /// The index of the main form.
    form: Option<usize>,
    /// What a login of the user `alice` with the password `secret` submits.
    login: Option<Action>,
    /// What the one-time code `123456` submits.
    code: Option<Action>,
    allow: Option<Action>,
    deny: Option<Action>,
    onward: Option<Action>,
    /// What choosing the account that mentions `bob` does.
    bob: Option<Action>,
    /// What the page submits without user interaction.
    relay: Option<Action>,
    /// The fields with a CSRF token.
    guards: Option<Vec<String>>,
    /// Part of a sentence of the evidence.
    because: Option<String>,
}

/// An action of the user, and what it submits.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
enum Action {
    /// `POST /path name=value …`, entries separated by spaces.
    Submit(String),
    /// Follows a link.
    Follow(String),
    /// No such action exists.
    Nothing(()),
}

pub(super) fn trials() -> Vec<Trial> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pages");
    let mut pages = pages(&folder);
    pages.sort();
    let trials = pages.into_iter().map(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Trial::test(format!("browser_pages/{name}"), move || check(&path))
    });
    trials.collect()
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("tests/pages is part of the repository");
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "html")).collect()
}

fn check(path: &Path) -> Result<(), Failed> {
    let body = std::fs::read_to_string(path)?;
    let data = path.with_extension("yaml");
    let text = std::fs::read_to_string(&data).map_err(|error| format!("{}: {error}", data.display()))?;
    let expected: Expected = serde_saphyr::from_str(&text).map_err(|error| format!("{}: {error}", data.display()))?;
    let page = page_from_html(&expected.url, expected.status, &expected.media_type, &body);
    let mut wrong = String::new();
    let mut same = |what: &str, expected: String, seen: String| {
        if expected != seen {
            let _ = write!(wrong, "\n{what}:\n  expected {expected}\n  seen     {seen}");
        }
    };
    same("kind", expected.kind.name().to_owned(), page.kind.name().to_owned());
    if let Some(form) = expected.form {
        same("main form", format!("{:?}", Some(form)), format!("{:?}", page.main_form));
    }
    for (what, action, seen) in [
        ("login", &expected.login, login(&page)),
        ("code", &expected.code, code(&page)),
        ("allow", &expected.allow, pressed(&page, decision_button(&page, Decision::Allow))),
        ("deny", &expected.deny, pressed(&page, decision_button(&page, Decision::Deny))),
        ("onward", &expected.onward, pressed(&page, continue_action(&page))),
        ("bob", &expected.bob, pressed(&page, choose_account(&page, "bob"))),
        ("relay", &expected.relay, relayed(&page)),
    ] {
        if let Some(action) = action {
            same(what, format!("{action:?}"), format!("{seen:?}"));
        }
    }
    if let Some(guards) = &expected.guards {
        same("guards", format!("{guards:?}"), format!("{:?}", csrf_fields(&page)));
    }
    if let Some(because) = &expected.because
        && !page.evidence.iter().any(|sentence| sentence.contains(because))
    {
        same("evidence", because.clone(), page.evidence.join("; "));
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{wrong}\nevidence: {:#?}", page.evidence).into()) }
}

fn login(page: &Page) -> Action {
    let Some(index) = page.main_form else { return Action::Nothing(()) };
    let form = &page.forms[index];
    let Some(fields) = login_fields(form) else { return Action::Nothing(()) };
    let values = [(fields.user, "alice"), (fields.password, "secret")];
    let fill =
        values.iter().filter_map(|(field, value)| Some((form.controls[(*field)?].name.clone(), (*value).to_owned())));
    submitted(page, index, fields.submit, &fill.collect::<Vec<_>>())
}

fn code(page: &Page) -> Action {
    let Some(index) = page.main_form else { return Action::Nothing(()) };
    let form = &page.forms[index];
    let Some(field) = code_field(form) else { return Action::Nothing(()) };
    submitted(page, index, default_button(form), &[(form.controls[field].name.clone(), "123456".to_owned())])
}

fn relayed(page: &Page) -> Action {
    match (page.kind, page.main_form, &page.moves_to) {
        (PageKind::FormRelay, Some(form), _) => submitted(page, form, None, &[]),
        (PageKind::ScriptRelay, _, Some(url)) => Action::Follow(url.to_string()),
        _ => Action::Nothing(()),
    }
}

fn pressed(page: &Page, press: Option<PageAction>) -> Action {
    match press {
        Some(PageAction::Submit { form, control, fill }) => submitted(page, form, control, &fill),
        Some(PageAction::Follow(url)) => Action::Follow(url.to_string()),
        None => Action::Nothing(()),
    }
}

fn submitted(page: &Page, form: usize, press: Option<usize>, fill: &[(String, String)]) -> Action {
    let submission = submission(page, &page.forms[form], press, fill, &[]);
    let origin = page.url.origin() == submission.url.origin();
    let target = submission.url.as_str();
    let target = if origin { &target[submission.url.origin().ascii_serialization().len()..] } else { target };
    let mut line = format!("{} {target}", submission.method);
    for (name, value) in &submission.entries {
        let _ = write!(line, " {name}={value}");
    }
    Action::Submit(line)
}

fn csrf_fields(page: &Page) -> Vec<String> {
    let form = page.main_form.map(|index| &page.forms[index]);
    form.map(|form| csrf_token_fields(form).into_iter().map(|index| form.controls[index].name.clone()).collect())
        .unwrap_or_default()
}

fn somewhere() -> Url {
    Url::parse("http://op.test/page?q=1").expect("a URL")
}

fn ok() -> u16 {
    200
}

fn html() -> String {
    "text/html".to_owned()
}
