//! Which cases touch what a variant varies: those whose exchanges contain one of the markers of its subject.

use crate::system::Variant;

/// Whether a case exchanges anything that the variant could change. `exchanged` is its exchanges as JSON.
pub fn touches(variant: &Variant, exchanged: &str) -> bool {
    // Whatever a consumer varies, it shows where one takes part.
    let markers = if variant.party == "consumer" { &[OF_CONSUMER][..] } else { markers(variant.subject) };
    markers.is_empty() || markers.iter().any(|marker| exchanged.contains(marker))
}

/// Whether the variant changes something particular, which only some cases exchange.
pub fn is_specific(variant: &Variant) -> bool {
    variant.party == "consumer" || !markers(variant.subject).is_empty()
}

/// What the exchanges of a case with a consumer contain.
const OF_CONSUMER: &str = "\"url\":{\"address\":\"<consumer>/";

/// What the exchanges of a case that touches a subject contain; no markers: every case does.
fn markers(subject: &str) -> &'static [&'static str] {
    match subject {
        "registration" => &["<provider>/o/register/", "<provider>/o/applications/"],
        "metadata" | "key_set" => &["/.well-known/"],
        "request" | "redirect_uri" | "authentication" | "legacy" | "code" => {
            &["<provider>/o/authorize/", "<provider>/o/par/"]
        }
        "request_object" => &["[\"request\",", "[\"request_uri\",", "<provider>/o/par/"],
        "pushed" => &["<provider>/o/par/", "<provider>/o/authorize/"],
        "login" | "session" => &["<provider>/accounts/login/", "<provider>/accounts/logout/", "<provider>/o/logout/"],
        "consent" | "page" => &["<provider>/accounts/", "\"kind\":\"consent\"", "<provider>/o/device/"],
        "pkce" => &["code_challenge", "code_verifier"],
        "client" | "assertion" | "grant" | "token" => {
            &["<provider>/o/token/", "<provider>/o/revoke_token/", "<provider>/o/introspect/", "<provider>/o/par/"]
        }
        "device" => &["<provider>/o/device"],
        "refresh" => &["refresh_token"],
        "dpop" => &["dpop", "DPoP"],
        "resource_indicator" => &["\"resource\""],
        "access_token" | "resource" => &["access_token", "/api/profile/"],
        "id_token" | "subject" => &["id_token", "openid"],
        "userinfo" => &["<provider>/o/userinfo/"],
        "revocation" => &["<provider>/o/revoke_token/"],
        "introspection" => &["<provider>/o/introspect/"],
        "logout" => &["<provider>/o/logout/", "<provider>/accounts/logout/"],
        "challenge" => &["[\"www-authenticate\","],
        "cookie" => &["[\"set-cookie\","],
        "load" => &["<provider>/o/introspect/", "<provider>/o/userinfo/", "<provider>/o/device-authorization/"],
        _ => &[],
    }
}
