//! What the survey knows about a provider, each with its provenance, for the first block of a report.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::endpoints::Endpoints;
use super::given::Given;
use super::metadata::Found;
use super::observed::Observed;
use crate::model::endpoint::Endpoint;
use crate::model::page::PageKind;
use crate::model::redacted::Redacted;
use crate::model::target::ClientAuth;
use crate::oauth::metadata;
use crate::record::symbol::Symbols;

/// One thing that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is about.
    pub subject: &'static str,
    /// The value, in the field's words.
    pub value: Redacted,
    /// How it is known.
    pub provenance: Provenance,
}

/// How something is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// The user of the program says so.
    Given,
    /// The provider's metadata says so.
    Announced,
    /// It was seen.
    Observed,
    /// It was seen, and the metadata says otherwise.
    Contradicted,
    /// It is what most providers do.
    Assumed,
    /// It could not be found out.
    Unknown,
}

impl Provenance {
    /// The word in a report.
    pub fn word(self) -> &'static str {
        match self {
            Provenance::Given => "given",
            Provenance::Announced => "announced",
            Provenance::Observed => "observed",
            Provenance::Contradicted => "observed; announced otherwise",
            Provenance::Assumed => "assumed",
            Provenance::Unknown => "not known",
        }
    }
}

/// Everything, in the order in which a reader wants it.
pub(super) fn facts(
    given: &Given,
    (endpoints, found): (&Endpoints, &[Found]),
    draft: &Draft,
    observed: &Observed,
    not_registered: impl Iterator<Item = Redacted>,
) -> Vec<Fact> {
    let mut facts = Facts(Vec::new());
    for document in found {
        facts.add("metadata", document.at.as_str(), Provenance::Observed);
        for fault in metadata::faults(&document.at, &document.members.clone().into()) {
            facts.add("  its mistake", &fault, Provenance::Observed);
        }
    }
    if found.is_empty() {
        facts.add("metadata", "none at any well-known URL", Provenance::Observed);
    }
    match &endpoints.issuer {
        Some(issuer) => facts.add("issuer", issuer, Provenance::Announced),
        None => facts.add("issuer", "the provider does not name it", Provenance::Unknown),
    }
    let of_endpoints = if endpoints.announced { Provenance::Announced } else { Provenance::Observed };
    let names: Vec<String> =
        endpoints.urls.iter().filter(|(one, _)| one.metadata_member().is_some()).map(|(one, _)| one.key()).collect();
    facts.add("endpoints", &names.join(", "), of_endpoints);
    for (endpoint, why) in &endpoints.refused {
        facts.add("  not used", &format!("{}: {why}", endpoint.key()), Provenance::Announced);
    }
    if given.safe && endpoints.url(Endpoint::Registration).is_some() {
        facts.add("  not used", "registration, because of --safe", Provenance::Given);
    }
    let scope = if draft.scope().is_empty() { "none: the provider chooses" } else { draft.scope() };
    facts.add("scope", scope, if given.scope.is_some() { Provenance::Given } else { Provenance::Assumed });
    let profile = if given.profile.is_some() { Provenance::Given } else { Provenance::Assumed };
    facts.add("profile", draft.profile().name(), profile);
    facts.of_sign_in(found, draft, observed);
    for why in not_registered {
        facts.0.push(Fact { subject: "not registered", value: why, provenance: Provenance::Observed });
    }
    let registered: Vec<&str> = draft.registered(given).collect();
    if !registered.is_empty() {
        let value = format!("clients for {}, until the end of this run", registered.join(", "));
        facts.add("registered", &value, Provenance::Observed);
    }
    facts.0
}

struct Facts(Vec<Fact>);

/// A scope is a set (RFC 6749 §3.3).
fn words(scope: &str) -> BTreeSet<&str> {
    scope.split(' ').collect()
}

impl Facts {
    fn add(&mut self, subject: &'static str, value: &str, provenance: Provenance) {
        let value = Redacted::by(&Symbols::default(), value);
        self.0.push(Fact { subject, value, provenance });
    }

    fn of_sign_in(&mut self, found: &[Found], draft: &Draft, observed: &Observed) {
        let first = match &observed.sign_in {
            None => {
                self.add("sign-in", "not tried: it needs a client and a user", Provenance::Unknown);
                return;
            }
            Some(Err(why)) => {
                self.0.push(Fact { subject: "sign-in", value: why.clone(), provenance: Provenance::Observed });
                return;
            }
            Some(Ok(first)) => first,
        };
        let pages: Vec<&str> = first.pages.iter().map(|kind| kind.name()).collect();
        let pages = if pages.is_empty() { "no page".to_owned() } else { format!("{} page", pages.join(" page, ")) };
        self.add("sign-in", &pages, Provenance::Observed);
        for origin in draft.origins() {
            self.add("  leads through", origin.as_str(), Provenance::Observed);
        }
        if let Some(auth) = draft.auth() {
            let name = if auth == ClientAuth::Post { "client_secret_post" } else { "client_secret_basic" };
            self.add("client authentication", name, Provenance::Observed);
        }
        let was_asked = first.pages.contains(&PageKind::Consent);
        let consent = match (was_asked, observed.asked_again) {
            (_, None) => ("not known", Provenance::Unknown),
            (true, Some(true)) => ("asked for every time", Provenance::Observed),
            (true, Some(false)) => ("asked for once, then remembered", Provenance::Observed),
            (false, Some(true)) => ("asked for sometimes", Provenance::Observed),
            (false, Some(false)) => ("not asked for: given before, or never asked for", Provenance::Observed),
        };
        self.add("consent", consent.0, consent.1);
        let flag = |member: &str| found.iter().find_map(|document| document.members.get(member)?.as_bool());
        let lists = |member: &str, value: &str| {
            found.iter().find_map(|document| document.list(member)).map(|list| list.contains(&value))
        };
        let against = |announced: Option<bool>, seen: bool| match announced {
            Some(announced) if announced != seen => Provenance::Contradicted,
            _ => Provenance::Observed,
        };
        if let Some(accepted) = observed.without_pkce {
            let value = if accepted { "not required" } else { "required" };
            self.add("PKCE", value, Provenance::Observed);
        }
        if let Some(accepted) = observed.plain_pkce {
            let announced = lists("code_challenge_methods_supported", "plain");
            let value = if accepted { "accepted" } else { "refused" };
            self.add("PKCE method plain", value, against(announced, accepted));
        }
        self.add("ID tokens", if first.id_token { "issued" } else { "not issued" }, Provenance::Observed);
        match (&observed.refresh_scope, first.refresh) {
            (_, true) => self.add("refresh tokens", "issued", Provenance::Observed),
            (Some(_), _) => self.add("refresh tokens", "issued with offline_access", Provenance::Observed),
            (None, false) => {
                let announced = lists("grant_types_supported", "refresh_token").filter(|announced| *announced);
                self.add("refresh tokens", "not issued", against(announced, false));
            }
        }
        self.add("access tokens", if first.jwt { "JWTs" } else { "opaque" }, Provenance::Observed);
        match &first.scope {
            Some(scope) if words(scope) != words(draft.scope()) => {
                self.add("granted scope", scope, Provenance::Observed);
            }
            _ => {}
        }
        let announced = flag("authorization_response_iss_parameter_supported");
        self.add("iss in responses", if first.iss { "sent" } else { "not sent" }, against(announced, first.iss));
        if let Some(issued) = observed.client_credentials {
            let announced = lists("grant_types_supported", "client_credentials").filter(|_| issued);
            let value = if issued { "issued" } else { "refused for this client" };
            self.add("client credentials", value, against(announced, issued));
        }
    }
}
