//! What was replaced, how often, and where.

use std::collections::BTreeMap;

use super::Kind;

/// What a redactor did.
#[derive(Clone, Debug, Default)]
pub struct Report {
    places: BTreeMap<(Kind, String), u64>,
    /// Different values, by kind.
    values: BTreeMap<Kind, usize>,
    /// Bodies that are not text: they stay as they are.
    pub skipped: u64,
}

impl Report {
    pub(super) fn note(&mut self, kind: Kind, path: &str) {
        // A payload may nest deeper than anybody reads.
        let path: String = path.chars().take(120).collect();
        *self.places.entry((kind, path)).or_default() += 1;
    }

    pub(super) fn count(&mut self, kind: Kind, values: usize) {
        self.values.insert(kind, values);
    }

    /// Kinds with how many different values and how many places, and the places of each, the most
    /// frequent first.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, usize, Vec<(&str, u64)>)> {
        self.values.iter().map(|(kind, values)| {
            let of_kind = self.places.iter().filter(|((found, _), _)| found == kind);
            let mut places: Vec<(&str, u64)> = of_kind
                .map(|((_, path), count)| (path.as_str(), *count))
                .collect();
            places.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            (*kind, *values, places)
        })
    }

    /// How often anything was replaced.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.places.values().sum()
    }
}
