//! From a form and the user's input to a submission: the entry list of the HTML standard ("constructing the entry list").

use url::Url;

use super::charset;
use crate::model::page::{Control, Form, Page};

/// What a browser is about to send for a form. It can still be changed: parameters dropped, doubled, forged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// The page that contains the form; determines `Referer` and `Origin`.
    pub page: Url,
    /// `GET` or `POST`.
    pub method: String,
    /// The target. The entries of a `GET` replace its query.
    pub url: Url,
    /// `application/x-www-form-urlencoded`, `multipart/form-data` or `text/plain`; only for `POST`.
    pub enctype: String,
    /// The name of the encoding of the entries; empty for UTF-8.
    pub charset: String,
    /// Names and values, in order.
    pub entries: Vec<(String, String)>,
}

/// The entry list of a form whose button number `press` (an index into its controls) is pressed, or none is, after the user
/// has filled fields in.
///
/// `fill` names fields and values. Text takes the value; boxes, radio buttons and lists are set to exactly the values given
/// for their name (an empty one clears them); a value without a control is sent anyway, last. That is more than a user of a
/// browser can do, and what a tester needs.
pub fn entries(form: &Form, press: Option<usize>, fill: &[(String, String)]) -> Vec<(String, String)> {
    let set = press.and_then(|index| form.controls.get(index)?.sets.clone());
    let fill: Vec<(String, String)> = fill.iter().cloned().chain(set).collect();
    let mut fills = UserInput { given: &fill, used: vec![false; fill.len()] };
    let mut entries = Vec::new();
    for (index, control) in form.controls.iter().enumerate() {
        if control.disabled {
            continue;
        }
        match control.kind.as_str() {
            "submit" if press == Some(index) => push(&mut entries, &control.name, control.value.clone()),
            "image" if press == Some(index) => {
                let prefix = if control.name.is_empty() { String::new() } else { format!("{}.", control.name) };
                entries.extend(["x", "y"].map(|axis| (format!("{prefix}{axis}"), "0".to_owned())));
            }
            "submit" | "image" | "button" | "reset" => {}
            "checkbox" | "radio" => {
                if fills.ticks(control) {
                    push(&mut entries, &control.name, control.value.clone());
                }
            }
            "select" => {
                if let Some(value) = fills.selects(control) {
                    push(&mut entries, &control.name, value);
                }
            }
            "hidden" if control.name.eq_ignore_ascii_case("_charset_") => {
                push(&mut entries, &control.name, "UTF-8".to_owned());
            }
            _ => {
                let value = fills.next(&control.name).unwrap_or_else(|| control.value.clone());
                push(&mut entries, &control.name, value);
            }
        }
    }
    entries.extend(fills.left(form));
    entries
}

/// What is sent for form number `form` of a page: its [`entries`] without those named in `without`, with the method, target and
/// encoding of the pressed button or the form.
pub fn submission(
    page: &Page,
    form: &Form,
    press: Option<usize>,
    fill: &[(String, String)],
    without: &[String],
) -> Submission {
    let button = press.and_then(|index| form.controls.get(index));
    let of_button = |pick: fn(&Control) -> Option<String>| button.and_then(pick);
    let mut entries = entries(form, press, fill);
    entries.retain(|(name, _)| !without.contains(name));
    let charset = form.charset.clone().unwrap_or_default();
    set_charset_field(form, &charset, &mut entries);
    Submission {
        page: page.url.clone(),
        method: of_button(|control| control.method.clone()).unwrap_or_else(|| form.method.clone()),
        url: button.and_then(|control| control.action.clone()).unwrap_or_else(|| form.action.clone()),
        enctype: of_button(|control| control.enctype.clone()).unwrap_or_else(|| form.enctype.clone()),
        charset,
        entries,
    }
}

/// A hidden field of that name contains the encoding of the form (HTML standard, "constructing the entry list").
fn set_charset_field(form: &Form, charset: &str, entries: &mut [(String, String)]) {
    let asks = |name: &str| {
        let mut hidden = form.controls.iter().filter(|control| control.kind == "hidden");
        name.eq_ignore_ascii_case("_charset_") && hidden.any(|control| control.name == name && control.value.is_empty())
    };
    for (_, value) in entries.iter_mut().filter(|(name, value)| value.is_empty() && asks(name)) {
        charset::shown(charset).clone_into(value);
    }
}

/// The button that the Enter key presses: the form's first submit button, unless it is disabled (HTML standard, "implicit
/// submission").
pub fn default_button(form: &Form) -> Option<usize> {
    form.controls.iter().position(Control::submits).filter(|index| !form.controls[*index].disabled)
}

fn push(entries: &mut Vec<(String, String)>, name: &str, value: String) {
    if !name.is_empty() {
        entries.push((name.to_owned(), value));
    }
}

/// The user's input, and which of it has found its control.
struct UserInput<'a> {
    given: &'a [(String, String)],
    used: Vec<bool>,
}

impl UserInput<'_> {
    /// The next value for a text field of that name: the second field of a name gets the second value.
    fn next(&mut self, name: &str) -> Option<String> {
        let found = (0..self.given.len()).find(|index| !self.used[*index] && self.given[*index].0 == name)?;
        self.used[found] = true;
        Some(self.given[found].1.clone())
    }

    fn names(&self, name: &str) -> bool {
        self.given.iter().any(|(given, _)| given == name)
    }

    /// Whether a check box or radio button is ticked: as on the page, unless its name is filled.
    fn ticks(&mut self, control: &Control) -> bool {
        if !self.names(&control.name) {
            return control.checked;
        }
        let wanted = |(name, value): &(String, String)| *name == control.name && *value == control.value;
        match self.given.iter().position(wanted) {
            Some(found) => {
                self.used[found] = true;
                true
            }
            None => false,
        }
    }

    /// What a list sends: as on the page, unless its name is filled.
    fn selects(&mut self, control: &Control) -> Option<String> {
        if self.names(&control.name) {
            self.next(&control.name).filter(|value| !value.is_empty() || control.options.contains(value))
        } else {
            control.checked.then(|| control.value.clone())
        }
    }

    /// Values without a control. An empty value for boxes and lists was a request to clear them.
    fn left<'b>(&'b self, form: &'b Form) -> impl Iterator<Item = (String, String)> + 'b {
        let clears = |name: &str| {
            let mut same = form.controls.iter().filter(|control| control.name == name);
            same.any(|control| matches!(control.kind.as_str(), "checkbox" | "radio" | "select"))
        };
        let given = self.given.iter().zip(&self.used);
        given
            .filter(|(_, used)| !**used)
            .map(|(fill, _)| fill.clone())
            .filter(move |(name, value)| !(value.is_empty() && clears(name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page_from_html::page_from_html;

    fn page(body: &str) -> Page {
        page_from_html(&Url::parse("http://op.test/a/b?q=1#f").expect("a URL"), 200, "text/html", body)
    }

    fn sent(body: &str, press: Option<usize>, fill: &[(&str, &str)]) -> String {
        let fill: Vec<_> = fill.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let entries = entries(&page(body).forms[0], press, &fill);
        entries.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("&")
    }

    #[test]
    fn all_hidden_fields_are_sent_and_only_the_pressed_button() {
        let body = "<form method=post><input type=hidden name=t value=1><input type=submit value=Cancel>\
                    <input type=submit name=allow value=Authorize><button name=other>x</button>\
                    <input type=hidden name=next><input name=gone disabled value=x></form>";
        assert_eq!(sent(body, None, &[]), "t=1&next=");
        assert_eq!(sent(body, Some(1), &[]), "t=1&next=");
        assert_eq!(sent(body, Some(2), &[]), "t=1&allow=Authorize&next=");
    }

    #[test]
    fn boxes_radios_and_lists() {
        let body = "<form><input type=checkbox name=s value=read checked><input type=checkbox name=s value=write>\
                    <input type=radio name=r value=no checked><input type=radio name=r value=yes>\
                    <select name=l><option disabled selected>choose<option value=1>one<option>two</select>\
                    <select name=m multiple><option selected>a<option>b<option selected>c</select></form>";
        assert_eq!(sent(body, None, &[]), "s=read&r=no&m=a&m=c");
        assert_eq!(
            sent(body, None, &[("r", "yes"), ("s", "read"), ("s", "write"), ("l", "two"), ("m", "b")]),
            "s=read&s=write&r=yes&l=two&m=b"
        );
        assert_eq!(sent(body, None, &[("s", ""), ("l", "1"), ("m", "")]), "r=no&l=1");
    }

    #[test]
    fn fields_of_one_name_and_names_of_no_field() {
        let body = "<form><input name=a value=1><input name=a value=2><input type=image name=go></form>";
        assert_eq!(sent(body, Some(2), &[("a", "x"), ("b", "y")]), "a=x&a=2&go.x=0&go.y=0&b=y");
    }

    #[test]
    fn the_pressed_button_has_its_own_way() {
        let page = page(
            "<base href=/c/><form action=d method=post><button formaction=e formmethod=get name=n value=v>x</button></form>",
        );
        let form = &page.forms[0];
        let plain = submission(&page, form, None, &[], &[]);
        assert_eq!((plain.method.as_str(), plain.url.path(), plain.entries.len()), ("POST", "/c/d", 0));
        let pressed = submission(&page, form, Some(0), &[], &[]);
        assert_eq!((pressed.method.as_str(), pressed.url.path(), pressed.entries.len()), ("GET", "/c/e", 1));
        assert!(submission(&page, form, Some(0), &[], &["n".to_owned()]).entries.is_empty());
    }

    #[test]
    fn no_action_is_the_page_with_its_query() {
        for form in ["<form>", "<form action>", "<form action=''>", "<form action='#'>"] {
            let url = page(form).forms[0].action.clone();
            assert_eq!((url.path(), url.query()), ("/a/b", Some("q=1")), "{form}");
        }
    }
}
