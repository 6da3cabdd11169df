//! Values that are new at each call: random text and the time.

use std::sync::PoisonError;

use minijinja::Value;

use super::Sources;
use super::text::hex;

pub(super) fn random(sources: &Sources) -> Value {
    let random = sources.random.clone();
    Value::from_function(move || random.lock().unwrap_or_else(PoisonError::into_inner).token())
}

pub(super) fn uuid(sources: &Sources) -> Value {
    let random = sources.random.clone();
    Value::from_function(move || {
        let mut bytes = random.lock().unwrap_or_else(PoisonError::into_inner).bytes();
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = hex(&bytes[..16]);
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    })
}

pub(super) fn now(sources: &Sources) -> Value {
    let now = sources.now.clone();
    Value::from_function(move || now.seconds())
}

#[cfg(test)]
mod tests {
    use super::super::tests::value;

    #[test]
    fn the_same_seed_gives_the_same_values_and_no_two_are_equal() {
        assert_eq!(value("random()"), value("random()"));
        assert_eq!(value("random() == random()").map(|same| same.as_bool()), Ok(Some(false)));
        assert_eq!(value("random() | length").map(|length| length.as_u64()), Ok(Some(43)));
    }

    #[test]
    fn a_uuid_has_its_version_and_variant() {
        let uuid = value("uuid()").expect("a value").as_str().expect("text").to_owned();
        let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12]);
        assert_eq!((&uuid[14..15], "89ab".contains(&uuid[19..20])), ("4", true));
    }

    #[test]
    fn the_time_is_a_number() {
        assert_eq!(value("now() + 60").map(|time| time.as_u64()), Ok(Some(1_700_000_060)));
    }
}
