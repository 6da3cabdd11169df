//! The command line: a provider on a port, until Ctrl-C. `oauth-harness provider` is the same program.

use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use reference_rules::{fault_list, variant_list};
use url::Url;

use self::rules::{RuleFlags, WrongRule};
use self::tls::{CertificateWriteError, TlsArguments};
use crate::{
    ClientType, Config, ConfigError, Environment, Paths, Provider, PublicUrl, Route, StartError, faults, variants,
};

mod rules;
mod tls;

/// A small, strict OAuth 2.0 provider to develop and test against. Not for production.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "the flags of a command line are independent of each other")]
pub struct Arguments {
    /// YAML file with users, clients and rules; the embedded default has alice, bob and mallory.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Address to listen on; port 0 takes a free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    listen: SocketAddr,
    /// URL of a reference consumer; its callback becomes the redirect URI of the client `test-consumer`.
    #[arg(long, value_name = "URL")]
    consumer: Option<Url>,
    /// Allow listening on an address that other machines can reach.
    #[arg(long)]
    allow_remote: bool,
    /// Endpoint paths: `django`, as on a Django site, or `plain`: /authorize, /token and so on.
    #[arg(long, value_name = "STYLE", hide_possible_values = true)]
    paths: Option<Paths>,
    /// URL at which clients and browsers reach the provider: that of a reverse proxy, possibly with a path.
    #[arg(long, value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// A reverse proxy whose X-Forwarded-Proto, -Host and -For are trusted. Repeatable.
    #[arg(long, value_name = "IP")]
    trusted_proxy: Vec<IpAddr>,
    /// Issuer identifier [default: from the address that a request was sent to]
    #[arg(long, value_name = "URL")]
    issuer: Option<String>,
    /// Additional issuers; each name is the first path segment of its URLs.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    issuers: Vec<String>,
    /// Address of the management API: 127.0.0.1:PORT; port 0 takes a free port.
    #[arg(long, value_name = "ADDRESS")]
    manage: Option<SocketAddr>,
    /// Keep users, clients and consents in this file across restarts.
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    #[command(flatten)]
    tls: TlsArguments,
    #[command(flatten)]
    rules: RuleFlags,
    /// Print the faults and the requirement that each one breaks.
    #[arg(long)]
    list_faults: bool,
    /// Print the variants and the section that permits each one.
    #[arg(long)]
    list_variants: bool,
    /// Print the embedded configuration, as a template for your own.
    #[arg(long)]
    print_config: bool,
    /// Print the rules as JSON, with all flags applied; `--policy` can change each one.
    #[arg(long)]
    print_policy: bool,
}

/// The callback of a reference consumer.
const CALLBACK: &str = "/accounts/testprovider/login/callback/";

/// Why the program stops before it serves.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("cannot read {}: {error}", path.display())]
    Read { path: PathBuf, error: std::io::Error },
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("--consumer needs a client `test-consumer` in the configuration")]
    NoTestConsumer,
    #[error("`{0}` is not the URL of a website")]
    NotASite(Url),
    #[error(transparent)]
    Rule(#[from] WrongRule),
    #[error(
        "{0} is reachable from other machines, and this provider is for tests only; use --allow-remote to listen there anyway"
    )]
    Remote(SocketAddr),
    #[error("cannot listen on {address}: {error}; `--listen 127.0.0.1:0` takes a free port")]
    Listen { address: SocketAddr, error: std::io::Error },
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Certificate(#[from] CertificateWriteError),
    #[error("standard output is incomplete: {0}")]
    Print(std::io::Error),
    #[error("cannot wait for Ctrl-C: {0}")]
    Signal(std::io::Error),
}

/// Serves until Ctrl-C, or says on standard error why it cannot.
pub async fn run(arguments: Arguments) -> ExitCode {
    match serve(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let _ = writeln!(std::io::stderr(), "error: {failure}");
            ExitCode::from(2)
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Failure> {
    if arguments.list_faults {
        return say(&fault_list(faults::all()));
    }
    if arguments.list_variants {
        return say(&variant_list(variants::all()));
    }
    if arguments.print_config {
        return say(crate::EMBEDDED_YAML);
    }
    let mut config = arguments.config.as_deref().map_or_else(|| Ok(Config::embedded()), read)?;
    arguments.configure(&mut config)?;
    if arguments.print_policy {
        let policy = serde_json::to_string_pretty(&config.policy).expect("a policy is plain data");
        return say(&format!("{policy}\n"));
    }
    if let Some(consumer) = &arguments.consumer {
        register_callback(&mut config, consumer)?;
    }
    arguments.tls.apply(&mut config)?;
    let address = arguments.listen;
    if !address.ip().is_loopback() && !arguments.allow_remote {
        return Err(Failure::Remote(address));
    }
    // The configuration is validated before a port is taken.
    let prepared = Provider::prepare(&config, Environment::system())?;
    let listener = TcpListener::bind(address).map_err(|error| Failure::Listen { address, error })?;
    let provider = prepared.serve(listener).await?;
    arguments.tls.write(&provider)?;
    let base = config.public().map_or_else(String::new, |public| public.base().to_owned());
    let mut banner = format!("Reference provider at {}{base} (not for production; Ctrl-C stops it)\n", provider.url());
    banner += &addresses(&config, provider.url());
    if let Some(url) = provider.management_url() {
        let _ = writeln!(banner, "Management at {url}, on this machine only");
    }
    say(&format!("{banner}\n{}\n", summary(&config, &arguments.rules)))?;
    tokio::signal::ctrl_c().await.map_err(Failure::Signal)
}

/// Prints: a closed pipe is not an error.
fn say(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Print(error)),
        _ => Ok(()),
    }
}

impl Arguments {
    /// Applies the flags to a configuration.
    fn configure(&self, config: &mut Config) -> Result<(), WrongRule> {
        self.rules.apply(config)?;
        config.paths = self.paths.unwrap_or(config.paths);
        config.public_url = self.public_url.clone().or(config.public_url.take());
        config.trusted_proxies.extend(&self.trusted_proxy);
        config.issuer = self.issuer.clone().or(config.issuer.take());
        config.manage = self.manage.or(config.manage);
        config.store = self.store.clone().or(config.store.take());
        if !self.issuers.is_empty() {
            config.issuers.clone_from(&self.issuers);
        }
        Ok(())
    }
}

/// The issuers and their discovery URLs.
fn addresses(config: &Config, url: &str) -> String {
    let base = config.public().map_or_else(|| url.to_owned(), |public| public.to_string());
    let root = [String::new()].into_iter();
    let prefixes = root.chain(config.issuers.iter().map(|name| format!("/{name}")));
    let discovery = Route::Discovery.pattern(config.paths);
    let line = |prefix: String| {
        // The configured identifier is compared exactly.
        let configured = config.issuer.clone().filter(|_| prefix.is_empty());
        let issuer = configured.unwrap_or_else(|| format!("{base}{prefix}{}", config.paths.issuer()));
        format!("  issuer     {issuer}\n  discovery  {base}{prefix}{discovery}\n")
    };
    prefixes.map(line).collect()
}

fn register_callback(config: &mut Config, consumer: &Url) -> Result<(), Failure> {
    let callback = consumer.join(CALLBACK).map_err(|_| Failure::NotASite(consumer.clone()))?;
    let client = config.clients.iter_mut().find(|client| client.client_id == "test-consumer");
    client.ok_or(Failure::NoTestConsumer)?.redirect_uris = vec![callback.into()];
    Ok(())
}

fn read(path: &Path) -> Result<Config, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::Read { path: path.to_owned(), error })?;
    Ok(Config::from_yaml(&text, &path.display().to_string())?)
}

/// The users, clients and active faults.
fn summary(config: &Config, rules: &RuleFlags) -> String {
    let users = config.users.iter().map(|user| format!("  {} / {}", user.username, user.password));
    let clients = config.clients.iter().map(|client| {
        let secret = match (client.client_type, &client.client_secret) {
            (ClientType::Confidential, Some(secret)) => secret,
            (ClientType::Confidential, None) => "(a key)",
            (ClientType::Public, _) => "(public)",
        };
        let name = format!("  {} / {secret}", client.client_id);
        client.redirect_uris.iter().fold(name, |lines, uri| format!("{lines}\n    {uri}"))
    });
    let mut lines = vec!["Users".to_owned()];
    lines.extend(users);
    lines.push("Clients".to_owned());
    lines.extend(clients);
    lines.extend(rules.summary());
    lines.join("\n")
}
