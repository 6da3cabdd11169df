//! `Cookie`: the cookies of a request (RFC 6265bis §5.8.3).

use crate::model::exchange::Request;

/// The cookies of a request, by name and value.
pub fn request_cookies(request: &Request) -> Vec<(&str, &str)> {
    let headers = request.headers.iter().filter(|(name, _)| name == "cookie");
    let pairs = headers.flat_map(|(_, value)| value.split(';')).map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or(("", pair)))
        .map(|(name, value)| (name.trim(), value.trim()))
        .collect()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn a_request_sends_names_and_values() {
        let mut request = Request::new("GET", Url::parse("http://op.test/").expect("a URL"));
        assert!(request_cookies(&request).is_empty());
        request.headers.push(("cookie".to_owned(), "a=1; b=x=y; nameless".to_owned()));
        assert_eq!(request_cookies(&request), [("a", "1"), ("b", "x=y"), ("", "nameless")]);
    }
}
