//! Pages of the consumer that lead to the provider without a redirect: by a link or a form with the
//! authorization request. RFC 6749 §1.7 leaves it to the client how the browser gets there.

use url::Url;

use super::page_action::NextRequest;
use super::world::World;
use crate::browser;
use crate::model::owner::{Owner, same_place};
use crate::model::page::{Control, Form, Page};

/// What continues from such a page; `None`: it is a different page.
pub(crate) fn next_request(world: &World, page: &Page) -> Option<NextRequest> {
    let authorization = world.provider().ok()?.authorization;
    if world.deployment.owner_of(&page.url) != Owner::Consumer {
        return None;
    }
    let form = page.forms.iter().find(|form| same_place(&form.action, &authorization) && is_request(form));
    if let Some(form) = form {
        let button = form.controls.iter().position(Control::submits);
        return Some(NextRequest::Submit(browser::submission(page, form, button, &[], &[])));
    }
    let links = page.links.iter().map(|link| &link.url);
    let mut links = links.filter(|url| same_place(url, &authorization) && names_a_client(url));
    links.next().cloned().map(NextRequest::Follow)
}

fn is_request(form: &Form) -> bool {
    names_a_client(&form.action) || form.controls.iter().any(|control| control.name == "client_id")
}

fn names_a_client(url: &Url) -> bool {
    url.query_pairs().any(|(name, _)| name == "client_id")
}
