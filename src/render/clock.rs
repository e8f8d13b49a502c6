//! Times for people: where they are, not in UTC.

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
