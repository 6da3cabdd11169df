//! The attacks that rules prevent.

/// A kind of attack, and what an attacker gains by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attack {
    /// RFC 9700 §4.1 and §4.11.
    RedirectManipulation,
    /// RFC 9700 §4.5.
    CodeInjection,
    /// RFC 9700 §4.7, OWASP ASVS 5.0 §7.
    SessionAttack,
    /// RFC 6749 §10.2.
    ClientImpersonation,
    /// RFC 9700 §4.15, OpenID Connect Core §16.
    UserImpersonation,
    /// RFC 9700 §4.10 and §4.14.
    TokenTheft,
    /// RFC 9700 §2.3.
    PrivilegeEscalation,
    /// RFC 9700 §4.4.
    MixUp,
    /// RFC 6749 §10.11 and §10.13.
    ConsentBypass,
    /// RFC 6749 §10.14.
    Injection,
    /// RFC 6749 §10.10.
    Guessing,
    /// RFC 9700 §4.2 and §4.3.
    InformationDisclosure,
    /// None: clients that follow the specifications must be able to rely on it.
    Interoperability,
}

impl Attack {
    /// All attacks.
    pub const ALL: [Self; 13] = [
        Self::RedirectManipulation,
        Self::CodeInjection,
        Self::SessionAttack,
        Self::ClientImpersonation,
        Self::UserImpersonation,
        Self::TokenTheft,
        Self::PrivilegeEscalation,
        Self::MixUp,
        Self::ConsentBypass,
        Self::Injection,
        Self::Guessing,
        Self::InformationDisclosure,
        Self::Interoperability,
    ];

    /// The usual name of the attack.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RedirectManipulation => "Open redirect and redirect URI manipulation",
            Self::CodeInjection => "Authorization code injection and replay",
            Self::SessionAttack => "Login CSRF, session fixation and session hijacking",
            Self::ClientImpersonation => "Client impersonation",
            Self::UserImpersonation => "User impersonation and ID token forgery",
            Self::TokenTheft => "Token theft and replay",
            Self::PrivilegeEscalation => "Privilege escalation",
            Self::MixUp => "Mix-up",
            Self::ConsentBypass => "Phishing and consent bypass",
            Self::Injection => "Cross-site scripting and parameter injection",
            Self::Guessing => "Guessing and brute force",
            Self::InformationDisclosure => "Information disclosure",
            Self::Interoperability => "Interoperability (no attack)",
        }
    }

    /// What the attacker gains.
    pub const fn gain(self) -> &'static str {
        match self {
            Self::RedirectManipulation => {
                "A link to the provider delivers codes and tokens to a host of the attacker, or redirects to a \
                 phishing page under the provider's good name."
            }
            Self::CodeInjection => {
                "A stolen code can be used: the attacker redeems it, or injects it into their own login and is signed \
                 in as the victim."
            }
            Self::SessionAttack => {
                "The victim uses the attacker's account, the attacker uses the victim's session, or a session survives \
                 the logout."
            }
            Self::ClientImpersonation => {
                "The attacker impersonates a client: redeems its codes, pushes its requests, changes its registration \
                 or revokes its tokens."
            }
            Self::UserImpersonation => "The attacker is signed in at clients and resource servers as another user.",
            Self::TokenTheft => "A leaked token grants access to the victim's resources, for longer than necessary.",
            Self::PrivilegeEscalation => {
                "A token grants more access than the user granted: another scope, another resource, another user's \
                 data."
            }
            Self::MixUp => "A client sends codes, secrets or tokens of an honest provider to the attacker's provider.",
            Self::ConsentBypass => {
                "The attacker's client gets access without the user's consent, or with uninformed consent."
            }
            Self::Injection => {
                "The attacker's script runs on pages of the provider or client, or the attacker's parameters replace \
                 those of the client."
            }
            Self::Guessing => "The attacker tries passwords, secrets, codes or identifiers until one works.",
            Self::InformationDisclosure => {
                "Passwords, secrets, codes or tokens end up in logs, caches, Referer headers or on other sites; the \
                 attacker learns which accounts exist."
            }
            Self::Interoperability => "Nothing, but conforming clients fail, or need code for this one provider.",
        }
    }
}
