//! The program: a consumer on a port, until Ctrl-C. `oauth-harness consumer` is the same program.

use std::io::{ErrorKind, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use reference_rules::{fault_list, variant_list};
use url::Url;

use crate::{ClientAuth, Config, Consumer, Environment, Policy, faults, variants};

/// A small, strict OAuth 2.0 consumer to develop and test against. Not for production.
///
/// Settings come from a YAML file, from environment variables and from flags. Flags override environment variables, and both
/// override the file.
#[derive(Debug, Args)]
// `--help` names the variables without their values: a secret or a URL with a password may be among them.
#[command(mut_args(|argument| argument.hide_env_values(true)))]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Arguments {
    /// YAML file with the settings (see README.md).
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// Address to listen on; port 0 takes a free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8001", env = "OAUTH_CONSUMER_LISTEN")]
    listen: SocketAddr,

    /// Allow listening on an address that other machines can reach.
    #[arg(long)]
    allow_remote: bool,

    /// URL of the provider; its endpoints default to /o/authorize/, /o/token/ and /api/profile/ below it.
    #[arg(long, value_name = "URL", env = "OAUTH_CONSUMER_PROVIDER")]
    provider: Option<Url>,

    /// URL of the provider's authorization endpoint.
    #[arg(long, value_name = "URL", env = "OAUTH_CONSUMER_AUTHORIZATION_ENDPOINT")]
    authorization_endpoint: Option<Url>,

    /// URL of the provider's token endpoint.
    #[arg(long, value_name = "URL", env = "OAUTH_CONSUMER_TOKEN_ENDPOINT")]
    token_endpoint: Option<Url>,

    /// URL of the user's profile, a protected resource of the provider.
    #[arg(long, value_name = "URL", env = "OAUTH_CONSUMER_PROFILE_ENDPOINT")]
    profile_endpoint: Option<Url>,

    /// PEM file with CA certificates to trust for the provider, in addition to the public CAs.
    #[arg(long, value_name = "FILE", env = "OAUTH_CONSUMER_PROVIDER_CERTIFICATE")]
    provider_certificate: Option<PathBuf>,

    /// Client ID, as registered with the provider.
    // Ids and secrets of a provider can start with a hyphen.
    #[arg(long, value_name = "ID", env = "OAUTH_CONSUMER_CLIENT_ID", allow_hyphen_values = true)]
    client_id: Option<String>,

    /// Client secret; leave it out for a public client.
    #[arg(long, value_name = "SECRET", env = "OAUTH_CONSUMER_CLIENT_SECRET", allow_hyphen_values = true)]
    client_secret: Option<String>,

    /// How the client authenticates at the token endpoint [default: post]
    #[arg(long, value_name = "METHOD", env = "OAUTH_CONSUMER_CLIENT_AUTH")]
    client_auth: Option<Method>,

    /// Scope to request [default: "read write"]
    #[arg(long, value_name = "SCOPE", env = "OAUTH_CONSUMER_SCOPE")]
    scope: Option<String>,

    /// URL at which browsers reach this site [default: http://localhost:PORT]
    #[arg(long, value_name = "URL", env = "OAUTH_CONSUMER_BASE_URL")]
    base_url: Option<Url>,

    /// Start the sign-in on GET, without the confirmation page.
    #[arg(long)]
    login_on_get: bool,

    /// Inject this fault; repeatable. `--list-faults` lists the names.
    #[arg(long, value_name = "NAME", value_parser = fault)]
    fault: Vec<String>,

    /// Enable this variant, another way to conform; repeatable. `--list-variants` lists the names.
    #[arg(long, value_name = "NAME", value_parser = variant)]
    variant: Vec<String>,

    /// Print the variants and exit.
    #[arg(long)]
    list_variants: bool,

    /// Print the faults and exit.
    #[arg(long)]
    list_faults: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Method {
    Basic,
    Post,
}

/// The end of `--help`.
pub const EXAMPLES: &str = "\
Examples:
  reference-consumer --provider http://localhost:8000 --client-id test-consumer --client-secret SECRET
  reference-consumer --config consumer.yaml --listen 127.0.0.1:0
  reference-consumer --provider http://localhost:8000 --client-id test-consumer --fault login-csrf-state-unchecked

Exit codes: 0 stopped by Ctrl-C, 1 cannot serve, 2 invalid arguments or settings.";

fn fault(name: &str) -> Result<String, String> {
    let known = faults::apply(name, &mut Policy::default());
    known.map(|()| name.to_owned()).map_err(|unknown| format!("{unknown} (`--list-faults` lists all)"))
}

fn variant(name: &str) -> Result<String, String> {
    let known = variants::apply(name, &mut Policy::default());
    known.map(|()| name.to_owned()).map_err(|unknown| format!("{unknown} (`--list-variants` lists all)"))
}

/// Serves until Ctrl-C, or says on standard error why it cannot.
pub async fn run(arguments: Arguments) -> ExitCode {
    let result = if arguments.list_faults {
        say(&fault_list(faults::all()))
    } else if arguments.list_variants {
        say(&variant_list(variants::all()))
    } else {
        serve(arguments).await
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            let _ = writeln!(std::io::stderr(), "error: {}", stop.message);
            stop.code
        }
    }
}

/// Why the program stops early.
struct ExitReason {
    code: ExitCode,
    message: String,
}

impl ExitReason {
    fn bad_input(message: &impl ToString) -> Self {
        Self { code: ExitCode::from(2), message: message.to_string() }
    }

    fn cannot_serve(message: &impl ToString) -> Self {
        Self { code: ExitCode::FAILURE, message: message.to_string() }
    }
}

async fn serve(arguments: Arguments) -> Result<(), ExitReason> {
    let address = arguments.listen;
    if !address.ip().is_loopback() && !arguments.allow_remote {
        return Err(ExitReason::bad_input(&format_args!(
            "{address} is reachable from other machines, and this consumer is not for production; \
             use 127.0.0.1, or --allow-remote to listen there anyway"
        )));
    }
    let config = settings(arguments)?;
    // The configuration is validated before a port is taken.
    config.check().map_err(|invalid| ExitReason::bad_input(&invalid))?;
    let listener = TcpListener::bind(address).map_err(|error| {
        ExitReason::bad_input(&format_args!(
            "cannot listen on {address}: {error}; `--listen 127.0.0.1:0` takes a free port"
        ))
    })?;
    let authorization = config.provider.authorization.clone();
    let consumer = Consumer::start(config, Environment::system(), listener).await;
    let consumer = consumer.map_err(|error| ExitReason::cannot_serve(&error))?;
    say(&format!(
        "reference consumer (not for production)\n\
         \x20 site          {}/\n\
         \x20 redirect URI  {}\n\
         \x20 provider      {authorization}\n\
         Ctrl-C stops it.\n",
        consumer.url(),
        consumer.redirect_uri(),
    ))?;
    tokio::signal::ctrl_c().await.map_err(|error| ExitReason::cannot_serve(&error))
}

/// The settings: the file, overridden by the environment and the flags.
fn settings(arguments: Arguments) -> Result<Config, ExitReason> {
    let mut config = match &arguments.config {
        Some(file) => read(file)?,
        None => Config::for_provider(&provider(&arguments)?, client_id(&arguments)?, None),
    };
    if let Some(provider) = &arguments.provider {
        config.provider = Config::for_provider(provider, "", None).provider;
    }
    put(arguments.authorization_endpoint, &mut config.provider.authorization);
    put(arguments.token_endpoint, &mut config.provider.token);
    put(arguments.profile_endpoint, &mut config.provider.profile);
    let certificate = arguments.provider_certificate.as_deref().map(text).transpose()?;
    put(certificate.map(Some), &mut config.provider_certificate);
    put(arguments.client_id, &mut config.client_id);
    put(arguments.client_secret.map(Some), &mut config.client_secret);
    put(arguments.scope, &mut config.scope);
    put(arguments.base_url.map(Some), &mut config.base_url);
    let client_auth = arguments.client_auth.map(|method| match method {
        Method::Basic => ClientAuth::Basic,
        Method::Post => ClientAuth::Post,
    });
    put(client_auth, &mut config.client_auth);
    config.login_on_get |= arguments.login_on_get;
    for name in &arguments.variant {
        variants::apply(name, &mut config.policy)
            .map_err(|error| ExitReason::bad_input(&format_args!("{error} (`--list-variants` lists all)")))?;
    }
    for name in &arguments.fault {
        faults::apply(name, &mut config.policy)
            .map_err(|error| ExitReason::bad_input(&format_args!("{error} (`--list-faults` lists all)")))?;
    }
    Ok(config)
}

fn read(file: &Path) -> Result<Config, ExitReason> {
    Config::from_yaml(&text(file)?, &file.display().to_string()).map_err(|error| ExitReason::bad_input(&error))
}

fn text(file: &Path) -> Result<String, ExitReason> {
    let unreadable = |error| ExitReason::bad_input(&format_args!("cannot read {}: {error}", file.display()));
    std::fs::read_to_string(file).map_err(unreadable)
}

/// If all three endpoints are given, any of them can be the base, because each is replaced anyway.
fn provider(arguments: &Arguments) -> Result<Url, ExitReason> {
    let endpoints = [&arguments.authorization_endpoint, &arguments.token_endpoint, &arguments.profile_endpoint];
    let all_named = endpoints.iter().all(|endpoint| endpoint.is_some());
    let fallback = arguments.authorization_endpoint.as_ref().filter(|_| all_named);
    arguments
        .provider
        .as_ref()
        .or(fallback)
        .cloned()
        .ok_or_else(|| ExitReason::bad_input(&"no provider: use --provider URL, all three endpoints, or --config FILE"))
}

fn client_id(arguments: &Arguments) -> Result<String, ExitReason> {
    let missing = || ExitReason::bad_input(&"no client ID: use --client-id ID, as registered with the provider");
    arguments.client_id.clone().ok_or_else(missing)
}

fn put<T>(value: Option<T>, setting: &mut T) {
    if let Some(value) = value {
        *setting = value;
    }
}

/// Prints: a closed pipe is not an error.
fn say(text: &str) -> Result<(), ExitReason> {
    let mut stdout = std::io::stdout();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(ExitReason::cannot_serve(&format_args!("standard output is incomplete: {error}")))
        }
        _ => Ok(()),
    }
}
