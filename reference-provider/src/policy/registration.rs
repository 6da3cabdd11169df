//! Dynamic client registration.

use serde::{Deserialize, Serialize};

use super::{Seconds, SecretForm};

rules! {
    /// Dynamic client registration, and its management.
    RegistrationRules in registration {
        against RedirectManipulation {
            /// A client that uses redirects registers at least one redirect URI.
            redirect_uris_required: bool = true, "RFC 7591 §2";
                fault "registration-without-redirect-uris" = false, breaks "rfc7591-2-redirect-uris-required":
                    "The provider registers clients of the code flow without redirect URIs.";
            /// Registered redirect URIs are validated like configured ones.
            redirect_uris_checked: bool = true, "RFC 7591 §3.2.2, RFC 9700 §2.1";
                fault "registration-of-any-redirect-uri" = false,
                    breaks "rfc7591-3.2.2-invalid-redirect-error" and "rfc9700-2.6-no-http-redirect":
                    "The provider registers any string as a redirect URI.";
            /// An update is validated like a registration.
            update_checked: bool = true, "RFC 7592 §2.2";
                fault "registration-update-unchecked" = false, breaks "rfc7592-2.2-update-validated":
                    "The provider does not validate an update like a registration.";
        }
        against ClientImpersonation {
            /// Each client gets its own secret.
            secrets_unique: bool = true, "RFC 7591 §3.2.1";
                fault "registration-shared-secret" = false, breaks "rfc7591-3.2.1-secret-unique":
                    "The provider issues the same secret to all clients.";
            /// Which registration access token grants access to a registration: only its own.
            managed_with: ManagedWith = ManagedWith::OwnToken, "RFC 7592 §2";
                fault "registration-unauthenticated" = ManagedWith::Nothing, breaks "rfc7592-2-token-required":
                    "The client configuration endpoint requires no registration access token to read, change and \
                     delete a client.";
                fault "registration-not-bound-to-client" = ManagedWith::AnyToken, breaks "rfc7592-2-token-required":
                    "The client configuration endpoint accepts the registration access token of any client for all \
                     registrations.";
            /// A deletion removes the client.
            deletion_applied: bool = true, "RFC 7592 §2.3";
                fault "registration-deletion-ignored" = false, breaks "rfc7592-2.3-delete-ends-client":
                    "The client configuration endpoint confirms a deletion, but the client remains registered.";
        }
        against UserImpersonation {
            /// The provider chooses `client_id`, so that it does not collide with that of another client or the `sub`
            /// of a user.
            client_id_chosen_here: bool = true, "RFC 9700 §4.15.1";
                fault "registration-client-id-chosen-by-client" = false, breaks "rfc9700-4.15.1-client-id-sub-confusion":
                    "The provider registers a client under a client_id of its choice, such as the sub of a user.";
        }
        against Interoperability {
            /// All other client metadata is validated.
            metadata_checked: bool = true, "RFC 7591 §3.2.2";
                fault "registration-of-any-metadata" = false, breaks "rfc7591-3.2.2-invalid-metadata-error":
                    "The provider registers invalid client metadata, or drops it silently.";
            /// The response to a registration has the status 201 and is not cached.
            answered_as_created: bool = true, "RFC 7591 §3.2.1";
                fault "registration-status-200" = false, breaks "rfc7591-3.2.1-status-201":
                    "The response to a registration has the status 200 and is cacheable.";
            /// A secret is returned with its expiration time.
            secret_expiry_returned: bool = true, "RFC 7591 §3.2.1";
                fault "registration-secret-without-expiry" = false, breaks "rfc7591-3.2.1-secret-expires-at":
                    "The registration response has a secret without `client_secret_expires_at`.";
            /// All registered metadata is returned, including the values that the provider chose.
            metadata_returned: bool = true, "RFC 7591 §3.2.1";
                fault "registration-metadata-missing" = false, breaks "rfc7591-3.2.1-returns-all-metadata":
                    "The registration response has the client credentials and nothing else.";
            /// A response with `registration_client_uri` also has `registration_access_token`.
            management_token_returned: bool = true, "RFC 7592 §3";
                fault "registration-access-token-missing" = false, breaks "rfc7592-3-registration-response":
                    "The registration response has registration_client_uri but no registration_access_token.";
            /// A read request returns the registered metadata.
            read_complete: bool = true, "RFC 7592 §2.1";
                fault "registration-read-empty" = false, breaks "rfc7592-2.1-read-current":
                    "The response to a read request has no client metadata.";
            /// An update replaces the registered metadata.
            update_applied: bool = true, "RFC 7592 §2.2";
                fault "registration-update-ignored" = false, breaks "rfc7592-2.2-update-replaces":
                    "The client configuration endpoint confirms an update but does not apply it.";
        }
        knobs {
            /// Which callers can register a client.
            by: RegistrationBy = RegistrationBy::Anyone, "RFC 7591 §3";
                variant "registration-unsupported" = RegistrationBy::None, permitted by "RFC 7591 §3":
                    "The provider does not support dynamic client registration.",
                    without "provider.registration" because "Without a registration endpoint no client can be registered.";
                variant "registration-with-initial-token" = RegistrationBy::TokenHolder, permitted by "RFC 7591 §3":
                    "Registration needs an initial access token.";
            /// Clients can manage their registration.
            managed: bool = true, "RFC 7592 §1";
                variant "registration-management-unsupported" = false, permitted by "RFC 7592 §1":
                    "A registered client can neither read nor change its registration.",
                    quiet because "Registrations cannot be managed.";
            /// The rotation of registration access tokens.
            management_token: ManagementToken = ManagementToken::Kept, "RFC 7592 §3";
                variant "registration-token-rotated-at-update" = ManagementToken::RotatedAtUpdate,
                    permitted by "RFC 7592 §3":
                    "Each update replaces the registration access token.";
                variant "registration-token-rotated" = ManagementToken::Rotated, permitted by "RFC 7592 §3":
                    "Each read and each update replaces the registration access token.";
            /// An update replaces the client secret.
            secret_rotated: bool = false, "RFC 7592 §2.2";
                variant "registration-secret-rotated" = true, permitted by "RFC 7592 §2.2":
                    "Each update replaces the client secret.";
            /// The format of secrets and registration access tokens.
            secret_form: SecretForm = SecretForm::Base64url, "RFC 7591 §3.2.1";
            /// The format of the identifiers of registered clients.
            client_id_form: ClientIdForm = ClientIdForm::Name, "RFC 6749 §2.2 and appendix A.1";
                variant "client-ids-of-any-character" = ClientIdForm::AnyCharacter, permitted by "RFC 6749 appendix A.1":
                    "The client_id of a registered client is a URL followed by all other permitted characters.";
            /// The lifetime of secrets of registered clients; 0 for no expiry.
            secret_lifetime: Seconds = Seconds(0), "RFC 7591 §3.2.1";
                variant "registration-secret-expires" = Seconds::days(30), permitted by "RFC 7591 §3.2.1":
                    "The secret of a registered client expires after 30 days.";
            /// Unsupported values are replaced where that is harmless.
            values_replaced: bool = false, "RFC 7591 §3.2.1";
                variant "registration-replaces-values" = true, permitted by "RFC 7591 §3.2.1":
                    "The provider replaces registered values: names by others, the authentication method by HTTP \
                     Basic, unsupported values by supported ones.";
            /// A client that is already registered is not registered again.
            duplicates_refused: bool = false, "RFC 7591 §5";
                variant "registration-duplicate-rejected" = true, permitted by "RFC 7591 §5":
                    "The provider rejects a registration with the metadata of a registered client.";
            /// Error codes are those of RFC 7591.
            error_codes_registered: bool = true, "OpenID Connect Registration §3.3";
                variant "registration-error-of-another-code" = false, permitted by "OpenID Connect Registration §3.3":
                    "The provider rejects a registration with a private error code and an additional member.";
            /// The response has the default values of metadata that was not registered.
            defaults_returned: bool = true, "RFC 7591 §2 and §3.2.1";
                variant "registration-omits-defaults" = false, permitted by "RFC 7591 §2":
                    "The registration response omits members that have their default value.";
        }
    }
}

choice! {
    /// The format of a client identifier.
    ClientIdForm {
        /// 22 characters of base64url.
        Name,
        /// As a URL with spaces, quotation marks, percent signs and all other permitted characters.
        AnyCharacter,
    }
}

choice! {
    /// Which callers can register a client.
    RegistrationBy {
        /// Any caller.
        Anyone,
        /// Holders of the initial access token of the configuration.
        TokenHolder,
        /// No caller.
        None,
    }
}

choice! {
    /// What grants access to a registration.
    ManagedWith {
        /// The token that was issued with it.
        OwnToken,
        /// The token that was issued with any registration.
        AnyToken,
        /// No token is needed.
        Nothing,
    }
}

choice! {
    /// The rotation of registration access tokens.
    ManagementToken {
        /// It is not rotated.
        Kept,
        /// An update replaces it.
        RotatedAtUpdate,
        /// A read or an update replaces it.
        Rotated,
    }
}
