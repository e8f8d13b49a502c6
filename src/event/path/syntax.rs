//! How paths and patterns are written.

/// One step as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `call`, `"b.c"`. What was in quotes is taken literally in a pattern too.
    Name { name: String, quoted: bool },
    /// `[0]`
    Index(usize),
    /// `[*]`
    AnyIndex,
}

impl Token {
    fn plain(name: impl Into<String>) -> Self {
        Self::Name {
            name: name.into(),
            quoted: false,
        }
    }
}

/// Reads a JSON pointer or a dotted path.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let text = text.trim();
    if let Some(pointer) = text.strip_prefix('/') {
        let names = pointer.split('/');
        return Ok(names
            .map(|name| Token::plain(name.replace("~1", "/").replace("~0", "~")))
            .collect());
    }
    dotted(text)
}

fn dotted(text: &str) -> Result<Vec<Token>, String> {
    let bare = |rest: &&str| rest.is_empty() || rest.starts_with(['.', '[']);
    let mut rest = text.strip_prefix('$').filter(bare).unwrap_or(text);
    rest = rest
        .strip_prefix('.')
        .filter(|rest| !rest.starts_with('.'))
        .unwrap_or(rest);
    let mut tokens = Vec::new();
    let mut after_dot = false;
    while !rest.is_empty() || after_dot {
        let (token, behind) = match rest.strip_prefix('[') {
            Some(inside) if !after_dot => bracket(inside, text)?,
            _ => name(rest, text)?,
        };
        tokens.push(token);
        after_dot = behind.starts_with('.');
        rest = behind.strip_prefix('.').unwrap_or(behind);
        if !after_dot && !rest.is_empty() && !rest.starts_with('[') {
            return Err(format!("{text}: a dot is missing before {rest}"));
        }
    }
    Ok(tokens)
}

/// A name up to the next dot or bracket, or in quotes; and what is behind it.
fn name<'a>(rest: &'a str, text: &str) -> Result<(Token, &'a str), String> {
    if rest.starts_with(['"', '\'']) {
        return quoted(rest, text);
    }
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    if end == 0 {
        return Err(format!(
            "{text}: a name is missing; write \"\" for an empty one"
        ));
    }
    Ok((Token::plain(&rest[..end]), &rest[end..]))
}

/// What stands in brackets: a number, `*`, or a name in quotes.
fn bracket<'a>(inside: &'a str, text: &str) -> Result<(Token, &'a str), String> {
    let unclosed = || format!("{text}: a [ is not closed");
    if inside.starts_with(['"', '\'']) {
        let (token, behind) = quoted(inside, text)?;
        return Ok((token, behind.strip_prefix(']').ok_or_else(unclosed)?));
    }
    let (index, behind) = inside.split_once(']').ok_or_else(unclosed)?;
    let token = match index.trim() {
        "*" => Token::AnyIndex,
        index => Token::Index(
            index
                .parse()
                .map_err(|_| format!("{text}: [{index}] is no index; it counts from [0]"))?,
        ),
    };
    Ok((token, behind))
}

/// A name in quotes; a backslash takes the next character as it is.
fn quoted<'a>(rest: &'a str, text: &str) -> Result<(Token, &'a str), String> {
    let mut characters = rest.char_indices();
    let (_, quote) = characters.next().unwrap_or_default();
    let mut name = String::new();
    while let Some((at, character)) = characters.next() {
        if character == quote {
            let token = Token::Name { name, quoted: true };
            return Ok((token, &rest[at + character.len_utf8()..]));
        }
        let literal = match character {
            '\\' => characters.next().map(|(_, escaped)| escaped),
            other => Some(other),
        };
        name.extend(literal);
    }
    Err(format!("{text}: a quote is not closed"))
}

/// A name as a dotted path writes it: in quotes where it would be read as something else.
pub(super) fn written(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-@:+~!%&".contains(c);
    if !name.is_empty() && name.chars().all(plain) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
