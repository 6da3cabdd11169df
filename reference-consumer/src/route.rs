//! The paths of the site: those of the tutorial's `test_consumer` (django-allauth).

/// The sign-in page, or the profile.
pub(crate) const HOME: &str = "/";
/// Starts a login.
pub(crate) const LOGIN: &str = "/accounts/testprovider/login/";
/// The redirection endpoint (RFC 6749 section 3.1.2).
pub(crate) const CALLBACK: &str = "/accounts/testprovider/login/callback/";
/// Signs out.
pub(crate) const LOGOUT: &str = "/accounts/logout/";
/// Shows that the login was canceled.
pub(crate) const CANCELED: &str = "/accounts/3rdparty/login/cancelled/";
/// Shows that a login failed.
pub(crate) const ERROR: &str = "/accounts/3rdparty/login/error/";
/// The stylesheet.
pub(crate) const STYLE: &str = "/static/style.css";
/// Starts a login, if [`LOGIN`] redirects to it.
pub(crate) const MOVED_LOGIN: &str = "/login/testprovider/";
/// Redeems the code of an accepted callback.
pub(crate) const FINISH: &str = "/accounts/testprovider/login/finish/";
/// The user's profile.
pub(crate) const PROFILE: &str = "/accounts/profile/";
