//! The values that a target file names: parties, passwords and other secrets.

use url::Url;

use super::naming::Naming;
use crate::model::deployment::Deployment;
use crate::model::owner::Owner;

impl Naming {
    /// What the target file names: parties, passwords, secrets.
    pub(super) fn known(&mut self, deployment: &Deployment) {
        let parties = deployment.sites().filter_map(|site| match deployment.owner_of(site) {
            Owner::Provider => Some(("provider", site)),
            Owner::Consumer => Some(("consumer", site)),
            Owner::Other(_) | Owner::External => None,
        });
        for (who, site) in parties {
            self.origin(who, site);
            self.userinfo(who, site);
        }
        self.callback = deployment.consumer.as_ref().map(|consumer| consumer.callback.clone());
        for (name, url) in &deployment.others {
            self.public(&url.origin().ascii_serialization(), format!("<{name}>"));
            self.userinfo(name, url);
        }
        if let Some(proxy) = &deployment.other_secrets.proxy {
            self.userinfo("proxy", proxy);
        }
        // An identifier that the target file names is the same in every run; one made up by the provider is not.
        for client in deployment.clients.values() {
            self.public(&client.id, client.id.clone());
        }
        for (name, user) in &deployment.users {
            self.secret(&user.password, format!("<password:{name}>"));
            if let Some(totp) = &user.totp_secret {
                self.secret(totp.seed(), format!("<totp-secret:{name}>"));
            }
        }
        let provider = deployment.provider.as_ref();
        if let Some(token) = provider.and_then(|provider| provider.initial_access_token.as_ref()) {
            self.secret(token.exposed(), "<initial-access-token>".to_owned());
        }
        for (role, client) in &deployment.clients {
            if let Some(secret) = &client.secret {
                self.secret(secret, format!("<secret:{role}>"));
            }
        }
        for (name, value) in &deployment.other_secrets.environment {
            if !self.by_value.contains_key(value) && !is_readable_in(deployment, value) {
                self.secret(value, format!("<env:{name}>"));
            }
        }
    }

    /// The password of a URL (RFC 3986 §3.2.1), or the token that is in its place.
    fn userinfo(&mut self, who: &str, url: &Url) {
        let secret = url.password().or_else(|| Some(url.username()).filter(|user| !user.is_empty()));
        if let Some(secret) = secret {
            self.secret(secret, format!("<password-of-the-{who}>"));
        }
    }
}

/// Part of what a target file says about parties, clients, users and scopes, which is public: a host or a path, for example.
fn is_readable_in(deployment: &Deployment, value: &str) -> bool {
    const SHORTEST_SECRET: usize = 4;
    let bare = |url: &Url| {
        let mut bare = url.clone();
        let _ = (bare.set_username(""), bare.set_password(None));
        bare.as_str().contains(value.trim_end_matches('/'))
    };
    let clients = || deployment.clients.values();
    let scopes = || {
        deployment
            .request_defaults
            .scopes
            .iter()
            .chain(&deployment.request_defaults.resource_scope)
            .chain([&deployment.scope])
    };
    value.len() < SHORTEST_SECRET
        || deployment.sites().any(bare)
        || clients().any(|client| client.id == value || client.redirect_uri.contains(value))
        || clients().flat_map(|client| &client.post_logout_redirect_uris).any(|uri| uri.contains(value))
        || deployment.users.values().any(|user| user.name == value || user.shows == value)
        || scopes().any(|scope| scope.contains(value))
}
