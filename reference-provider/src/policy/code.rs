//! The authorization code, and the proof that who redeems it is who asked for it.

use serde::{Deserialize, Serialize};

use super::{Seconds, Strength};

rules! {
    /// Proof that who redeems a code is who asked for it (RFC 7636).
    PkceRules {
        /// A `code_challenge` is remembered. RFC 9700 §2.1.1.
        supported: bool = true,
        /// Every request brings a `code_challenge`. RFC 9700 §2.1.1, RFC 7636 §4.4.1.
        required: bool = true,
        /// A public client is no exception. RFC 8252 §8.1, OAuth 2.1 §4.1.2.1.
        required_of_public_clients: bool = true,
        /// The method `S256` is served. RFC 7636 §4.2.
        s256_served: bool = true,
        /// A challenge without a method means `plain`. RFC 7636 §4.3.
        method_defaults_to_plain: bool = true,
        /// A method that nobody defined is refused. RFC 7636 §4.4.1.
        unknown_method_refused: bool = true,
        /// The method `plain` is refused: it shows the verifier to whoever sees the request. RFC 7636 §7.2, RFC 9700 §2.1.1.
        plain_refused: bool = true,
        /// A code that was asked for with a challenge is not redeemed without a verifier. RFC 7636 §4.6.
        verifier_required: bool = true,
        /// The verifier must belong to the challenge. RFC 7636 §4.6.
        verifier_checked: bool = true,
        /// A verifier has 43 to 128 characters; a shorter one could be guessed. RFC 7636 §4.1.
        verifier_length_checked: bool = true,
        /// The challenge and its method belong to the code that was issued for them. RFC 7636 §4.4.
        bound_to_code: bool = true,
        /// The method of the challenge decides how the verifier is compared. RFC 7636 §4.5.
        method_bound_to_code: bool = true,
        /// A verifier without a challenge is refused: somebody removed the challenge. RFC 9700 §2.1.1 and §4.8.2.
        downgrade_refused: bool = true,
        /// A wrong verifier ends the code, so that verifiers cannot be tried out. RFC 7636 §7.1.
        wrong_verifier_ends_code: bool = true,
    }
}

rules! {
    /// The life of an authorization code.
    CodeRules {
        /// How hard a code is to guess. RFC 6749 §10.10.
        strength: Strength = Strength::Full,
        /// A code shows nothing of the challenge that belongs to it. RFC 7636 §4.4.
        hides_challenge: bool = true,
        /// A code lives a minute; ten are the limit. RFC 6749 §4.1.2.
        lifetime: Seconds = Seconds::minutes(1),
        /// What was never issued is no code. RFC 6749 §4.1.3.
        known_only: bool = true,
        /// A code works once. RFC 6749 §4.1.2.
        single_use: bool = true,
        /// For so long after its first use a code still works: not at all, where to look it up and to use it up is one step.
        /// RFC 6749 §4.1.2.
        reuse_window: Seconds = Seconds(0),
        /// A code presented again takes the tokens issued from it along. RFC 6749 §4.1.2.
        replay_revokes_tokens: bool = true,
        /// The refresh token is among them. RFC 6749 §4.1.2.
        replay_revokes_refresh_token: bool = true,
        /// Only who proves to be its rightful holder can cause that. OAuth 2.1 §7.5.2.
        replay_proven_first: bool = true,
        /// A code works for the client it was issued to. RFC 6749 §4.1.2 and §4.1.3.
        bound_to_client: bool = true,
        /// A code works with the redirection URI it was sent to. RFC 6749 §4.1.3.
        bound_to_redirect_uri: bool = true,
        /// That URI is named again. RFC 6749 §4.1.3.
        redirect_uri_required: bool = true,
    }
}
