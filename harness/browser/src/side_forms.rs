//! Forms that appear on many pages of a site and are not the subject of a page: to search, to sign out, to choose a language, to
//! subscribe to a newsletter, to answer a cookie banner.

use super::decide::is_about_cookies;
use super::fields::{is_fillable, plain_name};
use super::weigh::all_text;
use super::words::{self, Meaning};
use crate::model::page::{Control, Form};

/// Whether the page is about something else than this form, where there is anything else on it: signing out may be all that a
/// page is for.
pub(super) fn is_side_form(form: &Form) -> bool {
    let only_signs_out = || words::read(&all_text(form)).has(Meaning::SignOut) && !asks(form);
    is_never_the_subject(form) || only_signs_out()
}

/// Whether no page of a sign-in is about this form.
pub(super) fn is_never_the_subject(form: &Form) -> bool {
    let said = words::read(&all_text(form));
    said.has(Meaning::Search)
        || said.has(Meaning::Subscribe)
        || is_about_cookies(form)
        || (!asks(form) && chooses_language(form))
}

fn asks(form: &Form) -> bool {
    form.controls.iter().any(is_fillable)
}

/// All that there is to choose is a language: from a list, or by a button for each.
fn chooses_language(form: &Form) -> bool {
    let names_language = |control: &Control| {
        let name = plain_name(control);
        ["lang", "locale"].iter().any(|word| name.contains(word))
    };
    let offers = |control: &&Control| matches!(control.kind.as_str(), "select" | "radio" | "checkbox");
    let mut choices = form.controls.iter().filter(offers).peekable();
    match choices.peek() {
        Some(_) => choices.all(names_language),
        None => form.controls.iter().any(|control| control.submits() && names_language(control)),
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::page_from_html::page_from_html;

    fn form(inside: &str) -> Form {
        let url = Url::parse("http://op.test/authorize").expect("a URL");
        page_from_html(&url, 200, "text/html", &format!("<form>{inside}</form>")).forms.remove(0)
    }

    fn is_side(inside: &str) -> bool {
        is_side_form(&form(inside))
    }

    #[test]
    fn forms_common_to_many_pages_are_side_forms() {
        assert!(is_side("<input type=search name=q><button>Search</button>"));
        assert!(is_side("<button>Sign out</button>"));
        assert!(!is_never_the_subject(&form("<button>Sign out</button>")));
        assert!(is_side("<select name=language><option>English<option>Deutsch</select><button>OK</button>"));
        assert!(is_side("<button name=lang value=de>Deutsch</button><button name=lang value=fr>Français</button>"));
        assert!(is_side("<h2>Newsletter</h2><input type=email name=email><button>Subscribe</button>"));
        assert!(is_side("<p>We use cookies.</p><button>Accept</button>"));
    }

    #[test]
    fn a_language_with_another_question_is_not_a_side_form() {
        let language = "<select name=language><option>English<option>Deutsch</select>";
        assert!(!is_side(&format!("{language}<select name=tenant><option>A<option>B</select><button>OK</button>")));
        assert!(!is_side(&format!("{language}<input name=user><button>OK</button>")));
        assert!(!is_side("<button>Allow</button>"));
    }
}
