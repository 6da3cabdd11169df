//! Media types with their parameters (RFC 9110 §8.3.1).

/// `type/subtype; name=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    /// Type and subtype, in lower case: `text/html`.
    pub essence: String,
    /// Names, in lower case, and values, in order.
    pub parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Parses a `Content-Type`; `None` if it is empty.
    pub fn parse(text: &str) -> Option<MediaType> {
        let (essence, mut rest) = text.split_once(';').unwrap_or((text, ""));
        let essence = essence.trim().to_ascii_lowercase();
        let mut parameters = Vec::new();
        while !rest.is_empty() {
            let (name, behind) = match rest.find([';', '=']) {
                Some(at) if rest[at..].starts_with('=') => (&rest[..at], &rest[at + 1..]),
                Some(at) => (&rest[..at], &rest[at..]),
                None => (rest, ""),
            };
            let (value, behind) = value_of(behind);
            let name = name.trim().to_ascii_lowercase();
            if !name.is_empty() {
                parameters.push((name, value));
            }
            rest = behind;
        }
        (!essence.is_empty()).then_some(MediaType { essence, parameters })
    }

    /// The first value of a parameter (name in lower case).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The same type, with all parameters of the other one.
    pub fn is(&self, other: &MediaType) -> bool {
        let has = |(name, value): &(String, String)| self.get(name).is_some_and(|own| own.eq_ignore_ascii_case(value));
        self.essence == other.essence && other.parameters.iter().all(has)
    }
}

/// The value that a text begins with, and the text after its `;`.
fn value_of(text: &str) -> (String, &str) {
    let Some(quoted) = text.trim_start().strip_prefix('"') else {
        let (value, behind) = text.split_once(';').unwrap_or((text, ""));
        return (value.trim().to_owned(), behind);
    };
    let mut value = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => {
                let behind = &quoted[at + 1..];
                return (value, behind.split_once(';').map_or("", |(_, behind)| behind));
            }
            '\\' => value.extend(chars.next().map(|(_, escaped)| escaped)),
            _ => value.push(c),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_with_parameters_of_all_kinds() {
        for (text, essence, charset) in [
            ("text/html", "text/html", None),
            (" Text/HTML ;charset=UTF-8", "text/html", Some("UTF-8")),
            ("text/html; Charset=\"iso-8859-1\"; x=y", "text/html", Some("iso-8859-1")),
            ("text/html; x=\"a;charset=b\"; charset = c", "text/html", Some("c")),
            ("text/html;;charset", "text/html", Some("")),
        ] {
            let read = MediaType::parse(text).expect("a media type");
            assert_eq!((read.essence.as_str(), read.get("charset")), (essence, charset), "{text}");
        }
        assert_eq!(MediaType::parse("; charset=utf-8"), None);
    }

    #[test]
    fn more_parameters_make_no_other_type() {
        let is =
            |one: &str, other: &str| MediaType::parse(one).zip(MediaType::parse(other)).is_some_and(|(a, b)| a.is(&b));
        assert!(is("application/json; charset=utf-8", "Application/JSON"));
        assert!(is("application/json; charset=utf-8", "application/json;charset=UTF-8"));
        assert!(!is("application/json", "application/json; charset=utf-8"));
        assert!(!is("application/jwt", "application/json"));
    }
}
