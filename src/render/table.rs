//! Rows in columns: escaped, aligned, two spaces between them.

use super::text;

/// The rows, each column as wide as its widest cell; the last is as long as it is.
#[must_use]
pub fn rows<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows
            .iter()
            .map(|row| text::columns(&text::escape(&row[column])));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let table = [["a", "long", "x"], ["日本", "b\n", ""]];
        let table = table.map(|row| row.map(str::to_owned));
        assert_eq!(rows(&table), "a     long  x\n日本  b\\n\n");
    }
}
