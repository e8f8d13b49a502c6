//! Whether numbers, `true`, `false` and `null` are what JSON knows, for all of a block at once.
#![expect(
    clippy::inline_always,
    reason = "a processor's better instructions are used in what is inlined into their user alone"
)]

use fearless_simd::prelude::*;

use crate::blocks::{BLOCK, Block, Carry, each};

/// What the scalars of one block mean for the next one: of most nothing, and then nothing is done.
#[derive(Debug, Default)]
pub(crate) struct Scalars {
    /// Whether one reaches into the next block.
    is_open: bool,
    digit: Carry,
    zero: Carry,
    whole: Carry,
    dot: Carry,
    /// Whether anything of what is below does.
    is_special: bool,
    /// Where a word goes on.
    word: u64,
    minus: Carry,
    exponent: Carry,
    sign: Carry,
    power: Carry,
}

/// What is not in every number.
#[derive(Default)]
struct Special {
    /// Behind a minus.
    whole: u64,
    /// Behind an `e`, or its sign.
    power: u64,
    wrong: u64,
}

impl Scalars {
    /// Where a block is wrong. `all` are the bytes of scalars, `first` the first of each one;
    /// `text` begins with the block and goes on behind it.
    #[inline(always)]
    pub fn wrong<S: Simd>(&mut self, block: Block<S>, all: u64, first: u64, text: &[u8]) -> u64 {
        if all == 0 && !self.is_open {
            return 0;
        }
        self.is_open = all >> (BLOCK - 1) != 0;
        let digits = block.between(b'0', b'9') & all;
        let dots = block.places(b'.') & all;
        let behind_digits = self.digit.behind(digits);
        let others = all & !(digits | dots);
        let mut special = Special::default();
        if others != 0 || self.is_special {
            special = self.special(block, [digits, behind_digits, others, first], text);
        }
        // In -12.5e+3 there must be digits where it begins or behind its minus, behind the dot, and
        // behind the `e` or its sign; and only there rows of digits begin.
        let whole = first & digits | special.whole;
        let fraction = self.dot.behind(dots);
        let rows = digits & !behind_digits;
        let behind_zero = self.zero.behind(whole & block.places(b'0'));
        special.wrong
            | (rows ^ (whole | fraction | special.power))
            | (dots & !self.whole.past(whole, digits))
            | (digits & behind_zero)
    }

    /// Looks at what is neither digit nor dot.
    #[inline(always)]
    fn special<S: Simd>(
        &mut self,
        block: Block<S>,
        [digits, behind_digits, others, first]: [u64; 4],
        text: &[u8],
    ) -> Special {
        let minuses = block.places(b'-');
        let minus = minuses & first;
        let words = self.words(first & others & !minus, text);
        let exponent = block.with(0x20).places(b'e') & others & behind_digits;
        let behind_exponent = self.exponent.behind(exponent);
        let sign = (minuses | block.places(b'+')) & behind_exponent;
        let power = behind_exponent & !sign | self.sign.behind(sign);
        let behind_power = self.power.past(power, digits);
        self.is_special = others >> (BLOCK - 1) != 0 || !self.power.is_none();
        Special {
            whole: self.minus.behind(minus),
            power,
            wrong: others & !(minus | words | exponent | sign) | exponent & behind_power,
        }
    }

    /// Where words are, of those that begin with these letters.
    #[inline(never)]
    fn words(&mut self, letters: u64, text: &[u8]) -> u64 {
        let mut words = u128::from(self.word);
        for at in each(letters) {
            let is = |word: &[u8]| text[at..].starts_with(word);
            let length = match text.get(at) {
                Some(b't') if is(b"true") => 4,
                Some(b'f') if is(b"false") => 5,
                Some(b'n') if is(b"null") => 4,
                _ => 0,
            };
            words |= ((1 << length) - 1) << at;
        }
        #[expect(clippy::cast_possible_truncation, reason = "one half, and the other")]
        let halves = (words as u64, (words >> BLOCK) as u64);
        self.word = halves.1;
        halves.0
    }
}
