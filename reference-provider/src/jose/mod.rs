//! JSON Object Signing and Encryption, as far as a provider needs it: keys (RFC 7517), signatures (RFC 7515, 7518,
//! 8037) and claims (RFC 7519), as strict as RFC 8725 requires.
//!
//! A received token is [`Unverified`] until a key has verified its signature; its claims are validated by [`claims`].
//! Signing accepts any [`KeyPair`] and any header: [`keys`](crate::state::keys) decides how a provider signs, rightly
//! or wrongly.

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
