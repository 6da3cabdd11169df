//! The roles of clients and users in scenarios, and how each has to be registered: verdicts depend on it, and no request
//! shows it.

use crate::model::deployment::{LOGOUT, logout_client};
use crate::model::target::Target;
use crate::step::DEFAULT_CLIENT;

/// A client or user, by its name in scenarios.
#[derive(Clone, Copy, Debug)]
pub struct Role {
    /// The key under `clients:` or `users:` of a target file.
    pub name: &'static str,
    /// How it has to be registered.
    pub rule: &'static str,
}

/// The role of a client that is not the consumer's: `other` where the target has it, else `web`.
pub const OWN: &str = "own";

/// The role of the client that introspects: `web` where the target has none.
pub const ASKER: &str = "asker";

/// The clients that the harness plays.
pub const CLIENTS: &[Role] = &[
    Role {
        name: "web",
        rule: "A confidential client with the authorization code grant. In a pair it is the consumer's own registration. \
               With `offers: [client-credentials]` it may use that grant, with `device-authorization` the device grant, \
               with `offers: [refresh]` it gets refresh tokens, with `offers: [resource-indicators]` it may request both \
               resources.",
    },
    Role {
        name: "other",
        rule: "A second confidential client, registered like `web` but with a redirect URI of its own. It may not use the \
               client credentials grant, and may use the device grant where `web` may.",
    },
    Role {
        name: OWN,
        rule: "No entry of its own: `other` where the target has it, else `web`. For scenarios that need any \
               client.",
    },
    Role {
        name: LOGOUT,
        rule: "No entry of its own is needed: the first of `other`, `web` and `spa` that has a `post-logout-redirect-uri` in the \
               target file. That key lists every URI that the client has registered for it, and none of them is the \
               consumer's.",
    },
    Role {
        name: ASKER,
        rule: "The client with which the harness introspects tokens; `web` where there is none. The tokens of `web` need it in \
               their audience, otherwise a provider may report them as inactive (RFC 7662 §2.2).",
    },
    Role {
        name: "spa",
        rule: "A public client: without a secret, with PKCE. It gets refresh tokens where public clients do.",
    },
    Role {
        name: "special",
        rule: "A confidential client whose secret has characters that Basic authentication has to encode (`%`, `+`, `:`, `&` \
               or spaces). With `offers: [client-credentials]` it may use that grant, with `offers: [basic-only]` it is \
               registered for Basic (`client_secret_basic`) and nothing else.",
    },
    Role {
        name: "legacy",
        rule: "A confidential client that may use the implicit grant and the hybrid flow, as far as the target offers them, \
               in addition to the code flow.",
    },
    Role {
        name: "jwt",
        rule: "A client registered for `private_key_jwt` with the built-in example key for ES256 alone (`explain our_keys`), \
               and for request objects signed with this key (ES256) where the target offers them. The built-in RSA and \
               EdDSA keys are not registered for it.",
    },
    Role {
        name: "hmac",
        rule: "A client registered for `client_secret_jwt`, with a secret of 32 octets or more. It cannot authenticate by \
               any other method.",
    },
    Role { name: "weak", rule: "A client registered for `client_secret_jwt` whose secret has fewer than 32 octets." },
    Role {
        name: "dpop",
        rule: "A public client registered for DPoP-bound tokens alone (`dpop_bound_access_tokens`, RFC 9449 §5.2).",
    },
    Role {
        name: "pushing",
        rule: "A confidential client that is required to push its authorization requests (`require_pushed_authorization_requests`, \
               RFC 9126 §6).",
    },
    Role {
        name: "signing",
        rule: "A confidential client that is required to send request objects (`require_signed_request_object`, RFC 9101 §10.5).",
    },
    Role {
        name: "readable",
        rule: "A confidential client whose access tokens are JWTs (RFC 9068) for the resource `profile`, which it may call.",
    },
    Role {
        name: "api",
        rule: "The registration of the resource server at `second-resource`, with which the harness introspects: tokens for \
               that resource have it in their audience, and those for `profile` do not.",
    },
];

/// The users.
pub const USERS: &[Role] = &[
    Role { name: "alice", rule: "A user who may use every client, and the default of steps without `as`." },
    Role { name: "bob", rule: "A second user like `alice`, with other claims." },
    Role {
        name: "mallory",
        rule: "The attacker, with an account of their own. Scenarios that lock accounts use this one.",
    },
];

/// How a client shows that it works: the positive control of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleControl {
    /// It gets a code and redeems it.
    Code,
    /// The same, with a DPoP proof.
    BoundCode,
    /// The same, with a pushed authorization request.
    PushedCode,
    /// The same, with a request object.
    SignedCode,
    /// It gets a code; its scenarios show that it cannot redeem it.
    CodeAlone,
    /// It introspects a token of another client.
    Introspection,
}

/// How the client of a role shows that it works, by the rule of the role.
pub fn control_of(role: &str) -> RoleControl {
    match role {
        "dpop" => RoleControl::BoundCode,
        "pushing" => RoleControl::PushedCode,
        "signing" => RoleControl::SignedCode,
        "weak" => RoleControl::CodeAlone,
        "api" | ASKER => RoleControl::Introspection,
        _ => RoleControl::Code,
    }
}

/// The client (its key in the target file) that plays a role.
pub(super) fn played_by<'a>(role: &'a str, target: &Target) -> &'a str {
    let lacks = |role: &str| !target.clients.contains_key(role);
    match role {
        OWN if lacks(OWN) && lacks("other") => DEFAULT_CLIENT,
        OWN if lacks(OWN) => "other",
        ASKER if lacks(ASKER) => DEFAULT_CLIENT,
        LOGOUT => logging_out(target).unwrap_or(LOGOUT),
        role => role,
    }
}

/// The client (its key in the target file) that has registered a post-logout redirect URI.
pub(super) fn logging_out(target: &Target) -> Option<&'static str> {
    logout_client(&target.clients, |client| !client.post_logout_redirect_uri.is_empty())
}

/// True where the built-in scenarios refer to a client or user of that name.
pub fn is_known(roles: &[Role], name: &str) -> bool {
    roles.iter().any(|role| role.name == name)
}
