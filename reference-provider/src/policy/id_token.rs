//! What an ID token says, and how it is signed.

use serde::{Deserialize, Serialize};

use super::{
    AudClaim, AuthTimeClaim, HashClaim, IdTokenAlgorithm, IssMember, KidMember, NonceClaim, RefreshedIdToken, Seconds,
    Signature, SubClaim, TimeClaim,
};

rules! {
    /// What an ID token says, and how it is signed.
    IdTokenRules in id_token {
        against CodeInjection {
            /// `nonce` is that of the request.
            nonce: NonceClaim = NonceClaim::OfRequest, "OpenID Connect Core §2";
                fault "id-token-nonce-missing" = NonceClaim::Missing, breaks "oidc-core-2-nonce-returned":
                    "ID tokens have no nonce.";
                fault "id-token-nonce-swapped" = NonceClaim::OfAnotherRequest, breaks "oidc-core-2-nonce-returned":
                    "ID tokens have the nonce of another request.";
                fault "id-token-nonce-invented" = NonceClaim::Invented, breaks "oidc-core-3.1.2.1-nonce-optional-code":
                    "ID tokens have a nonce where none was sent.";
            /// `at_hash` belongs to the access token that comes along.
            at_hash: HashClaim = HashClaim::Right, "OpenID Connect Core §3.1.3.6 and §3.2.2.10";
                fault "id-token-at-hash-wrong" = HashClaim::OfSomethingElse, breaks "oidc-core-3.1.3.6-at-hash-correct":
                    "The at_hash of ID tokens is that of another access token.";
                fault "id-token-at-hash-missing" = HashClaim::Missing, breaks "oidc-core-3.2.2.10-at-hash-present":
                    "ID tokens have no at_hash.";
                variant "id-token-at-hash-where-required" = HashClaim::WhereRequired,
                    permitted by "OpenID Connect Core §3.1.3.6":
                    "An ID token from the token endpoint has no at_hash.";
            /// `c_hash` belongs to the code that comes along.
            c_hash: HashClaim = HashClaim::Right, "OpenID Connect Core §3.3.2.11";
                fault "id-token-c-hash-wrong" = HashClaim::OfSomethingElse, breaks "oidc-core-3.3.2.11-c-hash":
                    "The c_hash of ID tokens is that of another code.";
                fault "id-token-c-hash-missing" = HashClaim::Missing, breaks "oidc-core-3.3.2.11-c-hash":
                    "ID tokens have no c_hash.";
        }
        against UserImpersonation {
            /// Each answer has an ID token of its own; none comes a second time.
            fresh: bool = true, "OpenID Connect Core §2 (`iat`, `nonce`)";
                fault "id-token-replayed" = false, breaks "oidc-core-2-nonce-returned":
                    "The first ID token of a user at a client comes again and again.";
            /// An ID token is signed with a key of the JWK Set.
            signature: Signature = Signature::OfPublishedKey, "OpenID Connect Core §2";
                fault "id-token-unsigned" = Signature::None,
                    breaks "oidc-core-2-signed-not-none" and "oidc-core-3.1.3.7-id-token-rs256-default":
                    "ID tokens have the algorithm none, and no signature.";
                fault "id-token-hs256-with-public-key" = Signature::HmacWithPublicKey,
                    breaks "oidc-core-3.1.3.7-signature-validates" and "oidc-core-3.1.3.7-id-token-rs256-default":
                    "ID tokens are signed with HS256, the public key as the secret.";
                fault "id-token-of-unpublished-key" = Signature::OfUnpublishedKey,
                    breaks "oidc-core-3.1.3.7-signature-validates":
                    "ID tokens are signed with a key that is not published, under the kid of one that is.";
                fault "id-token-signature-spoilt" = Signature::Spoilt, breaks "oidc-core-3.1.3.7-signature-validates":
                    "One bit of the signature of ID tokens is wrong.";
            /// An ID token is signed as the client has registered, with RS256 if it has not.
            algorithm_as_registered: bool = true, "OpenID Connect Core §15.1";
                fault "id-token-alg-not-registered" = false, breaks "oidc-core-3.1.3.7-id-token-rs256-default":
                    "ID tokens are signed with ES256, though the client expects RS256.";
            /// The header of an ID token shows no key.
            key_kept_out_of_header: bool = true, "OpenID Connect Core §2";
                fault "id-token-key-embedded" = false, breaks "oidc-core-2-no-key-headers":
                    "ID tokens show their key in the header.";
            /// `sub` is the user.
            sub: SubClaim = SubClaim::OfUser, "OpenID Connect Core §2";
                fault "id-token-of-first-user" = SubClaim::OfFirstUser, breaks "oidc-core-2-sub-stable":
                    "ID tokens name the first user, whoever logged in.";
                fault "id-token-sub-missing" = SubClaim::Missing, breaks "oidc-core-2-required-claims":
                    "ID tokens name no user.";
            /// `aud` is the client.
            aud: AudClaim = AudClaim::Client, "OpenID Connect Core §2";
                fault "id-token-aud-foreign" = AudClaim::OtherClient, breaks "oidc-core-2-aud-contains-client":
                    "ID tokens are for another client.";
                fault "id-token-aud-several" = AudClaim::Several, breaks "oidc-core-3.1.3.7-aud-no-strangers":
                    "ID tokens are for the client and another one.";
                fault "id-token-azp-foreign" = AudClaim::OtherParty, breaks "oidc-core-2-azp-is-client":
                    "ID tokens were made for another client, says azp.";
                fault "id-token-aud-missing" = AudClaim::Missing, breaks "oidc-core-2-required-claims":
                    "ID tokens are for nobody.";
                variant "id-token-aud-list" = AudClaim::ListOfClient, permitted by "OpenID Connect Core §2":
                    "The aud of an ID token is a list of one.";
                variant "id-token-azp-named" = AudClaim::ClientTwice, permitted by "OpenID Connect Core §2":
                    "An ID token names the client as its azp, too.";
                variant "id-token-aud-of-two-with-azp" = AudClaim::TwoWithParty, permitted by "OpenID Connect Core §2":
                    "The aud of an ID token also lists another client, and its azp names the one that asked.";
            /// `exp` says when that is.
            exp: TimeClaim = TimeClaim::Right, "OpenID Connect Core §2";
                fault "id-token-expired" = TimeClaim::Early, breaks "oidc-core-3.1.3.7-id-token-current":
                    "ID tokens have run out when they come.";
                fault "id-token-exp-missing" = TimeClaim::Missing, breaks "oidc-core-2-required-claims":
                    "ID tokens never run out.";
                fault "id-token-exp-in-quotes" = TimeClaim::Text, breaks "oidc-core-2-required-claims":
                    "The exp of ID tokens is text.";
                variant "id-token-exp-with-fraction" = TimeClaim::Fraction, permitted by "RFC 7519 §2":
                    "The exp of ID tokens has a fraction.";
            /// `iat` is the present.
            iat: TimeClaim = TimeClaim::Right, "OpenID Connect Core §2";
                fault "id-token-iat-in-future" = TimeClaim::Late, breaks "oidc-core-3.1.3.7-id-token-current":
                    "ID tokens were issued tomorrow.";
                fault "id-token-iat-missing" = TimeClaim::Missing, breaks "oidc-core-2-required-claims":
                    "ID tokens do not say when they were issued.";
                variant "id-token-iat-with-fraction" = TimeClaim::Fraction, permitted by "RFC 7519 §2":
                    "The iat of ID tokens has a fraction.";
            /// `auth_time` is when the user logged in.
            auth_time: AuthTimeClaim = AuthTimeClaim::OfLogin, "OpenID Connect Core §2";
                fault "id-token-auth-time-untrue" = AuthTimeClaim::Now, breaks "oidc-core-2-auth-time-true":
                    "ID tokens say that the user logged in just now, whenever that was.";
                fault "id-token-auth-time-missing" = AuthTimeClaim::Missing,
                    breaks "oidc-core-3.1.2.1-max-age-auth-time":
                    "ID tokens do not say when the user logged in.";
                variant "id-token-auth-time-when-asked" = AuthTimeClaim::WhereAsked,
                    permitted by "OpenID Connect Core §2":
                    "ID tokens say when the user logged in only where a client asked for it, or for a maximum age.";
            /// After a refresh an ID token says the same as the first one.
            refreshed: RefreshedIdToken = RefreshedIdToken::LikeTheFirst, "OpenID Connect Core §12.2";
                fault "refreshed-id-token-iss-foreign" = RefreshedIdToken::OtherIssuer,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens name another issuer.";
                fault "refreshed-id-token-of-other-user" = RefreshedIdToken::OtherUser,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens name another user.";
                fault "refreshed-id-token-aud-foreign" = RefreshedIdToken::OtherClient,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens are for another client.";
                fault "refreshed-id-token-auth-time-new" = RefreshedIdToken::LaterLogin,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens say that the user has logged in again.";
                fault "refreshed-id-token-iat-old" = RefreshedIdToken::OldIat,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens were issued at the login.";
                fault "refreshed-id-token-nonce-other" = RefreshedIdToken::OtherNonce,
                    breaks "oidc-core-12.2-refreshed-id-token":
                    "Refreshed ID tokens have a nonce of their own.";
                variant "refreshed-id-token-left-out" = RefreshedIdToken::LeftOut,
                    permitted by "OpenID Connect Core §12.2":
                    "A refresh brings no ID token.",
                    quiet because "There is no refreshed ID token to compare with the first one.";
                variant "refreshed-id-token-with-nonce" = RefreshedIdToken::WithNonce,
                    discouraged by "OpenID Connect Core §12.2":
                    "A refreshed ID token has the nonce of the first one.";
        }
        against MixUp {
            /// `iss` is this issuer.
            iss: IssMember = IssMember::Right, "OpenID Connect Core §2";
                fault "id-token-iss-foreign" = IssMember::Foreign, breaks "oidc-disc-3-issuer-equals-id-token":
                    "ID tokens name another issuer.";
                fault "id-token-iss-missing" = IssMember::Missing, breaks "oidc-core-2-required-claims":
                    "ID tokens do not name their issuer.";
        }
        against Interoperability {
            /// An ID token comes with each access token for `openid`.
            issued: bool = true, "OpenID Connect Core §3.1.3.3";
                fault "id-token-left-out" = false, breaks "oidc-core-3.1.3.3-id-token-present":
                    "No ID token comes, though openid was granted.";
            /// The header of an ID token names the key.
            kid: KidMember = KidMember::Right, "OpenID Connect Core §10.1";
                fault "id-token-kid-unknown" = KidMember::Unknown, breaks "oidc-core-10.1-signing-keys-published":
                    "ID tokens name a key that is not published.";
                fault "id-token-kid-missing" = KidMember::Missing, breaks "oidc-core-10.1-kid-when-several-keys":
                    "ID tokens do not name their key, and there are several.";
            /// The header of an ID token demands nothing of the client that OpenID Connect does not.
            nothing_critical: bool = true, "RFC 7515 §4.1.11";
                fault "id-token-critical-extension" = false, breaks "rfc7515-4.1.11-nothing-critical":
                    "ID tokens demand that an extension is understood which nobody knows.";
            /// An ID token has the claims of the scopes where there is no access token to fetch them with.
            scope_claims_alone: bool = true, "OpenID Connect Core §5.4";
                fault "id-token-without-scope-claims" = false, breaks "oidc-core-5.4-claims-in-id-token":
                    "ID tokens that come alone have no claims of the scopes.";
        }
        knobs {
            /// An ID token is old after so long.
            lifetime: Seconds = Seconds::minutes(60), "OpenID Connect Core §2";
                variant "id-tokens-of-five-minutes" = Seconds::minutes(5), permitted by "OpenID Connect Core §2":
                    "An ID token is old after five minutes.";
                variant "id-tokens-of-ten-hours" = Seconds::minutes(600), permitted by "OpenID Connect Core §2":
                    "An ID token is old after ten hours.";
            /// The algorithm of clients whose operator registered none of their own: it is agreed upon elsewhere.
            operator_algorithm: IdTokenAlgorithm = IdTokenAlgorithm::Rs256, "OpenID Connect Core §3.1.3.7";
                variant "id-tokens-in-rs512" = IdTokenAlgorithm::Rs512, permitted by "OpenID Connect Core §3.1.3.7":
                    "The clients of the configuration are registered for ID tokens in RS512.";
                variant "id-tokens-in-ps256" = IdTokenAlgorithm::Ps256, permitted by "OpenID Connect Core §3.1.3.7":
                    "The clients of the configuration are registered for ID tokens in PS256.";
                variant "id-tokens-in-es256" = IdTokenAlgorithm::Es256, permitted by "OpenID Connect Core §3.1.3.7":
                    "The clients of the configuration are registered for ID tokens in ES256.";
                variant "id-tokens-in-es384" = IdTokenAlgorithm::Es384, permitted by "OpenID Connect Core §3.1.3.7":
                    "The clients of the configuration are registered for ID tokens in ES384.";
                variant "id-tokens-in-eddsa" = IdTokenAlgorithm::EdDsa, permitted by "OpenID Connect Core §3.1.3.7":
                    "The clients of the configuration are registered for ID tokens in EdDSA.";
                variant "id-tokens-in-hs256" = IdTokenAlgorithm::Hs256, permitted by "OpenID Connect Core §10.1":
                    "The clients of the configuration whose secret is long enough are registered for ID tokens in HS256.";
            /// ID tokens have claims that OpenID Connect does not know, and a `typ`.
            extended: bool = false, "OpenID Connect Core §2";
                variant "id-token-extended" = true, permitted by "OpenID Connect Core §2":
                    "ID tokens have jti, nbf, amr, claims of the provider's own, and JWT as their type.";
            /// The header of an ID token has members that clients have no use for.
            header_extended: bool = false, "RFC 7515 §4";
                variant "id-token-header-extended" = true, permitted by "RFC 7515 §4.1.7, §4.1.9, §4.1.10 and §4.3":
                    "The header of ID tokens has the type jwt, a content type, thumbprints of a certificate, and members \
                     of the provider's own.";
            /// An ID token has the claims of the scopes even where there is an access token to fetch them with.
            with_scope_claims: bool = false, "OpenID Connect Core §5.4";
                variant "id-token-with-scope-claims" = true, permitted by "OpenID Connect Core §2":
                    "ID tokens have the claims of the scopes that were granted.";
        }
        several {
            fault "id-token-of-embedded-key" against UserImpersonation,
                breaks "oidc-core-2-no-key-headers"
                    and "oidc-core-10.1-kid-when-several-keys"
                    and "oidc-core-3.1.3.7-signature-validates":
                "ID tokens are signed with the key that they bring along, which nobody has published."
                => |p| {
                    p.id_token.signature = Signature::OfUnpublishedKey;
                    p.id_token.kid = KidMember::Missing;
                    p.id_token.key_kept_out_of_header = false;
                };
        }
    }
}
