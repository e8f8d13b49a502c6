//! The checker: one file's text against the tables.

use std::collections::BTreeSet;

use crate::tokens::{Used, code, compared_names, paths};
use crate::{
    CRATES, HOMES, KNOW_EVENT_NAMES, MAX_LINES, MAX_MAIN_LINES, MAY_IMPORT, NOT_AN_EVENT_NAME,
};

/// Everything the rules have against one file; `path` is below `src`, with `/`, and begins with the
/// name of its crate when that is another than the house.
pub fn check(path: &str, text: &str, names: &BTreeSet<&str>) -> Vec<String> {
    if path.ends_with("/tests.rs") || path.contains("/tests/") {
        return Vec::new();
    }
    let Some((tokens, test_lines)) = code(text) else {
        return vec![format!("{path}: not Rust")];
    };
    let module = path.split(['/', '.']).next().unwrap_or_default();
    let mut complaints = Vec::new();

    let allowed = if module == "main" {
        MAX_MAIN_LINES
    } else {
        MAX_LINES
    };
    let lines = text.lines().count() - test_lines;
    if lines > allowed {
        complaints.push(format!(
            "{path}: {lines} lines without tests, {allowed} are allowed: is it one thing, or two?"
        ));
    }
    let Some((_, imports)) = MAY_IMPORT.iter().find(|(name, _)| *name == module) else {
        complaints.push(format!(
            "{path}: `{module}` is no module of the table MAY_IMPORT"
        ));
        return complaints;
    };

    let mut used = Vec::new();
    paths(&tokens, depth(path), &mut used);
    for Used {
        path: names,
        line,
        depth,
    } in &used
    {
        let refused = |why: String| format!("{path}:{line}: {why}");
        match import(names, module, *depth) {
            Some("*") => complaints.push(refused(format!("{module} may not import everything"))),
            Some(other) if other == module || imports.contains(&other) => {}
            Some(other) if is_module(other) => {
                complaints.push(refused(format!("{module} may not import {other}")));
            }
            Some(other) if module != "lib" => {
                complaints.push(refused(format!(
                    "`{other}` is no module of the table MAY_IMPORT"
                )));
            }
            _ => {}
        }
        if let Some((what, homes)) = home(names)
            && !homes.iter().any(|home| lives_in(path, home))
        {
            complaints.push(refused(format!("`{what}` belongs in {}", homes.join(", "))));
        }
    }
    if !KNOW_EVENT_NAMES.iter().any(|home| lives_in(path, home)) {
        for (name, line) in compared_names(&tokens) {
            let excepted = NOT_AN_EVENT_NAME
                .iter()
                .any(|(file, text, _)| *file == path && *text == name);
            if names.contains(&*name) && !excepted {
                complaints.push(format!(
                    "{path}:{line}: compares with the event name \"{name}\"; what differs by type \
                     is a column of the catalog"
                ));
            }
        }
    }
    complaints.dedup();
    complaints
}

fn is_module(name: &str) -> bool {
    MAY_IMPORT.iter().any(|(module, _)| *module == name)
}

/// Whether a file of `src` is `home.rs` or lies in the folder `home`; `*` is everywhere.
fn lives_in(path: &str, home: &str) -> bool {
    home == "*"
        || path
            .strip_prefix(home)
            .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// How many modules deep a file's own module is: 0 for the crate's root.
fn depth(path: &str) -> usize {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    match path {
        "lib" | "main" => 0,
        _ => path.split('/').count(),
    }
}

/// The top module that a path reaches from `depth` modules below the root, `*` for all of them;
/// `None` for what stays inside the module or leaves the crate.
fn import<'a>(path: &'a [String], module: &str, depth: usize) -> Option<&'a str> {
    let mut names = path.iter().map(String::as_str).peekable();
    if let Some(name) = names.next_if(|name| CRATES.contains(name)) {
        return Some(name);
    }
    if CRATES.contains(&module) {
        // What it names is its own, unless it is the house.
        return names.next_if_eq(&"vapihook");
    }
    if names
        .next_if(|name| *name == "crate" || (module == "main" && *name == "vapihook"))
        .is_some()
    {
        // `vapihook::run` is the library itself.
        return names.next().map(|name| match module {
            "main" if !is_module(name) && name != "*" => "lib",
            _ => name,
        });
    }
    let own = names.next_if_eq(&"self").is_some();
    let mut up = 0;
    while names.next_if_eq(&"super").is_some() {
        up += 1;
    }
    let at_root = up == depth;
    // Without a prefix, a path of the root may also start with the name of a crate.
    let name = names
        .next()
        .filter(|name| at_root && (own || up > 0 || is_module(name)))?;
    Some(name)
}

/// The most specific row of [`HOMES`] that a path falls under. A glob or an alias reaches
/// everything below it.
fn home(path: &[String]) -> Option<&'static (&'static str, &'static [&'static str])> {
    let below = HOMES.iter().filter(|(what, _)| {
        let what: Vec<&str> = what.split("::").collect();
        match path.split_last() {
            Some((last, above)) if last == "*" => {
                let shared = above.len().min(what.len());
                above[..shared] == what[..shared]
            }
            _ => path.len() >= what.len() && path[..what.len()] == what[..],
        }
    });
    let glob = path.last().is_some_and(|last| last == "*");
    // A glob is as bad as the widest thing it may bring in.
    if glob {
        below.min_by_key(|row| row.0.len())
    } else {
        below.max_by_key(|row| row.0.len())
    }
}
