//! Whether a header has the expected value: structures are compared as structures, other headers as text.

use super::challenge::challenges;
use super::directives::Directives;
use crate::model::exchange::Response;
use crate::model::media_type::MediaType;

/// Whether a header (name in lower case) of a response has the expected value.
///
/// A media type matches with further parameters, too (RFC 9110 §8.3.1), a list of directives next to others (RFC 9111 §5.2),
/// and challenges if the expected scheme is among them.
pub fn says(response: &Response, name: &str, wanted: &str) -> bool {
    match name {
        "content-type" => {
            let said = response.header(name).and_then(MediaType::parse);
            said.zip(MediaType::parse(wanted)).is_some_and(|(said, wanted)| said.is(&wanted))
        }
        "cache-control" | "pragma" => Directives::of(response, name).include(&Directives::read(wanted)),
        "www-authenticate" if !wanted.contains([' ', '=']) => {
            challenges(response).iter().any(|challenge| challenge.is(wanted))
        }
        _ => response.header_all(name).any(|said| said == wanted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structures_are_compared_as_structures() {
        for (name, said, wanted, same) in [
            ("content-type", "application/json; charset=utf-8", "application/json", true),
            ("content-type", "Application/JSON", "application/json", true),
            ("content-type", "application/json", "application/json; charset=utf-8", false),
            ("content-type", "application/jsonp", "application/json", false),
            ("cache-control", "private, no-cache, No-Store, must-revalidate", "no-store", true),
            ("cache-control", "no-stored", "no-store", false),
            ("pragma", "no-cache", "no-cache", true),
            ("www-authenticate", "Basic realm=x, bearer error=y", "Bearer", true),
            ("www-authenticate", "BearerToken", "Bearer", false),
            ("vary", "Origin", "Origin", true),
            ("vary", "origin", "Origin", false),
        ] {
            let headers = vec![(name.to_owned(), said.to_owned())];
            let response = Response { status: 200, headers, body: String::new() };
            assert_eq!(says(&response, name, wanted), same, "{name}: {said}");
        }
    }
}
