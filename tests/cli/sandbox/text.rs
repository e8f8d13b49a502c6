//! Output made comparable.

use serde_json::Value;

/// The objects on these lines; every line must be one.
pub fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| match serde_json::from_str(line) {
            Ok(Value::Object(object)) => Value::Object(object),
            other => panic!("not a JSON object ({other:?}): {line}"),
        })
        .collect()
}

/// The lines of a run with what differs from run to run made the same: times of day (`TIME`),
/// ids (`ID`, as wide), latencies (`TOOK`) and shares of the deadline (`N%`).
pub fn normalised(text: &str) -> String {
    text.lines()
        .map(|line| {
            let words = words(line);
            words
                .iter()
                .map(|word| replaced(word))
                .collect::<String>()
                .trim_end()
                .to_owned()
                + "\n"
        })
        .collect()
}

/// Runs of spaces and runs of anything else.
fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let spaces = first == ' ';
        let end = rest.find(|c| (c == ' ') != spaces).unwrap_or(rest.len());
        words.push(&rest[..end]);
        rest = &rest[end..];
    }
    words
}

fn replaced(word: &str) -> &str {
    let (bare, is_long) = (word.trim_end_matches(')'), word.len() > 1);
    let shape: String = bare
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    let is_id = bare.len() == 9
        && bare.starts_with('0')
        && bare
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_ascii_lowercase());
    match shape.trim_start_matches('0') {
        _ if shape == "00:00:00.000" => "TIME",
        "ms" | ".0s" if bare != ".0s" => "TOOK",
        "%" => "N%",
        _ if is_id && word.ends_with(')') => "ID)",
        _ if is_id => "ID",
        // What pads a latency or a share depends on its width.
        _ if is_long && word.trim().is_empty() => "  ",
        _ => word,
    }
}
