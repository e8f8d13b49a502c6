//! Times for people: where they are, not in UTC.

use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A local time in a strftime format; `ms` is since 1970.
#[must_use]
pub fn local(ms: i64, format: &str) -> String {
    let time = Timestamp::from_millisecond(ms).unwrap_or_default();
    time.to_zoned(TimeZone::system())
        .strftime(format)
        .to_string()
}

/// Writes the local time of day, to the ms.
pub(super) fn push_clock(out: &mut String, ms: i64) {
    /// The minute that was asked for last, and how it reads: time zones shift by whole minutes.
    static MINUTE: Mutex<(i64, String)> = Mutex::new((i64::MIN, String::new()));
    let (minute, within) = (ms.div_euclid(60_000), ms.rem_euclid(60_000));
    let mut known = MINUTE.lock().unwrap_or_else(PoisonError::into_inner);
    if known.0 != minute {
        *known = (minute, local(ms, "%H:%M"));
    }
    out.push_str(&known.1);
    out.push(':');
    push_digits(out, within / 1_000, 10);
    out.push('.');
    push_digits(out, within % 1_000, 100);
}

/// Writes a number with zeros before it; `place` is what its first digit counts.
fn push_digits(out: &mut String, number: i64, mut place: i64) {
    while place > 0 {
        let digit = u8::try_from(number / place % 10).unwrap_or_default();
        out.push(char::from(b'0' + digit));
        place /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_shows_every_millisecond() {
        for ms in [0, 1, 59_999, 60_000, 1_767_225_601_023, -1, -61_001] {
            let mut clock = String::new();
            push_clock(&mut clock, ms);
            assert_eq!(clock, local(ms, "%H:%M:%S.%3f"), "{ms}");
        }
    }
}
