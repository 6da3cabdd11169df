//! Consent of the user.

use serde::{Deserialize, Serialize};

rules! {
    /// Consent of the user, and the effect of approval and denial.
    ConsentRules in consent {
        against ConsentBypass {
            /// The user is asked for consent each time, on a page that names the client and the scopes.
            asked: ConsentFrequency = ConsentFrequency::EachTime, "RFC 6749 §10.2, RFC 6819 §5.2.4.2";
                fault "consent-skipped" = ConsentFrequency::Never,
                    breaks "rfc6749-10.12-explicit-consent" and "oidc-core-3.1.2.4-consent-before-release":
                    "The provider issues codes without asking the user for consent.";
                fault "consent-remembered-for-public-client" = ConsentFrequency::OnceForAnyClient,
                    breaks "rfc6749-10.2-no-silent-repeat-public":
                    "The provider remembers consent for a public client, whose client_id any app can use.";
                fault "consent-remembered-for-more" = ConsentFrequency::OnceForAnyScope,
                    breaks "rfc6749-10.12-consent-covers-request":
                    "The provider remembers consent for a client and does not ask again if the client requests more \
                     scopes.";
                fault "consent-remembered-for-all-users" = ConsentFrequency::OnceForAnyUser,
                    breaks "rfc6749-10.12-consent-covers-request":
                    "The provider does not ask for consent once any user has approved the client.";
                variant "consent-remembered" = ConsentFrequency::Once, permitted by "RFC 6749 §10.2":
                    "The provider remembers consent for the same user, client and scopes.";
                variant "consent-by-operator" = ConsentFrequency::ForUnreviewedClients, permitted by "OpenID Connect Core §3.1.2.4":
                    "The provider asks for consent only for public and self-registered clients; the operator has \
                     approved the others for all users.",
                    without "consent-page" "redirect-uri-in-consent-form" because
                    "The operator has given consent, so no consent page is shown.";
            /// The consent page marks a client that a user registered, or that registered itself, as unreviewed, and
            /// shows where it redirects.
            self_registered_marked: bool = true, "OWASP ASVS 5.0 §10.4.7";
                fault "self-registered-unmarked" = false, breaks "asvs5-10.4.7-untrusted-client-warning":
                    "The consent page does not mark self-registered clients as unreviewed and does not show where they \
                     redirect.";
            /// The consent page names the client and the requested scopes.
            explained: bool = true, "RFC 6819 §5.2.4.2";
                fault "consent-without-client-and-scope" = false, breaks "rfc6819-5.2.4.2-transparent-consent":
                    "The consent page names neither the client nor the requested scopes.";
            /// Consent is accepted only from the session that was shown the page (CSRF).
            csrf_token: bool = true, "RFC 6749 §10.12";
                fault "consent-csrf" = false, breaks "rfc6749-10.12-server-consent-csrf":
                    "The provider does not verify the CSRF token of the consent form.";
            /// Denial is reported to the client as `access_denied`.
            denial: Denial = Denial::Reported, "RFC 6749 §4.1.2.1";
                fault "denial-error-unregistered" = Denial::ReportedInOwnWords, breaks "rfc6749-4.1.2.1-error-registered":
                    "The provider reports denial with an unregistered error code.";
                fault "denial-grants" = Denial::Granted, breaks "rfc6749-4.1.2.1-denial-reported":
                    "The provider issues a code after the user denied consent.";
                fault "denial-silent" = Denial::Silent, breaks "rfc6749-4.1.2.1-denial-reported":
                    "The provider shows a page after denial and does not notify the client.";
            /// Consent for `offline_access` is asked for each time, even if consent is otherwise remembered.
            offline_access_asked: bool = true, "OpenID Connect Core §11";
        }
        knobs {
            /// The consent page warns of a redirect URI without TLS.
            insecure_redirect_warned: bool = false, "RFC 6749 §3.1.2.1";
                variant "insecure-redirect-warned" = true, permitted by "RFC 6749 §3.1.2.1":
                    "The consent page warns if the redirect URI does not use TLS.";
            /// The labels of the consent buttons.
            words: ConsentWords = ConsentWords::OfLanguage, "RFC 6749 §10.2";
                variant "consent-continue-or-cancel" = ConsentWords::ContinueOrCancel, unregulated by "RFC 6749 §10.2":
                    "The consent buttons are labeled `Continue` and `Cancel`.";
                variant "consent-yes-or-no" = ConsentWords::YesOrNo, unregulated by "RFC 6749 §10.2":
                    "The consent buttons are labeled `Yes` and `No`.";
            /// The controls of the consent page.
            form: ConsentForm = ConsentForm::Buttons, "RFC 6749 §10.2";
                variant "consent-approve-button-first" = ConsentForm::AllowFirst, unregulated by "RFC 6749 §10.2":
                    "The consent page shows the approve button first, and both buttons have the same name.";
                variant "consent-with-one-button" = ConsentForm::OneButton, unregulated by "RFC 6749 §10.2":
                    "The consent page has only an approve button; to deny consent, users leave the page.",
                    quiet because "Consent cannot be denied, so scenarios with a denial do not apply.";
                variant "consent-by-radio-buttons" = ConsentForm::RadioButtons, unregulated by "RFC 6749 §10.2":
                    "The consent page has two radio buttons, with denial preselected, and a submit button.";
                variant "consent-with-scope-boxes" = ConsentForm::ScopeBoxes, permitted by "RFC 6749 §3.3":
                    "The consent page has a checkbox for each scope; only checked scopes are granted.";
                variant "consent-in-two-forms" = ConsentForm::TwoForms, unregulated by "RFC 6749 §10.2":
                    "The consent page has separate forms to approve and to deny.";
                variant "consent-denied-by-link" = ConsentForm::RefusedByLink, unregulated by "RFC 6749 §10.2":
                    "The consent page has a link for denial, which leads directly to the client with the error.",
                    quiet because "Denial does not submit a form, so scenarios that tamper with that form do not \
                                   apply.";
        }
        several {
            fault "offline-access-remembered" against ConsentBypass, breaks "oidc-core-11-offline-access-consent":
                "The provider remembers consent even for offline_access."
                => |p| { p.consent.asked = ConsentFrequency::Once; p.consent.offline_access_asked = false; };
        }
    }
}

choice! {
    /// How often the user is asked for consent.
    ConsentFrequency {
        /// For each authorization request.
        EachTime,
        /// Once for a confidential client and a set of scopes; each time for a public client, which any app can
        /// impersonate (RFC 6749 §10.2), and for `offline_access` (OpenID Connect Core §11).
        Once,
        /// Once, for all clients and scopes.
        OnceForAnyClient,
        /// Once for a client: scopes that it requests later are granted as well.
        OnceForAnyScope,
        /// Once for a client, by the first user.
        OnceForAnyUser,
        /// Never.
        Never,
        /// Each time for public clients and for self-registered ones; the operator has given consent for the others. A
        /// client can request the consent page with `prompt=consent`.
        ForUnreviewedClients,
    }
}

choice! {
    /// The labels of the consent buttons.
    ConsentWords {
        /// In the language of the page.
        OfLanguage,
        /// `Continue` and `Cancel`.
        ContinueOrCancel,
        /// `Yes` and `No`.
        YesOrNo,
    }
}

choice! {
    /// The controls of the consent page.
    ConsentForm {
        /// A deny button and an approve button.
        Buttons,
        /// An approve button and a deny button.
        AllowFirst,
        /// An approve button.
        OneButton,
        /// Two radio buttons.
        RadioButtons,
        /// A deny button, and a button that approves the checked scopes.
        ScopeBoxes,
        /// Two forms with one button each.
        TwoForms,
        /// An approve button and a deny link.
        RefusedByLink,
    }
}

choice! {
    /// The effect of denial.
    Denial {
        /// The client receives `access_denied`.
        Reported,
        /// The client receives an unregistered error code.
        ReportedInOwnWords,
        /// The client receives a code.
        Granted,
        /// The user sees a page; the client gets no response.
        Silent,
    }
}
