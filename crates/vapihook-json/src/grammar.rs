//! The grammar of JSON, asked of sixty-four bytes at once.
//!
//! Where quotes, brackets, commas and colons are in a block is found by comparing all of its bytes
//! ([`Block`]); which of them are inside of strings follows from counting quotes. What is left of
//! the grammar is what may stand behind what, and each such rule is a few operations on bits that
//! hold for the whole block ([`Carry`] takes them across its end). Only brackets are looked at one
//! by one: what is inside of which has to be remembered. A long string costs next to nothing that
//! way, and there is little that a processor could guess wrong.
//!
//! This is how simdjson begins; it goes on to look at every string, comma and colon by itself,
//! because it wants the values. Here nothing is wanted of them but that they are right.
#![expect(
    clippy::inline_always,
    reason = "a processor's better instructions are used in what is inlined into their user alone"
)]

use fearless_simd::{Level, Simd, dispatch};

use crate::blocks::{ALL, BLOCK, Block, Carry, each, odd_up_to, pad};
use crate::scalars::Scalars;

/// A string of so many bytes is long.
const LONG: usize = 256;
/// An object or array that is a member is long from here on: it is stepped over whenever another
/// member is looked up.
const MEMBER: usize = 48;
/// One that is an item, or all of the text: there may be very many of them.
const ITEM: usize = 1_024;

/// Reads one value, and finds where the long ones in it end.
#[derive(Debug)]
pub(crate) struct Reader {
    /// Long values, by where they end: where they begin, and that.
    ends: Vec<(u32, u32)>,
    /// What is read now, and what is open around it.
    around: Open,
    open: Vec<Open>,
}

/// An object or array that has not ended: where it begins, and a bit for what it is.
#[derive(Clone, Copy, Debug, Default)]
struct Open(usize);

/// What the blocks before mean for the next one.
#[derive(Default)]
struct Before {
    /// All places if it begins inside of a string, else none.
    in_string: u64,
    /// Quotes of the last block that had any, and where it began.
    quotes: u64,
    quoted: usize,
    /// The last byte begins an escape.
    escape: Carry,
    /// Behind a bracket or a comma something begins.
    item: Carry,
    /// Behind a colon, too.
    colon: Carry,
    /// A name has begun, and its colon is to come.
    name: Carry,
    /// The last byte is one of a number or word.
    scalar: Carry,
    scalars: Scalars,
}

/// What stands where in a block.
struct Marks {
    /// The first quotes of strings.
    strings: u64,
    /// Brackets, and what else is not in a string.
    opening: u64,
    closing: u64,
    commas: u64,
    colons: u64,
    /// Numbers, `true`, `false`, `null` and what is no JSON: all of each, and its first byte.
    scalars: u64,
    first: u64,
}

/// What the brackets of a block say.
struct Nested {
    /// What stands in an object, and not in something in it.
    in_object: u64,
    /// A bracket that ends what it did not begin.
    wrong: u64,
    /// The bracket that ends the value.
    end: Option<usize>,
}

/// What a block comes to.
enum Step {
    /// It is right, and there is more.
    On,
    /// The value ends with this byte.
    End(usize),
    Wrong,
}

impl Reader {
    /// With room for what is in a small body.
    pub fn new() -> Self {
        Self {
            ends: Vec::with_capacity(8),
            open: Vec::with_capacity(16),
            around: Open::default(),
        }
    }

    /// Where the long values begin and end.
    pub fn ends(self) -> Vec<(u32, u32)> {
        self.ends
    }

    /// The end of the value that begins at `start`; `None` when it is not JSON. One that is no
    /// object or array ends with the text.
    #[inline(never)]
    pub fn value(&mut self, level: Level, text: &[u8], start: usize) -> Option<usize> {
        dispatch!(level, simd => self.value_by(simd, text, start))
    }

    #[inline(always)]
    fn value_by<S: Simd>(&mut self, simd: S, text: &[u8], start: usize) -> Option<usize> {
        let mut before = Before {
            // As behind a bracket that is not there.
            item: Carry::FIRST,
            ..Before::default()
        };
        let mut at = start;
        while let Some(rest) = text.get(at..) {
            let padded;
            let bytes = if let Some(bytes) = rest.first_chunk() {
                bytes
            } else {
                padded = pad(rest);
                &padded
            };
            match self.block(&mut before, Block::of(simd, bytes), bytes, text, at) {
                Step::On => at += BLOCK,
                Step::End(place) => return Some(at + place + 1),
                Step::Wrong => return None,
            }
        }
        let is_whole = self.open.is_empty() && before.in_string == 0 && before.item.is_none();
        is_whole.then_some(text.len())
    }

    /// Reads the next block, the one at `start`.
    #[inline(always)]
    fn block<S: Simd>(
        &mut self,
        before: &mut Before,
        block: Block<S>,
        bytes: &[u8; BLOCK],
        text: &[u8],
        start: usize,
    ) -> Step {
        let mut quotes = block.places(b'"');
        let backslashes = block.places(b'\\');
        let controls = block.controls();
        let is_all_text = before.in_string & !(quotes | backslashes | controls) == ALL;
        if is_all_text && before.escape.is_none() {
            return Step::On;
        }
        let rest = &text[start..];
        let mut wrong = 0;
        if backslashes != 0 || !before.escape.is_none() {
            let escaped = before.escape.escaped(backslashes);
            wrong |= wrong_escapes(escaped & !(quotes | backslashes), rest);
            quotes &= !escaped;
        }
        if let Some((began, end)) = before.long_string(quotes, start) {
            self.note(began, end);
        }
        let strings = odd_up_to(quotes) ^ before.in_string;
        before.in_string = if strings >> (BLOCK - 1) == 0 { 0 } else { ALL };
        if controls != 0 {
            wrong |= controls & (strings | !block.breaks());
        }
        let marks = Marks::of(block, quotes, strings, controls, &mut before.scalar);
        wrong |= before
            .scalars
            .wrong(block, marks.scalars, marks.first, rest);
        let nested = self.brackets(&marks, bytes, start);
        wrong |= nested.wrong | before.order(&marks, nested.in_object, text, start);
        match nested.end {
            Some(place) if wrong & (ALL >> (BLOCK - 1 - place)) == 0 => Step::End(place),
            None if wrong == 0 => Step::On,
            _ => Step::Wrong,
        }
    }

    /// Notes a long value, if it is not too far away.
    #[cold]
    fn note(&mut self, start: usize, end: usize) {
        if let (Ok(start), Ok(end)) = (start.try_into(), end.try_into()) {
            self.ends.push((start, end));
        }
    }

    /// Goes into what is opened and out of what is closed.
    #[inline(always)]
    fn brackets(&mut self, marks: &Marks, bytes: &[u8; BLOCK], start: usize) -> Nested {
        let mut nested = Nested {
            in_object: if self.around.is_object() { ALL } else { 0 },
            wrong: 0,
            end: None,
        };
        for place in each(marks.opening | marks.closing) {
            let at = start + place;
            let was = self.around;
            // Braces differ from brackets in this bit.
            let this = Open::new(at, bytes[place % BLOCK] & 0x20 != 0);
            if marks.opening >> place & 1 != 0 {
                self.open.push(was);
                self.around = this;
            } else if was.is_object() == this.is_object()
                && let Some(above) = self.open.pop()
            {
                let long = if above.is_object() { MEMBER } else { ITEM };
                if at + 1 - was.start() >= long {
                    self.note(was.start(), at + 1);
                }
                self.around = above;
                if self.open.is_empty() {
                    nested.end = Some(place);
                    break;
                }
            } else {
                nested.wrong = 1 << place;
                break;
            }
            if was.is_object() != self.around.is_object() {
                nested.in_object ^= ALL << place << 1;
            }
        }
        nested
    }
}

impl Open {
    fn new(start: usize, is_object: bool) -> Self {
        Self(start << 1 | usize::from(is_object))
    }

    fn start(self) -> usize {
        self.0 >> 1
    }

    fn is_object(self) -> bool {
        self.0 & 1 != 0
    }
}

impl Marks {
    #[inline(always)]
    fn of<S: Simd>(
        block: Block<S>,
        quotes: u64,
        strings: u64,
        controls: u64,
        before: &mut Carry,
    ) -> Self {
        let outside = !(strings | quotes);
        // Brackets differ from braces in this bit.
        let braced = block.with(0x20);
        let opening = braced.places(b'{') & outside;
        let closing = braced.places(b'}') & outside;
        let commas = block.places(b',') & outside;
        let colons = block.places(b':') & outside;
        let blanks = block.places(b' ') | controls;
        let scalars = outside & !(opening | closing | commas | colons | blanks);
        Self {
            strings: quotes & strings,
            opening,
            closing,
            commas,
            colons,
            scalars,
            first: scalars & !before.behind(scalars),
        }
    }
}

impl Before {
    /// Where the string is that the last block ended in, if it is long, no name, and ends here.
    #[inline(always)]
    fn long_string(&mut self, quotes: u64, start: usize) -> Option<(usize, usize)> {
        if quotes == 0 {
            return None;
        }
        let (last, block) = (self.quotes, self.quoted);
        (self.quotes, self.quoted) = (quotes, start);
        if start - block <= LONG - 2 * BLOCK || self.in_string == 0 || !self.name.is_none() {
            return None;
        }
        let began = block + (BLOCK - 1) - last.leading_zeros() as usize;
        let end = start + quotes.trailing_zeros() as usize + 1;
        (end - began >= LONG).then_some((began, end))
    }

    /// What stands where it may not.
    #[inline(always)]
    fn order(&mut self, marks: &Marks, in_object: u64, text: &[u8], start: usize) -> u64 {
        let values = marks.strings | marks.opening | marks.first;
        let between = !(values | marks.closing | marks.commas | marks.colons);
        let after_colons = self.colon.next(marks.colons, between);
        let mut items = self.item.next(marks.opening | marks.commas, between);
        if items & marks.closing != 0 {
            items &= !empty(items & marks.closing, text, start);
        }
        let names = items & in_object;
        // Behind brackets, commas and colons there is a value, and only there; in an object, behind
        // brackets and commas there is a name, and behind a name, and only there, a colon.
        (values ^ (items | after_colons))
            | (names & !marks.strings)
            | (marks.colons ^ self.name.next(names, between))
    }
}

/// Which of these brackets of the block at `start` end what began right before them, blanks left
/// out.
#[cold]
fn empty(closing: u64, text: &[u8], start: usize) -> u64 {
    let is_empty = |place: usize| {
        let before = text[..start + place].trim_ascii_end();
        matches!(before.last(), Some(b'{' | b'['))
    };
    each(closing).fold(0, |found, place| {
        found | u64::from(is_empty(place)) << place
    })
}

/// Which of these places behind a backslash do not make an escape.
#[inline(always)]
fn wrong_escapes(places: u64, rest: &[u8]) -> u64 {
    let is_wrong = |place: usize| match rest.get(place) {
        Some(b'/' | b'b' | b'f' | b'n' | b'r' | b't') => false,
        Some(b'u') => !rest
            .get(place + 1..place + 5)
            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
        _ => true,
    };
    each(places).fold(0, |wrong, place| {
        wrong | u64::from(is_wrong(place)) << place
    })
}
