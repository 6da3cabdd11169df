//! Parameters of a query or a form body, in order and with duplicates.

/// The parameters of one request. RFC 6749 §3.1 and §3.2: a parameter without a value counts as absent, unknown ones
/// are ignored, and none is repeated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Params(Vec<(String, String)>);

/// The bytes are not `application/x-www-form-urlencoded` UTF-8 text (RFC 6749 appendix B).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the parameters are not form-encoded UTF-8")]
pub(crate) struct Malformed;

impl Params {
    pub(crate) fn parse(encoded: &[u8]) -> Result<Self, Malformed> {
        encoded
            .split(|&byte| byte == b'&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let mut halves = pair.splitn(2, |&byte| byte == b'=');
                let name = form_decode(halves.next().unwrap_or_default())?;
                let value = form_decode(halves.next().unwrap_or_default())?;
                Ok((name, value))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The names, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// All parameters, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The first value that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values(name).next()
    }

    /// The first value, even an empty one.
    pub(crate) fn get_as_sent(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The last value that is not empty.
    pub(crate) fn last(&self, name: &str) -> Option<&str> {
        self.values(name).last()
    }

    /// Whether the parameter is present, even if empty.
    pub(crate) fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Whether the parameter has more than one value.
    pub(crate) fn repeats(&self, name: &str) -> bool {
        self.values(name).nth(1).is_some()
    }

    /// The first of `names` that has more than one value.
    pub(crate) fn first_repeated<'n>(&self, names: &[&'n str]) -> Option<&'n str> {
        names.iter().copied().find(|name| self.repeats(name))
    }

    /// The same parameters, form-encoded again, without those in `without`.
    pub(crate) fn encode(&self, without: &[&str]) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(self.0.iter().filter(|(name, _)| !without.contains(&name.as_str())))
            .finish()
    }

    /// Parameters from another source than a form.
    pub(crate) fn from_pairs(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// The same parameters, without those in `names`.
    pub(crate) fn without(&self, names: &[&str]) -> Self {
        Self(self.0.iter().filter(|(name, _)| !names.contains(&name.as_str())).cloned().collect())
    }

    /// These parameters, and those of `others` with other names.
    pub(crate) fn or(mut self, others: &Self) -> Self {
        let more: Vec<_> = others.0.iter().filter(|(name, _)| !self.contains(name)).cloned().collect();
        self.0.extend(more);
        self
    }

    /// Adds the parameters of `other` that are in `names`.
    pub(crate) fn adopt(&mut self, other: &Self, names: &[&str]) {
        self.0.extend(other.0.iter().filter(|(name, _)| names.contains(&name.as_str())).cloned());
    }

    /// All parameters as pairs of name and value.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }

    /// All values of a parameter that can be repeated, except empty ones.
    pub(crate) fn values<'p>(&'p self, name: &str) -> impl Iterator<Item = &'p str> {
        self.0.iter().filter(move |(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}

impl FromIterator<(String, String)> for Params {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// Decodes one name or value: `+` is a space, `%41` a byte, a stray `%` itself; the whole must be UTF-8.
pub(crate) fn form_decode(encoded: &[u8]) -> Result<String, Malformed> {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let [first, after @ ..] = rest {
        rest = after;
        decoded.push(match (first, after) {
            (b'+', _) => b' ',
            (b'%', [high, low, tail @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    rest = tail;
                    high << 4 | low
                }
                _ => b'%',
            },
            _ => *first,
        });
    }
    String::from_utf8(decoded).map_err(|_| Malformed)
}

/// Percent-encodes all characters except unreserved ones and those in `keep` (RFC 3986 §2.1).
pub(crate) fn percent_encode(text: &str, keep: &[u8]) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || keep.contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a String takes everything");
        }
        encoded
    })
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn params(text: &str) -> Params {
        Params::parse(text.as_bytes()).expect("well-formed")
    }

    #[test]
    fn empty_is_absent_and_duplicates_are_seen() {
        let params = params("scope=&state=a&state=b&flag&scope=read&x=1&x=");
        assert_eq!(params.get("scope"), Some("read"));
        assert_eq!(params.get("flag"), None);
        assert!(params.contains("flag"));
        assert_eq!(params.first_repeated(&["scope", "x", "state"]), Some("state"));
    }

    #[test]
    fn decoding_knows_plus_percent_and_stray_percent() {
        assert_eq!(form_decode(b"a+b%2Bc%zz%"), Ok("a b+c%zz%".to_owned()));
        assert_eq!(form_decode(b"%c3%a9"), Ok("\u{e9}".to_owned()));
        assert_eq!(form_decode(b"%ff"), Err(Malformed));
        assert_eq!(Params::parse(b"a=1&b=%80"), Err(Malformed));
    }

    #[test]
    fn percent_encoding_keeps_the_given_characters() {
        assert_eq!(percent_encode("/o/a?b=\u{e9} ", b"/"), "/o/a%3Fb%3D%C3%A9%20");
    }

    proptest! {
        #[test]
        fn parsing_never_panics(bytes: Vec<u8>) {
            let _ = Params::parse(&bytes);
        }

        #[test]
        fn what_is_encoded_comes_back(pairs in prop::collection::vec((".{0,8}", ".{0,8}"), 0..6)) {
            let params = Params(pairs.into_iter().filter(|(name, value)| !(name.is_empty() && value.is_empty())).collect());
            prop_assert_eq!(Params::parse(params.encode(&[]).as_bytes()), Ok(params));
        }
    }
}
