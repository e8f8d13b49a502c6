//! JSON for reading: indented, coloured, and folded where it is long. Tokens are copied as they
//! stand, so every number and escape stays as it was sent; there is no tree, so that a large
//! document takes no more memory than its text. Iterative: depth costs no stack.

use std::io::{self, Write};

use vapihook_json::quoted::is_unsafe;
use vapihook_json::scan::string_end;
use vapihook_json::sixteen::is_printable;

use super::super::text::columns;

/// Indentation stops growing here.
const MAX_INDENT: usize = 32;
/// What is folded shows so many items, unless no more than [`SPARE`] would be hidden.
const ITEMS: usize = 10;
const SPARE: usize = 2;
/// What is folded is open so many levels deep.
const LEVELS: usize = 6;
/// Bytes that are gathered before they are written.
const CHUNK: usize = 60 << 10;

/// How to show JSON.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    /// Whether names, strings and numbers are coloured.
    pub color: bool,
    /// Fold what is long so that lines are no wider than this.
    pub fold: Option<usize>,
}

/// Writes `json`, which must be one JSON value, without a line break at its end.
///
/// # Errors
/// When `out` takes no more.
pub fn write(out: &mut dyn Write, json: &str, shown: Shown) -> io::Result<()> {
    let mut printer = Printer {
        json: json.as_bytes(),
        text: json,
        at: 0,
        out,
        buffer: Vec::with_capacity(json.len().min(CHUNK) * 2),
        shown,
        stack: Vec::new(),
        column: 0,
    };
    printer.run()
}

/// Writes `json`, which must be one JSON value, on one line, without the space between its tokens.
///
/// # Errors
/// When `out` takes no more.
pub fn compact(out: &mut dyn Write, json: &str) -> io::Result<()> {
    let bytes = json.as_bytes();
    let mut buffer = Vec::with_capacity(json.len().min(CHUNK));
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' {
            let end = string_end(bytes, at);
            if is_printable(&bytes[at..end]) {
                buffer.extend_from_slice(&bytes[at..end]);
            } else {
                push_safe(&json[at..end], &mut buffer);
            }
            at = end;
        } else {
            if !byte.is_ascii_whitespace() {
                buffer.push(byte);
            }
            at += 1;
        }
        if buffer.len() > CHUNK {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)
}

/// One open array or object.
#[derive(Clone, Copy)]
struct Open {
    is_array: bool,
    items: usize,
}

struct Printer<'a> {
    json: &'a [u8],
    text: &'a str,
    at: usize,
    out: &'a mut dyn Write,
    buffer: Vec<u8>,
    shown: Shown,
    stack: Vec<Open>,
    /// Columns that the line's name takes, when lines are folded.
    column: usize,
}

impl Printer<'_> {
    fn run(&mut self) -> io::Result<()> {
        while let Some(&byte) = self.json.get(self.at) {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b'"' => self.string(),
                b'{' | b'[' => self.open(byte),
                b'}' | b']' => {
                    self.at += 1;
                    self.close(byte);
                }
                b',' => {
                    self.at += 1;
                    self.next_item();
                }
                b':' => {
                    self.at += 1;
                    self.buffer.extend_from_slice(b": ");
                }
                _ => self.literal(),
            }
            if self.buffer.len() > CHUNK {
                self.out.write_all(&self.buffer)?;
                self.buffer.clear();
            }
        }
        self.out.write_all(&self.buffer)
    }

    fn open(&mut self, byte: u8) {
        let inside = self.skip_space(self.at + 1);
        if matches!(self.json.get(inside), Some(b'}' | b']')) {
            let both: &[u8] = if byte == b'{' { b"{}" } else { b"[]" };
            self.buffer.extend_from_slice(both);
            self.at = inside + 1;
            return;
        }
        if self.shown.fold.is_some() && self.stack.len() >= LEVELS {
            let (end, count) = self.count_items(inside);
            let what = if byte == b'{' { "members" } else { "items" };
            let (open, close) = if byte == b'{' { ('{', '}') } else { ('[', ']') };
            let what = if count == 1 {
                &what[..what.len() - 1]
            } else {
                what
            };
            self.faint(&format!("{open}… {count} {what}{close}"));
            self.at = end + 1;
            return;
        }
        self.buffer.push(byte);
        self.at = inside;
        self.stack.push(Open {
            is_array: byte == b'[',
            items: 0,
        });
        self.line();
    }

    fn close(&mut self, byte: u8) {
        self.stack.pop();
        self.line();
        self.buffer.push(byte);
    }

    /// After a comma: the next line, unless enough items have been shown.
    fn next_item(&mut self) {
        let Some(open) = self.stack.last_mut() else {
            return;
        };
        open.items += 1;
        let is_enough = open.is_array && open.items == ITEMS && self.shown.fold.is_some();
        self.buffer.push(b',');
        self.line();
        if is_enough {
            let (end, count) = self.count_items(self.at);
            if count > SPARE {
                self.faint(&format!("… {count} more items"));
                self.at = end;
            }
        }
    }

    fn line(&mut self) {
        self.buffer.push(b'\n');
        let depth = self.stack.len().min(MAX_INDENT);
        self.buffer.extend(std::iter::repeat_n(b' ', depth * 2));
        self.column = depth * 2;
    }

    fn literal(&mut self) {
        let rest = &self.json[self.at..];
        let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let color: &[u8] = match rest[0] {
            b't' | b'f' | b'n' => b"\x1b[35m",
            _ => b"\x1b[33m",
        };
        self.colored(color, self.at, self.at + length);
        self.at += length;
    }

    fn string(&mut self) {
        let start = self.at;
        let end = string_end(self.json, start);
        self.at = end;
        let is_name = self.stack.last().is_some_and(|open| !open.is_array)
            && self.json.get(self.skip_space(end)) == Some(&b':');
        if let Some(width) = self.shown.fold {
            if is_name {
                self.column += 2 + columns(&self.text[start..end]);
            } else if end - start > width.saturating_sub(self.column + 2) {
                self.folded_string(start, end, width);
                return;
            }
        }
        let color: &[u8] = if is_name { b"\x1b[36m" } else { b"\x1b[32m" };
        if is_printable(&self.json[start..end]) {
            self.colored(color, start, end);
            return;
        }
        self.color(color);
        push_safe(&self.text[start..end], &mut self.buffer);
        self.color(b"\x1b[0m");
    }

    /// A string that may be longer than its line: cut, with its length behind it.
    fn folded_string(&mut self, start: usize, end: usize, width: usize) {
        let inner = &self.text[start..end];
        let mut safe = Vec::with_capacity(width);
        let mut used = 0;
        let room = width.saturating_sub(self.column + 24).max(16);
        let mut cut = None;
        for (at, c) in inner.char_indices() {
            let mut one = [0; 4];
            let one = c.encode_utf8(&mut one);
            if used >= room && cut.is_none() {
                cut = Some((safe.len(), at));
            }
            used += if is_unsafe(c) { 6 } else { columns(one) };
            if used > width.saturating_sub(self.column + 2).max(room) {
                break;
            }
            push_safe(one, &mut safe);
        }
        let fits = used <= width.saturating_sub(self.column + 2).max(room);
        let color: &[u8] = b"\x1b[32m";
        self.color(color);
        match cut.filter(|_| !fits) {
            None => {
                self.buffer.extend_from_slice(&safe);
                self.color(b"\x1b[0m");
            }
            Some((kept, at)) => {
                // An escape is not cut in half.
                let kept_text = String::from_utf8_lossy(&safe[..kept]).into_owned();
                let whole = kept_text.trim_end_matches('\\');
                self.buffer.extend_from_slice(whole.as_bytes());
                self.color(b"\x1b[0m");
                let more = inner[at..].chars().count();
                self.faint(&format!("…\" +{more} chars"));
            }
        }
    }

    fn colored(&mut self, color: &[u8], from: usize, to: usize) {
        self.color(color);
        self.buffer.extend_from_slice(&self.json[from..to]);
        self.color(b"\x1b[0m");
    }

    fn color(&mut self, code: &[u8]) {
        if self.shown.color {
            self.buffer.extend_from_slice(code);
        }
    }

    /// What is not the document's own text.
    fn faint(&mut self, text: &str) {
        self.color(b"\x1b[2m");
        self.buffer.extend_from_slice(text.as_bytes());
        self.color(b"\x1b[0m");
    }

    fn skip_space(&self, from: usize) -> usize {
        let rest = &self.json[from.min(self.json.len())..];
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace());
        from + blank.count()
    }

    /// Where the array or object that is open at `from` closes, and how many items are left in it.
    fn count_items(&self, from: usize) -> (usize, usize) {
        let mut depth = 0_usize;
        let mut count = 1;
        let mut at = from;
        while let Some(&byte) = self.json.get(at) {
            match byte {
                b'"' => {
                    at = string_end(self.json, at);
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth == 0 => break,
                b'}' | b']' => depth -= 1,
                b',' if depth == 0 => count += 1,
                _ => {}
            }
            at += 1;
        }
        (at, count)
    }
}

/// A string token whose unsafe characters are escaped as JSON does it.
fn push_safe(text: &str, out: &mut Vec<u8>) {
    let mut units = [0; 2];
    let mut bytes = [0; 4];
    for c in text.chars() {
        if is_unsafe(c) {
            for unit in c.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}").ok();
            }
        } else {
            out.extend_from_slice(c.encode_utf8(&mut bytes).as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(json: &str, shown: Shown) -> String {
        let mut out = Vec::new();
        write(&mut out, json, shown).expect("a Vec takes everything");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn json_is_indented_token_by_token() {
        let json = r#"{"a":1.50,"b":[ ],"c":{"d\"":"\u00e9 [x]","e":[1,{}]}}"#;
        let wanted = "{\n  \"a\": 1.50,\n  \"b\": [],\n  \"c\": {\n    \"d\\\"\": \
                      \"\\u00e9 [x]\",\n    \"e\": [\n      1,\n      {}\n    ]\n  }\n}";
        assert_eq!(shown(json, Shown::default()), wanted);
        let with = |color| Shown { color, fold: None };
        assert_eq!(
            shown(r#"{"a":[1,"b",null]}"#, with(true)),
            "{\n  \x1b[36m\"a\"\x1b[0m: [\n    \x1b[33m1\x1b[0m,\n    \x1b[32m\"b\"\x1b[0m,\n    \
             \x1b[35mnull\x1b[0m\n  ]\n}"
        );
    }

    #[test]
    fn what_could_act_on_a_terminal_is_escaped_as_json() {
        assert_eq!(
            shown("\"a\u{202e}\u{7f}é\u{e0001}\"", Shown::default()),
            "\"a\\u202e\\u007fé\\udb40\\udc01\""
        );
    }

    #[test]
    fn what_is_long_folds() {
        let fold = Shown {
            color: false,
            fold: Some(40),
        };
        let many = format!(
            "[{}]",
            (0..30).map(|n| n.to_string()).collect::<Vec<_>>().join(",")
        );
        let text = shown(&many, fold);
        assert!(text.ends_with("\n  9,\n  … 20 more items\n]"), "{text}");
        let twelve = "[1,2,3,4,5,6,7,8,9,10,11,12]";
        assert!(shown(twelve, fold).ends_with("\n  12\n]"));
        let deep = "{\"a\":".repeat(8) + "1" + &"}".repeat(8);
        assert!(shown(&deep, fold).contains("{… 1 member}"));
        let long = format!("{{\"name\":\"{}\"}}", "x\\n".repeat(200));
        for line in shown(&long, fold).lines() {
            assert!(columns(line) <= 40, "{line}");
        }
        assert_eq!(shown("\"short\"", fold), "\"short\"");
        let wide = shown(&format!("[\"{}\"]", "日".repeat(50)), fold);
        assert!(wide.lines().all(|line| columns(line) <= 40), "{wide}");
    }

    #[test]
    fn a_value_is_put_on_a_line() {
        let mut out = Vec::new();
        compact(&mut out, "{\n \"a b\" : [1.50,\t\"\\\" \u{202e}\"]}").expect("a Vec");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, r#"{"a b":[1.50,"\" \u202e"]}"#);
    }

    #[test]
    fn any_depth_is_shown() {
        let deep = "[".repeat(9_000) + &"]".repeat(9_000);
        assert!(shown(&deep, Shown::default()).len() < 9_000 * 2 * 70);
    }
}
