//! How clients register themselves.

use serde::{Deserialize, Serialize};

use super::{Seconds, SecretForm};

rules! {
    /// How clients register themselves, and change what they registered.
    RegistrationRules in registration {
        against RedirectManipulation {
            /// A client that redirects says where to.
            redirect_uris_required: bool = true, "RFC 7591 §2";
                fault "registration-without-redirect-uris" = false, breaks "rfc7591-2-redirect-uris-required":
                    "A client of the code flow can be registered without redirection URIs.";
            /// Redirection URIs are as safe as those that are configured.
            redirect_uris_checked: bool = true, "RFC 7591 §3.2.2, RFC 9700 §2.1";
                fault "registration-of-any-redirect-uri" = false,
                    breaks "rfc7591-3.2.2-invalid-redirect-error" and "rfc9700-2.6-no-http-redirect":
                    "Any text can be registered as a redirection URI.";
            /// An update is checked like a registration.
            update_checked: bool = true, "RFC 7592 §2.2";
                fault "registration-update-unchecked" = false, breaks "rfc7592-2.2-update-validated":
                    "An update can register what a registration cannot.";
        }
        against ClientImpersonation {
            /// Each client has a secret of its own.
            secrets_unique: bool = true, "RFC 7591 §3.2.1";
                fault "registration-secret-shared" = false, breaks "rfc7591-3.2.1-secret-unique":
                    "All clients get the same secret.";
            /// Whose registration access token opens a registration: its own.
            managed_with: ManagedWith = ManagedWith::OwnToken, "RFC 7592 §2";
                fault "registration-open-to-all" = ManagedWith::Nothing, breaks "rfc7592-2-token-required":
                    "Whoever knows a client's id can read, change and delete it.";
                fault "registration-open-to-other-clients" = ManagedWith::AnyToken, breaks "rfc7592-2-token-required":
                    "A client's registration access token opens the registrations of all clients.";
            /// A deleted client is gone.
            deletion_applied: bool = true, "RFC 7592 §2.3";
                fault "registration-deletion-forgotten" = false, breaks "rfc7592-2.3-delete-ends-client":
                    "A deletion is acknowledged, and the client lives on.";
        }
        against UserImpersonation {
            /// The server chooses `client_id`, so that it cannot be taken for a user or another client.
            client_id_chosen_here: bool = true, "RFC 9700 §4.15.1";
                fault "registration-takes-client-id" = false, breaks "rfc9700-4.15.1-client-id-sub-confusion":
                    "A client can be registered under an id of its choice, such as the `sub` of a user.";
        }
        against Interoperability {
            /// Everything else that is registered means something here.
            metadata_checked: bool = true, "RFC 7591 §3.2.2";
                fault "registration-of-any-metadata" = false, breaks "rfc7591-3.2.2-invalid-metadata-error":
                    "Values that mean nothing are registered, or dropped without a word.";
            /// Success is 201, and kept out of caches.
            answered_as_created: bool = true, "RFC 7591 §3.2.1";
                fault "registration-answered-with-200" = false, breaks "rfc7591-3.2.1-status-201":
                    "A registration is answered with 200, and caches may keep it.";
            /// A secret comes with the time when it expires.
            secret_expiry_told: bool = true, "RFC 7591 §3.2.1";
                fault "registration-secret-without-expiry" = false, breaks "rfc7591-3.2.1-secret-expires-at":
                    "A secret comes without `client_secret_expires_at`.";
            /// All that is registered is returned, what the server chose, too.
            metadata_returned: bool = true, "RFC 7591 §3.2.1";
                fault "registration-untold" = false, breaks "rfc7591-3.2.1-returns-all-metadata":
                    "The registration response has the credentials and nothing else.";
            /// The answer brings the token that the registration is managed with, where it says where that is.
            management_token_told: bool = true, "RFC 7592 §3";
                fault "registration-unmanaged" = false, breaks "rfc7592-3-registration-response":
                    "The answer says where the registration is managed, and does not bring the token for it.";
            /// A read shows the registration.
            read_complete: bool = true, "RFC 7592 §2.1";
                fault "registration-read-empty" = false, breaks "rfc7592-2.1-read-current":
                    "A registration that is read shows no metadata.";
            /// An update takes the place of what was registered.
            update_applied: bool = true, "RFC 7592 §2.2";
                fault "registration-update-forgotten" = false, breaks "rfc7592-2.2-update-replaces":
                    "An update is acknowledged, and everything stays as it was.";
        }
        knobs {
            /// Who may register a client.
            by: RegistrationBy = RegistrationBy::Anyone, "RFC 7591 §3";
                variant "registration-closed" = RegistrationBy::Nobody, permitted by "RFC 7591 §3":
                    "No client can register itself.",
                    without "provider.registration" because "Without a registration endpoint no client can be registered.";
                variant "registration-with-initial-token" = RegistrationBy::TokenHolder, permitted by "RFC 7591 §3":
                    "Registration needs an initial access token.",
                    unjudged because "The target has no initial access token, so that no client can be registered.";
            /// Clients can manage their registrations.
            managed: bool = true, "RFC 7592 §1";
                variant "registration-management-not-offered" = false, permitted by "RFC 7592 §1":
                    "A registered client can neither read nor change its registration.",
                    quiet because "There is no registration to manage.";
            /// Which tokens a client gets when it manages its registration.
            management_token: ManagementToken = ManagementToken::Kept, "RFC 7592 §3";
                variant "registration-token-rotated-at-update" = ManagementToken::RotatedAtUpdate,
                    permitted by "RFC 7592 §3":
                    "Each update brings a new registration access token, and the old one is void.";
                variant "registration-token-rotated" = ManagementToken::Rotated, permitted by "RFC 7592 §3":
                    "Each read and each update brings a new registration access token, and the old one is void.";
            /// An update brings a new secret.
            secret_rotated: bool = false, "RFC 7592 §2.2";
                variant "registration-secret-rotated" = true, permitted by "RFC 7592 §2.2":
                    "Each update brings a new client secret, and the old one is void.";
            /// How secrets and management tokens of registered clients are written.
            secret_form: SecretForm = SecretForm::Base64url, "RFC 7591 §3.2.1";
            /// How the identifiers of registered clients are written.
            client_id_form: ClientIdForm = ClientIdForm::Name, "RFC 6749 §2.2 and appendix A.1";
                variant "client-ids-of-any-character" = ClientIdForm::AnyCharacter, permitted by "RFC 6749 appendix A.1":
                    "The identifier of a registered client is a URL, followed by every other character that is permitted.";
            /// Secrets of registered clients live so long; 0: for ever.
            secret_lifetime: Seconds = Seconds(0), "RFC 7591 §3.2.1";
                variant "registration-secret-expires" = Seconds::days(30), permitted by "RFC 7591 §3.2.1":
                    "The secret of a registered client expires after 30 days.";
            /// A value that is not to be had is replaced where that harms nobody.
            values_replaced: bool = false, "RFC 7591 §3.2.1";
                variant "registration-replaces-values" = true, permitted by "RFC 7591 §3.2.1":
                    "Registered values are replaced: by other names, by the authentication method Basic, by values \
                     that are supported.";
            /// Software that is registered already is not registered again.
            duplicates_refused: bool = false, "RFC 7591 §5";
                variant "registration-duplicate-refused" = true, permitted by "RFC 7591 §5":
                    "A registration with the metadata of a registered client is refused.";
            /// Errors have the codes that RFC 7591 defines.
            error_codes_registered: bool = true, "OpenID Connect Registration §3.3";
                variant "registration-error-of-another-code" = false, permitted by "OpenID Connect Registration §3.3":
                    "A registration is refused with an error code of the provider's own, and a further member.";
            /// What is as the specifications have it where nothing is registered is told all the same.
            defaults_told: bool = true, "RFC 7591 §2 and §3.2.1";
                variant "registration-omits-defaults" = false, permitted by "RFC 7591 §2":
                    "The registration response leaves out members that have their default value.";
        }
    }
}

choice! {
    /// How a client identifier is written.
    ClientIdForm {
        /// 22 characters of base64url.
        Name,
        /// As a URL with spaces, quotes, percent signs, and all the other characters that are permitted.
        AnyCharacter,
    }
}

choice! {
    /// Who may register a client.
    RegistrationBy {
        /// Whoever asks.
        Anyone,
        /// Who has the initial access token of the configuration.
        TokenHolder,
        /// Nobody.
        Nobody,
    }
}

choice! {
    /// What opens a registration.
    ManagedWith {
        /// The token that was issued with it.
        OwnToken,
        /// A token that was issued with any registration.
        AnyToken,
        /// Nothing is needed.
        Nothing,
    }
}

choice! {
    /// The token that a registration is managed with.
    ManagementToken {
        /// It stays as it is.
        Kept,
        /// An update brings another one.
        RotatedAtUpdate,
        /// A read and an update bring another one.
        Rotated,
    }
}
