//! Authentication requests are misunderstood.

use super::Fault;
use crate::policy::{Asked, FormPostValues, Hint, PromptNone, UnservedResponseMode};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "authorization-post-refused" breaks "oidc-core-3.1.2.1-get-and-post":
        "An authorization request that comes as a form is taken for something else." => |p| p.authentication.post_served = false;
    "openid-redirect-uri-optional" breaks "oidc-core-3.1.2.1-redirect-uri-required":
        "An authentication request may leave the redirect_uri out." => |p| p.authentication.redirect_uri_required = false;
    "id-token-without-openid" breaks "oidc-core-3.1.2.1-openid-scope-required":
        "A response_type with id_token brings an ID token though the scope openid was not asked for."
        => |p| p.authentication.openid_scope_required = false;
    "malformed-values-overlooked" breaks "rfc6749-4.1.2.1-malformed-value":
        "A prompt, max_age, display or claims without a meaning counts as absent." => |p| p.authentication.malformed_refused = false;
    "nonce-demanded" breaks "oidc-core-3.1.2.1-nonce-optional-code":
        "A request for a code needs a nonce." => |p| p.authentication.nonce_optional_with_code = false;
    "nonce-optional" breaks "oidc-core-3.2.2.1-nonce-required-implicit":
        "An ID token comes from the authorization endpoint without a nonce." => |p| p.request.nonce_required = false;
    "response-mode-reported" breaks "oidc-core-3.1.2.6-unsupported-response-mode-400":
        "The error about an unknown response_mode is sent in a query."
        => |p| p.authentication.unserved_response_mode = UnservedResponseMode::Reported;
    "response-mode-overlooked" breaks "oidc-core-3.1.2.6-unsupported-response-mode-400":
        "An unknown response_mode counts as absent."
        => |p| p.authentication.unserved_response_mode = UnservedResponseMode::Overlooked;
    "form-post-percent-encoded" breaks "oauth-form-post-2-html-escaped":
        "The values of a form_post answer are percent-encoded." => |p| p.authentication.form_post = FormPostValues::PercentEncoded;
    "form-post-unescaped" breaks "oauth-form-post-2-html-escaped":
        "The values of a form_post answer are not escaped." => |p| p.authentication.form_post = FormPostValues::Bare;
    "prompt-none-overlooked" breaks "oidc-core-3.1.2.1-prompt-none-no-ui":
        "prompt=none shows the pages that are due." => |p| p.authentication.prompt_none = PromptNone::Overlooked;
    "prompt-none-refused" breaks "oidc-core-3.1.2.1-prompt-none-with-session":
        "prompt=none is an error, whoever is logged in." => |p| p.authentication.prompt_none = PromptNone::Refused;
    "prompt-none-combined" breaks "oidc-core-3.1.2.1-prompt-none-combined":
        "Beside another value of prompt, none is overlooked." => |p| p.authentication.prompt_none_alone = false;
    "prompt-login-overlooked" breaks "oidc-core-3.1.2.1-prompt-login":
        "prompt=login does not make a user log in who has a session." => |p| p.request.prompt_login_obeyed = false;
    "max-age-overlooked" breaks "oidc-core-3.1.2.1-max-age-reauth":
        "max_age does not make a user log in whose login is older." => |p| p.request.max_age_obeyed = false;
    "id-token-hint-overlooked" breaks "oidc-core-3.1.2.1-id-token-hint-other-user":
        "Whoever has a session is logged in, whomever the client expects." => |p| p.authentication.hint = Hint::Overlooked;
    "id-token-hint-believed" breaks "oidc-core-3.1.2.2-hint-issuer-checked":
        "An id_token_hint names the user, whoever has made it." => |p| p.authentication.hint = Hint::Believed;
    "essential-acr-overlooked" breaks "oidc-core-5.5.1.1-essential-acr":
        "An essential acr that is not reached is no obstacle." => |p| p.authentication.essential_acr_reached = false;
    "offline-access-remembered" breaks "oidc-core-11-offline-access-consent":
        "Consent is remembered, for access while the user is away, too."
        => |p| { p.consent.asked = Asked::Once; p.consent.offline_access_asked = false; };
    "implicit-refresh-token" breaks "rfc6749-4.2.2-implicit-no-refresh-token":
        "A refresh token goes along in the browser's address." => |p| p.legacy.refresh_token_kept_back = false;
};
