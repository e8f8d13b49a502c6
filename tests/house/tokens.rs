//! Reading Rust as tokens: what is code, which paths it names, what it compares with.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// The tokens of a text without documentation and test modules, and how many lines the test
/// modules took; `None` when it is not Rust.
pub fn code(text: &str) -> Option<(Vec<TokenTree>, usize)> {
    let tokens: TokenStream = text.parse().ok()?;
    let mut test_lines = 0;
    let kept = without_tests(&tokens.into_iter().collect::<Vec<_>>(), &mut test_lines);
    Some((kept, test_lines))
}

fn without_tests(tokens: &[TokenTree], test_lines: &mut usize) -> Vec<TokenTree> {
    let mut kept = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((end, is_doc)) = dropped(tokens, at) {
            if !is_doc {
                *test_lines += tokens[end - 1].span().end().line - line_of(token) + 1;
            }
            at = end;
            continue;
        }
        kept.push(match token {
            TokenTree::Group(group) => {
                let inner = without_tests(&trees(group), test_lines);
                let mut copy = Group::new(group.delimiter(), inner.into_iter().collect());
                copy.set_span(group.span());
                copy.into()
            }
            other => other.clone(),
        });
        at += 1;
    }
    kept
}

/// Where `#[doc = ..]` or `#[cfg(test)] mod name ..` that begins at `at` ends, and whether it is
/// documentation.
fn dropped(tokens: &[TokenTree], at: usize) -> Option<(usize, bool)> {
    if !is_punct(&tokens[at], '#') {
        return None;
    }
    let after = at + 1 + usize::from(tokens.get(at + 1).is_some_and(|t| is_punct(t, '!')));
    let TokenTree::Group(attribute) = tokens.get(after)? else {
        return None;
    };
    let content = trees(attribute);
    if is_ident(content.first()?, "doc") {
        return Some((after + 1, true));
    }
    let name = after + 2;
    let is_test = attribute.stream().to_string().replace(' ', "") == "cfg(test)"
        && is_ident(tokens.get(after + 1)?, "mod");
    // `mod name { .. }` or `mod name;`
    (is_test && tokens.len() > name + 1).then_some((name + 2, false))
}

/// A path as it stands in the code.
pub struct Used {
    pub path: Vec<String>,
    pub line: usize,
    /// How many modules deep the code is in which it stands.
    pub depth: usize,
}

/// Every path of two names or more, and everything in a `use`; there, a trailing `*` stands for a
/// glob and for a bare or renamed crate.
pub fn paths(tokens: &[TokenTree], depth: usize, out: &mut Vec<Used>) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Group(group) => {
                let is_mod = at >= 2 && is_ident(&tokens[at - 2], "mod");
                paths(&trees(group), depth + usize::from(is_mod), out);
                at += 1;
            }
            TokenTree::Ident(ident) if ident == "use" || is_extern_crate(tokens, at) => {
                at = read_path(tokens, at + 1, &[], true, depth, out);
            }
            TokenTree::Ident(_) => at = read_path(tokens, at, &[], false, depth, out),
            _ => at += 1,
        }
    }
}

fn is_extern_crate(tokens: &[TokenTree], at: usize) -> bool {
    at >= 1 && is_ident(&tokens[at], "crate") && is_ident(&tokens[at - 1], "extern")
}

/// Reads the path at `at`, with all its branches, and returns where it ends.
fn read_path(
    tokens: &[TokenTree],
    mut at: usize,
    prefix: &[String],
    import: bool,
    depth: usize,
    out: &mut Vec<Used>,
) -> usize {
    let mut path = prefix.to_vec();
    let line = tokens.get(at).map_or(0, line_of);
    if is_double_colon(tokens, at) {
        at += 2;
    }
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(ident)) => {
                path.push(ident.to_string());
                at += 1;
                if is_double_colon(tokens, at) {
                    at += 2;
                    continue;
                }
            }
            Some(TokenTree::Punct(star)) if import && star.as_char() == '*' => {
                path.push("*".into());
                at += 1;
            }
            Some(TokenTree::Group(group)) if import && group.delimiter() == Delimiter::Brace => {
                let inner = trees(group);
                for branch in inner.split(|token| is_punct(token, ',')) {
                    read_path(branch, 0, &path, true, depth, out);
                }
                return at + 1;
            }
            // Generic arguments and the like: read on from there.
            _ => {}
        }
        break;
    }
    if import {
        // `{self}` and `{self as x}` name what stands before the braces.
        let itself = !prefix.is_empty() && path.last().is_some_and(|last| last == "self");
        if itself {
            path.pop();
        }
        if itself || path.len() == 1 {
            path.push("*".into());
        }
    }
    if path.len() > 1 {
        out.push(Used { path, line, depth });
    }
    at.max(1)
}

/// Every string that something is compared with or matched on, and its line.
pub fn compared_names(tokens: &[TokenTree]) -> Vec<(String, usize)> {
    let mut out = BTreeSet::new();
    find_compared(tokens, &mut out);
    out.into_iter().collect()
}

fn find_compared(tokens: &[TokenTree], out: &mut BTreeSet<(String, usize)>) {
    const METHODS: [&str; 8] = [
        "eq",
        "ne",
        "eq_ignore_ascii_case",
        "contains",
        "starts_with",
        "ends_with",
        "strip_prefix",
        "strip_suffix",
    ];
    let pair = |at: usize, pair: &str| {
        pair.chars()
            .enumerate()
            .all(|(i, c)| tokens.get(at + i).is_some_and(|t| is_punct(t, c)))
    };
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => find_compared(&trees(group), out),
            TokenTree::Punct(_) if pair(at, "==") || pair(at, "!=") => {
                strings(operand_before(&tokens[..at]), out);
                strings(operand_after(&tokens[at + 2..]), out);
            }
            // An arm: its pattern and its guard.
            TokenTree::Punct(_) if pair(at, "=>") => {
                let start = (0..at)
                    .rev()
                    .find(|&i| is_punct(&tokens[i], ',') || is_arm_body(tokens, i))
                    .map_or(0, |i| i + 1);
                strings(&tokens[start..at], out);
            }
            TokenTree::Ident(ident) if ident == "let" => {
                let pattern = &tokens[at + 1..];
                let end = pattern.iter().position(|t| is_punct(t, '=')).unwrap_or(0);
                strings(&pattern[..end], out);
            }
            TokenTree::Ident(ident)
                if ident.to_string().ends_with("matches") && pair(at + 1, "!") =>
            {
                strings(tokens.get(at + 2..at + 3).unwrap_or_default(), out);
            }
            TokenTree::Ident(ident)
                if at >= 2
                    && is_punct(&tokens[at - 1], '.')
                    && METHODS.contains(&&*ident.to_string()) =>
            {
                strings(&tokens[at - 2..at - 1], out);
                strings(tokens.get(at + 1..at + 2).unwrap_or_default(), out);
            }
            _ => {}
        }
    }
}

/// The literal, `Some(..)` or tuple that ends a slice; not the arguments of a method.
fn operand_before(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens {
        [.., TokenTree::Ident(ident), TokenTree::Group(_)] if !is_constructor(ident) => &[],
        [.., last] => std::slice::from_ref(last),
        [] => &[],
    }
}

/// The literal, `Some(..)` or tuple that begins a slice, behind any `&` and `*`.
fn operand_after(tokens: &[TokenTree]) -> &[TokenTree] {
    match tokens {
        [TokenTree::Punct(_), rest @ ..] => operand_after(rest),
        [TokenTree::Ident(ident), group, ..] if is_constructor(ident) => {
            std::slice::from_ref(group)
        }
        [first, ..] => std::slice::from_ref(first),
        [] => &[],
    }
}

fn is_constructor(ident: &Ident) -> bool {
    ident.to_string().starts_with(char::is_uppercase)
}

fn is_body(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// Whether the braces at `at` are what an arm does, not part of a pattern.
fn is_arm_body(tokens: &[TokenTree], at: usize) -> bool {
    at >= 2
        && is_body(&tokens[at])
        && is_punct(&tokens[at - 1], '>')
        && is_punct(&tokens[at - 2], '=')
}

/// Every string literal in `tokens`, at any depth.
fn strings(tokens: &[TokenTree], out: &mut BTreeSet<(String, usize)>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => strings(&trees(group), out),
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if let (Some(first), Some(last)) = (text.find('"'), text.rfind('"')) {
                    let inner = text.get(first + 1..last).unwrap_or_default();
                    out.insert((inner.to_owned(), line_of(token)));
                }
            }
            _ => {}
        }
    }
}

fn trees(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

fn line_of(token: &TokenTree) -> usize {
    token.span().start().line
}

fn is_ident(token: &TokenTree, name: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == name)
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_double_colon(tokens: &[TokenTree], at: usize) -> bool {
    matches!(tokens.get(at..at + 2), Some([a, b]) if is_punct(a, ':') && is_punct(b, ':'))
}
