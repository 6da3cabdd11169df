//! The requirements catalog: `requirements.yaml`, built into the program.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::decode::{DecodeError, decode};
use super::diagnostic::{Diagnostic, did_you_mean};
use super::yaml;
use crate::model::node::Value;
use crate::model::requirement::Requirement;
use crate::model::source::Source;
use crate::model::span::Span;

const BUILT_IN_TEXT: &str = include_str!("../requirements.yaml");

/// All requirements by id.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    by_id: BTreeMap<String, Requirement>,
}

impl Catalog {
    /// The built-in catalog. It is parsed once.
    pub fn built_in() -> &'static Catalog {
        static BUILT_IN: LazyLock<Catalog> = LazyLock::new(|| {
            // A test has parsed it with spans; without them it takes a third of the time.
            let entries: Vec<Requirement> = serde_saphyr::from_str(BUILT_IN_TEXT).expect("a test parses it");
            let by_id = entries.into_iter().map(|requirement| (requirement.id.clone(), requirement)).collect();
            Catalog { by_id }
        });
        &BUILT_IN
    }

    /// Parses a catalog.
    pub fn read(source: &Source) -> Result<Catalog, Diagnostic> {
        let node = yaml::parse(source)?;
        let Value::Seq(entries) = &node.value else {
            return Err(Diagnostic::new(source, node.span, "a catalog is a list of requirements"));
        };
        let mut by_id = BTreeMap::new();
        for entry in entries {
            let requirement: Requirement = decode(entry).map_err(|error| error.in_source(source))?;
            let id = requirement.id.clone();
            if by_id.insert(id.clone(), requirement).is_some() {
                return Err(Diagnostic::new(source, entry.span, format!("the requirement `{id}` is listed twice")));
            }
        }
        Ok(Catalog { by_id })
    }

    /// A requirement by its id.
    pub fn get(&self, id: &str) -> Option<&Requirement> {
        self.by_id.get(id)
    }

    /// Is there a requirement of that id? If not: the mistake, with the id that was probably meant.
    pub fn known(&self, id: &str, span: Span) -> Result<(), DecodeError> {
        if self.by_id.contains_key(id) {
            return Ok(());
        }
        let error = DecodeError::at(span, format!("no requirement has the id `{id}`"));
        Err(match did_you_mean(id, self.by_id.keys().map(String::as_str)) {
            Some(nearest) => error.help(format!("did you mean `{nearest}`?")),
            None => error.help("`oauth-harness list --requirements` lists them"),
        })
    }

    /// All requirements, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Requirement> {
        self.by_id.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::requirement::Level;
    use crate::model::target::Profile;

    /// Documents that are not RFCs: how they are cited, and the prefixes of their ids.
    const DOCUMENTS: [(&str, &str); 10] = [
        ("OAuth 2.1 draft", "oauth21"),
        ("OAuth 2.0 Form Post Response Mode", "oauth-form-post"),
        ("OAuth 2.0 Multiple Response Types", "oauth-multiple-types"),
        ("OWASP ASVS 5.0", "asvs5"),
        ("OpenID Connect Core 1.0", "oidc-core"),
        ("OpenID Connect Discovery 1.0", "oidc-disc"),
        ("OpenID Connect Dynamic Client Registration 1.0", "oidc-reg"),
        ("OpenID Connect RP-Initiated Logout 1.0", "oidc-logout"),
        ("OpenID Connect Front-Channel Logout 1.0", "oidc-frontchannel"),
        ("OpenID Connect Back-Channel Logout 1.0", "oidc-backchannel"),
    ];

    /// Entries whose sentence was found in no text, so that it is from memory.
    const UNREAD: [&str; 1] = ["oidc-core-10.1-signing-keys-published"];

    /// The id prefix for this source; `None` for an unknown document, or without a section.
    fn prefix(place: &str) -> Option<String> {
        let (document, section) = place.split_once(" §")?;
        let rfc = || {
            let number = document.strip_prefix("RFC ")?;
            number.bytes().all(|digit| digit.is_ascii_digit()).then(|| format!("rfc{number}"))
        };
        let other = || Some(DOCUMENTS.iter().find(|(cited, _)| *cited == document)?.1.to_owned());
        let numbered =
            section.split('.').all(|part| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit()));
        rfc().or_else(other).filter(|_| numbered).map(|document| format!("{document}-{section}-"))
    }

    #[test]
    fn an_id_names_the_document_and_the_section_that_its_entry_is_taken_from() {
        assert_eq!(prefix("RFC 6749 §4.1.2.1").as_deref(), Some("rfc6749-4.1.2.1-"));
        assert_eq!(prefix("OpenID Connect Core §2"), None);
        assert_eq!(prefix("RFC 6749"), None);
        for requirement in Catalog::built_in().iter() {
            let (id, source) = (&requirement.id, &requirement.source);
            assert!(prefix(source).is_some_and(|prefix| id.starts_with(&prefix)), "{id} is not named after {source}");
            let unknown: Vec<_> = requirement.also.iter().filter(|place| prefix(place).is_none()).collect();
            assert!(unknown.is_empty(), "{id} cites {unknown:?}");
        }
    }

    #[test]
    fn every_word_of_an_entry_is_one_of_those_at_the_top_of_the_file() {
        type Of = fn(&Requirement) -> &str;
        let words: [(Of, &[&str]); 5] = [
            (|requirement| &requirement.normative, &["keyword", "prose", "derived", "control"]),
            (|requirement| &requirement.subject, &["authorization-server", "client", "resource-server", "both"]),
            (|requirement| &requirement.severity, &["security", "interop", "hygiene"]),
            (|requirement| &requirement.basis, &["rfc-text", "wg-draft", "spec-source", "quoted", "memory"]),
            (
                |requirement| &requirement.endpoint,
                &[
                    "authorization",
                    "token",
                    "redirection",
                    "revocation",
                    "introspection",
                    "metadata",
                    "jwks",
                    "par",
                    "device",
                    "userinfo",
                    "resource",
                    "login-ui",
                    "registration",
                    "logout",
                ],
            ),
        ];
        for requirement in Catalog::built_in().iter() {
            for (of, known) in words {
                assert!(known.contains(&of(requirement)), "{} says `{}`", requirement.id, of(requirement));
            }
        }
    }

    #[test]
    fn an_entry_is_verified_where_its_sentence_was_read() {
        for requirement in Catalog::built_in().iter() {
            let unread = UNREAD.contains(&requirement.id.as_str());
            assert_eq!(requirement.basis == "memory", unread, "{}", requirement.id);
            assert_eq!(requirement.verified, !unread, "{}", requirement.id);
        }
    }

    /// ASVS is not RFC 2119 text, and a MAY is not an obligation.
    #[test]
    fn a_level_is_not_above_its_basis() {
        for requirement in Catalog::built_in().iter() {
            let id = &requirement.id;
            if id.starts_with("asvs5-") {
                assert!(matches!(requirement.level, Level::Should | Level::ShouldNot), "{id}");
            } else {
                assert_ne!(requirement.normative, "control", "{id}");
            }
            assert!(
                requirement.level != Level::May || requirement.informational,
                "{id} is a MAY that could be violated"
            );
        }
    }

    /// Servers that are stricter than the documents require: reported, never a violation.
    #[test]
    fn requirements_without_a_sentence_are_not_obligations() {
        for id in [
            "rfc6819-5.1.4.1.3-no-cleartext-secrets",
            "rfc7523-3-expiry-bounded",
            "rfc7636-7.1-code-invalid-after-wrong-verifier",
            "rfc9101-10.8-not-a-client-assertion",
            "rfc9449-11.1-proof-single-use",
            "oidc-core-3.1.3.7-client-iat",
        ] {
            assert!(!Catalog::built_in().get(id).expect("it is listed").is_obligation(), "{id}");
        }
    }

    /// A requirement of only one family of documents has `profiles`; the BCPs and the RFCs around OAuth 2.0 apply to all.
    #[test]
    fn an_entry_of_the_draft_counts_under_its_profile_alone() {
        for requirement in Catalog::built_in().iter() {
            let of_the_draft = requirement.id.starts_with("oauth21-");
            assert_eq!(requirement.profiles == [Profile::Oauth21], of_the_draft, "{}", requirement.id);
        }
    }

    #[test]
    fn the_built_in_catalog_is_well_formed() {
        let source = Source::new("requirements.yaml", BUILT_IN_TEXT);
        let catalog = Catalog::read(&source).unwrap_or_else(|mistake| panic!("{}", mistake.render(false)));
        assert_eq!(catalog.by_id, Catalog::built_in().by_id);
        assert!(catalog.iter().count() >= 378);
        for requirement in catalog.iter() {
            for other in &requirement.conflicts_with {
                assert!(catalog.get(other).is_some(), "{} refers to {other}, which is unknown", requirement.id);
            }
        }
    }
}
