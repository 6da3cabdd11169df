//! Page hints of the target file: what their CSS selectors find on a page takes precedence over the classification.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::{ElementRef, Selector};

use super::dom;
use super::fields::{LoginFields, login_fields};
use super::nodes::attribute;
use super::parse::owners;
use super::walk;
use crate::http::resolve;
use crate::model::page::{Clickable, Hinted, Page, PageKind};
use crate::model::sign_in::{CodeHint, ConsentHint, ContinueHint, LoginHint, PageHints};
use crate::model::span::Spanned;

/// Classifies a page by a hint that matches it. `body` is the HTML of the page.
pub fn apply_hints(page: &mut Page, body: &str, hints: &PageHints) {
    if *hints == PageHints::default() {
        return;
    }
    let places = PageElements::of(page, body);
    let login = hints.login.as_ref().and_then(|hint| login(page, &places, hint));
    let consent = || hints.consent.as_ref().and_then(|hint| consent(page, &places, hint));
    let code = || hints.code.as_ref().and_then(|hint| code(&places, hint));
    let onward = || hints.onward.iter().find_map(|hint| onward(page, &places, hint));
    let Some((kind, form, hinted)) = login.or_else(consent).or_else(code).or_else(onward) else { return };
    page.kind = kind;
    page.main_form = form;
    page.moves_to = None;
    page.evidence.insert(0, format!("the target file's `page-hints: {}` matches", hint_key(kind)));
    page.hinted = Some(hinted);
}

/// How a hint classifies a page: its kind, its form, and its fields.
type HintMatch = (PageKind, Option<usize>, Hinted);

fn login(page: &Page, places: &PageElements, hint: &LoginHint) -> Option<HintMatch> {
    let field = |selector: &Option<Spanned<String>>| places.control(selector.as_ref()?);
    let (user, password) = (field(&hint.user), field(&hint.password));
    let form = match &hint.form {
        Some(selector) => places.form(selector)?,
        None => user.or(password)?.0,
    };
    let inside = |place: Option<(usize, usize)>| place.filter(|(of, _)| *of == form).map(|(_, control)| control);
    let (user, password, submit) = (inside(user), inside(password), inside(field(&hint.submit)));
    let understood = login_fields(page.forms.get(form)?);
    // What is not named is found as on any page.
    let understood = understood.unwrap_or(LoginFields { user: None, password: None, submit: None });
    let user = user.or(understood.user.filter(|_| hint.user.is_none()));
    let password = password.or(understood.password.filter(|_| hint.password.is_none()));
    let kind = match (user, password) {
        (Some(_), Some(_)) => PageKind::Login,
        (Some(_), None) => PageKind::Identifier,
        (None, Some(_)) => PageKind::Password,
        (None, None) => return None,
    };
    let hinted = Hinted { user, password, submit: submit.or(understood.submit), ..Hinted::default() };
    Some((kind, Some(form), hinted))
}

fn consent(page: &Page, places: &PageElements, hint: &ConsentHint) -> Option<HintMatch> {
    let allow = places.pointed(page, &hint.allow)?;
    let deny = hint.deny.as_ref().and_then(|selector| places.pointed(page, selector));
    let form = match &allow {
        Clickable::Control { form, .. } => Some(*form),
        Clickable::Link(_) => None,
    };
    Some((PageKind::Consent, form, Hinted { allow: Some(allow), deny, ..Hinted::default() }))
}

fn code(places: &PageElements, hint: &CodeHint) -> Option<HintMatch> {
    let (form, field) = places.control(&hint.code)?;
    if hint.form.as_ref().is_some_and(|selector| places.form(selector) != Some(form)) {
        return None;
    }
    let submit = hint.submit.as_ref().and_then(|selector| places.control(selector)).filter(|(of, _)| *of == form);
    let hinted = Hinted { code: Some(field), submit: submit.map(|(_, control)| control), ..Hinted::default() };
    Some((PageKind::OneTimeCode, Some(form), hinted))
}

fn onward(page: &Page, places: &PageElements, hint: &ContinueHint) -> Option<HintMatch> {
    let button = places.pointed(page, &hint.button)?;
    let form = match &button {
        Clickable::Control { form, .. } => Some(*form),
        Clickable::Link(_) => None,
    };
    Some((PageKind::Continue, form, Hinted { onward: Some(button), ..Hinted::default() }))
}

/// The name of the hint that determines the kind of a page.
fn hint_key(kind: PageKind) -> &'static str {
    match kind {
        PageKind::OneTimeCode => "code",
        other => other.name(),
    }
}

/// The elements of a page, and their positions among its forms.
struct PageElements {
    document: dom::Document,
    forms: HashMap<NodeId, usize>,
    controls: HashMap<NodeId, (usize, usize)>,
}

impl PageElements {
    fn of(page: &Page, body: &str) -> PageElements {
        let document = dom::read(body);
        let walk = walk::over(&document);
        let forms = walk.forms.iter().enumerate().map(|(index, form)| (form.node, index)).collect();
        let mut filled = vec![0; walk.forms.len()];
        let mut controls = HashMap::new();
        for (draft, owner) in walk.controls.iter().zip(owners(&walk)) {
            let Some(form) = owner else { continue };
            controls.entry(draft.node).or_insert((form, filled[form]));
            filled[form] += draft.finish(&page.url).len();
        }
        PageElements { document, forms, controls }
    }

    /// The first usable element that a selector finds. The selector was parsed before.
    fn find<T>(&self, selector: &Spanned<String>, known: impl Fn(ElementRef<'_>) -> Option<T>) -> Option<T> {
        let selector = Selector::parse(&selector.value).ok()?;
        self.document.html.select(&selector).find_map(known)
    }

    fn form(&self, selector: &Spanned<String>) -> Option<usize> {
        self.find(selector, |element| self.forms.get(&element.id()).copied())
    }

    fn control(&self, selector: &Spanned<String>) -> Option<(usize, usize)> {
        self.find(selector, |element| self.controls.get(&element.id()).copied())
    }

    fn pointed(&self, page: &Page, selector: &Spanned<String>) -> Option<Clickable> {
        self.find(selector, |element| {
            if let Some((form, control)) = self.controls.get(&element.id()) {
                return Some(Clickable::Control { form: *form, control: *control });
            }
            let href = attribute(element.value(), "href")?;
            let base = self.document.html.select(&Selector::parse("base[href]").ok()?).next();
            let base = base.and_then(|base| resolve(attribute(base.value(), "href")?, &page.url).ok());
            resolve(href, base.as_ref().unwrap_or(&page.url)).ok().map(Clickable::Link)
        })
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;
    use crate::page_from_html::page_from_html;

    fn at(selector: &str) -> Spanned<String> {
        Spanned { value: selector.to_owned(), span: crate::model::span::Span::default() }
    }

    fn page(body: &str, hints: &PageHints) -> Page {
        let url = Url::parse("http://op.test/a/").expect("a URL");
        let mut page = page_from_html(&url, 200, "text/html", body);
        apply_hints(&mut page, body, hints);
        page
    }

    #[test]
    fn odd_logins() {
        let body = "<form id=s><input name=q></form><form id=f><select multiple name=m><option selected>1\
                    <option selected>2</select><input dirname=d name=n1><input name=n2><button>x</button>\
                    <button id=go>y</button></form><input form=f id=late name=n3 type=password>";
        let login = LoginHint {
            form: Some(at("#f")),
            user: Some(at("[name=n2]")),
            password: Some(at("#late")),
            submit: Some(at("#go")),
        };
        let hinted = page(body, &PageHints { login: Some(login.clone()), ..PageHints::default() });
        assert_eq!((hinted.kind, hinted.main_form), (PageKind::Login, Some(1)));
        let places = hinted.hinted.expect("it fits");
        let name = |index: Option<usize>| {
            let control = &hinted.forms[1].controls[index.expect("found")];
            if control.name.is_empty() { control.label.clone() } else { control.name.clone() }
        };
        assert_eq!([places.user, places.password, places.submit].map(name), ["n2", "n3", "y"]);
        let first_of_two = "<form id=f><input name=n2><button id=go>y</button></form>";
        let hints = PageHints { login: Some(login), ..PageHints::default() };
        assert_eq!(page(first_of_two, &hints).kind, PageKind::Identifier);
        let other = "<h1>Hello</h1><form id=g><input name=n2></form>";
        assert!(page(other, &hints).hinted.is_none(), "another form");
    }

    #[test]
    fn odd_consents() {
        let consent = ConsentHint { allow: at("#yes"), deny: Some(at("a.no")) };
        let hints = PageHints { consent: Some(consent), ..PageHints::default() };
        let body = "<base href=/b/><form><button id=yes>Mmh</button></form><a class=no href=x>Nah</a>";
        let found = page(body, &hints);
        assert_eq!(found.kind, PageKind::Consent);
        let hinted = found.hinted.expect("it fits");
        assert_eq!(hinted.allow, Some(Clickable::Control { form: 0, control: 0 }));
        assert_eq!(hinted.deny, Some(Clickable::Link(Url::parse("http://op.test/b/x").expect("a URL"))));
        assert!(page("<button id=yes>loose</button>", &hints).hinted.is_none(), "a button without a form does nothing");
    }

    #[test]
    fn codes_and_pages_in_between() {
        let code = CodeHint { form: Some(at("#f")), code: at("[name=b]"), submit: Some(at("#go")) };
        let hints = PageHints {
            code: Some(code),
            onward: vec![ContinueHint { button: at("#skip") }, ContinueHint { button: at("a.later") }],
            ..PageHints::default()
        };
        let found =
            page("<form id=f><input name=a><input name=b><button>x</button><button id=go>y</button></form>", &hints);
        let hinted = found.hinted.expect("it fits");
        assert_eq!((found.kind, hinted.code, hinted.submit), (PageKind::OneTimeCode, Some(1), Some(3)));
        let other = page("<form id=g><input name=b></form><form><button id=skip>z</button></form>", &hints);
        assert_eq!((other.kind, other.main_form), (PageKind::Continue, Some(1)));
        let link = page("<h1>Faster</h1><a class=later href=/on>Later</a>", &hints);
        let to = Url::parse("http://op.test/on").expect("a URL");
        assert_eq!((link.kind, link.hinted.expect("it fits").onward), (PageKind::Continue, Some(Clickable::Link(to))));
        assert!(page("<form id=g><input name=b></form>", &hints).hinted.is_none(), "the code of another form");
    }
}
