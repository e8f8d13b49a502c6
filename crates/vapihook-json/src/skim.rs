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

/// How many levels of objects are gone into: body, message, artifact. What is in those, and in any
/// list, is stepped over.
const LEVELS: usize = 3;

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
    /// Where the objects began that are open and gone into, and how many they are.
    began: [usize; LEVELS],
    depth: usize,
    /// The list or object that is being stepped over.
    over: Option<Over>,
    ends: Vec<(u32, u32)>,
    /// All places if the next block begins inside of a string, else none.
    in_string: u64,
    escape: Carry,
    /// Where the outermost object ended.
    end: Option<usize>,
}

/// A list or object that is stepped over: to find its end, those of its own kind are counted alone.
#[derive(Clone, Copy)]
struct Over {
    is_list: bool,
    start: usize,
    /// How many of its kind are open.
    open: usize,
}

impl Skimmer {
    #[inline(always)]
    fn skim<S: Simd>(mut self, simd: S, text: &[u8]) -> Option<Ends> {
        let (blocks, rest) = text.as_chunks();
        for (number, bytes) in blocks.iter().enumerate() {
            self.block(simd, bytes, number * BLOCK)?;
        }
        self.block(simd, &pad(rest), blocks.len() * BLOCK)?;
        let rest = text.get(self.end?..)?;
        rest.trim_ascii().is_empty().then(|| Ends::new(self.ends))
    }

    #[inline(always)]
    fn block<S: Simd>(&mut self, simd: S, bytes: &[u8; BLOCK], start: usize) -> Option<()> {
        let block = Block::of(simd, bytes);
        let mut quotes = block.places(b'"');
        let backslashes = block.places(b'\\');
        if backslashes != 0 || !self.escape.is_none() {
            quotes &= !self.escape.escaped(backslashes);
        }
        let before = self.in_string;
        if before & !quotes == ALL {
            return Some(());
        }
        let is_odd = quotes.count_ones() % 2 == 1;
        self.in_string ^= if is_odd { ALL } else { 0 };
        if let Some(over) = &mut self.over
            && over.goes_on(block, quotes, before)
        {
            return Some(());
        }
        let strings = odd_up_to(quotes) ^ before;
        // Brackets differ from braces in this bit.
        let braced = block.with(0x20);
        let opening = braced.places(b'{') & !strings;
        let closing = braced.places(b'}') & !strings;
        each(opening | closing).try_for_each(|place| {
            let is_list = matches!(bytes[place], b'[' | b']');
            if opening >> place & 1 == 1 {
                self.open(is_list, start + place);
                Some(())
            } else {
                self.close(is_list, start + place + 1)
            }
        })
    }

    fn open(&mut self, is_list: bool, start: usize) {
        match &mut self.over {
            Some(over) => over.open += usize::from(over.is_list == is_list),
            None if is_list || self.depth == LEVELS => self.over = Some(Over::new(is_list, start)),
            None => {
                self.began[self.depth] = start;
                self.depth += 1;
            }
        }
    }

    /// `None` when nothing is open.
    fn close(&mut self, is_list: bool, end: usize) -> Option<()> {
        let start = if let Some(over) = &mut self.over {
            over.open -= usize::from(over.is_list == is_list);
            if over.open > 0 {
                return Some(());
            }
            let start = over.start;
            self.over = None;
            start
        } else {
            self.depth = self.depth.checked_sub(1)?;
            if self.depth == 0 {
                self.end.get_or_insert(end);
            }
            self.began[self.depth]
        };
        self.note(start, end);
        Some(())
    }

    /// Notes where a value ends, unless it is short or too far away.
    fn note(&mut self, start: usize, end: usize) {
        if end - start >= LONG
            && let (Ok(start), Ok(end)) = (start.try_into(), end.try_into())
        {
            self.ends.push((start, end));
        }
    }
}

impl Over {
    const fn new(is_list: bool, start: usize) -> Self {
        let open = 1;
        Self {
            is_list,
            start,
            open,
        }
    }

    /// Whether its end is not in a block, even if all that closes there closed at once. What is opened
    /// in the block is counted then.
    #[inline(always)]
    fn goes_on<S: Simd>(&mut self, block: Block<S>, quotes: u64, in_string: u64) -> bool {
        let (opening, closing) = if self.is_list {
            (b'[', b']')
        } else {
            (b'{', b'}')
        };
        let (opening, closing) = (block.places(opening), block.places(closing));
        if opening | closing == 0 {
            return true;
        }
        let strings = odd_up_to(quotes) ^ in_string;
        let closed = (closing & !strings).count_ones() as usize;
        let goes_on = self.open > closed;
        if goes_on {
            let opened = (opening & !strings).count_ones() as usize;
            self.open = self.open + opened - closed;
        }
        goes_on
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
    /// of a value, of how many objects it is in, if it is in no list, and of whether it is a member.
    pub(crate) fn places(
        text: &str,
        is_wanted: impl Fn(&str, Option<usize>, bool) -> bool,
    ) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        let mut left = vec![(text.trim(), Some(0), false)];
        while let Some((value, level, is_member)) = left.pop() {
            if is_wanted(value, level, is_member) {
                let start = value.as_ptr().addr() - text.as_ptr().addr();
                let place = |at| u32::try_from(at).expect("a short text");
                found.push((place(start), place(start + value.len())));
            }
            let mut inside = Scan::new(value, Long::NONE);
            if value.starts_with('{') {
                while let Some((_, member)) = inside.member() {
                    left.push((member, level.map(|level| level + 1), true));
                }
            } else if value.starts_with('[') {
                while let Some(item) = inside.item() {
                    left.push((item, None, false));
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Where the long values of the upper levels are.
    fn upper_values(text: &str) -> Vec<(u32, u32)> {
        places(text, |value, level, _| {
            level.is_some_and(|level| level <= LEVELS)
                && value.starts_with(['{', '['])
                && value.len() >= LONG
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
            "{\"a\":{\"b\":{\"c\":{{{{{{[[]}}}}}}}}",
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
