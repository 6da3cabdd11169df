//! The paths of the endpoints: those of a django-oauth-toolkit site, or the usual ones.

use serde::{Deserialize, Serialize};

/// The style of the paths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Paths {
    /// Those of a Django site with django-oauth-toolkit under `/o/`.
    #[default]
    Django,
    /// `/authorize`, `/token`, `/userinfo` and so on.
    Plain,
}

/// Declares the routes: name, path in the Django style, path in the plain style. `{}` is one segment.
macro_rules! routes {
    ($($(#[$doc:meta])* $name:ident $django:literal $plain:literal,)*) => {
        /// A route. In YAML and JSON its name is kebab-case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case")]
        #[non_exhaustive]
        pub enum Route { $($(#[$doc])* $name,)* }

        impl Route {
            /// All routes.
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];

            /// The path below the issuer's prefix; it can contain `{}`.
            pub(crate) fn pattern(self, paths: Paths) -> &'static str {
                match (self, paths) { $((Self::$name, Paths::Django) => $django, (Self::$name, Paths::Plain) => $plain,)* }
            }
        }
    };
}

routes! {
    /// The home page.
    Home "/" "/",
    /// The style sheet.
    Style "/static/style.css" "/static/style.css",
    /// The login form.
    Login "/accounts/login/" "/login",
    /// The logout form.
    Logout "/accounts/logout/" "/logout",
    /// RFC 6749 §3.1.
    Authorize "/o/authorize/" "/authorize",
    /// RFC 6749 §3.2.
    Token "/o/token/" "/token",
    /// RFC 8628 §3.1.
    DeviceAuthorization "/o/device-authorization/" "/device_authorization",
    /// The page where the user of a device enters its code (RFC 8628 §3.3).
    Device "/o/device/" "/device",
    /// A short URL that redirects there, if the rules have one.
    DeviceShortcut "/activate" "/activate",
    /// RFC 7009.
    Revoke "/o/revoke_token/" "/revoke",
    /// RFC 7662.
    Introspect "/o/introspect/" "/introspect",
    /// RFC 9126.
    PushedAuthorization "/o/par/" "/par",
    /// RFC 9728 §3.
    ResourceMetadata "/.well-known/oauth-protected-resource/api/profile/" "/.well-known/oauth-protected-resource/profile",
    /// OpenID Connect Discovery §4: below the issuer's path.
    Discovery "/o/.well-known/openid-configuration" "/.well-known/openid-configuration",
    /// The same document at a wrong URL.
    MisplacedDiscovery "/o/.well-known/openid-configuration/" "/.well-known/openid-configuration/",
    /// RFC 8414 §3: before the issuer's path. Issuers with a prefix have it after `oauth-authorization-server`.
    Metadata "/.well-known/oauth-authorization-server/o" "/.well-known/oauth-authorization-server",
    /// The same document at a wrong URL.
    MisplacedMetadata "/o/.well-known/oauth-authorization-server" "/.well-known/oauth-authorization-server/",
    /// RFC 7517 §5.
    Jwks "/o/.well-known/jwks.json" "/jwks",
    /// OpenID Connect Core §5.3.
    Userinfo "/o/userinfo/" "/userinfo",
    /// RFC 7591 §3.
    Register "/o/register/" "/register",
    /// RFC 7592 §2.
    RegisteredClient "/o/register/{}/" "/register/{}",
    /// OpenID Connect RP-Initiated Logout §2.
    EndSession "/o/logout/" "/end_session",
    /// The protected resource.
    Profile "/api/profile/" "/profile",
    /// The list of a user's applications.
    Applications "/o/applications/" "/applications",
    /// The form that registers an application.
    RegisterApplication "/o/applications/register/" "/applications/register",
    /// An application.
    Application "/o/applications/{}/" "/applications/{}",
    /// The form that changes it.
    UpdateApplication "/o/applications/{}/update/" "/applications/{}/update",
    /// The form that removes it.
    DeleteApplication "/o/applications/{}/delete/" "/applications/{}/delete",
}

impl Route {
    /// The length of the well-known part of the pattern, before the path of the issuer or the resource.
    pub(crate) fn well_known_length(self) -> usize {
        match self {
            Self::ResourceMetadata => "/.well-known/oauth-protected-resource".len(),
            Self::Metadata => "/.well-known/oauth-authorization-server".len(),
            _ => 0,
        }
    }

    /// Whether it is for browsers and users; otherwise for programs.
    pub(crate) fn is_page(self) -> bool {
        match self {
            Self::Home
            | Self::Style
            | Self::Login
            | Self::Logout
            | Self::Authorize
            | Self::Device
            | Self::DeviceShortcut
            | Self::EndSession
            | Self::Applications
            | Self::RegisterApplication
            | Self::Application
            | Self::UpdateApplication
            | Self::DeleteApplication => true,
            Self::Token
            | Self::DeviceAuthorization
            | Self::Revoke
            | Self::Introspect
            | Self::PushedAuthorization
            | Self::ResourceMetadata
            | Self::Discovery
            | Self::MisplacedDiscovery
            | Self::Metadata
            | Self::MisplacedMetadata
            | Self::Jwks
            | Self::Userinfo
            | Self::Register
            | Self::RegisteredClient
            | Self::Profile => false,
        }
    }
}

impl Paths {
    /// The path component of issuer identifiers, below the issuer's prefix.
    pub(crate) fn issuer(self) -> &'static str {
        match self {
            Self::Django => "/o",
            Self::Plain => "",
        }
    }

    /// The route of a path below the issuer's prefix.
    pub(crate) fn resolve(self, path: &str) -> Option<Route> {
        Route::ALL.iter().copied().find(|route| matches(route.pattern(self), path))
    }
}

/// Whether `path` is of the form `pattern`.
fn matches(pattern: &str, path: &str) -> bool {
    let Some((before, after)) = pattern.split_once("{}") else { return pattern == path };
    let segment = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    segment.is_some_and(|segment| !segment.is_empty() && !segment.contains('/'))
}

/// The segment of `path` at the `{}` of `route`; empty if there is none.
pub(crate) fn segment(route: Route, paths: Paths, path: &str) -> &str {
    let Some((before, after)) = route.pattern(paths).split_once("{}") else { return "" };
    path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_path_leads_to_its_route() {
        for paths in [Paths::Django, Paths::Plain] {
            for &route in Route::ALL {
                let path = route.pattern(paths).replace("{}", "some-id");
                assert_eq!(paths.resolve(&path), Some(route), "{path}");
            }
        }
    }

    #[test]
    fn a_segment_is_one_segment() {
        assert_eq!(Paths::Django.resolve("/o/applications//"), None);
        assert_eq!(Paths::Django.resolve("/o/applications/a/b/"), None);
        assert_eq!(segment(Route::DeleteApplication, Paths::Django, "/o/applications/abc/delete/"), "abc");
        assert_eq!(segment(Route::Application, Paths::Plain, "/applications/abc"), "abc");
    }
}
