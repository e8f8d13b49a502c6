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
/// ids (`ID`), latencies (`TOOK`), shares of the deadline (`N%`), and the spaces that make
/// columns of them (two).
pub fn normalised(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let indent = line.len() - line.trim_start().len();
        let words = line.trim().split("  ").filter(|words| !words.is_empty());
        let columns: Vec<String> = words.map(|words| column(words.trim())).collect();
        format!("{}{}\n", &line[..indent], columns.join("  "))
    });
    lines.collect::<Vec<_>>().concat()
}

/// One column: words with a space between them.
fn column(words: &str) -> String {
    let mut before = "";
    let mut words: Vec<&str> = words.split(' ').collect();
    for word in &mut words {
        let shape: String = word
            .chars()
            .map(|c| if c.is_ascii_digit() { '0' } else { c })
            .collect();
        let is_id = word.len() == 9
            && word.starts_with('0')
            && word
                .chars()
                .all(|c| c.is_ascii_digit() || c.is_ascii_lowercase());
        let now = *word;
        match shape.replace('0', "").as_str() {
            "::." => *word = "TIME",
            // `of 20s` is a deadline, which does not differ.
            "ms" | ".s" if before != "of" => *word = "TOOK",
            "ms," => *word = "TOOK,",
            "%" => *word = "N%",
            "(%" => *word = "(N%",
            _ if is_id => *word = "ID",
            _ => {}
        }
        before = now;
    }
    words.join(" ")
}
