//! Which variants can be run together: those that edit different rules.

use crate::system::{self, Variant};

/// Variants that edit different rules and cannot both be right, and why.
const CONTRARY: [(&str, &str, &str); 16] = [
    (
        "provider/jwks-of-one-key-without-kid",
        "provider/keys-rotated-often",
        "OpenID Connect Core §10.1: a key that changes needs a name",
    ),
    ("consumer/csrf-protection-by-nonce", "consumer/scope-omitted", NO_ID_TOKEN),
    ("consumer/nonce-instead-of-pkce", "consumer/scope-omitted", NO_ID_TOKEN),
    ("consumer/csrf-protection-by-nonce", "consumer/redirect-uri-omitted", REDIRECT_URI_REQUIRED),
    ("consumer/nonce-instead-of-pkce", "consumer/redirect-uri-omitted", REDIRECT_URI_REQUIRED),
    (
        "consumer/callback-rejected-by-new-login",
        "provider/consent-by-operator",
        "without a consent prompt, the new login after a failure signs the user in",
    ),
    (
        "provider/scope-required",
        "consumer/scope-omitted",
        "RFC 6749 §3.3: a provider that requires a scope rejects the request",
    ),
    (
        "provider/iss-unsupported",
        "consumer/iss-required",
        "RFC 9207 §2.4: a client that requires `iss` rejects a response without it",
    ),
    (
        "provider/device-interval-missing",
        "provider/device-interval-of-eight-seconds",
        "RFC 8628 §3.2: the default interval is five seconds",
    ),
    ("provider/jwks-of-one-key-without-kid", "provider/id-tokens-in-es384", "the one key is an RSA key"),
    ("provider/jwks-of-one-key-without-kid", "provider/id-tokens-in-eddsa", "the one key is an RSA key"),
    ("provider/jwks-of-one-key-without-kid", "provider/id-tokens-in-es256", "the one key is an RSA key"),
    (
        "provider/jwks-of-one-key-without-kid",
        "provider/jwks-with-other-keys",
        "OpenID Connect Core §10.1: if there are several keys, each signature names its key",
    ),
    (
        "consumer/request-by-form",
        "consumer/callback-rejected-by-new-login",
        "RFC 6749 §3.1.2.5: a form instead of a redirect leaves the code in the address of the callback",
    ),
    (
        "provider/pushed-requests-unsupported",
        "provider/pushed-requests-required",
        "a provider that requires PAR supports it",
    ),
    (
        "provider/pushed-requests-unsupported",
        "consumer/request-pushed",
        "a consumer can push its requests only if the provider supports PAR",
    ),
];

const REDIRECT_URI_REQUIRED: &str = "OpenID Connect Core §3.1.2.1: an authentication request has a redirect URI";

const NO_ID_TOKEN: &str =
    "OpenID Connect Core §3.1.2.1: without the scope `openid` the provider issues no ID token, so there is no nonce";

/// Every variant once, in as few groups of `size` at most as can be. Those of one subject are kept apart where they can be, as
/// one of them could hide another.
pub fn groups(variants: &[Variant], size: usize) -> Vec<Vec<Variant>> {
    let fits = fits(variants);
    let like = |one: usize, others: &[usize]| {
        others.iter().filter(|&&other| is_of_one_subject(&variants[one], &variants[other])).count()
    };
    let all: Vec<usize> = (0..variants.len()).collect();
    let mut ordered = all.clone();
    ordered.sort_by_key(|&one| (usize::MAX - like(one, &all), variants[one].subject, variants[one].name));
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); variants.len().div_ceil(size)];
    for one in ordered {
        let has_room = |group: &&mut Vec<usize>| group.len() < size && group.iter().all(|&other| fits[one][other]);
        let least = groups.iter_mut().filter(has_room).min_by_key(|group| (like(one, group), group.len()));
        match least {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups.into_iter().map(|group| group.into_iter().map(|one| variants[one]).collect()).collect()
}

fn is_of_one_subject(one: &Variant, other: &Variant) -> bool {
    one.party == other.party && one.subject == other.subject
}

/// Of each two variants, whether they can be switched on together: they edit different rules, so that their order makes no
/// difference and both are in force, and do not contradict each other.
pub fn fits(variants: &[Variant]) -> Vec<Vec<bool>> {
    let of_provider = apart(variants, "provider", |names| {
        let mut policy = reference_provider::Policy::default();
        for name in names {
            reference_provider::variants::apply(name, &mut policy).expect("it is in the table");
        }
        policy
    });
    let of_consumer = apart(variants, "consumer", |names| {
        let mut policy = reference_consumer::Policy::default();
        for name in names {
            reference_consumer::variants::apply(name, &mut policy).expect("it is in the table");
        }
        policy
    });
    let both = of_provider.into_iter().zip(of_consumer);
    let both = both.map(|(provider, consumer)| provider.into_iter().zip(consumer).map(|(a, b)| a && b).collect());
    let mut fits: Vec<Vec<bool>> = both.collect();
    for (one, other, _) in CONTRARY {
        let exists = |name: &str| system::variants().iter().any(|variant| variant.full_name() == name);
        assert!(exists(one) && exists(other), "CONTRARY: unknown variant `{one}` or `{other}`");
        let place = |name: &str| variants.iter().position(|variant| variant.full_name() == name);
        // Not every list has all of them.
        let (Some(one), Some(other)) = (place(one), place(other)) else { continue };
        (fits[one][other], fits[other][one]) = (false, false);
    }
    fits
}

/// Of each two variants, that they are not both of this party, or neither takes anything of the other back, nor has all of it.
fn apart<P: PartialEq>(variants: &[Variant], party: &str, policy: impl Fn(&[&str]) -> P) -> Vec<Vec<bool>> {
    let alone: Vec<Option<P>> =
        variants.iter().map(|variant| (variant.party == party).then(|| policy(&[variant.name]))).collect();
    let mut apart = vec![vec![true; variants.len()]; variants.len()];
    for (one, with_one) in alone.iter().enumerate() {
        for (other, with_other) in alone[..=one].iter().enumerate() {
            let (Some(with_one), Some(with_other)) = (with_one, with_other) else { continue };
            let names = [variants[one].name, variants[other].name];
            let both = policy(&names);
            let are_apart = both != *with_one && both != *with_other && both == policy(&[names[1], names[0]]);
            (apart[one][other], apart[other][one]) = (are_apart, are_apart);
        }
    }
    apart
}
