//! `/`: information about this provider for developers.

use minijinja::{Value, context};

use crate::browser::page::Page;
use crate::browser::visitor::Visitor;
use crate::http::request::Request;
use crate::http::respond::Response;
use crate::http::routes::Route;
use crate::state::app::App;
use crate::state::client::Client;

pub(crate) fn show(app: &App, request: &Request) -> Response {
    let visitor = Visitor::of(app, request);
    let store = app.store();
    let users: Vec<String> = store.users().map(|user| user.username.clone()).collect();
    // Clients that a user registered are shown only to that user.
    let clients: Vec<Value> =
        store.clients().filter(|client| client.is_reviewed()).map(|client| described(client)).collect();
    drop(store);
    let values = context! { issuer => app.issuer(), discovery => app.url(Route::Discovery), users, clients };
    Page::new(app, request, &visitor).show("home.html", values)
}

fn described(client: &Client) -> Value {
    context! {
        id => client.id(),
        kind => if client.is_confidential() { "confidential" } else { "public" },
        redirect_uris => client.registration.redirect_uris.clone(),
    }
}
