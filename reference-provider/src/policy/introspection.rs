//! Token introspection: RFC 7662.

use serde::{Deserialize, Serialize};

rules! {
    /// The introspection endpoint.
    IntrospectionRules in introspection {
        against UserImpersonation {
            /// The `sub` of a token that a client got in its own name is the client identifier.
            client_subject: ClientSubject = ClientSubject::ClientId, "RFC 9700 §4.15.1";
                fault "client-subject-confusion" = ClientSubject::Number,
                    breaks "rfc9700-4.15.1-client-id-sub-confusion":
                    "The sub of a token that a client got in its own name is a number that is also a user's sub.";
        }
        against TokenTheft {
            /// `active` is a boolean.
            active: ActiveMember = ActiveMember::Boolean, "RFC 7662 §2.2";
                fault "introspection-active-string" = ActiveMember::Text, breaks "rfc7662-2.2-active-boolean":
                    "The member active is a string, so that even the string false counts as true.";
            /// The response has the key that a token is bound to (`cnf`).
            key_reported: bool = true, "RFC 9449 §6.2";
                fault "introspection-hides-key" = false, breaks "rfc9449-6.2-introspection-jkt":
                    "The introspection response for a DPoP-bound token has no cnf.";
            /// The `token_type` of a DPoP-bound token is `DPoP`.
            bound_called_dpop: bool = true, "RFC 9449 §6.2";
                fault "introspection-token-type-bearer" = false, breaks "rfc9449-6.2-introspection-token-type":
                    "The introspection response reports a DPoP-bound token as Bearer.";
            /// An expired token is not active.
            expired_inactive: bool = true, "RFC 7662 §4";
                fault "introspection-ignores-expiry" = false, breaks "rfc7662-4-expired-checked":
                    "The introspection endpoint reports expired tokens as active.";
            /// A revoked token is not active.
            revoked_inactive: bool = true, "RFC 7662 §4";
                fault "introspection-ignores-revocation" = false, breaks "rfc7662-4-revoked-checked":
                    "The introspection endpoint reports revoked tokens as active.";
        }
        against InformationDisclosure {
            /// The caller is authenticated as a confidential client.
            caller_authenticated: bool = true, "RFC 7662 §2.1";
                fault "introspection-unauthenticated" = false, breaks "rfc7662-2.1-authorization-required":
                    "The introspection endpoint responds to unauthenticated callers (token scanning).";
            /// The response for an inactive token has no other member than `active`.
            inactive_without_details: bool = true, "RFC 7662 §2.2";
                fault "introspection-inactive-details" = false, breaks "rfc7662-2.2-inactive-no-details":
                    "The introspection response for an inactive token has all of its claims.";
            /// For a resource server, tokens for other audiences are not active; a refresh token is active for its
            /// client only.
            audience_checked: bool = true, "RFC 7662 §4";
                fault "introspection-audience-unchecked" = false, breaks "rfc7662-4-audience-checked":
                    "The introspection endpoint reports tokens for other audiences as active to a resource server.";
        }
        against Interoperability {
            /// An unknown token is not active, which is not an error.
            unknown_inactive: bool = true, "RFC 7662 §2.2";
                fault "introspection-unknown-error" = false, breaks "rfc7662-2.2-unknown-inactive":
                    "The introspection endpoint responds to an unknown token with an error.";
            /// Times are numbers of seconds since 1970-01-01T00:00:00Z.
            times_in_seconds: bool = true, "RFC 7662 §2.2";
                fault "introspection-times-string" = false, breaks "rfc7662-2.2-integer-times":
                    "The times in introspection responses are strings.";
        }
        knobs {
            /// Which clients can introspect tokens.
            open_to: IntrospectionOpenTo = IntrospectionOpenTo::Clients, "RFC 7662 §2.1";
                variant "introspection-for-resource-servers" = IntrospectionOpenTo::ResourceServers,
                    permitted by "RFC 7662 §2.1":
                    "Only resource servers can introspect tokens; other clients get 403.",
                    unjudged because "Clients that are not resource servers cannot introspect tokens.";
            /// For which callers a token is active.
            active_for: ActiveFor = ActiveFor::Clients, "RFC 7662 §2.2";
                variant "introspection-within-audience" = ActiveFor::Audience, permitted by "RFC 7662 §2.2":
                    "A token is active only for a caller in its audience.",
                    unjudged because "A client that is not in the audience learns nothing about a token.";
            /// The members of the response for an active token, in addition to `active`.
            members: IntrospectionMembers = IntrospectionMembers::Usual, "RFC 7662 §2.2";
                variant "introspection-minimal" = IntrospectionMembers::Few, permitted by "RFC 7662 §2.2":
                    "The introspection response has no optional members.",
                    unjudged because "Checks of optional members do not apply.";
                variant "introspection-extended" = IntrospectionMembers::Extended, permitted by "RFC 7662 §2.2":
                    "The introspection response has additional members, some of which no specification defines.";
        }
    }
}

choice! {
    /// Which clients can introspect tokens.
    IntrospectionOpenTo {
        /// All confidential clients.
        Clients,
        /// Resource servers.
        ResourceServers,
    }
}

choice! {
    /// For which callers a token is active.
    ActiveFor {
        /// The resource servers in its audience, and all clients that are not resource servers.
        Clients,
        /// The resource servers in its audience.
        Audience,
    }
}

choice! {
    /// The members of the response for an active token.
    IntrospectionMembers {
        /// Its client, subject, scope, audience and times.
        Usual,
        /// The key that it is bound to, if any.
        Few,
        /// All that this provider has.
        Extended,
    }
}

choice! {
    /// The type of `active`.
    ActiveMember {
        /// `true` or `false`.
        Boolean,
        /// The same, as a string.
        Text,
    }
}

choice! {
    /// The `sub` of a token that a client got in its own name.
    ClientSubject {
        /// The client identifier; the `sub` of users is a number.
        ClientId,
        /// A number that can also be a user's `sub`.
        Number,
    }
}
