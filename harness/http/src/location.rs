//! Where a response sends a browser: `Location` and `Refresh`, parsed as browsers parse them (RFC 9110 §10.2.2, URL standard).

use std::borrow::Cow;

use url::Url;

use crate::model::exchange::Response;

/// Where a response redirects to: `None` if it does not, an explanation if its value is not a valid URL.
///
/// A `Location` without a fragment inherits that of the request URL (RFC 9110 §10.2.2).
pub fn redirect(response: &Response, from: &Url) -> Option<Result<Url, String>> {
    let mut all = references(response);
    all.dedup();
    match all[..] {
        [] => None,
        [only] => Some(followed(only, from)),
        _ => Some(Err(format!("there are {} different Location headers", all.len()))),
    }
}

/// Every URL that a response redirects to: one, or, against all rules, several, of which each client uses another.
pub fn locations(response: &Response, from: &Url) -> Vec<Url> {
    let mut all: Vec<Url> = references(response).into_iter().filter_map(|one| followed(one, from).ok()).collect();
    all.dedup();
    all
}

/// Where the first `Location` of any response points, whether or not its status redirects a browser: that of a 201, too.
pub fn sent_by_header(response: &Response, from: &Url) -> Option<Result<Url, String>> {
    response.header("location").map(|location| followed(location, from))
}

/// A URL reference as a browser resolves it: surrounding white space is cut off, tabs and line breaks inside are dropped, and
/// two or more slashes of either kind begin a host.
pub fn resolve(reference: &str, base: &Url) -> Result<Url, String> {
    let reference = without_noise(reference);
    if reference.is_empty() {
        return Err("it is empty".to_owned());
    }
    base.join(&with_two_slashes(&reference)).map_err(|error| format!("`{reference}` is not a URL: {error}"))
}

/// A `Refresh` header, or its equivalent in `<meta>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refresh {
    /// The delay in seconds.
    pub after: u32,
    /// The target.
    pub to: Url,
}

/// `5; url='/next'` in its many spellings (HTML standard, "shared declarative refresh steps").
pub fn refresh(content: &str, base: &Url) -> Option<Refresh> {
    let content = content.trim_start();
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    let after = content[..digits].parse().ok().or_else(|| content.starts_with('.').then_some(0))?;
    let rest = content[digits..].trim_start_matches(|c: char| c == '.' || c.is_ascii_digit()).trim_start();
    let rest = rest.strip_prefix([';', ',']).unwrap_or(rest).trim_start();
    let target = match rest.get(..3) {
        Some(url) if url.eq_ignore_ascii_case("url") => {
            let after_name = rest[3..].trim_start();
            after_name.strip_prefix('=').map_or(rest, str::trim_start)
        }
        _ => rest,
    };
    let target = match target.chars().next() {
        Some(quote @ ('"' | '\'')) => target[1..].split(quote).next().unwrap_or_default(),
        _ => target,
    };
    // Without a URL the page is reloaded.
    let to = if without_noise(target).is_empty() { base.clone() } else { resolve(target, base).ok()? };
    Some(Refresh { after, to })
}

/// The `Location` headers of a response with a status that redirects.
fn references(response: &Response) -> Vec<&str> {
    if response.is_redirect() { response.header_all("location").collect() } else { Vec::new() }
}

fn followed(location: &str, from: &Url) -> Result<Url, String> {
    if without_noise(location).is_empty() {
        return Err("the Location header is empty".to_owned());
    }
    let mut to = resolve(location, from)?;
    if to.fragment().is_none() {
        to.set_fragment(from.fragment());
    }
    Ok(to)
}

/// What the URL standard strips before parsing ("basic URL parser", steps 1 to 3).
fn without_noise(reference: &str) -> Cow<'_, str> {
    let trimmed = reference.trim_matches(|c: char| c <= ' ');
    if trimmed.contains(['\t', '\n', '\r']) { trimmed.replace(['\t', '\n', '\r'], "").into() } else { trimmed.into() }
}

/// A browser treats two or more slashes, of either kind, at the start of a relative reference like `//`: the URL standard skips
/// the others before a host, and the `url` crate does not.
fn with_two_slashes(reference: &str) -> Cow<'_, str> {
    let rest = reference.trim_start_matches(['/', '\\']);
    if reference.len() - rest.len() >= 2 { format!("//{rest}").into() } else { reference.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn response(status: u16, locations: &[&str]) -> Response {
        let headers = locations.iter().map(|location| ("location".to_owned(), (*location).to_owned())).collect();
        Response { status, headers, body: String::new() }
    }

    fn to(status: u16, locations: &[&str]) -> Option<Result<String, String>> {
        let from = url("http://op.test/a/b?q=1#frag");
        redirect(&response(status, locations), &from).map(|target| target.map(String::from))
    }

    #[test]
    fn locations_are_resolved_and_inherit_the_fragment() {
        for (location, expected) in [
            ("c", "http://op.test/a/c#frag"),
            ("/c?x#y", "http://op.test/c?x#y"),
            ("?z", "http://op.test/a/b?z#frag"),
            ("//rp.test/", "http://rp.test/#frag"),
            ("com.example.app:/cb", "com.example.app:/cb#frag"),
            (" /ö ", "http://op.test/%C3%B6#frag"),
        ] {
            assert_eq!(to(302, &[location]), Some(Ok(expected.to_owned())), "{location}");
        }
    }

    #[test]
    fn a_host_is_found_where_a_browser_finds_one() {
        for (location, expected) in [
            ("///evil.test/", "http://evil.test/#frag"),
            ("/\\evil.test/", "http://evil.test/#frag"),
            ("\\\\\\evil.test/", "http://evil.test/#frag"),
            ("/\t/evil.test/", "http://evil.test/#frag"),
            ("ht\ntps:///evil.test/", "https://evil.test/#frag"),
            ("https:evil.test", "https://evil.test/#frag"),
            // With the current scheme, and without slashes: a path.
            ("http:/callback", "http://op.test/callback#frag"),
        ] {
            assert_eq!(to(302, &[location]), Some(Ok(expected.to_owned())), "{location:?}");
        }
    }

    #[test]
    fn responses_without_a_redirect_and_with_an_invalid_one() {
        assert_eq!(to(200, &["/c"]), None);
        assert_eq!(to(302, &[]), None);
        assert_eq!(to(304, &["/c"]), None);
        assert!(matches!(to(302, &[""]), Some(Err(_))));
        assert!(matches!(to(302, &["http://"]), Some(Err(_))));
        assert!(matches!(to(302, &["/a", "/b"]), Some(Err(_))));
        assert!(matches!(to(302, &["/a", "/a"]), Some(Ok(_))));
        let two = locations(&response(302, &["/a", "http://", "/b"]), &url("http://op.test/"));
        assert_eq!(two, [url("http://op.test/a"), url("http://op.test/b")]);
        let made = sent_by_header(&response(201, &["/c"]), &url("http://op.test/")).and_then(Result::ok);
        assert_eq!(made, Some(url("http://op.test/c")));
    }

    #[test]
    fn refreshes_in_their_spellings() {
        let base = url("http://op.test/a/b");
        for (content, found) in [
            ("0;url=/c", Some((0, "http://op.test/c"))),
            ("5, URL = '/c' x", Some((5, "http://op.test/c"))),
            ("1.5; ///evil.test/", Some((1, "http://evil.test/"))),
            ("3", Some((3, "http://op.test/a/b"))),
            ("soon", None),
        ] {
            let expected = found.map(|(after, to)| Refresh { after, to: url(to) });
            assert_eq!(refresh(content, &base), expected, "{content}");
        }
    }
}
