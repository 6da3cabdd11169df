//! The texts of pages that matter to programs that use them: titles, labels and buttons.

use minijinja::{Value, context};

use crate::policy::Language;

/// The texts in one language, for templates: `say.log_in`. `{}` is the name of a client.
pub(crate) fn phrases(language: Language) -> Value {
    match language {
        Language::English => context! {
            lang => "en",
            error => "Error",
            log_in => "Log in",
            log_in_for => "Log in to continue to",
            unreviewed => "This application has not been reviewed.",
            remember => "Keep me signed in",
            forgot => "Forgot your password?",
            username => "Username",
            password => "Password",
            next => "Next",
            proceed => "Continue",
            wrong => "Incorrect username or password.",
            authorize => "Authorize {}?",
            wants => "wants to use your account",
            able => "It will be able to:",
            allow => "Authorize",
            deny => "Cancel",
            log_out => "Log out",
        },
        Language::German => context! {
            lang => "de",
            error => "Fehler",
            log_in => "Anmelden",
            log_in_for => "Anmelden und weiter zu",
            unreviewed => "Diese Anwendung wurde nicht geprüft.",
            remember => "Angemeldet bleiben",
            forgot => "Passwort vergessen?",
            username => "Benutzername",
            password => "Passwort",
            next => "Weiter",
            proceed => "Weiter",
            wrong => "Benutzername oder Passwort ist falsch.",
            authorize => "Zugriff für {} erlauben?",
            wants => "möchte auf dieses Konto zugreifen:",
            able => "Die Anwendung darf dann:",
            allow => "Erlauben",
            deny => "Abbrechen",
            log_out => "Abmelden",
        },
        Language::Japanese => context! {
            lang => "ja",
            error => "エラー",
            log_in => "ログイン",
            log_in_for => "ログインして次のアプリに進みます：",
            unreviewed => "このアプリは審査されていません。",
            remember => "ログインしたままにする",
            forgot => "パスワードをお忘れですか？",
            username => "ユーザー名",
            password => "パスワード",
            next => "次へ",
            proceed => "続ける",
            wrong => "ユーザー名またはパスワードが正しくありません。",
            authorize => "{} にアクセスを許可しますか？",
            wants => "が次のアカウントへのアクセスを求めています：",
            able => "許可すると、次の操作ができます：",
            allow => "許可する",
            deny => "キャンセル",
            log_out => "ログアウト",
        },
    }
}
