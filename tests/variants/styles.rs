//! House styles: variants that stand together in products that people run.

/// A house style, by what its kind of product is, and its variants.
pub(super) type Style = (&'static str, &'static [&'static str]);

pub(super) const STYLES: &[Style] =
    &[("trial", &["provider/token-response-extended", "consumer/callback-refused-with-403"])];
