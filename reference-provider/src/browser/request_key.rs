//! Identifies the authorization request that a login or a consent form belongs to: the same key for the same
//! parameters. Pages return only the known parameters, in another order.

use crate::base::hash::{Digest, digest};
use crate::http::params::Params;
use crate::http::routes::Route;
use crate::oauth::parameters::{PARAMETERS, RESOURCE};
use crate::state::app::App;

/// The key of the request with these parameters.
pub(crate) fn of(params: &Params) -> Digest {
    let once = PARAMETERS.iter().filter_map(|name| Some((*name, params.get(name)?)));
    let resources = params.values(RESOURCE).map(|value| (RESOURCE, value));
    digest(&form_urlencoded::Serializer::new(String::new()).extend_pairs(once.chain(resources)).finish())
}

/// The key of the request at `next`; `None` if that is not an authorization request.
pub(crate) fn at(app: &App, next: &str) -> Digest {
    params_at(app, next).map_or_else(|| digest(next), |params| of(&params))
}

/// The parameters of the authorization request at `next`, if it is one.
pub(crate) fn params_at(app: &App, next: &str) -> Option<Params> {
    let query = next.strip_prefix(app.path(Route::Authorize).as_str())?.strip_prefix('?')?;
    Params::parse(query.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(query: &str) -> Digest {
        of(&Params::parse(query.as_bytes()).expect("well-formed"))
    }

    #[test]
    fn order_and_what_means_nothing_do_not_count() {
        let key = key_of("client_id=a&prompt=login&resource=x&resource=y");
        assert_eq!(key, key_of("prompt=login&unknown=1&resource=x&client_id=a&state=&resource=y&allow=1"));
        for other in ["client_id=a&resource=x&resource=y", "client_id=b&prompt=login&resource=x&resource=y", ""] {
            assert_ne!(key, key_of(other), "{other}");
        }
    }
}
