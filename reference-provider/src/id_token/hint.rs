//! An ID token that comes back as a hint (OpenID Connect Core §3.1.2.1).

use crate::app::App;
use crate::jose::claims::string;
use crate::jose::{Algorithm, Keys, Unverified};

/// The `sub` of a hint. Only an ID token of this issuer is one, however old (OpenID Connect Core §3.1.2.2); where it need
/// not be `verified`, anyone may have made it.
pub(crate) fn hinted_sub(app: &App, token: &str, verified: bool) -> Option<String> {
    let token = Unverified::parse(token).ok()?;
    if !verified {
        return string(&token.claims, "sub").ok()?.map(str::to_owned);
    }
    let asymmetric: Vec<Algorithm> = Algorithm::ALL.into_iter().filter(|one| one.is_asymmetric()).collect();
    let claims = token.verify(Keys::Public(&app.keys.public_keys()), &asymmetric).ok()?.claims;
    let is_ours = string(&claims, "iss").ok()? == Some(app.issuer().as_str());
    string(&claims, "sub").ok()?.filter(|_| is_ours).map(str::to_owned)
}
