//! Aligned columns: a header, rows, nothing around them.

use colored::Colorize;

use super::text::{columns, escape};

/// The rows below their header, each column as wide as it must be, nothing cut. The last column
/// is not padded.
#[must_use]
pub fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    let rows: Vec<[String; N]> = rows
        .iter()
        .map(|row| row.each_ref().map(|cell| escape(cell)))
        .collect();
    let mut widths = header.map(columns);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = columns(cell).max(*width);
        }
    }
    let line = |cells: &[String; N]| {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(widths) {
            line += cell;
            line.extend(std::iter::repeat_n(' ', width - columns(cell) + 2));
        }
        line.trim_end().to_owned()
    };
    let mut text = format!("{}\n", line(&header.map(str::to_owned)).bold());
    for row in &rows {
        text += &format!("{}\n", line(row));
    }
    text
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        colored::control::set_override(false);
        let rows = [
            ["a".into(), "日本".into(), "x\n".into()],
            ["bcd".into(), "e".into(), String::new()],
        ];
        assert_eq!(
            table(["ID", "NAME", "REST"], &rows),
            "ID   NAME  REST\na    日本  x\\n\nbcd  e\n"
        );
    }
}
