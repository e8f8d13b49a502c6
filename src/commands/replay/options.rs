//! Reads what `replay`'s options say.

use std::hash::{BuildHasher, RandomState};
use std::str::FromStr;

use crate::commands::play::pace::Spacing;

/// `real`, `2x`, `0.5x`, `max`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Speed(pub Spacing);

impl FromStr for Speed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let factor = |text: &str| text.strip_suffix('x')?.parse::<f64>().ok();
        match text {
            "max" => Ok(Self(Spacing::Max)),
            "real" => Ok(Self(Spacing::Recorded(1.0))),
            _ => factor(text)
                .filter(|factor| (0.001..=1e6).contains(factor))
                .map(|factor| Self(Spacing::Recorded(factor)))
                .ok_or_else(|| "a speed is real, max, or a factor as in 2x or 0.5x".to_owned()),
        }
    }
}

/// Reads `50/s`, `30/m`, `50`: events a second.
///
/// # Errors
/// In words, for clap.
pub(super) fn rate(text: &str) -> Result<f64, String> {
    let (number, seconds) = match text.trim().split_once('/') {
        None | Some((_, "s")) => (text.trim().trim_end_matches("/s"), 1.0),
        Some((number, "m" | "min")) => (number, 60.0),
        Some(_) => ("", 1.0),
    };
    number
        .trim()
        .parse::<f64>()
        .ok()
        .map(|number| number / seconds)
        .filter(|rate| (1e-6..=1e6).contains(rate))
        .ok_or_else(|| "a rate is a number of events a second, as in 50/s".to_owned())
}

/// The given seed, or one that is new; short enough to type.
pub(super) fn seed(given: Option<u64>) -> u64 {
    given.unwrap_or_else(|| RandomState::new().hash_one(std::process::id()) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_and_rates_are_read() {
        for (text, spacing) in [
            ("max", Spacing::Max),
            ("real", Spacing::Recorded(1.0)),
            ("2x", Spacing::Recorded(2.0)),
            ("0.5x", Spacing::Recorded(0.5)),
        ] {
            assert_eq!(text.parse(), Ok(Speed(spacing)), "{text}");
        }
        for text in ["", "x", "2", "0x", "-1x", "fast", "NaNx", "infx"] {
            assert!(text.parse::<Speed>().is_err(), "{text}");
        }
        for (text, wanted) in [("50/s", 50.0), ("50", 50.0), ("30/m", 0.5), (" 2.5/s", 2.5)] {
            assert_eq!(rate(text), Ok(wanted), "{text}");
        }
        for text in ["", "/s", "0", "-1/s", "50/h", "fast", "inf"] {
            assert!(rate(text).is_err(), "{text}");
        }
    }
}
