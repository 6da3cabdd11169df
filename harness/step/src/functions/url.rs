//! URLs: their parts, and their query.

use minijinja::value::Kwargs;
use minijinja::{Error, Value};
use url::Url;

use super::{Sources, refused};
use crate::oauth::metadata;

pub(super) fn origin(_: &Sources) -> Value {
    Value::from_function(|url: String| Ok::<_, Error>(parse(&url)?.origin().ascii_serialization()))
}

pub(super) fn with_query(_: &Sources) -> Value {
    Value::from_function(|url: String, parameters: Kwargs| {
        let mut url = parse(&url)?;
        let mut query: Vec<(String, String)> = url.query_pairs().into_owned().collect();
        for name in parameters.args() {
            let value: Value = parameters.get(name)?;
            if value.is_none() {
                query.retain(|(other, _)| other != name);
                continue;
            }
            match query.iter_mut().find(|(other, _)| other == name) {
                Some(parameter) => parameter.1 = value.to_string(),
                None => query.push((name.to_owned(), value.to_string())),
            }
        }
        if query.is_empty() {
            url.set_query(None);
        } else {
            url.query_pairs_mut().clear().extend_pairs(query);
        }
        Ok::<_, Error>(String::from(url))
    })
}

pub(super) fn well_known(_: &Sources) -> Value {
    Value::from_function(|issuer: String| metadata::well_known(&issuer))
}

fn parse(text: &str) -> Result<Url, Error> {
    Url::parse(text).map_err(|error| refused(format!("`{text}` is not an absolute URL: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::value;

    #[test]
    fn urls_are_taken_apart_and_put_together() {
        for (expression, wanted) in [
            ("origin('https://p.example:8443/a?b')", "https://p.example:8443"),
            ("with_query('http://p/a?x=1&y=2', x='a b', y=none, z=3)", "http://p/a?x=a+b&z=3"),
            ("with_query('http://p/a?x=1', x=none)", "http://p/a"),
            ("well_known('http://h')[1]", "http://h/.well-known/openid-configuration"),
            ("well_known('https://h:443/t/')[0]", "https://h:443/.well-known/oauth-authorization-server/t"),
        ] {
            assert_eq!(value(expression), Ok(json!(wanted)), "{expression}");
        }
        assert!(value("origin('/a')").expect_err("refused").contains("`/a` is not an absolute URL"));
    }
}
