//! The parameters of a submitted form (HTML standard, "application/x-www-form-urlencoded").

use crate::model::exchange::Request;

/// The parameters in order; none if the body is not such a form.
pub fn form_of(request: &Request) -> Vec<(String, String)> {
    if request.media_type() != "application/x-www-form-urlencoded" {
        return Vec::new();
    }
    form_urlencoded::parse(request.body.as_bytes()).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn a_form_is_known_by_its_media_type() {
        let mut request = Request::new("POST", Url::parse("http://op.test/").expect("a URL"));
        request.body = "a=1+2&a=%33".to_owned();
        assert!(form_of(&request).is_empty());
        request.headers.push(("content-type".to_owned(), "Application/X-WWW-Form-UrlEncoded;charset=UTF-8".to_owned()));
        assert_eq!(form_of(&request), [("a".to_owned(), "1 2".to_owned()), ("a".to_owned(), "3".to_owned())]);
    }
}
