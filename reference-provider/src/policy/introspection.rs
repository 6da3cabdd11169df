//! What the introspection endpoint says of a token: RFC 7662.

use serde::{Deserialize, Serialize};

rules! {
    /// What the introspection endpoint says of a token.
    IntrospectionRules in introspection {
        against UserImpersonation {
            /// Where a client got the token for itself, `sub` names the client.
            client_subject: ClientSubject = ClientSubject::ClientId, "RFC 9700 §4.15.1";
                fault "client-subject-numbered" = ClientSubject::Number,
                    breaks "rfc9700-4.15.1-client-id-sub-confusion":
                    "A token that a client got for itself is about a number, which is some user's, too.";
        }
        against TokenTheft {
            /// `active` is a boolean.
            active: ActiveMember = ActiveMember::Boolean, "RFC 7662 §2.2";
                fault "introspection-active-text" = ActiveMember::Text, breaks "rfc7662-2.2-active-boolean":
                    "active is a text, and so is never false.";
            /// The response names the key that a token is bound to (`cnf`).
            key_told: bool = true, "RFC 9449 §6.2";
                fault "introspection-hides-key" = false, breaks "rfc9449-6.2-introspection-jkt":
                    "The response for a bound token does not name its key.";
            /// The type of a bound token is `DPoP`.
            bound_called_dpop: bool = true, "RFC 9449 §6.2";
                fault "introspection-calls-bound-bearer" = false, breaks "rfc9449-6.2-introspection-token-type":
                    "A bound token is called a bearer token.";
            /// A token that has run out is not active.
            expired_inactive: bool = true, "RFC 7662 §4";
                fault "introspection-ignores-expiry" = false, breaks "rfc7662-4-expired-checked":
                    "A token that has run out is still said to be active.";
            /// A revoked token is not active.
            revoked_inactive: bool = true, "RFC 7662 §4";
                fault "introspection-ignores-revocation" = false, breaks "rfc7662-4-revoked-checked":
                    "A revoked token is still said to be active.";
        }
        against InformationDisclosure {
            /// Whoever asks is a client with a secret.
            caller_authenticated: bool = true, "RFC 7662 §2.1";
                fault "introspection-for-anybody" = false, breaks "rfc7662-2.1-authorization-required":
                    "Anybody may ask about a token.";
            /// Of a token that is not active nothing more is said.
            inactive_without_details: bool = true, "RFC 7662 §2.2";
                fault "introspection-tells-of-inactive" = false, breaks "rfc7662-2.2-inactive-no-details":
                    "The response for a token that is not active has all its claims.";
            /// To the server of a resource, tokens for others are not active; a refresh token is for its client alone.
            audience_checked: bool = true, "RFC 7662 §4";
                fault "introspection-for-anyone" = false, breaks "rfc7662-4-audience-checked":
                    "A resource server learns that tokens for others are active.";
        }
        against Interoperability {
            /// A token that nobody knows is not active, and nothing else.
            unknown_inactive: bool = true, "RFC 7662 §2.2";
                fault "introspection-unknown-error" = false, breaks "rfc7662-2.2-unknown-inactive":
                    "To ask about a token that nobody knows is an error.";
            /// Times are seconds since 1970, as numbers.
            times_in_seconds: bool = true, "RFC 7662 §2.2";
                fault "introspection-times-text" = false, breaks "rfc7662-2.2-integer-times":
                    "The times of a token are texts.";
        }
        knobs {
            /// Who may ask about a token.
            open_to: IntrospectionOpenTo = IntrospectionOpenTo::Clients, "RFC 7662 §2.1";
                variant "introspection-for-resource-servers" = IntrospectionOpenTo::ResourceServers,
                    permitted by "RFC 7662 §2.1":
                    "Only resource servers may introspect tokens; other clients get 403.",
                    unjudged because "Clients that are no resource servers cannot introspect tokens.";
            /// To whom a token is active.
            active_for: ActiveFor = ActiveFor::Clients, "RFC 7662 §2.2";
                variant "introspection-within-audience" = ActiveFor::Audience, permitted by "RFC 7662 §2.2":
                    "A token is active only for a caller in its audience.",
                    unjudged because "A client that is not in the audience is told nothing of a token.";
            /// What is said of an active token beside `active`.
            members: IntrospectionMembers = IntrospectionMembers::Usual, "RFC 7662 §2.2";
                variant "introspection-minimal" = IntrospectionMembers::Few, permitted by "RFC 7662 §2.2":
                    "The response has none of the optional members.",
                    unjudged because "What is judged by an optional member cannot be judged.";
                variant "introspection-extended" = IntrospectionMembers::Extended, permitted by "RFC 7662 §2.2":
                    "The response has further members, some of which no specification defines.";
        }
    }
}

choice! {
    /// Who may ask about a token.
    IntrospectionOpenTo {
        /// Every client with a secret.
        Clients,
        /// The server of a resource.
        ResourceServers,
    }
}

choice! {
    /// To whom a token is active.
    ActiveFor {
        /// The server of the resource that it is for, and every client that is no resource server.
        Clients,
        /// The server of the resource that it is for.
        Audience,
    }
}

choice! {
    /// The members of the answer about an active token.
    IntrospectionMembers {
        /// Its client, subject, scope, audience and times.
        Usual,
        /// The key that it is bound to, if it is bound.
        Few,
        /// All that this provider knows.
        Extended,
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
