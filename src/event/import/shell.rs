//! The words of a shell's command line, as far as a saved command needs them: quotes, escapes,
//! `$'..'`, line continuation, comments, pipes, here-documents. Nothing is run or expanded.

use vapihook_json::raw::line_breaks;

/// One simple command.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    /// The line it begins on.
    pub line: u64,
    /// Its words, quotes removed.
    pub words: Vec<Vec<u8>>,
    /// Whether it reads what the command before it prints.
    pub reads_pipe: bool,
    /// What `<<EOF` gives it to read.
    pub heredoc: Option<Vec<u8>>,
}

/// The commands of a script. A command that cannot be read is told with its line, and ends the
/// reading: where it ends is not known.
pub(super) fn commands(text: &[u8]) -> (Vec<Command>, Option<(u64, String)>) {
    let mut lexer = Lexer {
        text,
        at: 0,
        line: 1,
        done: Vec::new(),
        command: Command::default(),
        heredocs: Vec::new(),
    };
    let error = lexer.run().err().map(|why| (lexer.line, why));
    (lexer.done, error)
}

struct Lexer<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
    done: Vec<Command>,
    command: Command,
    /// Here-documents that begin behind this line: whose, and their last line.
    heredocs: Vec<(usize, Vec<u8>)>,
}

impl Lexer<'_> {
    fn run(&mut self) -> Result<(), String> {
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'#' => self.skip_line(),
                b'\n' => {
                    self.at += 1;
                    self.line += 1;
                    self.end(false);
                    self.read_heredocs()?;
                }
                b';' | b'&' => {
                    self.at += 1;
                    self.end(false);
                }
                b'|' => {
                    self.at += 1;
                    let is_or = self.peek() == Some(b'|');
                    self.at += usize::from(is_or);
                    self.end(!is_or);
                }
                b'<' | b'>' => self.redirect()?,
                _ if self.continues() => {}
                _ => {
                    let word = self.word()?;
                    if self.command.words.is_empty() {
                        self.command.line = self.line;
                    }
                    self.command.words.push(word);
                }
            }
        }
        self.end(false);
        self.read_heredocs()
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        &self.text[self.at..]
    }

    /// Skips `\` and the end of the line.
    fn continues(&mut self) -> bool {
        for end in [&b"\\\n"[..], b"\\\r\n"] {
            if self.rest().starts_with(end) {
                self.at += end.len();
                self.line += 1;
                return true;
            }
        }
        false
    }

    fn skip_line(&mut self) {
        while self.peek().is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
    }

    fn end(&mut self, pipe: bool) {
        let mut command = std::mem::take(&mut self.command);
        self.command.reads_pipe = pipe;
        // A prompt that was copied with the command.
        if command
            .words
            .first()
            .is_some_and(|word| word == b"$" || word == b"%")
        {
            command.words.remove(0);
        }
        if !command.words.is_empty() {
            self.done.push(command);
        } else if !pipe {
            self.command.reads_pipe = command.reads_pipe;
        }
    }

    fn redirect(&mut self) -> Result<(), String> {
        let is_heredoc = self.rest().starts_with(b"<<") && !self.rest().starts_with(b"<<<");
        let is_input = self.peek() == Some(b'<');
        while self
            .peek()
            .is_some_and(|byte| matches!(byte, b'<' | b'>' | b'&' | b'-'))
        {
            self.at += 1;
        }
        while self.peek().is_some_and(|byte| byte == b' ') {
            self.at += 1;
        }
        let word = self.word()?;
        if is_heredoc {
            self.heredocs.push((self.done.len(), word));
        } else if is_input {
            return Err(
                "it reads a file with <, which is not followed: use --data-binary @FILE".into(),
            );
        }
        // A descriptor that was redirected is no word of the command.
        if self
            .command
            .words
            .last()
            .is_some_and(|word| word == b"2" || word == b"1")
            && !is_heredoc
        {
            self.command.words.pop();
        }
        Ok(())
    }

    fn read_heredocs(&mut self) -> Result<(), String> {
        for (of, end) in std::mem::take(&mut self.heredocs) {
            let mut body = Vec::new();
            loop {
                if self.at >= self.text.len() {
                    return Err(format!(
                        "a here-document has no end: {}",
                        String::from_utf8_lossy(&end)
                    ));
                }
                let line = self.rest().split_inclusive(|&byte| byte == b'\n').next();
                let line = line.unwrap_or_default().to_vec();
                self.at += line.len();
                self.line += 1;
                if line.trim_ascii_end() == end {
                    break;
                }
                body.extend_from_slice(&line);
            }
            if let Some(command) = self.done.get_mut(of) {
                command.heredoc = Some(body);
            }
        }
        Ok(())
    }

    fn word(&mut self) -> Result<Vec<u8>, String> {
        let mut word = Vec::new();
        while let Some(byte) = self.peek() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b';' | b'&' | b'|' | b'<' | b'>' => break,
                _ if self.continues() => {}
                b'\'' => self.single(&mut word)?,
                b'"' => self.double(&mut word)?,
                b'$' if self.rest().starts_with(b"$'") => self.ansi(&mut word)?,
                b'`' => return Err(COMMAND.into()),
                b'$' if self.rest().starts_with(b"$(") => return Err(COMMAND.into()),
                b'\\' => {
                    self.at += 1;
                    word.extend(self.peek());
                    self.at += 1;
                }
                byte => {
                    word.push(byte);
                    self.at += 1;
                }
            }
        }
        Ok(word)
    }

    fn single(&mut self, word: &mut Vec<u8>) -> Result<(), String> {
        let inner = &self.text[self.at + 1..];
        let end = inner.iter().position(|&byte| byte == b'\'').ok_or(OPEN)?;
        word.extend_from_slice(&inner[..end]);
        self.line += line_breaks(&inner[..end]);
        self.at += end + 2;
        Ok(())
    }

    fn double(&mut self, word: &mut Vec<u8>) -> Result<(), String> {
        self.at += 1;
        loop {
            match self.peek().ok_or(OPEN)? {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'`' => return Err(COMMAND.into()),
                b'$' if self.rest().starts_with(b"$(") => return Err(COMMAND.into()),
                _ if self.continues() => {}
                b'\\' => {
                    let next = self.text.get(self.at + 1).copied().ok_or(OPEN)?;
                    if !matches!(next, b'"' | b'\\' | b'$' | b'`') {
                        word.push(b'\\');
                    }
                    word.push(next);
                    self.at += 2;
                }
                byte => {
                    self.line += u64::from(byte == b'\n');
                    word.push(byte);
                    self.at += 1;
                }
            }
        }
    }

    /// `$'it\'s \u00e9'`.
    fn ansi(&mut self, word: &mut Vec<u8>) -> Result<(), String> {
        self.at += 2;
        let inner = &self.text[self.at..];
        let mut end = 0;
        while *inner.get(end).ok_or(OPEN)? != b'\'' {
            end += 1 + usize::from(inner[end] == b'\\');
        }
        self.line += line_breaks(&inner[..end]);
        unescape(&inner[..end], word);
        self.at += end + 1;
        Ok(())
    }
}

const OPEN: &str = "a quote has no end";
const COMMAND: &str =
    "it holds a command in $(..) or `..`, and nothing is run here: write what it gives";

/// The escapes of `$'..'` and of printf's format.
pub(super) fn unescape(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let Some((&letter, tail)) = rest.split_first() else {
            out.push(b'\\');
            break;
        };
        rest = tail;
        let digits = |radix: u32, most: usize, of: &[u8]| {
            let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
            let count = of.iter().take(most).take_while(is_digit).count();
            let digits = std::str::from_utf8(&of[..count]).unwrap_or_default();
            (
                u32::from_str_radix(digits, radix).unwrap_or_default(),
                count,
            )
        };
        match letter {
            b'n' => out.push(b'\n'),
            b't' => out.push(b'\t'),
            b'r' => out.push(b'\r'),
            b'a' => out.push(7),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'v' => out.push(11),
            b'e' | b'E' => out.push(27),
            b'0'..=b'7' => {
                let (value, count) = digits(8, 2, rest);
                let value = u32::from(letter - b'0')
                    * 8_u32.pow(u32::try_from(count).unwrap_or_default())
                    + value;
                out.push(u8::try_from(value & 0xff).unwrap_or_default());
                rest = &rest[count..];
            }
            b'x' => {
                let (value, count) = digits(16, 2, rest);
                out.push(u8::try_from(value).unwrap_or_default());
                rest = &rest[count..];
            }
            b'u' | b'U' => {
                let (value, count) = digits(16, if letter == b'u' { 4 } else { 8 }, rest);
                rest = &rest[count..];
                // Browsers write a character beyond 16 bits as two halves.
                let (low, low_count) = match rest.strip_prefix(b"\\u") {
                    Some(half) if (0xD800..0xDC00).contains(&value) => digits(16, 4, half),
                    _ => (0, 0),
                };
                let value = if (0xDC00..0xE000).contains(&low) {
                    rest = &rest[2 + low_count..];
                    0x1_0000 + ((value - 0xD800) << 10) + (low - 0xDC00)
                } else {
                    value
                };
                let c = char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            other => out.push(other),
        }
    }
}
