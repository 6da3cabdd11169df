//! JSON Object Signing and Encryption, as much of it as a provider needs: keys (RFC 7517), signatures (RFC 7515, 7518,
//! 8037) and the claims inside (RFC 7519), strict as RFC 8725 wants them.
//!
//! A token that someone sent is [`Unverified`] until a key says otherwise; what it claims is judged by [`claims`].
//! Signing takes any [`KeyPair`] and any header: what a provider may sign with, and how it can sign wrongly, is the
//! business of [`keys`](crate::state::keys).

mod algorithm;
pub(crate) mod claims;
mod half_hash;
mod json;
mod jwk;
mod jwk_set;
mod key_pair;
mod key_type;
mod public_key;
#[cfg(test)]
mod rfc_examples;
mod sign;
mod verify;

pub(crate) use algorithm::Algorithm;
pub(crate) use json::{parse_object, parse_value};
pub(crate) use jwk::Jwk;
pub(crate) use jwk_set::parse_jwk_set;
pub(crate) use key_pair::KeyPair;
pub(crate) use key_type::KeyType;
#[cfg(test)]
pub(crate) use public_key::PublicKey;
pub(crate) use sign::{hmac, sign};
pub(crate) use verify::{JwtError, Keys, Unverified, Verified, verify};
