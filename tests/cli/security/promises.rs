//! The threat model names the tests that hold it.

use std::path::Path;

/// Every text in backticks that looks like a test: several words joined by `_`.
fn named(page: &str) -> Vec<&str> {
    let quoted = page.split('`').skip(1).step_by(2);
    quoted
        .filter(|text| {
            let is_name = text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            is_name && text.matches('_').count() >= 2
        })
        .collect()
}

fn sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            *into += &std::fs::read_to_string(&path).expect("text");
        }
    }
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read_to_string(root.join("docs/security.md")).expect("the page");
    let mut tests = String::new();
    sources(&root.join("src"), &mut tests);
    sources(&root.join("tests"), &mut tests);
    let names = named(&page);
    assert!(names.len() > 25, "{names:?}");
    for name in names {
        // With the attributes that may stand between.
        let at = tests.find(&format!("fn {name}()"));
        let above = at.map_or("", |at| {
            tests[..at].rsplit("\n\n").next().unwrap_or_default()
        });
        assert!(above.contains("#[test]"), "no test {name}");
    }
}
