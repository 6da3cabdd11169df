//! ID tokens lie, or are signed so that anyone could have.

use super::Fault;
use crate::policy::{
    AudClaim, AuthTimeClaim, HashClaim, IssMember, KidMember, NonceClaim, RefreshedIdToken, Signature, SubClaim,
    TimeClaim,
};

#[rustfmt::skip]
pub(super) const FAULTS: &[Fault] = faults! {
    "id-token-left-out" breaks "oidc-core-3.1.3.3-id-token-present":
        "No ID token comes, though openid was granted." => |p| p.id_token.issued = false;
    "id-token-replayed" breaks "oidc-core-2-nonce-returned":
        "The first ID token of a user at a client comes again and again." => |p| p.id_token.fresh = false;
    "id-token-unsigned" breaks "oidc-core-2-signed-not-none" and "oidc-core-3.1.3.7-id-token-rs256-default":
        "ID tokens have the algorithm none, and no signature." => |p| p.id_token.signature = Signature::None;
    "id-token-hs256-with-public-key" breaks "oidc-core-3.1.3.7-signature-validates" and "oidc-core-3.1.3.7-id-token-rs256-default":
        "ID tokens are signed with HS256, the public key as the secret." => |p| p.id_token.signature = Signature::HmacWithPublicKey;
    "id-token-of-unpublished-key" breaks "oidc-core-3.1.3.7-signature-validates":
        "ID tokens are signed with a key that is not published, under the kid of one that is."
        => |p| p.id_token.signature = Signature::OfUnpublishedKey;
    "id-token-signature-spoilt" breaks "oidc-core-3.1.3.7-signature-validates":
        "One bit of the signature of ID tokens is wrong." => |p| p.id_token.signature = Signature::Spoilt;
    "id-token-kid-unknown" breaks "oidc-core-10.1-signing-keys-published":
        "ID tokens name a key that is not published." => |p| p.id_token.kid = KidMember::Unknown;
    "id-token-kid-missing" breaks "oidc-core-10.1-kid-when-several-keys":
        "ID tokens do not name their key, and there are several." => |p| p.id_token.kid = KidMember::Missing;
    "id-token-key-embedded" breaks "oidc-core-2-no-key-headers":
        "ID tokens show their key in the header." => |p| p.id_token.key_kept_out_of_header = false;
    "id-token-of-embedded-key" breaks "oidc-core-2-no-key-headers" and "oidc-core-10.1-kid-when-several-keys" and "oidc-core-3.1.3.7-signature-validates":
        "ID tokens are signed with the key that they bring along, which nobody has published." => |p| {
            p.id_token.signature = Signature::OfUnpublishedKey;
            p.id_token.kid = KidMember::Missing;
            p.id_token.key_kept_out_of_header = false;
        };
    "id-token-critical-extension" breaks "rfc7515-4.1.11-nothing-critical":
        "ID tokens demand that an extension is understood which nobody knows." => |p| p.id_token.nothing_critical = false;
    "id-token-alg-not-registered" breaks "oidc-core-3.1.3.7-id-token-rs256-default":
        "ID tokens are signed with ES256, though the client expects RS256." => |p| p.id_token.algorithm_as_registered = false;
    "id-token-iss-foreign" breaks "oidc-disc-3-issuer-equals-id-token":
        "ID tokens name another issuer." => |p| p.id_token.iss = IssMember::Foreign;
    "id-token-iss-missing" breaks "oidc-core-2-required-claims":
        "ID tokens do not name their issuer." => |p| p.id_token.iss = IssMember::Missing;
    "id-token-of-first-user" breaks "oidc-core-2-sub-stable":
        "ID tokens name the first user, whoever logged in." => |p| p.id_token.sub = SubClaim::OfFirstUser;
    "id-token-sub-missing" breaks "oidc-core-2-required-claims":
        "ID tokens name no user." => |p| p.id_token.sub = SubClaim::Missing;
    "id-token-aud-foreign" breaks "oidc-core-2-aud-contains-client":
        "ID tokens are for another client." => |p| p.id_token.aud = AudClaim::OtherClient;
    "id-token-aud-several" breaks "oidc-core-3.1.3.7-aud-no-strangers":
        "ID tokens are for the client and another one." => |p| p.id_token.aud = AudClaim::Several;
    "id-token-azp-foreign" breaks "oidc-core-2-azp-is-client":
        "ID tokens were made for another client, says azp." => |p| p.id_token.aud = AudClaim::OtherParty;
    "id-token-aud-missing" breaks "oidc-core-2-required-claims":
        "ID tokens are for nobody." => |p| p.id_token.aud = AudClaim::Missing;
    "id-token-expired" breaks "oidc-core-3.1.3.7-id-token-current":
        "ID tokens have run out when they come." => |p| p.id_token.exp = TimeClaim::Early;
    "id-token-exp-missing" breaks "oidc-core-2-required-claims":
        "ID tokens never run out." => |p| p.id_token.exp = TimeClaim::Missing;
    "id-token-exp-in-quotes" breaks "oidc-core-2-required-claims":
        "The exp of ID tokens is text." => |p| p.id_token.exp = TimeClaim::Text;
    "id-token-iat-in-future" breaks "oidc-core-3.1.3.7-id-token-current":
        "ID tokens were issued tomorrow." => |p| p.id_token.iat = TimeClaim::Late;
    "id-token-iat-missing" breaks "oidc-core-2-required-claims":
        "ID tokens do not say when they were issued." => |p| p.id_token.iat = TimeClaim::Missing;
    "id-token-auth-time-untrue" breaks "oidc-core-2-auth-time-true":
        "ID tokens say that the user logged in just now, whenever that was." => |p| p.id_token.auth_time = AuthTimeClaim::Now;
    "id-token-auth-time-missing" breaks "oidc-core-3.1.2.1-max-age-auth-time":
        "ID tokens do not say when the user logged in." => |p| p.id_token.auth_time = AuthTimeClaim::Missing;
    "id-token-nonce-missing" breaks "oidc-core-2-nonce-returned":
        "ID tokens have no nonce." => |p| p.id_token.nonce = NonceClaim::Missing;
    "id-token-nonce-swapped" breaks "oidc-core-2-nonce-returned":
        "ID tokens have the nonce of another request." => |p| p.id_token.nonce = NonceClaim::OfAnotherRequest;
    "id-token-nonce-invented" breaks "oidc-core-3.1.2.1-nonce-optional-code":
        "ID tokens have a nonce where none was sent." => |p| p.id_token.nonce = NonceClaim::Invented;
    "id-token-at-hash-wrong" breaks "oidc-core-3.1.3.6-at-hash-correct":
        "The at_hash of ID tokens is that of another access token." => |p| p.id_token.at_hash = HashClaim::OfSomethingElse;
    "id-token-at-hash-missing" breaks "oidc-core-3.2.2.10-at-hash-present":
        "ID tokens have no at_hash." => |p| p.id_token.at_hash = HashClaim::Missing;
    "id-token-c-hash-wrong" breaks "oidc-core-3.3.2.11-c-hash":
        "The c_hash of ID tokens is that of another code." => |p| p.id_token.c_hash = HashClaim::OfSomethingElse;
    "id-token-c-hash-missing" breaks "oidc-core-3.3.2.11-c-hash":
        "ID tokens have no c_hash." => |p| p.id_token.c_hash = HashClaim::Missing;
    "id-token-without-scope-claims" breaks "oidc-core-5.4-claims-in-id-token":
        "ID tokens that come alone have no claims of the scopes." => |p| p.id_token.scope_claims_alone = false;
    "refreshed-id-token-iss-foreign" breaks "oidc-core-12.2-refreshed-id-token":
        "Refreshed ID tokens name another issuer." => |p| p.id_token.refreshed = RefreshedIdToken::OtherIssuer;
    "refreshed-id-token-of-other-user" breaks "oidc-core-12.2-refreshed-id-token":
        "Refreshed ID tokens name another user." => |p| p.id_token.refreshed = RefreshedIdToken::OtherUser;
    "refreshed-id-token-aud-foreign" breaks "oidc-core-12.2-refreshed-id-token":
        "Refreshed ID tokens are for another client." => |p| p.id_token.refreshed = RefreshedIdToken::OtherClient;
    "refreshed-id-token-auth-time-new" breaks "oidc-core-12.2-refreshed-id-token":
        "Refreshed ID tokens say that the user has logged in again." => |p| p.id_token.refreshed = RefreshedIdToken::LaterLogin;
    "refreshed-id-token-iat-old" breaks "oidc-core-12.2-refreshed-id-token":
        "Refreshed ID tokens were issued at the login." => |p| p.id_token.refreshed = RefreshedIdToken::OldIat;
    "refreshed-id-token-nonce-other" breaks "oidc-core-12.2-refreshed-id-token":
        "Refreshed ID tokens have a nonce of their own." => |p| p.id_token.refreshed = RefreshedIdToken::OtherNonce;
};
