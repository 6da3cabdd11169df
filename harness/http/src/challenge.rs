//! `WWW-Authenticate` parsed (RFC 9110 §11.6.1): several headers, several challenges in one, and what is written in the wild:
//! values without quotes, white space around `=`, names in any case.

use crate::model::exchange::Response;

/// One challenge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The scheme as written, such as `Bearer`; empty where parameters come without one.
    pub scheme: String,
    /// What it has instead of parameters, such as the data of `Negotiate`.
    pub token: Option<String>,
    /// Names, in lower case, and values, in order.
    pub parameters: Vec<(String, String)>,
}

impl Challenge {
    /// Whether it is of this scheme, in any case.
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// The first value of a parameter (name in lower case).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The parameters that occur more than once, against RFC 9110 §11.2; each once.
    pub fn repeated(&self) -> Vec<&str> {
        let mut again: Vec<&str> = Vec::new();
        for (at, (name, _)) in self.parameters.iter().enumerate() {
            if self.parameters[..at].iter().any(|(known, _)| known == name) && !again.contains(&name.as_str()) {
                again.push(name);
            }
        }
        again
    }
}

/// All challenges of a response, in order.
pub fn challenges(response: &Response) -> Vec<Challenge> {
    response.header_all("www-authenticate").flat_map(read).collect()
}

/// The challenges of one header.
fn read(header: &str) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    let mut rest = header;
    // Only white space since the last scheme: what follows may be its token.
    let mut after_scheme = false;
    // A comma has ended a scheme without parameters: a token after it belongs to no scheme.
    let mut closed = false;
    loop {
        let trimmed = rest.trim_start();
        if let Some(next) = trimmed.strip_prefix(',') {
            closed |= after_scheme;
            (rest, after_scheme) = (next, false);
            continue;
        }
        rest = trimmed;
        if rest.is_empty() {
            return found;
        }
        if let Some((name, value)) = parameter(rest, after_scheme) {
            let (value, behind) = value_of(value);
            let parameter = (name.to_ascii_lowercase(), value);
            match found.last_mut().filter(|_| !closed) {
                Some(challenge) => challenge.parameters.push(parameter),
                None => {
                    found.push(Challenge { scheme: String::new(), token: None, parameters: vec![parameter] });
                }
            }
            (rest, after_scheme, closed) = (behind, false, false);
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        match found.last_mut().filter(|_| after_scheme) {
            Some(challenge) => challenge.token = Some(word.to_owned()),
            None => found.push(Challenge { scheme: word.to_owned(), token: None, parameters: Vec::new() }),
        }
        (rest, after_scheme, closed) = (behind, !after_scheme, after_scheme);
    }
}

/// The name of a parameter and the text after its `=`; `None` if it is a scheme, or its token.
fn parameter(text: &str, after_scheme: bool) -> Option<(&str, &str)> {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | '=' | '"'))?;
    let (name, behind) = text.split_at(end);
    let value = behind.trim_start().strip_prefix('=')?;
    // The end of base64, and not a value.
    let padding = value.trim_start_matches('=');
    let is_token = after_scheme && !behind.starts_with(char::is_whitespace) && ends(padding);
    (!name.is_empty() && !is_token).then(|| (name, value.trim_start()))
}

/// There is nothing else in this element of the list.
fn ends(text: &str) -> bool {
    let text = text.trim_start();
    text.is_empty() || text.starts_with(',')
}

/// The value that a text begins with, and the text after it.
fn value_of(text: &str) -> (String, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        let mut value = String::new();
        let mut chars = quoted.char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => return (value, &quoted[at + 1..]),
                '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
                _ => value.push(c),
            }
        }
        return (value, "");
    }
    // Without quotes: up to the comma, or to the next parameter if the comma is missing.
    let comma = text.find(',').unwrap_or(text.len());
    let words = text[..comma].char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let end = words.into_iter().find(|&at| parameter(text[at..].trim_start(), false).is_some()).unwrap_or(comma);
    (text[..end].trim_end().to_owned(), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scheme token name=value …` for each challenge.
    fn described(headers: &[&str]) -> Vec<String> {
        let headers = headers.iter().map(|value| ("www-authenticate".to_owned(), (*value).to_owned())).collect();
        let response = Response { status: 401, headers, body: String::new() };
        let one = |challenge: Challenge| {
            let parameters = challenge.parameters.iter().map(|(name, value)| format!("{name}={value}"));
            let token = challenge.token.map(|token| format!("<{token}>"));
            [challenge.scheme].into_iter().chain(token).chain(parameters).collect::<Vec<_>>().join(" ")
        };
        challenges(&response).into_iter().map(one).collect()
    }

    #[test]
    fn challenges_in_one_header_and_in_several() {
        let bearer = "Bearer error=invalid_token";
        for (headers, expected) in [
            (&[r#"Bearer error="invalid_token""#][..], &[bearer][..]),
            (&["Bearer error=invalid_token"], &[bearer]),
            (&[r#"Bearer error = "invalid_token""#], &[bearer]),
            (&[r#"Bearer Error="invalid_token""#], &[bearer]),
            (&[r#"Basic realm="x, y", Bearer error="invalid_token""#], &["Basic realm=x, y", bearer]),
            (&[r#"DPoP algs="ES256 RS256""#, r#"Bearer error="invalid_token""#], &["DPoP algs=ES256 RS256", bearer]),
            (&["Bearer"], &["Bearer"]),
            (&["Negotiate, Basic realm=a"], &["Negotiate", "Basic realm=a"]),
            (&["Negotiate YII/+==, Bearer"], &["Negotiate <YII/+==>", "Bearer"]),
            (&[r#"Bearer realm="a \"b\"" , , scope="c d""#], &[r#"Bearer realm=a "b" scope=c d"#]),
            (
                &["Bearer error_description=It has expired, error=invalid_token"],
                &["Bearer error_description=It has expired error=invalid_token"],
            ),
            (&[r#"Bearer realm="a" error="invalid_token""#], &["Bearer realm=a error=invalid_token"]),
            (&[r#"Bearer, error="x""#], &["Bearer", " error=x"]),
            (&[r#"error="x""#], &[" error=x"]),
            (&[r#"BearerToken error="x""#], &["BearerToken error=x"]),
            (&[r#"Bearer realm="never ends"#, ""], &["Bearer realm=never ends"]),
        ] {
            assert_eq!(described(headers), expected, "{headers:?}");
        }
    }

    #[test]
    fn a_repeated_parameter_is_reported() {
        let header = ("www-authenticate".to_owned(), "bearer error=a, ERROR=b, realm=c".to_owned());
        let all = challenges(&Response { status: 401, headers: vec![header], body: String::new() });
        assert!(all[0].is("Bearer") && !all[0].is("BearerToken"));
        assert_eq!((all[0].get("error"), all[0].repeated()), (Some("a"), vec!["error"]));
    }
}
