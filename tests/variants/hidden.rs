//! Why no case can see a fault under a variant, where a case that passes does not say it: the variant takes away what the fault
//! corrupts, or what shows it.

use oauth_harness::system::Variant;

/// A variant, the faults that it hides, and why.
type Hidden = (&'static str, &'static [&'static str], &'static str);

const OF_ERROR_PAGES: &[&str] =
    &["consumer/error-uri-linked", "consumer/reflected-xss-error-code", "consumer/reflected-xss-error-description"];

/// Anyone can guess a counter or 32 bits, but not the signature of a JWT that contains them.
const OF_TOKENS: &[&str] = &["provider/token-low-entropy", "provider/token-sequential"];

const NO_ERROR_PAGE: &str = "no page shows the parameters of an error response";

const HIDDEN: &[Hidden] = &[
    ("consumer/callback-rejected-by-new-login", OF_ERROR_PAGES, NO_ERROR_PAGE),
    ("consumer/callback-rejected-by-redirect-home", OF_ERROR_PAGES, NO_ERROR_PAGE),
    ("consumer/callback-rejected-by-redirect-to-error-page", OF_ERROR_PAGES, NO_ERROR_PAGE),
    (
        "consumer/request-by-link",
        &["consumer/start-form-action-blocks-redirect"],
        "`form-action` cannot block a link, and no redirect follows the form",
    ),
    (
        "consumer/request-by-link",
        &["consumer/login-csrf-token-unchecked", "consumer/login-start-by-get"],
        "the user has to follow a link on a page of the consumer before the login starts, as on a confirmation page",
    ),
    ("provider/access-tokens-as-jwt", OF_TOKENS, "an access token is a JWT, and its signature cannot be guessed"),
];

/// Why a fault is hidden under these variants.
pub(super) fn hidden(fault: &str, variants: &[Variant]) -> Option<String> {
    let (variant, _, why) = HIDDEN.iter().find(|(variant, faults, _)| {
        faults.contains(&fault) && variants.iter().any(|known| known.full_name() == *variant)
    })?;
    Some(format!("`{variant}`: {why}"))
}
