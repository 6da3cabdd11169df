//! One need of a case, in words, and whether a target meets it.

use std::collections::BTreeMap;

use super::capabilities::{self, CapabilitySubject};
use super::roles::{self, Role};
use crate::model::deployment::LOGOUT;
use crate::model::target::Target;
use crate::step::{DEFAULT_ACTOR, DEFAULT_CLIENT};
use crate::syntax::diagnostic::did_you_mean;
use crate::system;

/// Something that a target must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// A capability, by its name.
    Capability(&'static str),
    /// A client of that role.
    Client(String),
    /// A user of that name.
    User(String),
    /// A site of that name under `others`.
    Other(String),
    /// A metadata document, of OpenID Connect Discovery or RFC 8414: its URL, or the issuer from which it is derived.
    Metadata,
    /// An endpoint or page of the provider, as `${provider.NAME}` calls it.
    Page(String),
    /// A page of the consumer, as `${consumer.NAME}` calls it.
    ConsumerPage(String),
    /// At least this many seconds of waiting.
    Seconds(u64),
}

impl Need {
    /// Its name in scenarios and target files.
    pub fn name(&self) -> String {
        if let Some(capability) = self.capability() {
            return capability.name.to_owned();
        }
        match self {
            Need::Capability(name) => (*name).to_owned(),
            Need::Client(role) => format!("clients.{role}"),
            Need::User(name) => format!("users.{name}"),
            Need::Other(name) => format!("others.{name}"),
            Need::Metadata => "discovery or metadata".to_owned(),
            Need::Page(name) => format!("provider.{name}"),
            Need::ConsumerPage(name) => format!("consumer.{name}"),
            Need::Seconds(_) => "waiting".to_owned(),
        }
    }

    /// True for what almost every target has: its first client and its first user. They are not worth mentioning.
    pub fn is_common(&self) -> bool {
        match self {
            Need::Client(role) => [DEFAULT_CLIENT, roles::ASKER, roles::OWN].contains(&role.as_str()),
            Need::User(name) => name == DEFAULT_ACTOR,
            _ => false,
        }
    }

    /// What a target without it lacks, after "the target has no …".
    pub fn sentence(&self) -> String {
        if let Some(capability) = self.capability() {
            return capability.sentence.to_owned();
        }
        match self {
            Need::Capability(name) => (*name).to_owned(),
            Need::Client(role) if role == roles::OWN => "client (`other` or `web`)".to_owned(),
            Need::Client(role) if role == roles::ASKER => "client (`asker` or `web`)".to_owned(),
            Need::Client(role) if role == LOGOUT => "client with a `post-logout-redirect-uri`".to_owned(),
            Need::Client(role) => format!("client `{role}`"),
            Need::User(name) => format!("user `{name}`"),
            Need::Other(name) => format!("site `{name}` under `others`"),
            Need::Metadata => {
                "metadata document (`discovery` or `metadata` among its pages, or its `issuer`)".to_owned()
            }
            Need::Page(name) => format!("`{}` among the provider's pages", name.replace('_', "-")),
            Need::ConsumerPage(name) => format!("`{}` among the consumer's pages", name.replace('_', "-")),
            Need::Seconds(_) => {
                "clock that can be moved, nor `limits: {longest-wait-seconds: …}` for so long".to_owned()
            }
        }
    }

    /// Why a target does not meet it; `None` if it does.
    pub(super) fn lacking(&self, target: &Target) -> Option<String> {
        let met = match self {
            Need::Capability(_) => self.capability().is_none_or(|capability| capability.is_offered(target)),
            Need::Metadata => target.provider.as_ref().is_some_and(|party| {
                party.issuer.is_some() || party.pages.discovery.is_some() || party.pages.metadata.is_some()
            }),
            Need::Client(role) if role == roles::OWN && !target.clients.is_empty() => {
                target.clients.contains_key("other") || target.clients.contains_key(DEFAULT_CLIENT)
            }
            Need::Client(role) if role == roles::ASKER && !target.clients.is_empty() => {
                target.clients.contains_key(roles::ASKER) || target.clients.contains_key(DEFAULT_CLIENT)
            }
            Need::Client(role) if role == LOGOUT => roles::logging_out(target).is_some(),
            // A target without any of them is not limited, it is incomplete: the run reports that.
            Need::Client(_) if self.is_common() && target.clients.is_empty() => true,
            Need::User(_) if self.is_common() && target.users.is_empty() => true,
            Need::Client(role) => {
                target.clients.contains_key(role) || is_misspelled(role, roles::CLIENTS, &target.clients)
            }
            Need::User(name) => target.users.contains_key(name) || is_misspelled(name, roles::USERS, &target.users),
            Need::Other(name) => target.others.contains_key(name) || is_misspelled(name, &[], &target.others),
            Need::Page(_) | Need::ConsumerPage(_) => {
                self.capability().is_none_or(|capability| capability.shows(target))
            }
            Need::Seconds(seconds) => {
                !capabilities::has_its_own_time(target) || *seconds <= target.limits.longest_wait.as_secs()
            }
        };
        if met {
            return None;
        }
        if let Need::Seconds(seconds) = self {
            return Some(format!(
                "this takes a wait of {seconds} s, and the target file allows {} s (`limits: {{longest-wait-seconds: \
                 …}}`)",
                target.limits.longest_wait.as_secs()
            ));
        }
        let lost = self.features().iter().find_map(|feature| system::variant_without(target, feature));
        let because = lost.map(|variant| format!(": the variant `{}` lacks it", variant.full_name()));
        Some(format!("the target has no {}{}", self.sentence(), because.unwrap_or_default()))
    }

    /// How the variants of references call the features that meet it.
    fn features(&self) -> Vec<String> {
        let page = |name: &str| format!("provider.{}", name.replace('_', "-"));
        let mut features = match self {
            Need::Metadata => vec![page("discovery"), page("metadata")],
            Need::Client(role) => vec![format!("clients.{role}")],
            Need::Page(name) => vec![page(name)],
            _ => Vec::new(),
        };
        if let Some(capability) = self.capability() {
            features.push(capability.name.to_owned());
            features.extend(capability.feature());
        }
        features
    }

    pub(super) fn capability(&self) -> Option<&'static capabilities::Capability> {
        match self {
            Need::Capability(name) => capabilities::named(name),
            Need::Client(role) => capabilities::about(CapabilitySubject::Client(role)),
            Need::User(name) => capabilities::about(CapabilitySubject::User(name)),
            Need::Page(name) => capabilities::about(CapabilitySubject::Page(name)),
            Need::ConsumerPage(name) => capabilities::about(CapabilitySubject::ConsumerPage(name)),
            Need::Metadata | Need::Other(_) | Need::Seconds(_) => None,
        }
    }
}

/// An unknown name that resembles one that the target has: the scenario is wrong, and the target not limited. The caller
/// reports it.
fn is_misspelled<T>(name: &str, roles: &[Role], there: &BTreeMap<String, T>) -> bool {
    let nearly = || did_you_mean(name, there.keys().map(String::as_str));
    !roles::is_known(roles, name) && nearly().is_some()
}
