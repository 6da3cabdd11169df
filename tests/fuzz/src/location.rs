//! URLs: where a reference on the second line leads from the URL on the first.

use oauth_harness::browser::{is_trustworthy, relation};
use oauth_harness::http::{content_policy, refresh, resolve};
use oauth_harness::model::destination::Destination;
use oauth_harness::oauth::{authorize, metadata};

use super::input::{first_line, text, url};

/// Reads it.
pub fn read(data: &[u8]) {
    let text = text(data);
    let (base, reference) = first_line(&text);
    let base = url(base);
    metadata::well_known(reference);
    refresh(reference, &base);
    let Ok(to) = resolve(reference, &base) else { return };
    is_trustworthy(&to);
    let there = relation(&base, &to);
    assert_eq!(there, relation(&to, &base), "{base} and {to}");
    content_policy::allows(reference, &base, &to, false);
    let response = authorize::Response::from_url(&to);
    for name in response.repeated() {
        assert!(response.get(name).is_some());
    }
    authorize::Response::delivered(&Destination { url: to.clone(), posted: Vec::new() });
    authorize::request_url(&to, &[("state".to_owned(), reference.to_owned())].into_iter().collect());
    assert!(authorize::is_redirect_to(&to, &to) || to.fragment().is_some() || to.query().is_some(), "{to}");
}
