//! The syntax of a challenge (RFC 9110 §11.6.1): all forms have the same meaning.

use crate::policy::ChallengeForm;

/// A challenge of another scheme, for users with a password.
const BASIC: &str = "Basic realm=\"people, and others\"";

/// The header field lines for a challenge.
pub(crate) fn written(form: ChallengeForm, challenge: &str) -> Vec<String> {
    let is_basic = challenge.starts_with("Basic");
    match form {
        ChallengeForm::AfterBasic if !is_basic => vec![format!("{BASIC}, {challenge}")],
        ChallengeForm::SecondLine if !is_basic => vec![BASIC.to_owned(), challenge.to_owned()],
        ChallengeForm::Usual | ChallengeForm::AfterBasic | ChallengeForm::SecondLine => vec![challenge.to_owned()],
        ChallengeForm::WithoutQuotes => vec![each_parameter(challenge, |name, value| {
            // A realm is always quoted (RFC 9110 §11.5).
            let needs_quotes = name.eq_ignore_ascii_case("realm") || !is_token(value);
            if needs_quotes { format!("{name}=\"{value}\"") } else { format!("{name}={value}") }
        })],
        ChallengeForm::WhiteSpace => vec![each_parameter(challenge, |name, value| format!("{name} = \"{value}\""))],
        ChallengeForm::OtherCase => {
            let text = each_parameter(challenge, |name, value| format!("{}=\"{value}\"", name.to_ascii_uppercase()));
            let (scheme, rest) = text.split_once(' ').unwrap_or((&text, ""));
            vec![format!("{} {rest}", scheme.to_ascii_lowercase()).trim_end().to_owned()]
        }
        ChallengeForm::SeveralRealms => {
            let scheme = challenge.split(' ').next().unwrap_or_default();
            vec![format!("{scheme} realm=\"administration\", {challenge}")]
        }
    }
}

/// A challenge of this provider, with each parameter rewritten. Their values are quoted, and contain no quotation
/// marks.
fn each_parameter(challenge: &str, write: impl Fn(&str, &str) -> String) -> String {
    let Some((scheme, mut rest)) = challenge.split_once(' ') else { return challenge.to_owned() };
    let mut parameters = Vec::new();
    while let Some((name, (value, behind))) =
        rest.split_once("=\"").and_then(|(name, rest)| Some((name, rest.split_once('"')?)))
    {
        parameters.push(write(name.trim_start_matches([',', ' ']), value));
        rest = behind;
    }
    format!("{scheme} {}", parameters.join(", "))
}

/// RFC 9110 §5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_says_the_same() {
        let challenge = "Bearer realm=\"profile, all\", error=\"invalid_token\", scope=\"a b\"";
        let said = |form| written(form, challenge).join("\n");
        for (form, text) in [
            (ChallengeForm::Usual, challenge.to_owned()),
            (ChallengeForm::AfterBasic, format!("{BASIC}, {challenge}")),
            (ChallengeForm::SecondLine, format!("{BASIC}\n{challenge}")),
            (
                ChallengeForm::WithoutQuotes,
                "Bearer realm=\"profile, all\", error=invalid_token, scope=\"a b\"".to_owned(),
            ),
            (
                ChallengeForm::WhiteSpace,
                "Bearer realm = \"profile, all\", error = \"invalid_token\", scope = \"a b\"".to_owned(),
            ),
            (
                ChallengeForm::OtherCase,
                "bearer REALM=\"profile, all\", ERROR=\"invalid_token\", SCOPE=\"a b\"".to_owned(),
            ),
            (ChallengeForm::SeveralRealms, format!("Bearer realm=\"administration\", {challenge}")),
        ] {
            assert_eq!(said(form), text, "{form:?}");
        }
        assert_eq!(written(ChallengeForm::AfterBasic, "Basic realm=\"x\""), ["Basic realm=\"x\""]);
    }
}
