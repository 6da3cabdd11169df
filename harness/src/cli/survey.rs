//! The arguments of a survey, which `validate` and `init` share, and its block in the output.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use url::Url;

use super::exit::Exit;
use super::interrupt;
use super::print::{self, BOLD, DIM};
use crate::model::bearer_token::BearerToken;
use crate::model::target::Profile;
use crate::survey::{
    CLIENT_SECRET, Fact, Given, GivenClient, GivenUser, INITIAL_ACCESS_TOKEN, PASSWORDS, Registrations, Survey,
    SurveyError,
};

/// What is known about a provider.
#[derive(Debug, Args)]
pub(super) struct ProviderArguments {
    /// The provider: its issuer, its metadata document, its authorization endpoint, or just its origin.
    url: String,
    /// A client registered there; without one, the harness registers its own where it may. Without `:SECRET` the secret is
    /// read from `OAUTH_HARNESS_CLIENT_SECRET`; a client without either is a public client.
    #[arg(long, value_name = "ID[:SECRET]", requires = "redirect_uri")]
    client: Option<String>,
    /// A redirect URI that is registered for the client. Nothing has to listen there.
    #[arg(long, value_name = "URI", requires = "client")]
    redirect_uri: Option<Url>,
    /// The token with which the provider registers clients [default: `OAUTH_HARNESS_INITIAL_ACCESS_TOKEN`].
    #[arg(long, value_name = "TOKEN")]
    initial_access_token: Option<String>,
    /// A user with an account there. Without `:PASSWORD` the password is read from `OAUTH_HARNESS_PASSWORD`, or asked for.
    #[arg(long, value_name = "NAME[:PASSWORD]")]
    user: Option<String>,
    /// A second user, for attacks of one user on another. Without `:PASSWORD` the password is read from
    /// `OAUTH_HARNESS_SECOND_PASSWORD`, or asked for.
    #[arg(long, value_name = "NAME[:PASSWORD]", requires = "user")]
    second_user: Option<String>,
    /// The scope to request [default: `openid`, `profile` and `email` where the metadata lists them].
    #[arg(long, value_name = "SCOPE")]
    scope: Option<String>,
    /// A protected resource that shows whose access token it is [default: the userinfo endpoint].
    #[arg(long, value_name = "URL")]
    resource: Option<Url>,
    /// The documents that take precedence where they differ [default: by the metadata].
    #[arg(long, value_enum, value_name = "NAME")]
    profile: Option<ProfileName>,
    /// Register no clients at the provider.
    #[arg(long)]
    safe: bool,
    /// A PEM file with additional trusted certificates.
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Accept any certificate.
    #[arg(long)]
    insecure: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ProfileName {
    Oauth2,
    #[value(name = "oauth2.1")]
    Oauth21,
    Oidc,
}

impl ProviderArguments {
    /// What the arguments and the environment say.
    fn given(&self) -> Result<Given, Exit> {
        let url = provider_url(&self.url)?;
        let client = self.client.as_deref().zip(self.redirect_uri.as_ref()).map(|(text, redirect_uri)| {
            let (id, secret) = parts(text);
            let secret = secret.or_else(|| variable(CLIENT_SECRET));
            GivenClient { id, secret, redirect_uri: redirect_uri.clone() }
        });
        let names = [&self.user, &self.second_user].into_iter().flatten();
        let users = names.zip(PASSWORDS).map(|(text, name)| user(text, name)).collect::<Result<_, Exit>>()?;
        let token = self.initial_access_token.clone().or_else(|| variable(INITIAL_ACCESS_TOKEN));
        let initial_access_token = token.as_deref().map(bearer_token).transpose()?;
        let profile = self.profile.map(|name| match name {
            ProfileName::Oauth2 => Profile::Oauth2,
            ProfileName::Oauth21 => Profile::Oauth21,
            ProfileName::Oidc => Profile::Oidc,
        });
        let ca = self.ca.as_ref().map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone()));
        let authorities = ca.as_ref().map_or(Ok(Vec::new()), certificates)?;
        Ok(Given {
            url,
            client,
            initial_access_token,
            users,
            scope: self.scope.clone(),
            profile,
            resource: self.resource.clone(),
            safe: self.safe,
            insecure: self.insecure,
            ca,
            authorities,
        })
    }

    /// The survey, unless the user interrupts it, and what follows from it. Clients that were registered are removed at the
    /// end, however it ends.
    pub(super) fn surveyed(
        &self,
        seed: u64,
        registers: bool,
        then: impl FnOnce(Survey) -> Result<Exit, Exit>,
    ) -> Result<Exit, Exit> {
        let given = self.given()?;
        let registrations = Registrations::default();
        let wanted = (registers && !self.safe).then_some(&registrations);
        let exit = survey(&given, wanted, seed).and_then(then);
        removed(&given, &registrations)?;
        exit
    }
}

fn survey(given: &Given, registrations: Option<&Registrations>, seed: u64) -> Result<Survey, Exit> {
    let surveyed = print::runtime()?.block_on(async {
        tokio::select! {
            biased;
            () = interrupt::interrupted() => Err(Exit::Interrupted),
            surveyed = crate::survey::survey(given, registrations, seed) => Ok(surveyed),
        }
    })?;
    surveyed.map_err(|error| failed(&error))
}

/// Removes the clients that were registered.
fn removed(given: &Given, registrations: &Registrations) -> Result<(), Exit> {
    if registrations.is_empty() {
        return Ok(());
    }
    let transport = crate::survey::transport(given).map_err(|error| failed(&error))?;
    let left = print::runtime()?.block_on(registrations.remove(&transport));
    if !left.is_empty() {
        let number = print::counted(left.len(), "client");
        print::error(
            &format!("{number} could not be removed from the provider: {}", left.join(", ")),
            "remove them there; with `--safe` none is registered",
        );
    }
    Ok(())
}

/// An http or https URL; a host alone is one with https.
fn provider_url(text: &str) -> Result<Url, Exit> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&whole).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let url = url.filter(|url| url.username().is_empty() && url.password().is_none());
    url.ok_or_else(|| {
        print::error(
            "the URL of the provider is not an http or https URL without a user name",
            "write its issuer, such as https://op.example, or the URL of its authorization endpoint",
        );
        Exit::BadInput
    })
}

/// `NAME:SECRET`. A name with a colon needs the secret from the environment or the terminal.
fn parts(text: &str) -> (String, Option<String>) {
    match text.split_once(':') {
        Some((name, secret)) => (name.to_owned(), Some(secret.to_owned())),
        None => (text.to_owned(), None),
    }
}

fn bearer_token(text: &str) -> Result<BearerToken, Exit> {
    text.parse().map_err(|mistake: &str| {
        print::error(
            &format!("the initial access token is not a bearer token: {mistake}"),
            "write it without `Bearer`",
        );
        Exit::BadInput
    })
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn user(text: &str, name_of_variable: &str) -> Result<GivenUser, Exit> {
    let (name, password) = parts(text);
    let password = match password.or_else(|| variable(name_of_variable)) {
        Some(password) => password,
        None if std::io::stdin().is_terminal() => {
            rpassword::prompt_password(format!("Password of {name}: ")).map_err(|error| {
                print::error(&format!("cannot read a password: {error}"), &format!("set {name_of_variable}"));
                Exit::BadInput
            })?
        }
        None => {
            print::error(
                &format!("no password for the user `{name}`"),
                &format!("set {name_of_variable}, or write `{name}:PASSWORD`"),
            );
            return Err(Exit::BadInput);
        }
    };
    Ok(GivenUser { name, password })
}

fn certificates(path: &PathBuf) -> Result<Vec<CertificateDer<'static>>, Exit> {
    let unusable = |why: String| {
        print::error(&format!("cannot use {}: {why}", path.display()), "name a PEM file with certificates");
        Exit::BadInput
    };
    let text = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let all = all.map_err(|error| unusable(error.to_string()))?;
    if all.is_empty() { Err(unusable("it contains no certificate".to_owned())) } else { Ok(all) }
}

fn failed(error: &SurveyError) -> Exit {
    match error {
        SurveyError::NothingFound { tried, .. } => {
            print::error(
                &error.to_string(),
                "give the issuer of the provider, or the URL of its authorization endpoint",
            );
            let silent = tried.iter().all(|one| !one.is_answered);
            let shown = if silent { 1 } else { 8 };
            for one in tried.iter().take(shown) {
                print::err(&format!("  {DIM}{}: {}{DIM:#}\n", one.request, one.seen));
            }
            if tried.len() > shown {
                print::err(&format!("  {DIM}and {} more{DIM:#}\n", tried.len() - shown));
            }
            Exit::Unreachable
        }
        SurveyError::Connection(why) => {
            print::error(why, "");
            Exit::BadInput
        }
        SurveyError::Draft(mistakes) => print::mistakes(mistakes),
    }
}

/// What was found out, as a table.
pub(super) fn block(facts: &[Fact]) -> String {
    let widest = |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| text.chars().count()).max().unwrap_or(0);
    let subjects = widest(&mut facts.iter().map(|fact| fact.subject));
    let words = widest(&mut facts.iter().map(|fact| fact.provenance.word()));
    let mut text = format!("{BOLD}Survey{BOLD:#}\n");
    for Fact { subject, value, provenance } in facts {
        let value = print::wrapped(value, subjects + words + 6);
        let word = provenance.word();
        let _ = writeln!(text, "  {subject:<subjects$}  {DIM}{word:<words$}{DIM:#}  {}", value.trim_start());
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_may_contain_colons() {
        assert_eq!(parts("web:a:b"), ("web".to_owned(), Some("a:b".to_owned())));
        assert_eq!(parts("web"), ("web".to_owned(), None));
    }

    #[test]
    fn a_host_alone_is_a_provider() {
        assert_eq!(provider_url("op.example").map(|url| url.to_string()), Ok("https://op.example/".to_owned()));
        assert_eq!(provider_url("localhost:8000").map(|url| url.to_string()), Ok("https://localhost:8000/".to_owned()));
        assert!(provider_url("file:///etc/passwd").is_err());
        assert!(provider_url("https://a:b@op.example").is_err());
    }
}
