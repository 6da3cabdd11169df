//! HTML understood, acted on, and sent.

use oauth_harness::browser::{
    Decision, PageAction, choose_account, code_field_of, continue_action, csrf_fields_by_comparison, csrf_token_fields,
    decision_button, default_button, error_message, has_captcha, leading_text, login_fields_of, page_from_html,
    submission,
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
