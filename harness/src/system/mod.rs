//! Starts a target, or finds it where it is.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use url::Url;

use crate::model::deployment::{Deployment, OtherSecrets};
use crate::model::endpoint::Endpoint;
use crate::model::span::Spanned;
use crate::model::target::Target;
#[cfg(not(feature = "reference"))]
use crate::model::target_controls::NoControls;
use crate::model::target_controls::TargetControls;

mod error;
mod external;
mod fault;
#[cfg(feature = "reference")]
pub mod in_process;
mod known;
mod lost_features;
#[cfg(feature = "reference")]
mod startup_problems;
mod urls;
mod variant;

pub use error::StartError;
pub use external::{Unreachable, reachable};
pub use fault::Fault;
pub use known::{check_fault, check_variant, faults, variants};
pub use lost_features::{forget_lost_features, variant_without};
use urls::{base, clients, consumer_urls, join, provider_urls};
pub use variant::{Quiet, Variant};

/// A target that is up. What was started for it stops when this is dropped.
pub struct RunningTarget {
    /// Where everything is.
    pub deployment: Deployment,
    /// What can be moved about it: the references that were started, which live as long as this does.
    pub controls: Arc<dyn TargetControls>,
    /// Certificates that were made for it: no other authority vouches for them.
    pub authorities: Vec<CertificateDer<'static>>,
}

/// Starts the references that a target asks for, and works out every URL.
pub async fn start(target: &Target) -> Result<RunningTarget, StartError> {
    #[cfg(feature = "reference")]
    let (controls, provider_base, consumer_base, authorities) = {
        let references = in_process::start(target).await?;
        let (provider, consumer) = (references.provider_url(), references.consumer_url());
        let authorities = references.authorities();
        (Arc::new(references), provider, consumer, authorities)
    };
    #[cfg(not(feature = "reference"))]
    let (controls, provider_base, consumer_base, authorities) = (Arc::new(NoControls), None, None, Vec::new());

    let provider = match &target.provider {
        Some(party) => {
            let urls = provider_urls(&base(&party.place, provider_base)?, party)?;
            #[cfg(feature = "reference")]
            let urls = controls.relocated(urls);
            Some(urls)
        }
        None => None,
    };
    let consumer = match &target.consumer {
        Some(party) => {
            let urls = consumer_urls(&base(&party.place, consumer_base)?, party)?;
            #[cfg(feature = "reference")]
            let urls = controls.with_query_of_callback(urls);
            Some(urls)
        }
        None => None,
    };
    let clients = clients(target, consumer.as_ref());
    let others = target.others.iter().map(|(name, url)| (name.clone(), url.value.clone())).collect();
    let (users, scope, request_defaults) =
        (target.users.clone(), target.scope.clone(), target.request_defaults.clone());
    let sign_in = target.sign_in.clone();
    let other_secrets =
        OtherSecrets { proxy: target.connection.proxy.clone(), environment: target.environment.clone() };
    let deployment =
        Deployment { provider, consumer, clients, users, others, sign_in, scope, request_defaults, other_secrets };
    Ok(RunningTarget { deployment, controls, authorities })
}

/// What keeps a target from being started, as far as its file shows: each with its place there.
pub fn startup_problems(target: &Target) -> Vec<Spanned<String>> {
    let mut found = Vec::new();
    let somewhere = Url::parse("http://localhost").expect("it is a URL");
    let provider =
        target.provider.iter().flat_map(|party| Endpoint::ALL.iter().filter_map(|&page| party.pages.get(page)));
    let consumer = target.consumer.iter().flat_map(|party| {
        let pages = &party.pages;
        [&pages.home, &pages.sign_in, &pages.callback].into_iter().chain(&pages.log_out)
    });
    for path in provider.chain(consumer) {
        if let Err(error) = join(&somewhere, path) {
            found.push(Spanned { value: error.to_string(), span: path.span });
        }
    }
    #[cfg(feature = "reference")]
    found.extend(startup_problems::of_target(target));
    found
}
