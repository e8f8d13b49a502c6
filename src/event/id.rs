//! Event ids: time-ordered, short to type, unique by their first nine characters.
//!
//! An id is 63 bits: 43 bits of time (ticks of 1/16384 s since 2026-01-01T00:00:00Z, never
//! given twice by one process) and 20 random bits that tell processes apart. Above 16,384 events
//! a second the ticks run ahead of the clock, so that ids stay unique and in order. It is written as
//! 13 characters of Crockford's base32, so that text order is time order, and it fits the
//! integer key of the store. The first [`SHORT_LEN`] characters are the time alone: enough to
//! name an event among those of one listener.

use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// Characters of a whole id.
pub const LEN: usize = 13;
/// Characters shown on a line; unique within one listener.
pub const SHORT_LEN: usize = 9;

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// What is read as another, which it looks like.
const ALIKE: [(u8, u8); 3] = [(b'i', b'1'), (b'l', b'1'), (b'o', b'0')];
const RANDOM_BITS: u32 = 20;
const TICKS_PER_SECOND: u128 = 16_384;
/// 2026-01-01T00:00:00Z, in seconds since 1970.
const EPOCH_SECONDS: u64 = 1_767_225_600;

/// The name of one recorded event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(u64);

static LAST_TICK: AtomicU64 = AtomicU64::new(0);
static PROCESS: LazyLock<u64> =
    LazyLock::new(|| RandomState::new().hash_one(std::process::id()) & ((1 << RANDOM_BITS) - 1));

impl EventId {
    /// A new id, later than every id this process has made.
    #[must_use]
    pub fn new() -> Self {
        let now = tick_now();
        let tick = LAST_TICK
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
                Some(now.max(last + 1))
            })
            .map_or(now, |last| now.max(last + 1));
        Self((tick << RANDOM_BITS) | *PROCESS)
    }

    /// An id for an event that was not received here: of its time, told apart by `bits`, the hash
    /// of its content. Without a time (or with one before this epoch) it is one of the first
    /// twelve days of the epoch, ordered by `place`.
    #[must_use]
    pub fn derived(sent_ms: Option<i64>, place: u64, bits: u64) -> Self {
        const PLACE_BITS: u32 = 20;
        const HASH_BITS: u32 = 34;
        let since_epoch = sent_ms
            .and_then(|ms| u64::try_from(ms).ok())
            .and_then(|ms| ms.checked_sub(EPOCH_SECONDS * 1_000))
            .filter(|ms| *ms > 0);
        let Some(ms) = since_epoch else {
            let place = place.min((1 << PLACE_BITS) - 1);
            return Self(place << HASH_BITS | bits & ((1 << HASH_BITS) - 1));
        };
        // A ms is a little more than 16 ticks: four more bits to tell apart.
        let tick = u128::from(ms) * TICKS_PER_SECOND / 1_000;
        let tick = u64::try_from(tick).unwrap_or_default() & ((1 << 43) - 1);
        let spread = RANDOM_BITS + 4;
        Self((tick << RANDOM_BITS) + (bits & ((1 << spread) - 1)))
    }

    /// The id as the store's integer key (always positive).
    #[must_use]
    pub fn to_key(self) -> i64 {
        self.0.cast_signed()
    }

    /// The id behind a store key.
    #[must_use]
    pub fn from_key(key: i64) -> Self {
        Self(key.cast_unsigned())
    }

    /// The first [`SHORT_LEN`] characters.
    #[must_use]
    pub fn short(self) -> String {
        let digits = self.digits();
        let short = std::str::from_utf8(&digits[..SHORT_LEN]);
        short.unwrap_or_default().to_owned()
    }

    /// All characters.
    #[must_use]
    pub fn digits(self) -> [u8; LEN] {
        let mut text = [0; LEN];
        let mut rest = self.0;
        for slot in text.iter_mut().rev() {
            *slot = ALPHABET[(rest & 31) as usize];
            rest >>= 5;
        }
        text
    }

    /// The smallest and largest ids that begin with `prefix`, or `None` when `prefix` cannot
    /// begin an id. Letters may be upper case, and `i`, `l`, `o` are read as `1`, `1`, `0`.
    #[must_use]
    pub fn range_of_prefix(prefix: &str) -> Option<(Self, Self)> {
        if prefix.is_empty() || prefix.len() > LEN {
            return None;
        }
        let mut low: u128 = 0;
        for byte in prefix.bytes() {
            low = (low << 5) | u128::from(digit(byte)?);
        }
        let open_bits = 5 * (LEN - prefix.len());
        let low = low << open_bits;
        let high = low | ((1_u128 << open_bits) - 1);
        let low = u64::try_from(low).ok().filter(|id| id >> 63 == 0)?;
        let high = u64::try_from(high).unwrap_or(u64::MAX).min(u64::MAX >> 1);
        Some((Self(low), Self(high)))
    }
}

impl Default for EventId {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

impl fmt::Debug for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EventId({self})")
    }
}

impl std::str::FromStr for EventId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match Self::range_of_prefix(text) {
            Some((id, _)) if text.len() == LEN => Ok(id),
            _ => Err(()),
        }
    }
}

fn tick_now() -> u64 {
    let since_epoch = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .saturating_sub(std::time::Duration::from_secs(EPOCH_SECONDS));
    let ticks = since_epoch.as_nanos() * TICKS_PER_SECOND / 1_000_000_000;
    u64::try_from(ticks).unwrap_or_default() & ((1 << 43) - 1)
}

fn digit(byte: u8) -> Option<u8> {
    let digit = VALUES[usize::from(byte)];
    (digit < 32).then_some(digit)
}

/// What each byte stands for; 32 and more is nothing.
static VALUES: [u8; 256] = {
    let mut values = [u8::MAX; 256];
    let mut digit = 0;
    while digit < ALPHABET.len() {
        let lower = ALPHABET[digit];
        #[expect(clippy::cast_possible_truncation, reason = "there are 32")]
        let value = digit as u8;
        values[lower as usize] = value;
        values[lower.to_ascii_uppercase() as usize] = value;
        digit += 1;
    }
    let mut at = 0;
    while at < ALIKE.len() {
        let (byte, like) = ALIKE[at];
        values[byte as usize] = values[like as usize];
        values[byte.to_ascii_uppercase() as usize] = values[like as usize];
        at += 1;
    }
    values
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_rise_and_their_short_forms_differ() {
        let ids: Vec<EventId> = (0..5_000).map(|_| EventId::new()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(
            ids.windows(2)
                .all(|pair| pair[0].to_string() < pair[1].to_string())
        );
        let short: std::collections::HashSet<String> = ids.iter().map(|id| id.short()).collect();
        assert_eq!(short.len(), ids.len());
    }

    #[test]
    fn text_key_and_prefix_agree() {
        let id = EventId::new();
        let text = id.to_string();
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(text.to_uppercase().parse(), Ok(id));
        assert_eq!(EventId::from_key(id.to_key()), id);
        for len in 1..=LEN {
            let (low, high) = EventId::range_of_prefix(&text[..len]).expect("a prefix");
            assert!(low <= id && id <= high, "{len}");
        }
        assert_eq!(EventId::range_of_prefix(&text), Some((id, id)));
    }

    #[test]
    fn what_cannot_begin_an_id_is_refused() {
        for text in ["", "u", "no such", "1-2", "zzzzzzzzzzzzzz", "é"] {
            assert_eq!(EventId::range_of_prefix(text), None, "{text:?}");
        }
    }
}
