//! `/o/applications/`: users register and manage clients in the browser.

use std::sync::Arc;

use http::StatusCode;
use minijinja::{Value, context};

use crate::browser::csrf_token;
use crate::browser::login_redirect;
use crate::browser::page::Page;
use crate::browser::visitor::Visitor;
use crate::client::client_secret::keep;
use crate::config::{self, ClientType, User};
use crate::http::params::{Params, percent_encode};
use crate::http::request::Request;
use crate::http::respond::{Response, redirect_after_form};
use crate::http::routes::Route;
use crate::oauth::client_name;
use crate::oauth::redirect_uri::{self, InvalidRedirectUri};
use crate::state::app::App;
use crate::state::client::{Client, ClientSecret};

/// The limits for an application.
const MAX_REDIRECT_URIS: usize = 20;
const MAX_REDIRECT_URI: usize = 2000;

/// The fields of the form, as submitted.
#[derive(Clone, Debug, Default)]
struct Draft {
    name: String,
    kind: Option<ClientType>,
    redirect_uris: Vec<String>,
}

/// The errors of a draft, for each field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Mistakes {
    name: Option<&'static str>,
    client_type: Option<&'static str>,
    redirect_uris: Option<String>,
}

pub(crate) fn list(app: &App, request: &Request) -> Response {
    for_user(app, request, |page, user| {
        let applications: Vec<Value> = app
            .store()
            .clients_of(user.user_id)
            .map(|client| context! { id => client.id(), name => client.registration.name.as_str() })
            .collect();
        page.show("application_list.html", context! { applications })
    })
}

pub(crate) fn new(app: &App, request: &Request) -> Response {
    for_user(app, request, |page, _| show_form(page, StatusCode::OK, None, &Draft::default(), &Mistakes::default()))
}

pub(crate) fn create(app: &App, request: &Request) -> Response {
    for_form(app, request, |page, user, form| {
        let draft = Draft::read(form);
        let mut mistakes = draft.mistakes(app);
        if draft.kind.is_none() {
            mistakes.client_type = Some("Choose a client type.");
        }
        if !app.store().has_room_for_clients() {
            mistakes.name = Some("The maximum number of applications has been reached.");
        }
        let (Some(kind), true) = (draft.kind, mistakes == Mistakes::default()) else {
            return show_form(page, StatusCode::UNPROCESSABLE_ENTITY, None, &draft, &mistakes);
        };
        let secret = (kind == ClientType::Confidential).then(|| app.random.token());
        let kept = secret.as_deref().map(|secret| keep(app, secret));
        let form = app.policy().registration.client_id_form;
        let registration =
            config::ClientRegistration::plain(app.random.client_id(form), draft.name, kind, draft.redirect_uris);
        let values = context! { id => registration.client_id.as_str(), name => registration.name.as_str(), secret };
        let client = Client::new(registration, kept, Some(user.user_id));
        app.store().put_client(client);
        page.show("application_registered.html", values)
    })
}

pub(crate) fn show(app: &App, request: &Request) -> Response {
    for_owner(app, request, |page, client| {
        let secret = match &client.secret {
            Some(ClientSecret::Readable(secret)) => Some(secret.as_str()),
            Some(ClientSecret::Hashed(_)) | None => None,
        };
        let values = context! {
            id => client.id(),
            name => client.registration.name.as_str(),
            is_confidential => client.is_confidential(),
            redirect_uris => client.registration.redirect_uris.clone(),
            secret,
        };
        page.show("application.html", values)
    })
}

pub(crate) fn edit(app: &App, request: &Request) -> Response {
    for_owner(app, request, |page, client| {
        let draft = Draft {
            name: client.registration.name.clone(),
            kind: Some(client.registration.client_type),
            redirect_uris: client.registration.redirect_uris.clone(),
        };
        show_form(page, StatusCode::OK, Some(client), &draft, &Mistakes::default())
    })
}

pub(crate) fn update(app: &App, request: &Request) -> Response {
    for_owners_form(app, request, |page, client, form| {
        let draft = Draft::read(form);
        let mistakes = draft.mistakes(app);
        if mistakes != Mistakes::default() {
            return show_form(page, StatusCode::UNPROCESSABLE_ENTITY, Some(client), &draft, &mistakes);
        }
        let location = app.path(Route::Application).replace("{}", &percent_encode(client.id(), &[]));
        app.store().put_client(Client {
            registration: config::ClientRegistration {
                name: draft.name,
                redirect_uris: draft.redirect_uris,
                ..client.registration.clone()
            },
            ..client.clone()
        });
        redirect_after_form(app.policy(), &location).expect("a client id is a valid header value")
    })
}

pub(crate) fn confirm_delete(app: &App, request: &Request) -> Response {
    for_owner(app, request, |page, client| {
        page.show_form(
            "application_delete.html",
            context! { id => client.id(), name => client.registration.name.as_str() },
        )
    })
}

pub(crate) fn delete(app: &App, request: &Request) -> Response {
    for_owners_form(app, request, |_, client, _| {
        app.store().remove_client(client.id());
        redirect_after_form(app.policy(), &app.path(Route::Applications)).expect("a path is a valid header value")
    })
}

/// Runs `then` for a logged-in user; any other visitor has to log in first.
fn for_user(app: &App, request: &Request, then: impl FnOnce(Page<'_>, &User) -> Response) -> Response {
    let visitor = Visitor::of(app, request);
    match visitor.user.clone() {
        Some(user) => then(Page::new(app, request, &visitor), &user),
        None => login_redirect::back_here(app, request),
    }
}

/// Runs `then` for a form that was shown to this user's session.
fn for_form(app: &App, request: &Request, then: impl FnOnce(Page<'_>, &User, &Params) -> Response) -> Response {
    for_user(app, request, |page, user| match request.form() {
        Err(_) => page.unreadable(),
        Ok(form) if csrf_token::check(app, request, page.visitor(), &form).is_err() => page.forged(),
        Ok(form) => then(page, user, &form),
    })
}

/// Runs `then` for the user who registered the application; for other users it does not exist.
fn for_owner(app: &App, request: &Request, then: impl FnOnce(Page<'_>, &Client) -> Response) -> Response {
    for_user(app, request, |page, user| match own(app, request, user) {
        Some(client) => then(page, &client),
        None => missing(page),
    })
}

fn for_owners_form(
    app: &App,
    request: &Request,
    then: impl FnOnce(Page<'_>, &Client, &Params) -> Response,
) -> Response {
    for_form(app, request, |page, user, form| match own(app, request, user) {
        Some(client) => then(page, &client, form),
        None => missing(page),
    })
}

fn own(app: &App, request: &Request, user: &User) -> Option<Arc<Client>> {
    let client = app.store().client(&request.segment(app.config.paths))?;
    (client.owner == Some(user.user_id)).then_some(client)
}

fn missing(page: Page<'_>) -> Response {
    page.status(StatusCode::NOT_FOUND)
        .problem("Application not found", "You have not registered an application with this ID.")
}

fn show_form(
    page: Page<'_>,
    status: StatusCode,
    client: Option<&Client>,
    draft: &Draft,
    mistakes: &Mistakes,
) -> Response {
    let focus = match mistakes {
        Mistakes { name: Some(_), .. } => "name",
        Mistakes { client_type: Some(_), .. } => "client_type",
        Mistakes { redirect_uris: Some(_), .. } => "redirect_uris",
        _ => "name",
    };
    let values = context! {
        focus,
        id => client.map(Client::id),
        name => draft.name.as_str(),
        client_type => draft.kind.map(|kind| match kind {
            ClientType::Confidential => "confidential",
            ClientType::Public => "public",
        }),
        redirect_uris => draft.redirect_uris.join("\n"),
        name_mistake => mistakes.name,
        client_type_mistake => mistakes.client_type,
        redirect_uris_mistake => mistakes.redirect_uris.as_deref(),
    };
    let page = if *mistakes == Mistakes::default() { page } else { page.error() };
    page.status(status).show_form("application_form.html", values)
}

impl Draft {
    fn read(form: &Params) -> Self {
        Self {
            name: form.get("name").unwrap_or_default().trim().to_owned(),
            kind: match form.get("client_type") {
                Some("confidential") => Some(ClientType::Confidential),
                Some("public") => Some(ClientType::Public),
                _ => None,
            },
            redirect_uris: form
                .get("redirect_uris")
                .unwrap_or_default()
                .split_ascii_whitespace()
                .map(str::to_owned)
                .collect(),
        }
    }

    fn mistakes(&self, app: &App) -> Mistakes {
        let name = if self.name.is_empty() {
            Some("Enter a name. Users see it on the consent page.")
        } else if !client_name::is_readable(&self.name) {
            Some("The name must be at most 100 visible characters on one line.")
        } else {
            None
        };
        Mistakes { name, client_type: None, redirect_uris: self.redirect_uri_mistake(app) }
    }

    fn redirect_uri_mistake(&self, app: &App) -> Option<String> {
        if self.redirect_uris.is_empty() {
            return Some("Enter at least one redirect URI.".to_owned());
        }
        if self.redirect_uris.len() > MAX_REDIRECT_URIS
            || self.redirect_uris.iter().any(|uri| uri.len() > MAX_REDIRECT_URI)
        {
            return Some("Enter at most 20 redirect URIs of at most 2000 characters each.".to_owned());
        }
        let is_overlooked = |why| why == InvalidRedirectUri::InsecureHttp && !app.policy().redirect_uri.http_refused;
        self.redirect_uris.iter().find_map(|uri| {
            let why = redirect_uri::check(uri).err().filter(|why| !is_overlooked(*why))?;
            Some(format!("{uri} {why}."))
        })
    }
}
