//! Times as payloads write them, moved without changing how they are written.

use jiff::SignedDuration;
use jiff::civil::DateTime;

/// A time as it is written.
pub(super) struct Time<'a> {
    text: &'a str,
    /// In ms since 1970.
    pub ms: i64,
    spelling: Spelling,
}

enum Spelling {
    /// A number of ms, or of seconds.
    Number { per_second: i64 },
    /// `"2026-10-06T16:30:02.118Z"`.
    Text(DateTime),
}

impl<'a> Time<'a> {
    /// Reads a scalar of JSON; `None` when it is no time.
    pub fn read(text: &'a str) -> Option<Self> {
        let Some(inner) = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
        else {
            let whole: i64 = text.split('.').next()?.parse().ok()?;
            let per_second = match whole {
                100_000_000_000..10_000_000_000_000 => 1_000,
                1_000_000_000..10_000_000_000 => 1,
                _ => return None,
            };
            return Some(Self {
                text,
                ms: whole * (1_000 / per_second),
                spelling: Spelling::Number { per_second },
            });
        };
        let civil = inner.get(..19).filter(|text| {
            let bytes = text.as_bytes();
            matches!(bytes[10], b'T' | b' ') && bytes[13] == b':' && bytes[16] == b':'
        })?;
        let rest = &inner[19..];
        let zone = rest.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let offset = match zone {
            "" | "Z" | "z" => 0,
            _ => zone_seconds(zone)?,
        };
        let civil: DateTime = civil.replacen(' ', "T", 1).parse().ok()?;
        let timestamp = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
        Some(Self {
            text,
            ms: timestamp.as_millisecond() - offset * 1_000,
            spelling: Spelling::Text(civil),
        })
    }

    /// The same spelling, so many seconds later.
    pub fn moved(&self, seconds: i64) -> Option<String> {
        match self.spelling {
            Spelling::Number { per_second } => {
                let (whole, fraction) = match self.text.find('.') {
                    Some(at) => self.text.split_at(at),
                    None => (self.text, ""),
                };
                let whole: i64 = whole.parse().ok()?;
                Some(format!("{}{fraction}", whole + seconds * per_second))
            }
            Spelling::Text(civil) => {
                let moved = civil.checked_add(SignedDuration::from_secs(seconds)).ok()?;
                let separator = &self.text[11..12];
                let format = format!("%Y-%m-%d{separator}%H:%M:%S");
                Some(format!("\"{}{}", moved.strftime(&format), &self.text[20..]))
            }
        }
    }
}

/// The seconds of `+02:00` or `-0530`.
fn zone_seconds(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = zone[1..].chars().filter(|c| *c != ':').collect();
    let digits = digits.get(..4).filter(|_| digits.len() == 4)?;
    let (hours, minutes) = digits.split_at(2);
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(sign * (hours * 3_600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_spelling() {
        for (old, new) in [
            ("1791304224138", Some("1791304225138")),
            ("1791304224138.75", Some("1791304225138.75")),
            ("1791304224.5", Some("1791304225.5")),
            (
                "\"2026-12-31T23:59:59.999Z\"",
                Some("\"2027-01-01T00:00:00.999Z\""),
            ),
            (
                "\"2026-10-06 16:30:02-0530\"",
                Some("\"2026-10-06 16:30:03-0530\""),
            ),
            ("12.5", None),
            ("\"16:30\"", None),
            ("\"2026-10-06\"", None),
            ("\"2026-13-06T16:30:02Z\"", None),
            ("\"日本語日本語日本語\"", None),
            ("true", None),
        ] {
            let moved = Time::read(old).and_then(|time| time.moved(1));
            assert_eq!(moved.as_deref(), new, "{old}");
        }
        let zoned = Time::read("\"2026-10-06T18:30:02+02:00\"").map(|time| time.ms);
        let plain = Time::read("\"2026-10-06T16:30:02.000Z\"").map(|time| time.ms);
        assert_eq!(zoned, plain);
    }
}
