//! Tokens: how they are asked for, carried, refreshed, looked up and revoked.

use serde::{Deserialize, Serialize};

use super::{Seconds, Strength};

rules! {
    /// The token endpoint, and the answers that carry tokens.
    TokenRules {
        /// The endpoint is asked with POST. RFC 6749 §3.2.
        post_only: bool = true,
        /// Parameters come as a form. RFC 6749 §4.1.3 and appendix B.
        form_only: bool = true,
        /// Parameters that nobody knows are ignored. RFC 6749 §3.2.
        unknown_parameters_ignored: bool = true,
        /// A repeated parameter spoils the request. RFC 6749 §3.2.
        repetition_refused: bool = true,
        /// How hard access and refresh tokens are to guess. RFC 6749 §10.10.
        strength: Strength = Strength::Full,
        /// What an access token looks like: nothing to anyone else, or a JWT. RFC 6749 §1.4, RFC 9068.
        format: TokenFormat = TokenFormat::Opaque,
        /// An access token lives an hour at most. RFC 6750 §5.3.
        access_lifetime: Seconds = Seconds::minutes(60),
        /// How the answer holds the token. RFC 6749 §3.2 and §5.1.
        access_token: AccessTokenMember = AccessTokenMember::Once,
        /// A member of an extension stands beside the others, which clients pass over. RFC 6749 §5.1.
        extended: bool = false,
        /// What the answer says of its kind. RFC 6749 §5.1 and §7.1.
        token_type: TokenTypeMember = TokenTypeMember::Right,
        /// How the answer says how long the token lives. RFC 6749 §5.1.
        expires_in: ExpiresIn = ExpiresIn::Seconds,
        /// The answer says what the token is good for. RFC 6749 §3.3 and §5.1.
        scope_reported: bool = true,
        /// And says it in one text. RFC 6749 §3.3.
        scope_as_text: bool = true,
        /// Answers with tokens are kept out of every cache. RFC 6749 §5.1.
        never_cached: bool = true,
        /// Caches that know nothing newer are told so, too. RFC 6749 §5.1.
        pragma: bool = true,
        /// Answers with tokens say that they are JSON. RFC 6749 §5.1.
        labelled_json: bool = true,
        /// Errors of the token endpoint are JSON, and no pages. RFC 6749 §5.2.
        errors_in_json: bool = true,
        /// Errors have a status that says so. RFC 6749 §5.2.
        errors_have_status: bool = true,
        /// What an error says to people. RFC 6749 §5.2.
        error_text: ErrorText = ErrorText::Plain,
        /// What is wrong with a code or a refresh token is called `invalid_grant`. RFC 6749 §5.2.
        invalid_grant_named: bool = true,
        /// Whose scripts may read the answers. OWASP ASVS 5.0 §3.4.2.
        cross_origin: CrossOrigin = CrossOrigin::Anybody,
    }
}

choice! {
    /// What an access token looks like.
    TokenFormat {
        /// A string that only this provider understands.
        Opaque,
        /// A JWT that resource servers can read (RFC 9068).
        Jwt,
    }
}

choice! {
    /// How an answer holds its token.
    AccessTokenMember {
        /// As the one member of that name.
        Once,
        /// As the second of two members of that name; the first is another token.
        Twice,
        /// Not at all.
        Missing,
    }
}

choice! {
    /// What an answer says of the kind of its token.
    TokenTypeMember {
        /// `Bearer`, or `DPoP` where it is bound to a key.
        Right,
        /// A kind that nobody knows.
        Unknown,
        /// Nothing.
        Missing,
    }
}

choice! {
    /// What an error says to people.
    ErrorText {
        /// A sentence.
        Plain,
        /// A script, for a page that shows it as it is.
        Script,
    }
}

choice! {
    /// How an answer says how long its token lives.
    ExpiresIn {
        /// A number of seconds.
        Seconds,
        /// The same number, as text.
        Text,
        /// The same number, below zero.
        Negative,
        /// Not at all.
        Missing,
    }
}

choice! {
    /// Whose scripts may read what clients are answered.
    CrossOrigin {
        /// Anybody's, as it is the credentials in the request that count, and no cookies.
        Anybody,
        /// Anybody's who asks, by name and with cookies.
        Reflected,
    }
}

rules! {
    /// Refresh tokens and their rotation.
    RefreshRules {
        /// A refresh token unused for so long is dead. RFC 9700 §4.14.2.
        idle_lifetime: Seconds = Seconds::days(14),
        /// A grant ends after so long, however often it is refreshed. OWASP ASVS 5.0 §10.4.8.
        grant_lifetime: Seconds = Seconds::days(90),
        /// What was never issued is no refresh token. RFC 6749 §6.
        known_only: bool = true,
        /// A refresh token works for the client it was issued to. RFC 6749 §6.
        bound_to_client: bool = true,
        /// A refresh never asks for more than was granted. RFC 6749 §6.
        widening_refused: bool = true,
        /// A refresh that asks for less does so for once. RFC 6749 §6.
        narrowing_passes: bool = true,
        /// Each use brings a new refresh token in place of the old one. RFC 9700 §2.2.2 and §4.14.2.
        rotated: bool = true,
        /// A used refresh token is refused. RFC 9700 §4.14.2.
        replay_refused: bool = true,
        /// For so long after its use a refresh token still works: not at all, where to look it up and to use it up is one step.
        /// RFC 9700 §4.14.2.
        reuse_window: Seconds = Seconds(0),
        /// A used refresh token presented again ends the whole grant: one of the two holders is a thief. RFC 9700 §4.14.2.
        replay_revokes_grant: bool = true,
    }
}

rules! {
    /// What the introspection endpoint says of a token.
    IntrospectionRules {
        /// Whoever asks is a client with a secret. RFC 7662 §2.1.
        caller_authenticated: bool = true,
        /// How `active` is written. RFC 7662 §2.2.
        active: ActiveMember = ActiveMember::Boolean,
        /// A token that nobody knows is not active, and nothing else. RFC 7662 §2.2.
        unknown_inactive: bool = true,
        /// Of a token that is not active nothing more is said. RFC 7662 §2.2.
        inactive_without_details: bool = true,
        /// Times are seconds since 1970, as numbers. RFC 7662 §2.2.
        times_in_seconds: bool = true,
        /// The key that a token is bound to is told (`cnf`). RFC 9449 §6.2.
        key_told: bool = true,
        /// The type of a bound token is `DPoP`. RFC 9449 §6.2.
        bound_called_dpop: bool = true,
        /// A token that has run out is not active. RFC 7662 §4.
        expired_inactive: bool = true,
        /// A revoked token is not active. RFC 7662 §4.
        revoked_inactive: bool = true,
        /// To the server of a resource, tokens for others are not active; a refresh token is for its client alone.
        /// RFC 7662 §4.
        audience_checked: bool = true,
        /// Whom `sub` names where a client got the token for itself. RFC 9700 §4.15.1.
        client_subject: ClientSubject = ClientSubject::ClientId,
    }
}

choice! {
    /// How `active` is written.
    ActiveMember {
        /// `true` or `false`.
        Boolean,
        /// The same, as text.
        Text,
    }
}

choice! {
    /// Whom `sub` names where a client got a token for itself.
    ClientSubject {
        /// The client, by its identifier; users have numbers.
        ClientId,
        /// The client, by a number that may be a user's, too.
        Number,
    }
}

rules! {
    /// What the revocation endpoint does.
    RevocationRules {
        /// Whoever asks is authenticated as a client. RFC 7009 §2.1.
        client_authenticated: bool = true,
        /// A client revokes its own tokens. RFC 7009 §2.1.
        bound_to_client: bool = true,
        /// `token_type_hint` is a hint: the token is looked for among all. RFC 7009 §2.1.
        hint_may_be_wrong: bool = true,
        /// Refresh tokens can be revoked. RFC 7009 §2.
        refresh_revocable: bool = true,
        /// They take the access tokens of their grant along. RFC 7009 §2.1.
        refresh_takes_access_along: bool = true,
        /// A token that nobody knows is as good as revoked. RFC 7009 §2.2.
        unknown_is_fine: bool = true,
    }
}
