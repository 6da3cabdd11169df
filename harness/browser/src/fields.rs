//! The fields of a form by purpose: user name, password, one-time code, and CSRF token.

use std::cmp::Reverse;

use super::words::{self, FoundWords, Meaning};
use crate::model::page::{Control, Form, Page};

/// The fields of a login form (indices into its controls).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginFields {
    /// The user's name; `None` on the second of two pages.
    pub user: Option<usize>,
    /// The password; `None` on the first of two pages.
    pub password: Option<usize>,
    /// The button that signs in; `None` if the form has none and is sent without.
    pub submit: Option<usize>,
}

/// The fields of a form that asks for a user name, a password or both; `None` if it asks for neither, or for a new password.
pub fn login_fields(form: &Form) -> Option<LoginFields> {
    if chooses_password(form) {
        return None;
    }
    let password = password_field(form);
    let user = user_field(form, password);
    (user.is_some() || password.is_some()).then(|| LoginFields { user, password, submit: main_button(form) })
}

/// The same fields of the main form of a page, which the target file may have named.
pub fn login_fields_of(page: &Page) -> Option<LoginFields> {
    match &page.hinted {
        Some(hinted) if hinted.code.is_some() => None,
        Some(hinted) => Some(LoginFields { user: hinted.user, password: hinted.password, submit: hinted.submit }),
        None => login_fields(page.forms.get(page.main_form?)?),
    }
}

/// The field for a one-time code, if there is one.
pub fn code_field(form: &Form) -> Option<usize> {
    best(form, |control| {
        if !is_fillable(control) || control.kind == "textarea" {
            return 0;
        }
        let named = matches!(
            plain_name(control).as_str(),
            "otp"
                | "totp"
                | "code"
                | "mfacode"
                | "otpcode"
                | "pin"
                | "passcode"
                | "verificationcode"
                | "otptoken"
                | "twofactorcode"
                | "securitycode"
                | "token"
                | "onetimecode"
                | "smscode"
                | "authcode"
        );
        3 * i32::from(has_token(&control.autocomplete, "one-time-code"))
            + 2 * i32::from(words::read(&control.label).has(Meaning::Code))
            + 2 * i32::from(named)
    })
}

/// The same field of the main form of a page, which the target file may have named.
pub fn code_field_of(page: &Page) -> Option<usize> {
    match &page.hinted {
        Some(hinted) => hinted.code,
        None => code_field(page.forms.get(page.main_form?)?),
    }
}

/// The button that continues through a form: signs in rather than up, next rather than back, here rather than with another
/// party or in another way, and never a destructive one.
pub(super) fn main_button(form: &Form) -> Option<usize> {
    let password = form.controls.iter().position(|control| control.kind == "password" && !control.disabled);
    let by_password = |control: &Control, said: &FoundWords| {
        said.has(Meaning::Password) || words::read(&control.value).has(Meaning::Password)
    };
    let weight = |index: usize, control: &Control| {
        let said = words::read(button_words(control));
        let has = |meaning| i32::from(said.has(meaning));
        let here =
            password.map_or(0, |password| 2 * i32::from(by_password(control, &said)) + i32::from(index > password));
        1 + here + 4 * has(Meaning::LogIn) + 3 * (has(Meaning::Next) + has(Meaning::Verify)) + 2 * has(Meaning::Allow)
            - 4 * has(Meaning::SignUp)
            - 6 * (has(Meaning::Deny) + has(Meaning::Secondary) + has(Meaning::Search) + has(Meaning::Subscribe))
            - 9 * (has(Meaning::SignOut) + has(Meaning::Destructive))
    };
    let elsewhere = |control: &Control| {
        let said = words::read(button_words(control));
        !by_password(control, &said) && (names_a_party(control) || said.has(Meaning::OtherMethod))
    };
    let buttons = || form.controls.iter().enumerate().filter(|(_, control)| control.submits() && !control.disabled);
    // "Continue with your e-mail address" continues if it is the only button; next to a code it is another way to log in.
    let strict = code_field(form).is_some() && buttons().count() > 1;
    buttons()
        .map(|(index, control)| {
            let shortness = Reverse(control.label.chars().count());
            (!elsewhere(control), weight(index, control), shortness, Reverse(index))
        })
        .filter(|(ours, weight, ..)| *weight > 0 && (*ours || !strict))
        .max()
        .map(|(.., index)| index.0)
}

/// A button that leads to another party to sign in.
fn names_a_party(control: &Control) -> bool {
    let name = plain_name(control);
    name.starts_with("idp") || ["provider", "connection", "social", "federat"].iter().any(|word| name.contains(word))
}

/// A button's text, or its value, or its name.
pub(super) fn button_words(control: &Control) -> &str {
    [&control.label, &control.value, &control.name].into_iter().find(|text| !text.is_empty()).map_or("", String::as_str)
}

/// A user can type into it.
pub(super) fn is_fillable(control: &Control) -> bool {
    !control.disabled
        && !control.readonly
        && matches!(
            control.kind.as_str(),
            "text"
                | "email"
                | "tel"
                | "password"
                | "number"
                | "search"
                | "url"
                | "textarea"
                | "date"
                | "month"
                | "week"
                | "time"
                | "datetime-local"
                | "file"
        )
}

/// A form to sign up or to change a password: one password is new, or must be typed twice.
pub(super) fn chooses_password(form: &Form) -> bool {
    let mut passwords = form.controls.iter().filter(|control| control.kind == "password" && !control.disabled);
    let is_new = |control: &Control| {
        let name = plain_name(control);
        has_token(&control.autocomplete, "new-password")
            // Next to the current password, a link may offer a new one.
            || words::read(&control.label).has(Meaning::NewPassword)
                && !has_token(&control.autocomplete, "current-password")
            || ["newpass", "passwordnew", "newpw", "createpass", "choosepass"].iter().any(|word| name.contains(word))
    };
    passwords.clone().any(is_new)
        || passwords.nth(1).is_some_and(|second| !has_token(&second.autocomplete, "one-time-code"))
}

/// The password that signs in: not one that is to be chosen, nor a masked one-time code.
pub(super) fn password_field(form: &Form) -> Option<usize> {
    best(form, |control| {
        if control.kind != "password" || control.disabled || has_token(&control.autocomplete, "one-time-code") {
            return 0;
        }
        1 + 2 * i32::from(has_token(&control.autocomplete, "current-password"))
    })
}

/// The user's name: by `autocomplete`, type, name and label, or else the text field before the password.
fn user_field(form: &Form, password: Option<usize>) -> Option<usize> {
    let before_password = password.and_then(|password| {
        (0..password).rev().find(|index| {
            let control = &form.controls[*index];
            is_fillable(control) && matches!(control.kind.as_str(), "text" | "email" | "tel")
        })
    });
    let mut index = 0;
    best(form, |control| {
        let near = before_password == Some(index);
        index += 1;
        user_weight(control) + i32::from(near && !is_decoy(control))
    })
}

/// How much a field looks like the user's name; zero or less if not at all.
pub(super) fn user_weight(control: &Control) -> i32 {
    if !is_fillable(control) || !matches!(control.kind.as_str(), "text" | "email" | "tel") || is_decoy(control) {
        return -10;
    }
    let name = plain_name(control);
    let tail =
        control.name.rsplit(['.', '[', ':']).next().unwrap_or_default().trim_end_matches(']').to_ascii_lowercase();
    let known = |name: &str| {
        matches!(
            name,
            "username"
                | "user"
                | "login"
                | "email"
                | "identifier"
                | "userid"
                | "uid"
                | "loginfmt"
                | "jusername"
                | "sub"
                | "log"
                | "account"
                | "emailaddress"
                | "usernameoremail"
                | "loginid"
                | "useridentifier"
                | "mail"
                | "loginname"
                | "uname"
        )
    };
    4 * i32::from(has_token(&control.autocomplete, "username"))
        + 2 * i32::from(has_token(&control.autocomplete, "email"))
        + 3 * i32::from(known(&name) || known(&tail))
        + 2 * i32::from(control.kind == "email")
        + i32::from(name.contains("user") || name.contains("login") || name.contains("email"))
        + 2 * i32::from(words::read(&control.label).has(Meaning::User))
}

/// Fields of login forms that are not a user name: captchas, codes, tenants, honeypots.
fn is_decoy(control: &Control) -> bool {
    let name = plain_name(control);
    has_token(&control.autocomplete, "one-time-code")
        || ["captcha", "otp", "totp", "honeypot", "tenant", "organi", "company", "domain", "search", "coupon"]
            .iter()
            .any(|word| name.contains(word))
        || words::read(&control.label).has(Meaning::Code)
}

/// The name in lower case, only letters and digits.
pub(super) fn plain_name(control: &Control) -> String {
    control.name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether a list of words separated by spaces contains this one.
pub(super) fn has_token(list: &str, token: &str) -> bool {
    list.split_ascii_whitespace().any(|word| word == token)
}

/// The control with the greatest weight above zero, the first of equals.
fn best(form: &Form, mut weight: impl FnMut(&Control) -> i32) -> Option<usize> {
    let mut found: Option<(i32, usize)> = None;
    for (index, control) in form.controls.iter().enumerate() {
        let weight = weight(control);
        if weight > found.map_or(0, |(best, _)| best) {
            found = Some((weight, index));
        }
    }
    found.map(|(_, index)| index)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::page_from_html::page_from_html;

    fn form(body: &str) -> Form {
        let url = Url::parse("http://op.test/login?state=Zm9vYmFyMTIzNDU2Nzg5").expect("a URL");
        page_from_html(&url, 200, "text/html", body).forms.remove(0)
    }

    fn names(body: &str) -> [String; 3] {
        let form = form(body);
        let fields = login_fields(&form).expect("a login form");
        [fields.user, fields.password, fields.submit]
            .map(|index| index.map_or_else(|| "none".to_owned(), |index| form.controls[index].name.clone()))
    }

    #[test]
    fn by_name_type_or_place() {
        let crowded = "<form><input name=q type=search><input name=captcha><input name='user[login]'>\
                       <input type=password name=pw><input type=checkbox name=remember>\
                       <button name=up>Sign up</button><button name=in>Sign in</button></form>";
        assert_eq!(names(crowded), ["user[login]", "pw", "in"]);
        assert_eq!(names("<form><input name=x><input type=password name=y></form>"), ["x", "y", "none"]);
        assert_eq!(names("<form><input type=password name=y></form>"), ["none", "y", "none"]);
    }

    #[test]
    fn a_social_button_is_not_the_one_to_press() {
        let social = "<form><button name=provider value=acme>Sign in with Acme</button><input name=login>\
                      <input type=password name=p><button name=commit>Sign in</button></form>";
        assert_eq!(names(social), ["login", "p", "commit"]);
    }

    #[test]
    fn another_way_to_log_in_is_pressed_only_without_an_own_button() {
        let button = |inside: &str| {
            let form = form(&format!("<form><input name=email>{inside}</form>"));
            main_button(&form).map(|index| form.controls[index].value.clone())
        };
        let mail = "<button name=b value=mail>Continue with e-mail</button>";
        assert_eq!(button(mail).as_deref(), Some("mail"));
        assert_eq!(button(&format!("{mail}<button name=b value=no>Cancel</button>")).as_deref(), Some("mail"));
        assert_eq!(button(&format!("{mail}<button name=b value=go>Go</button>")).as_deref(), Some("go"));
        let code = "<input name=otp autocomplete=one-time-code>";
        assert_eq!(button(&format!("{code}{mail}<button name=b value=no>Cancel</button>")), None);
    }
}
