//! Texts that match a regular expression, for as much of the language as schemas use: literals,
//! classes, groups, alternatives, repetition, `\d \w \s`. Lookarounds, back references and word
//! boundaries are refused.

use crate::synth::random::Random;

/// Groups deeper than this are refused.
const DEPTH: usize = 32;
/// What `.`, `\S` and negated classes are taken from.
const PRINTABLE: std::ops::RangeInclusive<char> = ' '..='~';

/// A text that matches; `None` when the pattern is refused. Repetition without an end goes up to
/// `room` beyond what it must.
pub(super) fn matching(pattern: &str, room: u32, random: &mut Random) -> Option<String> {
    let mut parser = Parser {
        rest: pattern.chars().collect(),
        at: 0,
    };
    let whole = parser.alternatives(DEPTH)?;
    if parser.at < parser.rest.len() {
        return None;
    }
    let mut out = String::new();
    write(&whole, room, random, &mut out)?;
    Some(out)
}

enum Node {
    Nothing,
    /// One of these characters.
    One(Vec<char>),
    Group(Vec<Vec<Part>>),
}

struct Part {
    node: Node,
    least: u32,
    /// `None` when there is no end.
    most: Option<u32>,
}

fn write(group: &[Vec<Part>], room: u32, random: &mut Random, out: &mut String) -> Option<()> {
    // Far longer than any text that a schema wants.
    const LONGEST: usize = 100_000;
    for part in random.pick(group)? {
        let most = part.most.unwrap_or(part.least.saturating_add(room));
        let most = most.min(part.least.saturating_add(room));
        for _ in 0..random.between(part.least.into(), most.into()) {
            match &part.node {
                Node::Nothing => {}
                Node::One(characters) => out.push(*random.pick(characters)?),
                Node::Group(inner) => write(inner, room, random, out)?,
            }
            if out.len() > LONGEST {
                return None;
            }
        }
    }
    Some(())
}

struct Parser {
    rest: Vec<char>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    fn takes(&mut self, text: &str) -> bool {
        let wanted: Vec<char> = text.chars().collect();
        let found = self.rest[self.at..].starts_with(&wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    fn alternatives(&mut self, depth: usize) -> Option<Vec<Vec<Part>>> {
        let depth = depth.checked_sub(1)?;
        let mut all = vec![Vec::new()];
        while let Some(next) = self.peek().filter(|next| *next != ')') {
            self.at += 1;
            if next == '|' {
                all.push(Vec::new());
                continue;
            }
            let node = self.node(next, depth)?;
            let (least, most) = self.repetition()?;
            all.last_mut()?.push(Part { node, least, most });
        }
        Some(all)
    }

    fn node(&mut self, first: char, depth: usize) -> Option<Node> {
        Some(match first {
            '^' | '$' => Node::Nothing,
            '.' => Node::One(('a'..='z').collect()),
            '[' => Node::One(self.class()?),
            '\\' => Node::One(self.escaped()?),
            '(' => {
                if self.peek() == Some('?') && !self.takes("?:") {
                    // A named group is a group, anything else looks around.
                    let named = self.takes("?<") || self.takes("?P<");
                    if !named || matches!(self.peek(), Some('=' | '!')) {
                        return None;
                    }
                    while self.next()? != '>' {}
                }
                let inner = self.alternatives(depth)?;
                if self.next() != Some(')') {
                    return None;
                }
                Node::Group(inner)
            }
            '*' | '+' | '?' => return None,
            other => Node::One(vec![other]),
        })
    }

    fn repetition(&mut self) -> Option<(u32, Option<u32>)> {
        let bounds = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                let Some(bounds) = self.braces() else {
                    return Some((1, Some(1)));
                };
                bounds
            }
            _ => return Some((1, Some(1))),
        };
        self.at += 1;
        // Lazy or possessive: the same texts match.
        if matches!(self.peek(), Some('?' | '+')) {
            self.at += 1;
        }
        (bounds.1.is_none_or(|most| most >= bounds.0)).then_some(bounds)
    }

    /// `{2}`, `{2,}`, `{2,5}`: stands on its last character afterwards. Anything else is a brace.
    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        let end = self.rest[self.at..].iter().position(|c| *c == '}')?;
        let inside: String = self.rest[self.at + 1..self.at + end].iter().collect();
        let (least, most) = match inside.split_once(',') {
            None => (inside.parse().ok()?, Some(inside.parse().ok()?)),
            Some((least, "")) => (least.parse().ok()?, None),
            Some((least, most)) => (least.parse().ok()?, Some(most.parse().ok()?)),
        };
        self.at += end;
        Some((least, most))
    }

    /// What stands behind a `[`, up to its `]`.
    fn class(&mut self) -> Option<Vec<char>> {
        let negated = self.takes("^");
        let mut characters = Vec::new();
        let mut first = true;
        loop {
            let next = self.next()?;
            if next == ']' && !first {
                break;
            }
            first = false;
            let low = match next {
                '\\' => self.escaped()?,
                other => vec![other],
            };
            let ranged = self.peek() == Some('-')
                && self.rest.get(self.at + 1).is_some_and(|end| *end != ']')
                && low.len() == 1;
            if ranged {
                self.at += 1;
                let high = match self.next()? {
                    '\\' => *self.escaped()?.first()?,
                    other => other,
                };
                characters.extend((low[0]..=high).take(1_000));
            } else {
                characters.extend(low);
            }
        }
        if negated {
            characters = PRINTABLE.filter(|c| !characters.contains(c)).collect();
        }
        (!characters.is_empty()).then_some(characters)
    }

    /// The characters that an escape stands for.
    fn escaped(&mut self) -> Option<Vec<char>> {
        let digits = '0'..='9';
        let word = || ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(['_']);
        let other_than = |taken: &dyn Fn(char) -> bool| PRINTABLE.filter(|c| !taken(*c)).collect();
        Some(match self.next()? {
            'd' => digits.collect(),
            'w' => word().collect(),
            's' => vec![' '],
            'D' => other_than(&|c| c.is_ascii_digit()),
            'W' => other_than(&|c| word().any(|w| w == c)),
            'S' => other_than(&|c| c == ' '),
            'n' => vec!['\n'],
            'r' => vec!['\r'],
            't' => vec!['\t'],
            'x' => vec![self.code(2)?],
            'u' => vec![self.code(4)?],
            c if c.is_ascii_alphanumeric() => return None,
            c => vec![c],
        })
    }

    fn code(&mut self, digits: usize) -> Option<char> {
        let hex: String = self.rest.get(self.at..self.at + digits)?.iter().collect();
        self.at += digits;
        char::from_u32(u32::from_str_radix(&hex, 16).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(pattern: &str) -> Option<String> {
        matching(pattern, 3, &mut Random::new(5))
    }

    #[test]
    fn what_schemas_use_is_written() {
        for (pattern, fits) in [
            (
                r"^\d{4}-\d{2}-\d{2}$",
                (|t| t.len() == 10 && t.as_bytes()[4] == b'-') as fn(&str) -> bool,
            ),
            (r"^\+[1-9]\d{1,14}$", |t| {
                t.starts_with('+') && t[1..].bytes().all(|b| b.is_ascii_digit())
            }),
            ("^(yes|no)$", |t| ["yes", "no"].contains(&t)),
            ("^[A-Z]{2,3}-?[0-9]+$", |t| {
                t.as_bytes()[1].is_ascii_uppercase()
            }),
            (r"^(?:a|b){3}\.\-$", |t| t.len() == 5 && t.ends_with(".-")),
            ("[^a-z]", |t| !t.as_bytes()[0].is_ascii_lowercase()),
            (r"^[\w.-]+@example\.com$", |t| {
                t.ends_with("@example.com") && t.len() > 12
            }),
            ("^a{b$", |t| t == "a{b"),
            (r"^(?<year>\d\d)\x41$", |t| t.len() == 3 && t.ends_with('A')),
            ("", str::is_empty),
        ] {
            let text = made(pattern).expect(pattern);
            assert!(fits(&text), "{pattern}: {text}");
        }
    }

    #[test]
    fn what_it_cannot_do_is_refused() {
        for pattern in [
            r"(?=a)b", r"(?<!a)b", r"\bword", r"(a)\1", "(a", "a)", "[a", "*", "a{3,2}",
        ] {
            assert_eq!(made(pattern), None, "{pattern}");
        }
        let deep = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
        assert_eq!(made(&deep), None);
        assert_eq!(made("((((a{99}){99}){99}){99})"), None);
    }
}
