//! HTML understood, acted on, and sent.

use oauth_harness::browser::{
    Decision, Press, anti_forgery_fields, asks_for_a_person, choose_account, code_field_of, complaint, decision_button,
    default_button, first_words, login_fields_of, of_one_browser, onward, submission, understand,
};

use super::input::{text, url};

/// Reads it.
pub fn read(data: &[u8]) {
    let page = understand(&url("https://op.test/a/b"), 200, "text/html", &text(data));
    assert!(page.main_form.is_none_or(|form| form < page.forms.len()));
    complaint(&page);
    first_words(&page);
    asks_for_a_person(&page);
    code_field_of(&page);
    login_fields_of(&page);
    of_one_browser(&page, &page);
    let presses = [
        decision_button(&page, Decision::Allow),
        decision_button(&page, Decision::Deny),
        onward(&page),
        choose_account(&page, "alice"),
    ];
    for press in presses.into_iter().flatten() {
        if let Press::Submit { form, control, fill } = press {
            let form = &page.forms[form];
            assert!(control.is_none_or(|control| control < form.controls.len()));
            submission(&page, form, control, &fill, &[]);
        }
    }
    for form in &page.forms {
        assert!(anti_forgery_fields(form).iter().all(|at| *at < form.controls.len()));
        let sent = submission(&page, form, default_button(form), &[("user".to_owned(), "alice".to_owned())], &[]);
        assert!(matches!(sent.method.as_str(), "GET" | "POST" | "dialog" | "DIALOG"), "{}", sent.method);
    }
}
