//! Who is signed in at the consumer, by the evidence of its home page.

use super::hint;
use super::observation::{Observation, describe_page, shorten};
use super::world::World;
use crate::model::page::Page;
use crate::model::verdict::Mismatch;

/// The home page shows this user and no other; `None`: it shows no user, and the link to sign in.
pub fn signed_in(seen: &Observation, world: &World, who: Option<&str>) -> Result<(), Mismatch> {
    let expected = match who {
        Some(name) => format!("`{name}` to be signed in at the consumer"),
        None => "nobody to be signed in at the consumer".to_owned(),
    };
    let Some(home) = &seen.home else {
        return Err(Mismatch::new(expected, format!("no home page; the browser came to {}", seen.landing.describe())));
    };
    let shown: Vec<&str> = world
        .deployment
        .users
        .iter()
        .filter(|(_, user)| home.text.contains(&user.shows))
        .map(|(name, _)| name.as_str())
        .collect();
    let fits = match who {
        Some(name) => shown == [name],
        None => shown.is_empty() && links_to_sign_in(home, world),
    };
    if fits {
        return Ok(());
    }
    let seen_here = match shown.as_slice() {
        [] => format!("a home page that shows no user: \"{}\"", shorten(&home.text, 100)),
        names => format!("a home page that shows {}", names.join(" and ")),
    };
    let came_from = format!("after {}", seen.landing.describe());
    let mismatch = Mismatch::new(expected, format!("{seen_here} ({}), {came_from}", describe_page(home)));
    let hint = who.filter(|_| shown.is_empty()).map(|name| hint::of_sign_in(world, name, seen));
    Err(Mismatch { hint, ..mismatch })
}

fn links_to_sign_in(home: &Page, world: &World) -> bool {
    let Some(consumer) = &world.deployment.consumer else { return false };
    home.links.iter().any(|link| link.url.path() == consumer.sign_in.path())
}
