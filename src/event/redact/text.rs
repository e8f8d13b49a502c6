//! What is personal in a text by its form: phone numbers, email addresses, SIP and IP addresses,
//! URLs that open something, and ids when they are asked for.

use std::net::IpAddr;

use super::{Kind, Redactor, keys};

impl Redactor {
    /// The text with what is personal replaced; `None` when nothing is.
    pub(super) fn in_text(&mut self, text: &str, path: &str) -> Option<String> {
        if self.looking {
            return None;
        }
        let mut out = String::new();
        let (mut kept, mut at, mut before) = (0, 0, ' ');
        while let Some(c) = text[at..].chars().next() {
            let inside = before.is_alphanumeric() || before == '_';
            let found = if inside {
                None
            } else {
                self.word(before, &text[at..], path)
            };
            if let Some((length, new)) = found {
                out += &text[kept..at];
                out += &new;
                at += length;
                kept = at;
                before = 'x';
            } else {
                before = c;
                at += c.len_utf8();
            }
        }
        out += &text[kept..];
        (kept > 0 && out != text).then_some(out)
    }

    /// What stands at the beginning of `rest`, which is the beginning of a word: its length and
    /// what replaces it.
    fn word(&mut self, before: char, rest: &str, path: &str) -> Option<(usize, String)> {
        let first = rest.chars().next()?;
        if !(first.is_alphanumeric() || matches!(first, '+' | '(' | ':')) {
            return None;
        }
        let alike = self.names.get(first_word(rest));
        let name = alike.into_iter().flatten().find(|name| {
            let behind = rest.strip_prefix(name.as_str());
            behind.is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
        });
        if let Some(name) = name.cloned() {
            return Some((name.len(), self.replace(Kind::Name, &name, path)));
        }
        if let Some(length) = url(rest) {
            let new = self.in_url(&rest[..length], path)?;
            return Some((length, new));
        }
        let by_form = [
            (Kind::Sip, sip(rest)),
            (Kind::Email, email(rest)),
            (Kind::Id, if self.ids { id(rest) } else { None }),
            (Kind::Ip, ip(before, rest)),
            (Kind::Phone, phone(before, rest)),
        ];
        let (kind, length) = by_form
            .into_iter()
            .find_map(|(kind, length)| Some((kind, length?)))?;
        Some((length, self.replace(kind, &rest[..length], path)))
    }

    /// A path with its query, or a URL.
    pub(super) fn url(&mut self, url: &str, path: &str) -> String {
        let new = self.in_url(url, path);
        let url = new.as_deref().unwrap_or(url);
        if url.contains("://") {
            return url.to_owned();
        }
        let (base, query) = url.split_at(url.find('?').unwrap_or(url.len()));
        let base = self.in_text(base, path).unwrap_or_else(|| base.to_owned());
        base + query
    }

    /// A URL without what opens it: the login before its host, secrets in its query, or all of a
    /// recording's; `None` when it has none.
    fn in_url(&mut self, url: &str, path: &str) -> Option<String> {
        let (base, query) = url
            .split_once('?')
            .map_or((url, None), |(base, query)| (base, Some(query)));
        let ending = base.rsplit('.').next().unwrap_or_default();
        if base.contains("://")
            && matches!(ending, "wav" | "mp3" | "mp4" | "pcap" | "jsonl" | "ogg")
        {
            return Some(self.replace(Kind::Url, url, path));
        }
        let mut new = String::new();
        let (scheme, rest) = base.split_once("://").unwrap_or(("", base));
        let authority = rest.split('/').next().unwrap_or_default();
        match authority.rsplit_once('@') {
            Some((login, host)) if !scheme.is_empty() => {
                let login = self.replace(Kind::Secret, login, path);
                new += &format!("{scheme}://{login}@{host}{}", &rest[authority.len()..]);
            }
            _ => new += base,
        }
        if let Some(query) = query {
            let pairs: Vec<String> = query
                .split('&')
                .map(|pair| match pair.split_once('=') {
                    Some((name, value)) if keys::is_secret_parameter(name) => {
                        format!("{name}={}", self.replace(Kind::Secret, value, path))
                    }
                    Some((name, value)) => {
                        let value = self
                            .in_text(value, path)
                            .unwrap_or_else(|| value.to_owned());
                        format!("{name}={value}")
                    }
                    None => pair.to_owned(),
                })
                .collect();
            new += &format!("?{}", pairs.join("&"));
        }
        (new != url).then_some(new)
    }
}

/// The letters and digits at the beginning.
pub(super) fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric());
    &text[..end.unwrap_or(text.len())]
}

/// The length of `http://..` or another URL at the beginning.
fn url(text: &str) -> Option<usize> {
    let schemes = ["https://", "http://", "wss://", "ws://"];
    schemes.iter().find(|scheme| text.starts_with(**scheme))?;
    let ends = |c: char| c.is_whitespace() || "\"'<>`|{}\\^".contains(c);
    let end = text.find(ends).unwrap_or(text.len());
    Some(
        text[..end]
            .trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']'])
            .len(),
    )
}

/// `sip:user@host`.
fn sip(text: &str) -> Option<usize> {
    let rest = text
        .strip_prefix("sips:")
        .or_else(|| text.strip_prefix("sip:"))?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || "+-_.!~*'()&=$%@:[]".contains(c);
    let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let address = rest[..end].trim_end_matches(['.', ')', '\'', ':', '!']);
    address
        .contains('@')
        .then(|| text.len() - rest.len() + address.len())
}

/// `local@domain.tld`.
fn email(text: &str) -> Option<usize> {
    let is_local = |c: char| c.is_alphanumeric() || "._%+-".contains(c);
    let at = text
        .find(|c| !is_local(c))
        .filter(|at| *at > 0 && text[*at..].starts_with('@'))?;
    let domain = &text[at + 1..];
    let is_domain = |c: char| c.is_alphanumeric() || ".-".contains(c);
    let end = domain.find(|c| !is_domain(c)).unwrap_or(domain.len());
    let domain = domain[..end].trim_end_matches(['.', '-']);
    let (_, tld) = domain.rsplit_once('.')?;
    let is_tld = tld.len() >= 2 && tld.chars().all(char::is_alphabetic);
    is_tld.then(|| at + 1 + domain.len())
}

/// A UUID, `call_..` or `toolu_..`.
fn id(text: &str) -> Option<usize> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    let word = &text[..end.unwrap_or(text.len())];
    let groups: Vec<&str> = word.split('-').collect();
    let is_hex = word
        .bytes()
        .all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let is_uuid = is_hex && groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]);
    let is_tool = ["call_", "toolu_", "evt_"].iter().any(|prefix| {
        word.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() >= 4)
    });
    (is_uuid || is_tool).then_some(word.len())
}

/// An IP address that is not this machine's.
fn ip(before: char, text: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_hexdigit() || c == '.' || c == ':';
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let behind = &text[end..];
    let mut word = text[..end].trim_end_matches('.');
    // A port.
    if let Some((host, port)) = word.rsplit_once(':')
        && host.contains('.')
        && port.bytes().all(|byte| byte.is_ascii_digit())
    {
        word = host;
    }
    if word.len() < 7 && !word.contains("::") || matches!(before, '.' | ':') {
        return None;
    }
    let is_word =
        word.len() < end || !behind.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let ip: IpAddr = word.parse().ok().filter(|_| is_word)?;
    (!ip.is_loopback() && !ip.is_unspecified()).then_some(word.len())
}

/// A phone number: with `+`, or of North America with or without separators.
fn phone(before: char, text: &str) -> Option<usize> {
    let end = if text.starts_with('+') {
        international(text.as_bytes())?
    } else if matches!(before, '.' | '-' | '/' | '#' | '$' | '€' | '£') {
        return None;
    } else {
        national(text.as_bytes())?
    };
    let behind = text[end..].chars().next();
    (!behind.is_some_and(|c| c.is_alphanumeric() || c == '_')).then_some(end)
}

fn international(text: &[u8]) -> Option<usize> {
    let (mut digits, mut end, mut gap) = (0, 0, 0);
    for (at, &byte) in text.iter().enumerate().skip(1) {
        match byte {
            b'0'..=b'9' => {
                digits += 1;
                end = at + 1;
                gap = 0;
                // +1 has ten digits behind it; what follows is something else.
                if digits == 15 || (text[1] == b'1' && digits == 11) {
                    break;
                }
            }
            b' ' | b'-' | b'.' | b'(' | b')' if gap < 2 && digits > 0 => gap += 1,
            _ => break,
        }
    }
    (digits >= 8).then_some(end)
}

fn national(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    let digits = |at: &mut usize, count: usize| -> Option<u8> {
        let group = text.get(*at..*at + count)?;
        group.iter().all(u8::is_ascii_digit).then(|| {
            *at += count;
            group[0]
        })
    };
    let skip = |at: &mut usize, of: &[u8]| {
        while text.get(*at).is_some_and(|byte| of.contains(byte)) {
            *at += 1;
        }
    };
    if text.first() == Some(&b'1') {
        at = 1;
        skip(&mut at, b" -.");
    }
    let has_bracket = text.get(at) == Some(&b'(');
    at += usize::from(has_bracket);
    let area = digits(&mut at, 3)?;
    if has_bracket {
        (text.get(at) == Some(&b')')).then(|| at += 1)?;
    }
    skip(&mut at, b" -.");
    let exchange = digits(&mut at, 3)?;
    skip(&mut at, b" -.");
    digits(&mut at, 4)?;
    (area >= b'2' && exchange >= b'2').then_some(at)
}
