//! The position of a value in a file.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

/// A range of bytes in a source file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The part of a text's span that corresponds to a range of the text, if the text is written verbatim (plain, or quoted
    /// without escapes); else the whole span.
    #[must_use]
    pub fn part_of(self, text: &str, range: &std::ops::Range<usize>) -> Span {
        let quotes = (self.end - self.start).saturating_sub(text.len());
        if quotes != 0 && quotes != 2 {
            return self;
        }
        let start = self.start + quotes / 2;
        Span { start: start + range.start, end: start + range.end }
    }
}

/// A value with its source span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its source span.
    pub span: Span,
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// The struct name by which [`Spanned`] asks a deserializer for the position of a value.
/// `syntax::decode` answers it with the fields `start`, `end` and `value`.
pub const SPANNED: &str = "$oauth_harness::Spanned";

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Spanned<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SpannedVisitor<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for SpannedVisitor<T> {
            type Value = Spanned<T>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a value with its position")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Spanned<T>, A::Error> {
                let mut span = Span::default();
                let mut value = None;
                while let Some(key) = map.next_key::<&str>()? {
                    match key {
                        "start" => span.start = map.next_value()?,
                        "end" => span.end = map.next_value()?,
                        "value" => value = Some(map.next_value()?),
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                let value = value.ok_or_else(|| de::Error::missing_field("value"))?;
                Ok(Spanned { value, span })
            }
        }

        deserializer.deserialize_struct(SPANNED, &["start", "end", "value"], SpannedVisitor(std::marker::PhantomData))
    }
}

/// A span is not part of the file format.
impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
