//! Times as lines have them: `2026-03-04T05:06:07.089Z`. Read and written without a parser for
//! whatever else a time may look like, which is asked where these are not enough.

use jiff::Timestamp;

const FORM: &[u8; 24] = b"0000-00-00T00:00:00.000Z";
const DAY_MS: i64 = 86_400_000;
/// From the year 0 to the year 9999, in which the calendars of others end.
const FIRST: i64 = -62_167_219_200_000;
const END: i64 = 253_370_764_800_000;

/// A time, in ms since 1970.
#[must_use]
pub fn read(text: &[u8]) -> Option<i64> {
    usual(text).or_else(|| {
        let time: Timestamp = str::from_utf8(text).ok()?.parse().ok()?;
        Some(time.as_millisecond())
    })
}

/// A time that is written as usual and that every calendar has.
fn usual(text: &[u8]) -> Option<i64> {
    let text: &[u8; FORM.len()] = text.try_into().ok()?;
    let marks = [4, 7, 10, 13, 16, 19, 23];
    if marks.iter().any(|&at| text[at] != FORM[at]) {
        return None;
    }
    let mut is_number = true;
    let mut number = |from: usize, to: usize| {
        let digits = text[from..to].iter().map(|byte| byte.wrapping_sub(b'0'));
        digits.fold(0, |number, digit| {
            is_number &= digit <= 9;
            number * 10 + i64::from(digit)
        })
    };
    let (year, month, day) = (number(0, 4), number(5, 7), number(8, 10));
    let (hour, minute, second) = (number(11, 13), number(14, 16), number(17, 19));
    let millis = number(20, 23);
    let last = match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=last).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = (hour * 60 + minute) * 60 + second;
    let ms = days(year, month, day) * DAY_MS + seconds * 1_000 + millis;
    (is_number && ms < END).then_some(ms)
}

/// Days from 1970 to a date of the Gregorian calendar, for years from 0 on.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the odd day is at the end of one.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date so many days from 1970: year, month and day.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days - era * 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// A time as RFC 3339 in UTC with ms.
#[must_use]
pub fn rfc3339(ms: i64) -> String {
    let mut text = Vec::with_capacity(FORM.len());
    write(&mut text, ms);
    String::from_utf8(text).unwrap_or_default()
}

/// The same, appended to `out`.
pub fn write(out: &mut Vec<u8>, ms: i64) {
    if !(FIRST..END).contains(&ms) {
        let time = Timestamp::from_millisecond(ms);
        let text = time.map_or_else(|_| ms.to_string(), |time| format!("{time:.3}"));
        return out.extend_from_slice(text.as_bytes());
    }
    let (year, month, day) = date(ms.div_euclid(DAY_MS));
    let of_day = ms.rem_euclid(DAY_MS);
    let seconds = of_day / 1_000;
    let mut text = *FORM;
    let mut put = |from: usize, to: usize, mut number: i64| {
        for place in text[from..to].iter_mut().rev() {
            *place = b'0' + u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
        }
    };
    put(0, 4, year);
    put(5, 7, month);
    put(8, 10, day);
    put(11, 13, seconds / 3_600);
    put(14, 16, seconds / 60 % 60);
    put(17, 19, seconds % 60);
    put(20, 23, of_day % 1_000);
    out.extend_from_slice(&text);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn calendars(ms: i64) -> String {
        let time = Timestamp::from_millisecond(ms);
        time.map_or_else(|_| ms.to_string(), |time| format!("{time:.3}"))
    }

    #[test]
    fn every_day_is_written_and_read_as_the_calendar_has_it() {
        for day in (FIRST / DAY_MS - 3)..=(END / DAY_MS + 3) {
            let ms = day * DAY_MS + day.rem_euclid(DAY_MS);
            let text = rfc3339(ms);
            // Each day of the years around the turns of centuries, and some of all.
            if day % 17 == 0 || (-40_000..40_000).contains(&day) {
                assert_eq!(text, calendars(ms));
            }
            assert_eq!(
                read(text.as_bytes()),
                text.parse::<Timestamp>()
                    .ok()
                    .map(Timestamp::as_millisecond),
                "{text}"
            );
        }
    }

    #[test]
    fn what_no_calendar_has_is_no_time() {
        for text in [
            "",
            "2026-00-01T00:00:00.000Z",
            "2026-13-01T00:00:00.000Z",
            "2026-02-30T00:00:00.000Z",
            "2026-02-29T00:00:00.000Z",
            "2026-04-31T00:00:00.000Z",
            "2026-01-00T00:00:00.000Z",
            "2026-01-01T24:00:00.000Z",
            "2026-01-01T00:60:00.000Z",
            "2026-01-01T00:00:61.000Z",
            "2026-01-01T00:00:00.000",
            "2026-01-01",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
        for (text, ms) in [
            ("2024-02-29T00:00:00.000Z", 1_709_164_800_000),
            ("2026-09-21T16:13:20.123456+02:00", 1_790_000_000_123),
            ("2026-09-21t14:13:20Z", 1_790_000_000_000),
        ] {
            assert_eq!(read(text.as_bytes()), Some(ms), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_time_is_written_as_the_calendar_has_it(ms in FIRST * 2..END * 2) {
            prop_assert_eq!(rfc3339(ms), calendars(ms));
        }
    }
}
