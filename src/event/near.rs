//! What somebody probably meant: the known names that look like the one that is written.

/// The names that are more like `name` than `least` says (0 to 1), closest first. They are
/// compared as `plain` has them, so that what it takes away does not count.
pub fn near<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str>,
    plain: impl Fn(&str) -> String,
    least: f64,
) -> impl Iterator<Item = &'a str> {
    let wanted = plain(name);
    let mut near: Vec<(f64, &str)> = known
        .map(|known| (strsim::jaro_winkler(&wanted, &plain(known)), known))
        .filter(|(likeness, _)| *likeness > least)
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().map(|(_, name)| name)
}
