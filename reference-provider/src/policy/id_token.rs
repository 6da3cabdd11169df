//! Claims and signature of ID tokens.

use serde::{Deserialize, Serialize};

use super::{
    AudClaim, AuthTimeClaim, HashClaim, IdTokenAlgorithm, IssMember, KidMember, NonceClaim, RefreshedIdToken, Seconds,
    Signature, SubClaim, TimeClaim,
};

rules! {
    /// Claims and signature of ID tokens.
    IdTokenRules in id_token {
        against CodeInjection {
            /// The `nonce` of an ID token is that of the authentication request.
            nonce: NonceClaim = NonceClaim::OfRequest, "OpenID Connect Core §2";
                fault "id-token-nonce-missing" = NonceClaim::Missing, breaks "oidc-core-2-nonce-returned":
                    "ID tokens have no nonce.";
                fault "id-token-nonce-wrong" = NonceClaim::OfAnotherRequest, breaks "oidc-core-2-nonce-returned":
                    "ID tokens have the nonce of another request.";
                fault "id-token-nonce-invented" = NonceClaim::Invented, breaks "oidc-core-3.1.2.1-nonce-optional-code":
                    "ID tokens have a nonce although the request had none.";
            /// `at_hash` is the hash of the access token issued with the ID token.
            at_hash: HashClaim = HashClaim::Right, "OpenID Connect Core §3.1.3.6 and §3.2.2.10";
                fault "id-token-at-hash-wrong" = HashClaim::OfSomethingElse, breaks "oidc-core-3.1.3.6-at-hash-correct":
                    "The at_hash of ID tokens is the hash of another access token.";
                fault "id-token-at-hash-missing" = HashClaim::Missing, breaks "oidc-core-3.2.2.10-at-hash-present":
                    "ID tokens have no at_hash.";
                variant "id-token-at-hash-where-required" = HashClaim::WhereRequired,
                    permitted by "OpenID Connect Core §3.1.3.6":
                    "ID tokens from the token endpoint have no at_hash.";
            /// `c_hash` is the hash of the code issued with the ID token.
            c_hash: HashClaim = HashClaim::Right, "OpenID Connect Core §3.3.2.11";
                fault "id-token-c-hash-wrong" = HashClaim::OfSomethingElse, breaks "oidc-core-3.3.2.11-c-hash":
                    "The c_hash of ID tokens is the hash of another code.";
                fault "id-token-c-hash-missing" = HashClaim::Missing, breaks "oidc-core-3.3.2.11-c-hash":
                    "ID tokens have no c_hash.";
        }
        against UserImpersonation {
            /// Each response has a newly issued ID token.
            fresh: bool = true, "OpenID Connect Core §2 (`iat`, `nonce`)";
                fault "id-token-replayed" = false, breaks "oidc-core-2-nonce-returned":
                    "The provider returns the first ID token of a user at a client again and again.";
            /// An ID token is signed with a key of the JWK Set.
            signature: Signature = Signature::OfPublishedKey, "OpenID Connect Core §2";
                fault "id-token-unsigned" = Signature::None,
                    breaks "oidc-core-2-signed-not-none" and "oidc-core-3.1.3.7-id-token-rs256-default":
                    "ID tokens have the algorithm none and no signature.";
                fault "id-token-hs256-with-public-key" = Signature::HmacWithPublicKey,
                    breaks "oidc-core-3.1.3.7-signature-validates" and "oidc-core-3.1.3.7-id-token-rs256-default":
                    "ID tokens are signed with HS256, with the public key as the secret.";
                fault "id-token-key-unpublished" = Signature::OfUnpublishedKey,
                    breaks "oidc-core-3.1.3.7-signature-validates":
                    "ID tokens are signed with an unpublished key under the kid of a published one.";
                fault "id-token-signature-invalid" = Signature::Corrupted, breaks "oidc-core-3.1.3.7-signature-validates":
                    "ID tokens have a signature with one flipped bit.";
            /// An ID token is signed with the registered algorithm of the client, RS256 by default.
            algorithm_as_registered: bool = true, "OpenID Connect Core §15.1";
                fault "id-token-alg-not-registered" = false, breaks "oidc-core-3.1.3.7-id-token-rs256-default":
                    "ID tokens are signed with ES256 although the client is registered for RS256.";
            /// The header of an ID token does not contain the key.
            key_kept_out_of_header: bool = true, "OpenID Connect Core §2";
                fault "id-token-key-embedded" = false, breaks "oidc-core-2-no-key-headers":
                    "ID tokens contain their key in the header.";
            /// `sub` identifies the user.
            sub: SubClaim = SubClaim::OfUser, "OpenID Connect Core §2";
                fault "id-token-of-first-user" = SubClaim::OfFirstUser, breaks "oidc-core-2-sub-stable":
                    "ID tokens name the first user, whichever user logged in.";
                fault "id-token-sub-missing" = SubClaim::Missing, breaks "oidc-core-2-required-claims":
                    "ID tokens have no sub claim.";
            /// `aud` is the client.
            aud: AudClaim = AudClaim::Client, "OpenID Connect Core §2";
                fault "id-token-aud-foreign" = AudClaim::OtherClient, breaks "oidc-core-2-aud-contains-client":
                    "The aud of ID tokens is another client.";
                fault "id-token-aud-several" = AudClaim::Several, breaks "oidc-core-3.1.3.7-aud-no-untrusted":
                    "The aud of ID tokens contains the client and another one.";
                fault "id-token-azp-foreign" = AudClaim::OtherParty, breaks "oidc-core-2-azp-is-client":
                    "The azp of ID tokens is another client.";
                fault "id-token-aud-missing" = AudClaim::Missing, breaks "oidc-core-2-required-claims":
                    "ID tokens have no aud claim.";
                variant "id-token-aud-list" = AudClaim::ListOfClient, permitted by "OpenID Connect Core §2":
                    "The aud of ID tokens is an array with one element.";
                variant "id-token-azp-named" = AudClaim::ClientTwice, permitted by "OpenID Connect Core §2":
                    "ID tokens have the client as azp as well as aud.";
                variant "id-token-aud-of-two-with-azp" = AudClaim::TwoWithParty, permitted by "OpenID Connect Core §2":
                    "The aud of ID tokens also contains another client, and azp is the client that asked.";
            /// `exp` is the time when the ID token expires.
            exp: TimeClaim = TimeClaim::Right, "OpenID Connect Core §2";
                fault "id-token-expired" = TimeClaim::Early, breaks "oidc-core-3.1.3.7-id-token-current":
                    "ID tokens are already expired when they are issued.";
                fault "id-token-exp-missing" = TimeClaim::Missing, breaks "oidc-core-2-required-claims":
                    "ID tokens have no exp claim.";
                fault "id-token-exp-string" = TimeClaim::Text, breaks "oidc-core-2-required-claims":
                    "The exp of ID tokens is a string.";
                variant "id-token-exp-with-fraction" = TimeClaim::Fraction, permitted by "RFC 7519 §2":
                    "The exp of ID tokens has a fractional part.";
            /// `iat` is the time when the ID token was issued.
            iat: TimeClaim = TimeClaim::Right, "OpenID Connect Core §2";
                fault "id-token-iat-in-future" = TimeClaim::Late, breaks "oidc-core-3.1.3.7-id-token-current":
                    "The iat of ID tokens is a day in the future.";
                fault "id-token-iat-missing" = TimeClaim::Missing, breaks "oidc-core-2-required-claims":
                    "ID tokens have no iat claim.";
                variant "id-token-iat-with-fraction" = TimeClaim::Fraction, permitted by "RFC 7519 §2":
                    "The iat of ID tokens has a fractional part.";
            /// `auth_time` is the time when the user logged in.
            auth_time: AuthTimeClaim = AuthTimeClaim::OfLogin, "OpenID Connect Core §2";
                fault "id-token-auth-time-wrong" = AuthTimeClaim::Now, breaks "oidc-core-2-auth-time-true":
                    "The auth_time of ID tokens is the current time, whenever the user logged in.";
                fault "id-token-auth-time-missing" = AuthTimeClaim::Missing,
                    breaks "oidc-core-3.1.2.1-max-age-auth-time":
                    "ID tokens have no auth_time.";
                variant "id-token-auth-time-when-requested" = AuthTimeClaim::WhereAsked,
                    permitted by "OpenID Connect Core §2":
                    "ID tokens have auth_time only if the client requested it or sent max_age.";
            /// An ID token from a refresh has the same claims as the first one.
            refreshed: RefreshedIdToken = RefreshedIdToken::LikeTheFirst, "OpenID Connect Core §12.2";
                fault "refreshed-id-token-iss-foreign" = RefreshedIdToken::OtherIssuer,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens have another iss.";
                fault "refreshed-id-token-of-other-user" = RefreshedIdToken::OtherUser,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens have another sub.";
                fault "refreshed-id-token-aud-foreign" = RefreshedIdToken::OtherClient,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens have another aud.";
                fault "refreshed-id-token-auth-time-new" = RefreshedIdToken::LaterLogin,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens have a later auth_time, as if the user had logged in again.";
                fault "refreshed-id-token-iat-old" = RefreshedIdToken::OldIat,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens have the iat of the first one.";
                fault "refreshed-id-token-nonce-other" = RefreshedIdToken::OtherNonce,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens have a nonce that is not that of the first one.";
                variant "refreshed-id-token-missing" = RefreshedIdToken::LeftOut,
                    permitted by "OpenID Connect Core §12.2":
                    "The response to a refresh has no ID token.",
                    quiet because "No refreshed ID token exists to compare with the first one.";
                variant "refreshed-id-token-with-nonce" = RefreshedIdToken::WithNonce,
                    discouraged by "OpenID Connect Core §12.2":
                    "Refreshed ID tokens have the nonce of the first one.";
        }
        against MixUp {
            /// `iss` is the issuer identifier of this provider.
            iss: IssMember = IssMember::Right, "OpenID Connect Core §2";
                fault "id-token-iss-foreign" = IssMember::Foreign, breaks "oidc-disc-3-issuer-equals-id-token":
                    "The iss of ID tokens is another issuer.";
                fault "id-token-iss-missing" = IssMember::Missing, breaks "oidc-core-2-required-claims":
                    "ID tokens have no iss claim.";
        }
        against Interoperability {
            /// An ID token is issued with each access token for the scope `openid`.
            issued: bool = true, "OpenID Connect Core §3.1.3.3";
                fault "id-token-missing" = false, breaks "oidc-core-3.1.3.3-id-token-present":
                    "The token endpoint issues no ID token although openid was granted.";
            /// The `kid` of an ID token names the key.
            kid: KidMember = KidMember::Right, "OpenID Connect Core §10.1";
                fault "id-token-kid-unknown" = KidMember::Unknown, breaks "oidc-core-10.1-signing-keys-published":
                    "The kid of ID tokens names an unpublished key.";
                fault "id-token-kid-missing" = KidMember::Missing, breaks "oidc-core-10.1-kid-when-several-keys":
                    "ID tokens have no kid although the JWK Set has several keys.";
            /// The header of an ID token has no critical extensions.
            nothing_critical: bool = true, "RFC 7515 §4.1.11";
                fault "id-token-critical-extension" = false, breaks "rfc7515-4.1.11-nothing-critical":
                    "ID tokens have an unknown critical extension (crit).";
            /// An ID token has the claims of the scopes if no access token is issued to fetch them with.
            scope_claims_alone: bool = true, "OpenID Connect Core §5.4";
                fault "id-token-without-scope-claims" = false, breaks "oidc-core-5.4-claims-in-id-token":
                    "ID tokens issued without an access token lack the claims of the scopes.";
        }
        knobs {
            /// The lifetime of an ID token.
            lifetime: Seconds = Seconds::minutes(60), "OpenID Connect Core §2";
                variant "id-tokens-of-five-minutes" = Seconds::minutes(5), permitted by "OpenID Connect Core §2":
                    "ID tokens expire after five minutes.";
                variant "id-tokens-of-ten-hours" = Seconds::minutes(600), permitted by "OpenID Connect Core §2":
                    "ID tokens expire after ten hours.";
            /// The algorithm for preconfigured clients that have not registered one: it is agreed upon out of band.
            operator_algorithm: IdTokenAlgorithm = IdTokenAlgorithm::Rs256, "OpenID Connect Core §3.1.3.7";
                variant "id-tokens-in-rs512" = IdTokenAlgorithm::Rs512, permitted by "OpenID Connect Core §3.1.3.7":
                    "Preconfigured clients are registered for ID tokens signed with RS512.";
                variant "id-tokens-in-ps256" = IdTokenAlgorithm::Ps256, permitted by "OpenID Connect Core §3.1.3.7":
                    "Preconfigured clients are registered for ID tokens signed with PS256.";
                variant "id-tokens-in-es256" = IdTokenAlgorithm::Es256, permitted by "OpenID Connect Core §3.1.3.7":
                    "Preconfigured clients are registered for ID tokens signed with ES256.";
                variant "id-tokens-in-es384" = IdTokenAlgorithm::Es384, permitted by "OpenID Connect Core §3.1.3.7":
                    "Preconfigured clients are registered for ID tokens signed with ES384.";
                variant "id-tokens-in-eddsa" = IdTokenAlgorithm::EdDsa, permitted by "OpenID Connect Core §3.1.3.7":
                    "Preconfigured clients are registered for ID tokens signed with EdDSA.";
                variant "id-tokens-in-hs256" = IdTokenAlgorithm::Hs256, permitted by "OpenID Connect Core §10.1":
                    "Preconfigured clients whose secret is long enough are registered for ID tokens signed with HS256.";
            /// ID tokens have additional claims and a `typ`.
            extended: bool = false, "OpenID Connect Core §2";
                variant "id-token-extended" = true, permitted by "OpenID Connect Core §2":
                    "ID tokens have jti, nbf, amr, private claims, and the type JWT.";
            /// The header of an ID token has additional members.
            header_extended: bool = false, "RFC 7515 §4";
                variant "id-token-header-extended" = true, permitted by "RFC 7515 §4.1.7, §4.1.9, §4.1.10 and §4.3":
                    "The header of ID tokens has the type jwt, a content type, certificate thumbprints and private \
                     members.";
            /// An ID token has the claims of the scopes even if an access token is issued to fetch them with.
            with_scope_claims: bool = false, "OpenID Connect Core §5.4";
                variant "id-token-with-scope-claims" = true, permitted by "OpenID Connect Core §2":
                    "ID tokens have the claims of the granted scopes.";
        }
        several {
            fault "id-token-of-embedded-key" against UserImpersonation,
                breaks "oidc-core-2-no-key-headers"
                    and "oidc-core-10.1-kid-when-several-keys"
                    and "oidc-core-3.1.3.7-signature-validates":
                "ID tokens are signed with an unpublished key that their header contains."
                => |p| {
                    p.id_token.signature = Signature::OfUnpublishedKey;
                    p.id_token.kid = KidMember::Missing;
                    p.id_token.key_kept_out_of_header = false;
                };
        }
    }
}
