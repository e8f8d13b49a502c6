//! What is built into a release: every dependency has a licence that `deny.toml` allows and comes
//! from the registry it names. `cargo deny` says the same and more, but takes longer to build than
//! this program; here it is asked of cargo itself, on every run.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;
use toml::Table;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn policy() -> Table {
    let text = std::fs::read_to_string(format!("{ROOT}/deny.toml")).expect("deny.toml");
    text.parse().expect("TOML")
}

fn texts(value: &toml::Value) -> Vec<String> {
    let items = value.as_array().expect("a list").iter();
    items
        .map(|item| item.as_str().expect("a text").to_owned())
        .collect()
}

/// What cargo would build for a target; `None` when it cannot say without the network.
fn metadata(target: &str) -> Option<Value> {
    let ask = |more: &[&str]| {
        let output = Command::new(env!("CARGO"))
            .args([
                "metadata",
                "--locked",
                "--format-version",
                "1",
                "--filter-platform",
                target,
            ])
            .args(more)
            .current_dir(ROOT)
            .output()
            .expect("cargo");
        output.status.success().then_some(output.stdout)
    };
    let answer = ask(&["--offline"]).or_else(|| ask(&[]))?;
    Some(serde_json::from_slice(&answer).expect("JSON"))
}

/// Whether a licence expression can be met with what is allowed.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    any(&words, &mut at, allowed) && at == words.len()
}

fn any(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= all(words, at, allowed);
    }
    met
}

fn all(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let Some(&word) = words.get(*at) else {
        return false;
    };
    *at += 1;
    if word == "(" {
        let met = any(words, at, allowed);
        *at += 1;
        return met;
    }
    if words.get(*at) == Some(&"WITH") {
        // An exception gives more rights, but has a name of its own in the policy.
        let whole = format!("{word} WITH {}", words.get(*at + 1).unwrap_or(&""));
        *at += 2;
        return allowed.contains(&whole);
    }
    allowed.contains(word)
}

#[test]
#[expect(clippy::print_stderr, reason = "says which target was not checked")]
fn every_dependency_is_licensed_and_from_the_registry() {
    let policy = policy();
    let allowed: BTreeSet<String> = texts(&policy["licenses"]["allow"]).into_iter().collect();
    let exceptions = policy["licenses"]["exceptions"].as_array().expect("a list");
    let registries = texts(&policy["sources"]["allow-registry"]);
    let mut asked = 0;
    for target in texts(&policy["graph"]["targets"]) {
        let Some(metadata) = metadata(&target) else {
            eprintln!("not checked: what is built for {target} is not downloaded");
            continue;
        };
        asked += 1;
        let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
        let built: BTreeSet<&str> = nodes
            .iter()
            .filter_map(|node| node["id"].as_str())
            .collect();
        let members = metadata["workspace_members"].as_array().expect("members");
        let members: Vec<Option<&str>> = members.iter().map(Value::as_str).collect();
        let packages = metadata["packages"].as_array().expect("packages");
        let used = packages
            .iter()
            .filter(|package| package["id"].as_str().is_some_and(|id| built.contains(id)));
        for package in used {
            let name = package["name"].as_str().expect("a name");
            if members.contains(&package["id"].as_str()) {
                continue;
            }
            let licence = package["license"].as_str().unwrap_or_default();
            let mut allowed = allowed.clone();
            for exception in exceptions
                .iter()
                .filter(|it| it["crate"].as_str() == Some(name))
            {
                allowed.extend(texts(&exception["allow"]));
            }
            assert!(
                is_allowed(licence, &allowed),
                "{name} is under \"{licence}\": see deny.toml"
            );
            let source = package["source"].as_str().unwrap_or_default();
            let known = registries
                .iter()
                .any(|url| source == format!("registry+{url}"));
            assert!(known, "{name} is from \"{source}\": see deny.toml");
        }
    }
    assert!(asked > 0, "cargo tells nothing");
}

#[test]
fn licence_expressions_are_read() {
    let allowed = ["MIT", "ISC"].map(str::to_owned).into_iter().collect();
    for met in [
        "MIT",
        "MIT OR GPL-3.0",
        "GPL-3.0/MIT",
        "MIT AND ISC",
        "(GPL-3.0 OR MIT) AND ISC",
        "Apache-2.0 WITH LLVM-exception OR MIT",
    ] {
        assert!(is_allowed(met, &allowed), "{met}");
    }
    for not in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR ISC) AND GPL-3.0",
        "MIT WITH X-exception",
        "MIT ISC",
    ] {
        assert!(!is_allowed(not, &allowed), "{not}");
    }
}

/// What stands in these places of a manifest, which is where versions are said.
fn dependencies(manifest: &Table) -> impl Iterator<Item = (&String, &toml::Value)> {
    let workspace = manifest.get("workspace").and_then(toml::Value::as_table);
    let parts = [
        workspace.and_then(|workspace| workspace.get("dependencies")),
        manifest.get("dependencies"),
        manifest.get("dev-dependencies"),
    ];
    let tables = parts
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_table);
    tables.flatten()
}

#[test]
fn no_dependency_has_any_version() {
    let mut folders = vec![ROOT.to_owned()];
    for entry in std::fs::read_dir(format!("{ROOT}/crates")).expect("crates") {
        let path = entry.expect("a readable entry").path();
        folders.push(path.to_str().expect("UTF-8").to_owned());
    }
    for folder in folders {
        let text = std::fs::read_to_string(format!("{folder}/Cargo.toml")).expect("Cargo.toml");
        let manifest: Table = text.parse().expect("TOML");
        for (name, wanted) in dependencies(&manifest) {
            // The workspace says it once for all.
            if wanted.get("workspace").is_some() {
                continue;
            }
            let version = wanted.as_str().or_else(|| wanted.get("version")?.as_str());
            assert!(
                version.is_some_and(|version| !version.contains('*')),
                "{name}"
            );
        }
    }
}
