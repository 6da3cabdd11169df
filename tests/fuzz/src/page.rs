//! HTML understood, acted on, and sent.

use oauth_harness::browser::{
    Decision, PageAction, csrf_token_fields, has_captcha, choose_account, code_field_of, error_message, decision_button,
    default_button, leading_text, login_fields_of, csrf_fields_by_comparison, continue_action, submission, page_from_html,
};

use super::input::{text, url};

/// Reads it.
pub fn read(data: &[u8]) {
    let page = page_from_html(&url("https://op.test/a/b"), 200, "text/html", &text(data));
    assert!(page.main_form.is_none_or(|form| form < page.forms.len()));
    error_message(&page);
    leading_text(&page);
    has_captcha(&page);
    code_field_of(&page);
    login_fields_of(&page);
    csrf_fields_by_comparison(&page, &page);
    let presses = [
        decision_button(&page, Decision::Allow),
        decision_button(&page, Decision::Deny),
        continue_action(&page),
        choose_account(&page, "alice"),
    ];
    for press in presses.into_iter().flatten() {
        if let PageAction::Submit { form, control, fill } = press {
            let form = &page.forms[form];
            assert!(control.is_none_or(|control| control < form.controls.len()));
            submission(&page, form, control, &fill, &[]);
        }
    }
    for form in &page.forms {
        assert!(csrf_token_fields(form).iter().all(|at| *at < form.controls.len()));
        let sent = submission(&page, form, default_button(form), &[("user".to_owned(), "alice".to_owned())], &[]);
        assert!(matches!(sent.method.as_str(), "GET" | "POST" | "dialog" | "DIALOG"), "{}", sent.method);
    }
}
