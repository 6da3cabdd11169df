//! The declaration of rules: what a rule requires, the section that it comes from, the attack that it prevents, and the
//! faults that break it. The macros are called in the files of a module that declares `Policy` with `groups!` and type
//! aliases for the types of the table.

/// Declares one group of rules, by the attack that they prevent. A rule has its documentation, name, type, strict
/// default and section; it is followed by the faults and the variants that are one assignment to it. `knobs` are not
/// security rules. The faults and variants that edit `several` rules are at the end.
#[macro_export]
macro_rules! rules {
    (
        $(#[doc = $about:literal])+
        $group:ident in $key:ident {
            $(against $attack:ident {
                $(
                    $(#[doc = $says:literal])+
                    $rule:ident: $type:ty = $strict:expr, $section:literal;
                    $(fault $fault:literal = $wrong:expr, breaks $id:literal $(and $also:literal)*: $does:literal;)*
                    $(variant $variant:literal = $other:expr, $level:ident by $permits:literal: $differs:literal
                        $(, $quiet:ident $($lost:literal)* because $reason:literal)?;)*
                )+
            })*
            $(knobs {
                $(
                    $(#[doc = $tunes:literal])+
                    $knob:ident: $knob_type:ty = $usual:expr $(, $knob_section:literal)?;
                    $(variant $knob_variant:literal = $set:expr, $knob_level:ident by $knob_permits:literal: $changes:literal
                        $(, $knob_quiet:ident $($knob_lost:literal)* because $knob_reason:literal)?;)*
                )+
            })?
            $(several {
                $(
                    fault $both:literal against $both_attack:ident, breaks $both_id:literal $(and $both_also:literal)*:
                        $both_does:literal => |$policy:ident| $edit:block;
                )*
                $(
                    variant $all:literal, $all_level:ident by $all_permits:literal: $all_differs:literal
                        $(, $all_quiet:ident $($all_lost:literal)* because $all_reason:literal)? => |$all_policy:ident| $all_edit:block;
                )*
            })?
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
        pub struct $group {
            $($($(#[doc = $says])+ #[doc = concat!(" ", $section, ".")] pub $rule: $type,)+)*
            $($($(#[doc = $tunes])+ $(#[doc = concat!(" ", $knob_section, ".")])? pub $knob: $knob_type,)+)?
        }

        impl Default for $group {
            fn default() -> Self {
                Self { $($($rule: $strict,)+)* $($($knob: $usual,)+)? }
            }
        }

        impl $group {
            pub(super) const RULES: &'static [super::Rule] = &[
                $($(super::Rule {
                    group: stringify!($key),
                    name: stringify!($rule),
                    says: &[$($says),+],
                    section: Some($section),
                    attack: Some($crate::Attack::$attack),
                    faults: &[$(super::Fault {
                        name: $fault,
                        breaks: $id,
                        also: &[$($also),*],
                        sentence: $does,
                        attack: $crate::Attack::$attack,
                        edit: |policy| policy.$key.$rule = $wrong,
                    }),*],
                    variants: &[$(super::Variant {
                        name: $variant,
                        sentence: $differs,
                        level: $crate::level!($level),
                        permitted_by: $permits,
                        quiet: $crate::quiet!($($quiet [$($lost)*] $reason)?),
                        edit: |policy| policy.$key.$rule = $other,
                    }),*],
                },)+)*
                $($(super::Rule {
                    group: stringify!($key),
                    name: stringify!($knob),
                    says: &[$($tunes),+],
                    section: $crate::section!($($knob_section)?),
                    attack: None,
                    faults: &[],
                    variants: &[$(super::Variant {
                        name: $knob_variant,
                        sentence: $changes,
                        level: $crate::level!($knob_level),
                        permitted_by: $knob_permits,
                        quiet: $crate::quiet!($($knob_quiet [$($knob_lost)*] $knob_reason)?),
                        edit: |policy| policy.$key.$knob = $set,
                    }),*],
                },)+)?
            ];

            pub(super) const SEVERAL: &'static [super::Fault] = &[$($(super::Fault {
                name: $both,
                breaks: $both_id,
                also: &[$($both_also),*],
                sentence: $both_does,
                attack: $crate::Attack::$both_attack,
                edit: |$policy| $edit,
            }),*)?];

            pub(super) const SEVERAL_VARIANTS: &'static [super::Variant] = &[$($(super::Variant {
                name: $all,
                sentence: $all_differs,
                level: $crate::level!($all_level),
                permitted_by: $all_permits,
                quiet: $crate::quiet!($($all_quiet [$($all_lost)*] $all_reason)?),
                edit: |$all_policy| $all_edit,
            }),*)?];
        }
    };
}

/// How firmly a document permits a variant.
#[macro_export]
macro_rules! level {
    (permitted) => {
        $crate::Level::May
    };
    (discouraged) => {
        $crate::Level::ShouldNot
    };
    (demanded) => {
        $crate::Level::Must
    };
    (unregulated) => {
        $crate::Level::Open
    };
}

/// Which checks a variant may silence.
#[macro_export]
macro_rules! quiet {
    () => {
        $crate::Quiet::None
    };
    (quiet [] $reason:literal) => {
        $crate::Quiet::Some($reason)
    };
    (unjudged [] $reason:literal) => {
        $crate::Quiet::Without(&[], $reason)
    };
    (without [$($lost:literal)+] $reason:literal) => {
        $crate::Quiet::Without(&[$($lost),+], $reason)
    };
}

/// The section of a knob, if it has one.
#[macro_export]
macro_rules! section {
    () => {
        None
    };
    ($section:literal) => {
        Some($section)
    };
}

/// Declares a rule that can be broken in more than one way; the first variant is the strict one.
#[macro_export]
macro_rules! choice {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$doc])* $variant,)* }
    };
}

/// Declares all groups, each with its documentation.
#[macro_export]
macro_rules! groups {
    ($(#[$about:meta])* $all:ident { $($(#[doc = $says:literal])+ $key:ident: $group:ident,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
        pub struct $all { $($(#[doc = $says])+ pub $key: $group,)+ }

        impl $all {
            /// The table: all rules, by group, with their faults and variants.
            pub const GROUPS: &'static [Group] = &[$(Group {
                name: stringify!($key),
                says: &[$($says),+],
                rules: $group::RULES,
                several: $group::SEVERAL,
                several_variants: $group::SEVERAL_VARIANTS,
            }),+];

            /// All rules and knobs.
            pub fn rules() -> impl Iterator<Item = &'static Rule> + Clone {
                Self::GROUPS.iter().flat_map(|group| group.rules)
            }

            /// All faults, by group.
            pub fn faults() -> impl Iterator<Item = &'static Fault> + Clone {
                Self::GROUPS.iter().flat_map(Group::faults)
            }

            /// All variants, by group.
            pub fn variants() -> impl Iterator<Item = &'static Variant> + Clone {
                Self::GROUPS.iter().flat_map(Group::variants)
            }
        }
    };
}
