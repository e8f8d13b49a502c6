//! Lengths of time as people write them: `250ms`, `7.5s`, `10m`.

use std::time::Duration;

/// Reads `250ms`, `7.5s`, `10m`, `2h`, `30d`; a bare number is seconds.
///
/// # Errors
/// In words.
pub fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let at = text
        .find(|c: char| c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (number, unit) = (text[..at].trim(), text[at..].trim());
    let seconds = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3_600.0,
        "d" => 86_400.0,
        _ => return Err("a duration is a number and ms, s, m, h or d, as in 250ms".into()),
    };
    number
        .parse::<f64>()
        .ok()
        .and_then(|number| Duration::try_from_secs_f64(number * seconds).ok())
        .ok_or_else(|| "a duration is a number and ms, s, m, h or d, as in 7.5s".into())
}

/// Writes what [`duration`] reads, the shortest way: `250ms`, `7.5s`, `2m`.
#[must_use]
pub fn written(duration: Duration) -> String {
    let ms = duration.as_millis();
    match ms {
        _ if ms > 0 && ms.is_multiple_of(60_000) => format!("{}m", ms / 60_000),
        0..1_000 => format!("{ms}ms"),
        _ => format!("{}s", duration.as_secs_f64()),
    }
}
