//! Faults and variants as text, for `--list-faults` and `--list-variants`.

use crate::table::{Fault, Variant};

/// All faults of `all`: the name, what the fault does, and the requirement that it breaks.
pub fn fault_list<P: 'static>(all: impl Iterator<Item = &'static Fault<P>>) -> String {
    list(all.map(|fault| (fault.name, fault.sentence, format!("breaks {}", fault.breaks))).collect())
}

/// All variants of `all`: the name, what the variant does, and the section that permits it.
pub fn variant_list<P: 'static>(all: impl Iterator<Item = &'static Variant<P>>) -> String {
    let permission = |variant: &Variant<P>| format!("{}: {}", variant.level.word(), variant.permitted_by);
    list(all.map(|variant| (variant.name, variant.sentence, permission(variant))).collect())
}

fn list(rows: Vec<(&str, &str, String)>) -> String {
    let width = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    let lines: Vec<String> = rows
        .into_iter()
        .map(|(name, first, second)| format!("{name:width$}  {first}\n{:width$}  {second}\n", ""))
        .collect();
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_makes_the_column() {
        let rows = vec![("a", "One.", "x".to_owned()), ("long", "Two.", "y".to_owned())];
        assert_eq!(list(rows), "a     One.\n      x\nlong  Two.\n      y\n");
    }
}
