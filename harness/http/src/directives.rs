//! `Cache-Control` and `Pragma`: lists of directives, some with an argument (RFC 9111 §5.2, §5.4).

use crate::model::exchange::Response;

/// The directives of a header, of all its lines together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directives(Vec<(String, Option<String>)>);

impl Directives {
    /// Those of a response in a header (name in lower case).
    pub fn of(response: &Response, header: &str) -> Directives {
        Directives(response.header_all(header).flat_map(elements).collect())
    }

    /// Those of a text.
    pub fn read(text: &str) -> Directives {
        Directives(elements(text).collect())
    }

    /// The header is absent or empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a directive (name in lower case) is present and applies to all of the response: `no-cache="set-cookie"` is about
    /// one header alone.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, argument)| known == name && argument.is_none())
    }

    /// The argument of a directive (name in lower case).
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).and_then(|(_, argument)| argument.as_deref())
    }

    /// Whether all of these are among them.
    pub fn include(&self, others: &Directives) -> bool {
        others.0.iter().all(|other| self.0.contains(other))
    }
}

/// The elements of a list, separated by the commas outside quotes.
fn elements(text: &str) -> impl Iterator<Item = (String, Option<String>)> + use<'_> {
    let (mut quoted, mut escaped) = (false, false);
    let parts = text.split(move |c: char| {
        let divides = c == ',' && !quoted;
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = c == '\\' && !escaped;
        divides
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).map(|part| {
        let (name, argument) = part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value)));
        let argument = argument.map(|value| value.trim().trim_matches('"').to_owned());
        (name.trim().to_ascii_lowercase(), argument)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_of_several_lines() {
        let header = |value: &str| ("cache-control".to_owned(), value.to_owned());
        let headers = vec![header("private=\"x, no-store\", Max-Age = 0"), header(",No-Store ,must-revalidate")];
        let response = Response { status: 200, headers, body: String::new() };
        let found = Directives::of(&response, "cache-control");
        assert!(found.has("no-store") && found.has("must-revalidate"));
        assert!(!found.has("private") && !found.has("store"));
        assert_eq!(found.argument("max-age"), Some("0"));
        assert_eq!(found.argument("private"), Some("x, no-store"));
        assert!(
            !Directives::of(&Response { headers: vec![header("private=\"no-store\"")], ..response }, "cache-control")
                .has("no-store")
        );
    }

    #[test]
    fn some_of_many() {
        let said = Directives::read("no-cache, no-store, max-age=0, must-revalidate");
        for (wanted, included) in [
            ("no-store", true),
            ("no-store, no-cache", true),
            ("max-age=0", true),
            ("max-age=1", false),
            ("private", false),
        ] {
            assert_eq!(said.include(&Directives::read(wanted)), included, "{wanted}");
        }
    }
}
