//! The rules of the house, as a test: who may import whom, which crate has which home, how long
//! a file may be, and where an event's name may be compared.
//!
//! Sources are read as tokens, so comments and doc comments do not count; neither do
//! `#[cfg(test)]` modules, files named `tests.rs` and folders named `tests`. When a rule stands
//! in the way of a better house, change the table here in the same commit, and say why.

mod check;
mod self_test;
mod tokens;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use check::check;
use tokens::{code, compared_names};

/// Who may import whom. Arrows point down: a row names only rows below it.
#[rustfmt::skip]
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("main", &["lib"]),
    ("lib", &["cli", "render", "error"]),
    ("cli", &["commands", "context", "render", "error"]),
    ("commands", &["context", "relay", "render", "lease", "api", "store", "signature", "contract", "tunnel", "config", "synth", "event", "error", "place", "secret", "vapihook_http", "vapihook_json"]),
    ("context", &["render", "api", "store", "signature", "config", "event", "error", "secret"]),
    ("relay", &["signature", "contract", "event", "error", "vapihook_http"]),
    ("render", &["api", "background", "event", "error", "vapihook_json"]),
    ("lease", &["api", "error", "secret"]),
    ("api", &["event", "error", "secret"]),
    ("store", &["background", "event", "error", "owner", "secret"]),
    ("signature", &["event", "error", "secret"]),
    ("contract", &["event", "error", "secret", "vapihook_json"]),
    ("tunnel", &["event", "error", "secret"]),
    ("config", &["event", "error", "place", "owner", "secret"]),
    ("synth", &["event", "error", "secret", "vapihook_json"]),
    ("event", &["error", "secret", "vapihook_http", "vapihook_json"]),
    ("error", &[]),
    ("background", &[]),
    ("place", &[]),
    ("owner", &[]),
    ("secret", &[]),
    ("vapihook_http", &[]),
    ("vapihook_json", &[]),
];

/// The crates of the workspace beside the one of the house, as code names them: each is a row of
/// the table, and its files stand in a folder of that name.
const CRATES: &[&str] = &["vapihook_http", "vapihook_json"];

/// What has a home: only these files, folders of `src` or crates may name the path.
const HOMES: &[(&str, &[&str])] = &[
    ("clap", &["cli", "commands"]),
    ("clap_complete", &["cli", "commands"]),
    ("clap_mangen", &["cli", "commands"]),
    ("reqwest", &["api"]),
    ("rusqlite", &["store"]),
    ("colored", &["render"]),
    ("console", &["render"]),
    ("indicatif", &["render"]),
    ("httparse", &["vapihook_http"]),
    // Where JSON text is read byte by byte.
    ("memchr::memchr2", &["vapihook_json"]),
    ("serde_json::value::RawValue", &["vapihook_json"]),
    ("std::env", &["config"]),
    ("std::env::args_os", &["config", "main"]),
    ("std::env::consts", &["*"]),
];

/// Where the name of an event may be compared or matched on.
const KNOW_EVENT_NAMES: &[&str] = &["event/catalog", "contract"];

/// Comparisons that only look like one with an event's name: the file, the text, the reason.
const NOT_AN_EVENT_NAME: &[(&str, &str, &str)] = &[];

/// Lines of a source file, without its tests.
const MAX_LINES: usize = 400;
/// Lines of `main.rs`: under 30.
const MAX_MAIN_LINES: usize = 29;

#[test]
fn the_sources_keep_the_rules() {
    let names = event_names();
    let sources = sources();
    let mut complaints = String::new();
    for (path, text) in &sources {
        for complaint in check(path, text, &names) {
            writeln!(complaints, "  {complaint}").expect("a String takes everything");
        }
    }
    assert!(
        complaints.is_empty(),
        "the house rules say no:\n{complaints}"
    );
}

#[test]
fn every_source_file_is_read() {
    let sources = sources();
    for path in [
        "main.rs",
        "lib.rs",
        "error.rs",
        "event/mod.rs",
        "event/catalog/mod.rs",
        "vapihook_json/lib.rs",
    ] {
        assert!(
            sources.iter().any(|(found, _)| found == path),
            "{path} was not found"
        );
    }
    assert!(event_names().contains("tool-calls"));
}

#[test]
fn the_table_of_imports_points_down() {
    for (at, (module, imports)) in MAY_IMPORT.iter().enumerate() {
        for import in *imports {
            let below = MAY_IMPORT[at + 1..].iter().any(|(name, _)| name == import);
            assert!(
                below,
                "{module} -> {import}: no row `{import}` below `{module}`"
            );
        }
    }
}

#[test]
fn an_exception_that_nothing_needs_is_removed() {
    let sources = sources();
    for (file, name, _) in NOT_AN_EVENT_NAME {
        let (_, text) = sources
            .iter()
            .find(|(path, _)| path == file)
            .expect("the file exists");
        let used = compared_names(&code(text).expect("Rust").0)
            .iter()
            .any(|(found, _)| found == name);
        assert!(used, "{file} no longer compares with \"{name}\"");
    }
}

fn event_names() -> BTreeSet<&'static str> {
    vapihook::event::catalog::rows()
        .map(|row| row.name)
        .collect()
}

/// The manifest of a folder of the workspace.
fn manifest(folder: &str) -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let text = std::fs::read_to_string(path.join("Cargo.toml")).expect("a manifest");
    text.parse().expect("TOML")
}

#[test]
fn every_crate_is_held_to_the_same() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates");
    let mut found: Vec<String> = crates
        .read_dir()
        .expect("crates")
        .map(|entry| entry.expect("a readable entry").file_name())
        .map(|name| name.into_string().expect("UTF-8"))
        .collect();
    found.sort();
    let names: Vec<String> = found.iter().map(|name| name.replace('-', "_")).collect();
    assert_eq!(names, CRATES, "the table CRATES");
    let root = manifest(".");
    let unnamed = root["workspace"]["default-members"].as_array();
    let unnamed = unnamed.expect("default-members");
    assert!(unnamed.iter().any(|member| member.as_str() == Some(".")));
    for name in found {
        let folder = format!("crates/{name}");
        let built = unnamed
            .iter()
            .any(|member| member.as_str() == Some(&folder));
        assert!(built, "plain cargo leaves out {folder}");
        let own = manifest(&folder);
        assert_eq!(own["lints"]["workspace"].as_bool(), Some(true), "{name}");
        assert_eq!(own["package"]["name"].as_str(), Some(&*name));
        for shared in ["version", "edition", "rust-version", "license"] {
            let inherited = own["package"][shared].get("workspace");
            assert!(inherited.is_some(), "{name} has a {shared} of its own");
        }
        // A crate is one because it is built otherwise than the house.
        let level = &root["profile"]["release"]["package"][&*name]["opt-level"];
        assert_eq!(level.as_integer(), Some(3), "{name}");
    }
    assert_eq!(root["lints"]["workspace"].as_bool(), Some(true));
    let level = root["workspace"]["lints"]["rust"]["unsafe_code"].as_str();
    assert_eq!(level, Some("forbid"));
}

/// Every Rust file below `src`, its path there, with `/`, and its text; and those of the other
/// crates, in folders of their names.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, above: &str, out: &mut Vec<(String, String)>) {
        for entry in folder.read_dir().expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                walk(&path, root, above, out);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let below = path.strip_prefix(root).expect("a path below src");
                let below = below.to_str().expect("a path in UTF-8").replace('\\', "/");
                out.push((
                    format!("{above}{below}"),
                    std::fs::read_to_string(&path).expect("a source in UTF-8"),
                ));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut out = Vec::new();
    walk(&root.join("src"), &root.join("src"), "", &mut out);
    for name in CRATES {
        let folder = root.join("crates").join(name.replace('_', "-")).join("src");
        walk(&folder, &folder, &format!("{name}/"), &mut out);
    }
    out.sort();
    out
}
