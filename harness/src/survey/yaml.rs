//! A draft as the text of a target file.

use std::fmt::Write as _;

use url::Url;

use super::draft::{Draft, DraftClient, INITIAL_ACCESS_TOKEN, PASSWORDS, ROLES};
use crate::model::endpoint::Endpoint;
use crate::model::target::ClientAuth;

impl Draft {
    /// The file.
    pub fn yaml(&self) -> String {
        let mut text = format!("title: {}\n\nprovider:\n  url: {}\n", quoted(&self.title), quoted(self.origin()));
        if let Some(issuer) = &self.endpoints.issuer {
            push(&mut text, 1, "issuer", &quoted(issuer));
        }
        if !self.origins.is_empty() {
            let origins: Vec<String> = self.origins.iter().map(|url| quoted(url.as_str())).collect();
            push(&mut text, 1, "also-at", &format!("[{}]", origins.join(", ")));
        }
        if self.initial_access_token.is_some() {
            push(&mut text, 1, "initial-access-token", &variable(INITIAL_ACCESS_TOKEN));
        }
        text.push_str("  pages:\n");
        for &endpoint in Endpoint::ALL {
            if let Some(url) = self.endpoints.url(endpoint) {
                push(&mut text, 2, &endpoint.key(), &quoted(&self.relative(url)));
            }
        }
        text.push_str("\nclients:");
        text.push_str(if self.clients.is_empty() { " {}\n" } else { "\n" });
        for client in &self.clients {
            client.write(&mut text);
        }
        text.push_str("\nusers:");
        text.push_str(if self.users.is_empty() { " {}\n" } else { "\n" });
        for (((user, shows), role), password) in self.users.iter().zip(&self.shows).zip(ROLES).zip(PASSWORDS) {
            let _ = writeln!(text, "  {role}:");
            push(&mut text, 2, "name", &quoted(&user.name));
            push(&mut text, 2, "password", &variable(password));
            push(&mut text, 2, "shows", &quoted(shows));
        }
        text.push('\n');
        push(&mut text, 0, "profile", self.profile.name());
        push(&mut text, 0, "scope", &quoted(&self.scope));
        if !self.scopes.is_empty() {
            push(&mut text, 0, "scopes", &format!("[{}]", self.scopes.join(", ")));
        }
        push(&mut text, 0, "offers", &format!("[{}]", self.offers.join(", ")));
        if self.insecure || self.ca.is_some() {
            text.push_str("\nconnection:\n");
            if self.insecure {
                push(&mut text, 1, "insecure", "true");
            }
            if let Some(ca) = &self.ca {
                push(&mut text, 1, "ca", &quoted(ca));
            }
        }
        text
    }

    fn origin(&self) -> &str {
        self.endpoints.base.as_str().trim_end_matches('/')
    }

    /// A path if the URL is below the origin of the provider.
    fn relative(&self, url: &Url) -> String {
        match url.as_str().strip_prefix(self.origin()) {
            Some(path) if path.starts_with('/') => path.to_owned(),
            _ => url.to_string(),
        }
    }
}

impl DraftClient {
    fn write(&self, text: &mut String) {
        let _ = writeln!(text, "  {}:", self.role);
        push(text, 2, "id", &quoted(&self.id));
        if self.secret.is_some() && self.auth != ClientAuth::PrivateKeyJwt {
            push(text, 2, "secret", &variable(&self.variable()));
        }
        match self.auth {
            ClientAuth::Basic => {}
            ClientAuth::Post => push(text, 2, "auth", "post"),
            ClientAuth::PrivateKeyJwt => push(text, 2, "auth", "private-key-jwt"),
            ClientAuth::ClientSecretJwt => push(text, 2, "auth", "client-secret-jwt"),
        }
        push(text, 2, "redirect-uri", &quoted(&self.redirect_uri));
        if let Some(uri) = &self.post_logout_redirect_uri {
            push(text, 2, "post-logout-redirect-uri", &quoted(uri));
        }
    }
}

fn push(text: &mut String, depth: usize, key: &str, value: &str) {
    let _ = writeln!(text, "{}{key}: {value}", "  ".repeat(depth));
}

/// A string in JSON is one in YAML.
fn quoted(text: &str) -> String {
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "/._-".contains(it))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

fn variable(name: &str) -> String {
    format!("\"${{env.{name}}}\"")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use super::*;
    use crate::model::source::Source;
    use crate::syntax::{decode, yaml};

    #[test]
    fn every_text_survives_quoting() {
        for text in ["plain", "no", "1.0", "a: b", "#x", "${x", "é\u{7}\n\"", "~", "-", "[a]", "/a/b", ""] {
            let value: String = text_in(&quoted(text));
            assert_eq!(value, text);
        }
    }

    fn text_in(text: &str) -> String {
        let source = Source::new(Path::new("t.yaml"), format!("it: {text}\n"));
        let node = yaml::parse(&source).expect("YAML");
        let value: BTreeMap<String, String> = decode::decode(&node).expect("a text");
        value["it"].clone()
    }
}
