//! Rows in columns: escaped, aligned, two spaces between them.

use colored::Colorize;

use super::text::{self, columns, escape};

/// The rows, each column as wide as its widest cell; the last is as long as it is.
#[must_use]
pub fn rows<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| columns(&escape(&row[column])));
        cells.max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..N).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line += &text::cell(cell, *width);
            line += "  ";
        }
        out += line.trim_end();
        out.push('\n');
    }
    out
}

/// The rows below a header.
#[must_use]
pub fn table<const N: usize>(header: [&str; N], body: &[[String; N]]) -> String {
    let mut all = vec![header.map(str::to_owned)];
    all.extend_from_slice(body);
    let text = rows(&all);
    let (header, body) = text.split_once('\n').unwrap_or_default();
    format!("{}\n{body}", header.bold())
}

/// Labels and what stands beside them, indented.
#[must_use]
pub fn fields(fields: &[(String, String)]) -> String {
    let fields: Vec<(String, String)> = fields
        .iter()
        .map(|(label, value)| (escape(label), escape(value)))
        .collect();
    let width = fields.iter().map(|(label, _)| columns(label)).max();
    let mut text = String::new();
    for (label, value) in &fields {
        let gap = width.unwrap_or_default() - columns(label);
        text += &format!("  {}{:gap$}  {value}\n", label.dimmed(), "");
    }
    text
}

/// Labels, each with the lines that stand beside it; commas separate what fits on one line.
#[must_use]
pub fn labelled(rows: &[(&str, Vec<String>)], width: usize) -> String {
    const LABEL: usize = 9;
    let mut text = String::new();
    for (label, items) in rows {
        let label = format!("{label:<LABEL$}");
        let items = items.iter().map(String::as_str);
        let lines = text::wrap(items, width.saturating_sub(LABEL + 2));
        let indent = format!("\n{}", " ".repeat(LABEL + 2));
        text += &format!("{}  {}\n", label.bold(), lines.join(&indent));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let table = [["a", "long", "x"], ["日本", "b\n", ""]];
        let table = table.map(|row| row.map(str::to_owned));
        assert_eq!(rows(&table), "a     long  x\n日本  b\\n\n");
    }

    #[test]
    fn a_table_has_a_header() {
        colored::control::set_override(false);
        let body = [["a".to_owned(), "b".to_owned()]];
        assert_eq!(table(["ID", "NAME"], &body), "ID  NAME\na   b\n");
    }
}
