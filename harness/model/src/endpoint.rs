//! The one table of a provider's endpoints and pages: their names in each context, and their documents.

use serde::{Deserialize, Serialize};
use url::Url;

use super::bearer_token::BearerToken;
use super::span::Spanned;

/// Declares the endpoints, and from the same rows the keys of target files and the URLs of a deployment.
///
/// A row: its documentation in a target file, its variant, its field, its name in prose, its document, its member of the
/// metadata (RFC 8414 §2 and its registry). Those before the semicolon are in every target.
macro_rules! endpoints {
    (
        $($(#[doc = $doc:literal])+ $name:ident $field:ident $called:literal $document:literal $member:expr,)+;
        $($(#[doc = $some_doc:literal])+ $some:ident $some_field:ident $some_called:literal $some_document:literal
            $some_member:expr,)+
    ) => {
        /// An endpoint or page of a provider. In YAML its name is kebab-case, as in target files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize, schemars::JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Endpoint {
            $($(#[doc = $doc])+ $name,)+
            $($(#[doc = $some_doc])+ $some,)+
        }

        impl Endpoint {
            /// All of them.
            pub const ALL: &[Endpoint] = &[$(Endpoint::$name,)+ $(Endpoint::$some,)+];

            /// Its name in prose: `the …`.
            pub fn called(self) -> &'static str {
                match self {
                    $(Endpoint::$name => $called,)+
                    $(Endpoint::$some => $some_called,)+
                }
            }

            /// The document, with the section.
            pub fn document(self) -> &'static str {
                match self {
                    $(Endpoint::$name => $document,)+
                    $(Endpoint::$some => $some_document,)+
                }
            }

            /// The member of the provider's metadata with its URL.
            pub fn metadata_member(self) -> Option<&'static str> {
                match self {
                    $(Endpoint::$name => $member,)+
                    $(Endpoint::$some => $some_member,)+
                }
            }

            /// Its name in `${provider.…}`.
            pub fn variable(self) -> &'static str {
                match self {
                    $(Endpoint::$name => stringify!($field),)+
                    $(Endpoint::$some => stringify!($some_field),)+
                }
            }
        }

        /// The provider's endpoints and pages: paths on its base URL, or absolute URLs.
        #[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub struct ProviderPages {
            $($(#[doc = $doc])+ pub $field: Spanned<String>,)+
            $($(#[doc = $some_doc])+ #[serde(default)] pub $some_field: Option<Spanned<String>>,)+
        }

        impl ProviderPages {
            /// The endpoint's entry in the target file.
            pub fn get(&self, endpoint: Endpoint) -> Option<&Spanned<String>> {
                match endpoint {
                    $(Endpoint::$name => Some(&self.$field),)+
                    $(Endpoint::$some => self.$some_field.as_ref(),)+
                }
            }

            /// Removes the endpoint of that name in `${provider.…}`, for a provider that does not have it.
            pub fn remove(&mut self, variable: &str) {
                match variable {
                    $(stringify!($some_field) => self.$some_field = None,)+
                    _ => {}
                }
            }

            /// Every entry as a URL, resolved by `resolve` from the target file's value.
            pub fn resolved<E>(
                &self,
                base: &Url,
                mut resolve: impl FnMut(&Spanned<String>) -> Result<Url, E>,
            ) -> Result<ProviderUrls, E> {
                Ok(ProviderUrls {
                    base: base.clone(),
                    also_at: Vec::new(),
                    issuer: None,
                    initial_access_token: None,
                    $($field: resolve(&self.$field)?,)+
                    $($some_field: self.$some_field.as_ref().map(&mut resolve).transpose()?,)+
                })
            }
        }

        /// The URLs of the provider's endpoints and pages.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        pub struct ProviderUrls {
            /// The base URL.
            pub base: Url,
            /// Further origins that are the provider's: those of its login and its consent page, or of an API.
            #[serde(skip)]
            pub also_at: Vec<Url>,
            /// The issuer identifier, if it is in the target file: a string, never a URL that was parsed and serialized again.
            pub issuer: Option<String>,
            /// The token with which clients register (RFC 7591 §3), if the provider requires one.
            #[serde(skip)]
            pub initial_access_token: Option<BearerToken>,
            $($(#[doc = $doc])+ pub $field: Url,)+
            $($(#[doc = $some_doc])+ pub $some_field: Option<Url>,)+
        }

        impl ProviderUrls {
            /// A provider with only these URLs.
            pub fn at(base: Url, $($field: Url,)+) -> ProviderUrls {
                ProviderUrls {
                    base,
                    also_at: Vec::new(),
                    issuer: None,
                    initial_access_token: None,
                    $($field,)+
                    $($some_field: None,)+
                }
            }

            /// The URL of an endpoint.
            pub fn get(&self, endpoint: Endpoint) -> Option<&Url> {
                match endpoint {
                    $(Endpoint::$name => Some(&self.$field),)+
                    $(Endpoint::$some => self.$some_field.as_ref(),)+
                }
            }

            /// Changes the URL of an endpoint, if there is one.
            pub fn relocate(&mut self, endpoint: Endpoint, url: Url) {
                match endpoint {
                    $(Endpoint::$name => self.$field = with_query_of(url, &self.$field),)+
                    $(Endpoint::$some => {
                        self.$some_field = self.$some_field.take().map(|before| with_query_of(url, &before));
                    })+
                }
            }
        }
    };
}

/// The URL that an endpoint has moved to, with its query in the target file, for a tenant or a version.
pub fn with_query_of(mut url: Url, before: &Url) -> Url {
    if let Some(query) = before.query() {
        let both = url.query().map_or_else(|| query.to_owned(), |own| format!("{own}&{query}"));
        url.set_query(Some(&both));
    }
    url
}

endpoints! {
    /// RFC 6749 §3.1.
    Authorization authorization "authorization endpoint" "RFC 6749 §3.1" Some("authorization_endpoint"),
    /// RFC 6749 §3.2.
    Token token "token endpoint" "RFC 6749 §3.2" Some("token_endpoint"),
    ;
    /// RFC 7009.
    Revocation revocation "revocation endpoint" "RFC 7009 §2" Some("revocation_endpoint"),
    /// RFC 7662.
    Introspection introspection "introspection endpoint" "RFC 7662 §2" Some("introspection_endpoint"),
    /// RFC 8628 §3.1.
    DeviceAuthorization device_authorization "device authorization endpoint" "RFC 8628 §3.1"
        Some("device_authorization_endpoint"),
    /// The provider's metadata: RFC 8414 §3, or `OpenID` Connect Discovery §4.
    Discovery discovery "metadata document" "OpenID Connect Discovery §4" None,
    /// The JWK Set for the verification of tokens (RFC 7517 §5).
    Jwks jwks "JWK set" "RFC 7517 §5" Some("jwks_uri"),
    /// The metadata of an authorization server (RFC 8414 §3).
    Metadata metadata "metadata of the authorization server" "RFC 8414 §3" None,
    /// `OpenID` Connect Core §5.3.
    Userinfo userinfo "userinfo endpoint" "OpenID Connect Core §5.3" Some("userinfo_endpoint"),
    /// RFC 9126 §2.
    PushedAuthorizationRequest pushed_authorization_request "pushed authorization request endpoint" "RFC 9126 §2"
        Some("pushed_authorization_request_endpoint"),
    /// RFC 7591 §3.
    Registration registration "registration endpoint" "RFC 7591 §3" Some("registration_endpoint"),
    /// `OpenID` Connect RP-Initiated Logout §2.
    EndSession end_session "end session endpoint" "OpenID Connect RP-Initiated Logout §2" Some("end_session_endpoint"),
    /// The metadata of the protected resource (RFC 9728 §3).
    ResourceMetadata resource_metadata "metadata of the protected resource" "RFC 9728 §3" None,
    /// The identifier of a second protected resource (RFC 8707 §2). It receives no requests.
    SecondResource second_resource "second protected resource" "RFC 8707 §2" None,
    /// A protected resource that describes the user.
    Profile profile "protected resource" "RFC 6749 §7" None,
    /// The login page.
    LogIn log_in "login page" "RFC 6749 §3.1" None,
    /// The page, or the endpoint, that ends the user's session.
    LogOut log_out "page to log out" "OpenID Connect RP-Initiated Logout §2" None,
    /// The page on which a signed-in user registers a client.
    RegisterClient register_client "page to register clients" "RFC 6749 §2" None,
}

impl Endpoint {
    /// Its name in target files.
    pub fn key(self) -> String {
        self.variable().replace('_', "-")
    }

    /// False for one that is only an identifier, and receives no requests.
    pub fn answers(self) -> bool {
        self != Endpoint::SecondResource
    }
}

impl ProviderUrls {
    /// Every existing endpoint, with its URL.
    pub fn endpoints(&self) -> impl Iterator<Item = (Endpoint, &Url)> {
        Endpoint::ALL.iter().filter_map(|&endpoint| Some((endpoint, self.get(endpoint)?)))
    }

    /// The endpoint at a URL, whatever its query and fragment.
    pub fn endpoint_at(&self, url: &Url) -> Option<Endpoint> {
        let is_there = |place: &Url| place.origin() == url.origin() && place.path() == url.path();
        self.endpoints().find(|(endpoint, place)| endpoint.answers() && is_there(place)).map(|(endpoint, _)| endpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_has_one_name_in_target_files_scenarios_and_variables() {
        for &endpoint in Endpoint::ALL {
            assert_eq!(serde_json::to_value(endpoint).expect("a name"), serde_json::json!(endpoint.key()));
        }
        assert_eq!(Endpoint::PushedAuthorizationRequest.key(), "pushed-authorization-request");
        assert_eq!(Endpoint::Userinfo.variable(), "userinfo");
        assert_eq!(Endpoint::Jwks.metadata_member(), Some("jwks_uri"));
    }

    #[test]
    fn an_endpoint_is_found_by_its_url() {
        let url = |text: &str| Url::parse(text).expect("a URL");
        let mut provider =
            ProviderUrls::at(url("https://a.test/"), url("https://a.test/auth"), url("https://b.test/t"));
        provider.second_resource = Some(url("https://a.test/second"));
        assert_eq!(provider.endpoint_at(&url("https://a.test:443/auth?client_id=x#f")), Some(Endpoint::Authorization));
        assert_eq!(provider.endpoint_at(&url("https://b.test/t")), Some(Endpoint::Token));
        for nowhere in ["https://a.test/t", "http://a.test/auth", "https://a.test/second", "https://a.test/auth/"] {
            assert_eq!(provider.endpoint_at(&url(nowhere)), None, "{nowhere}");
        }
    }
}
