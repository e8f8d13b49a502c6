//! A large text skimmed: where its upper values end, by quotes and brackets alone.
//!
//! Whether a text is JSON takes a look at every comma and every digit of it. To show on one line
//! what an event of some hundred kilobytes is, it is enough to step over the lists in it, at a
//! multiple of that speed. A text that is cut off is found out; one that is wrong in a detail is
//! not, and what is looked up in it is as right as the text around it.
#![expect(
    clippy::inline_always,
    reason = "a processor's better instructions are used in what is inlined into their user alone"
)]

use fearless_simd::{Level, Simd, dispatch};

use crate::blocks::{ALL, BLOCK, Block, Carry, each, odd_up_to, pad};
use crate::check::Ends;

/// How many levels of objects and arrays are looked at: body, message, artifact, its lists. What is
/// in the items of those is only counted.
const LEVELS: usize = 4;

/// Shorter ones are stepped over as they are.
const LONG: usize = 1_024;

/// Skims the object that `text` is, blanks around it allowed: where its upper values end. `None`
/// when it is none, or not whole.
#[must_use]
pub fn object(text: &[u8]) -> Option<Ends> {
    object_by(Level::new(), text)
}

#[inline(never)]
fn object_by(level: Level, text: &[u8]) -> Option<Ends> {
    if text.trim_ascii_start().first() != Some(&b'{') {
        return None;
    }
    dispatch!(level, simd => Skimmer::default().skim(simd, text))
}

#[derive(Default)]
struct Skimmer {
    /// How many objects and arrays are open, and where the upper ones of them began.
    depth: usize,
    began: [usize; LEVELS],
    ends: Vec<(u32, u32)>,
    /// All places if the next block begins inside of a string, else none.
    in_string: u64,
    escape: Carry,
    /// Where the outermost object ended.
    end: Option<usize>,
}

impl Skimmer {
    #[inline(always)]
    fn skim<S: Simd>(mut self, simd: S, text: &[u8]) -> Option<Ends> {
        let (blocks, rest) = text.as_chunks();
        for (number, bytes) in blocks.iter().enumerate() {
            self.block(Block::of(simd, bytes), number * BLOCK)?;
        }
        self.block(Block::of(simd, &pad(rest)), blocks.len() * BLOCK)?;
        let rest = text.get(self.end?..)?;
        rest.trim_ascii().is_empty().then(|| Ends::new(self.ends))
    }

    #[inline(always)]
    fn block<S: Simd>(&mut self, block: Block<S>, start: usize) -> Option<()> {
        let mut quotes = block.places(b'"');
        let backslashes = block.places(b'\\');
        if backslashes != 0 || !self.escape.is_none() {
            quotes &= !self.escape.escaped(backslashes);
        }
        if self.in_string & !quotes == ALL {
            return Some(());
        }
        let strings = odd_up_to(quotes) ^ self.in_string;
        self.in_string = if strings >> (BLOCK - 1) == 0 { 0 } else { ALL };
        // Brackets differ from braces in this bit.
        let braced = block.with(0x20);
        let opening = braced.places(b'{') & !strings;
        let closing = braced.places(b'}') & !strings;
        let (opened, closed) = (opening.count_ones(), closing.count_ones());
        // How far out it may come in between: as if all that is closed were closed at once, but for
        // what is opened before.
        let brackets = opening | closing;
        let first = brackets & brackets.wrapping_neg();
        let is_opening = usize::from(opening & first != 0);
        if self.depth + is_opening >= LEVELS + closed as usize && self.depth >= LEVELS {
            self.depth = self.depth + opened as usize - closed as usize;
            return Some(());
        }
        self.go_through(brackets, opening, start)
    }

    /// Goes into what is opened and out of what is closed.
    #[inline(always)]
    fn go_through(&mut self, brackets: u64, opening: u64, start: usize) -> Option<()> {
        for place in each(brackets) {
            if opening >> place & 1 != 0 {
                if let Some(began) = self.began.get_mut(self.depth) {
                    *began = start + place;
                }
                self.depth += 1;
                continue;
            }
            self.depth = self.depth.checked_sub(1)?;
            if let Some(began) = self.began.get(self.depth) {
                self.note(*began, start + place + 1);
            }
            if self.depth == 0 {
                self.end.get_or_insert(start + place + 1);
            }
        }
        Some(())
    }

    /// Notes where a value ends, unless it is short or too far away.
    #[inline(always)]
    fn note(&mut self, start: usize, end: usize) {
        if end - start >= LONG
            && let (Ok(start), Ok(end)) = (start.try_into(), end.try_into())
        {
            self.ends.push((start, end));
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::Index;
    use serde_json::{Value, json};

    use super::*;
    use crate::scan::tests::any_json;
    use crate::scan::{Long, Scan};
    use crate::sixteen::levels;

    /// Where the wanted values of a text begin and end, found by looking at each of them. It is asked
    /// of a value, of how many it is in, and of whether it is a member.
    pub(crate) fn places(
        text: &str,
        is_wanted: impl Fn(&str, usize, bool) -> bool,
    ) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        let mut left = vec![(text.trim(), 0, false)];
        while let Some((value, level, is_member)) = left.pop() {
            if is_wanted(value, level, is_member) {
                let start = value.as_ptr().addr() - text.as_ptr().addr();
                let place = |at| u32::try_from(at).expect("a short text");
                found.push((place(start), place(start + value.len())));
            }
            let mut inside = Scan::new(value, Long::NONE);
            if value.starts_with('{') {
                while let Some((_, member)) = inside.member() {
                    left.push((member, level + 1, true));
                }
            } else if value.starts_with('[') {
                while let Some(item) = inside.item() {
                    left.push((item, level + 1, false));
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Where the long values of the upper levels are.
    fn upper_values(text: &str) -> Vec<(u32, u32)> {
        places(text, |value, level, _| {
            level < LEVELS && value.starts_with(['{', '[']) && value.len() >= LONG
        })
    }

    /// What is found, whatever the processor can do.
    fn found(text: &[u8]) -> Option<Vec<(u32, u32)>> {
        let found = levels().into_iter();
        let mut found = found.map(|level| Some(object_by(level, text)?.into_inner()));
        let first = found.next().expect("a level");
        assert!(found.all(|other| other == first));
        first
    }

    #[test]
    fn what_is_no_object_or_not_whole_is_found_out() {
        for text in [
            "",
            " ",
            "[]",
            "1",
            "\"{}\"",
            "{",
            "{\"a",
            "{\"a\":\"}",
            "{\"a\\\"}",
            "{}}",
            "{}{}",
            "{} x",
            "{\"a\":[}",
            "}",
            "{\"a\":{\"b\":[[[[[[1]]]]]}",
        ] {
            assert_eq!(found(text.as_bytes()), None, "{text}");
        }
        for text in [
            "{}",
            " \r\n{ }\t",
            "{\"a\\\\\":\"}\\\"\"}",
            "{\"{[\":[[[[[[[]]]]]]]}",
        ] {
            assert_eq!(found(text.as_bytes()), Some(Vec::new()), "{text}");
        }
    }

    #[test]
    fn a_large_text_is_known_from_above() {
        let item =
            json!({"role": "user \"{[\\", "message": "x".repeat(50), "tool": [{}, [1, [2]]]});
        let items: Vec<_> = std::iter::repeat_n(&item, 400).collect();
        let body = json!({"message": {"a": 1, "artifact": {"messages": items, "b": {"c": items}}, "z": items}});
        for text in [body.to_string(), format!("{body:#}")] {
            let wanted = upper_values(&text);
            assert_eq!(wanted.len(), 6);
            assert_eq!(found(text.as_bytes()), Some(wanted));
            for cut in [1, 60, 64, 100, 1_000, 20_000] {
                assert_eq!(found(&text.as_bytes()[..text.len() - cut]), None);
                assert_eq!(found(&text.as_bytes()[cut..]), None);
            }
        }
    }

    proptest! {
        #[test]
        fn it_ends_where_it_ends(members in vec(("[a-z]{0,9}", any_json()), 0..40), indented in any::<bool>()) {
            let value = Value::Object(members.into_iter().collect());
            let text = if indented { format!("{value:#}") } else { value.to_string() };
            prop_assert_eq!(found(text.as_bytes()), Some(upper_values(&text)));
        }

        #[test]
        fn nothing_is_too_strange(value in any_json(), at: Index, byte in any::<u8>()) {
            let mut text = json!({"a": value}).to_string().into_bytes();
            let at = at.index(text.len());
            text[at] = byte;
            let _ = found(&text);
            let _ = found(&text[..at]);
        }
    }
}
