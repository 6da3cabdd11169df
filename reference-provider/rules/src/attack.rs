//! What rules are against.

/// A kind of attack; what an attacker gains by it.
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
    /// All of them.
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

    /// Its usual name.
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
                "A link to the provider delivers codes and tokens to a host of the attacker, or lends its good name to a \
                 phishing page."
            }
            Self::CodeInjection => {
                "A stolen code works: the attacker redeems it, or injects it into their own login and is signed in as the \
                 victim."
            }
            Self::SessionAttack => {
                "The victim works in the attacker's account, the attacker uses the victim's session, or a session \
                 survives the logout."
            }
            Self::ClientImpersonation => {
                "The attacker acts as a client they do not own: redeems its codes, pushes its requests, changes or \
                 revokes what belongs to it."
            }
            Self::UserImpersonation => "The attacker is signed in at clients and resources as somebody else.",
            Self::TokenTheft => "A token that leaked once opens the victim's resources, for longer than it should.",
            Self::PrivilegeEscalation => {
                "A token opens more than was granted: another scope, another resource, another user's data."
            }
            Self::MixUp => "A client sends codes, secrets or tokens of an honest provider to the attacker's.",
            Self::ConsentBypass => {
                "The attacker's client gets access that the user never agreed to, or agreed to unknowingly."
            }
            Self::Injection => {
                "The attacker's script runs on pages of the provider or client, or the attacker's parameters replace \
                 those of the client."
            }
            Self::Guessing => "The attacker tries passwords, secrets, codes or identifiers until one works.",
            Self::InformationDisclosure => {
                "Passwords, secrets, codes or tokens end up in logs, caches, Referer headers or on other sites; \
                 the attacker learns who has an account."
            }
            Self::Interoperability => "Nothing, but conforming clients fail, or must be written for this one provider.",
        }
    }
}
