//! Which recorded events a command is about: the filters that `list`, `calls`, `export` and `rm`
//! share.

use std::ops::RangeInclusive;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::reader::Reader;
use crate::commands::judge::Judge;
use crate::commands::values;
use crate::context::Context;
use crate::error::Result;
use crate::event::envelope::now_ms;
use crate::event::finding::Severity;
use crate::event::id::EventId;
use crate::relay::routing::Pattern;
use crate::render::out;
use crate::store::Filter;

/// The filters.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Which events")]
pub(super) struct Filters {
    /// Only events of these types; * and ? stand for anything
    #[arg(long = "type", value_name = "TYPE,..", value_delimiter = ',')]
    types: Vec<String>,
    /// Only events of this call (its id, or how it begins)
    #[arg(long, value_name = "ID")]
    call: Option<String>,
    /// Only events since then: 10m ago, 2h, 3d, or a time (2026-03-04T10:00:00Z, 2026-03-04)
    #[arg(long, value_name = "TIME", value_parser = moment)]
    since: Option<i64>,
    /// Only events before then
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<i64>,
    /// Only events answered with this status: 500, 5xx, 400-499, '>=400'
    #[arg(long, value_name = "STATUS,..", value_delimiter = ',', value_parser = status)]
    status: Vec<RangeInclusive<u16>>,
    /// Only events that failed: not delivered, answered with 300 or more, or too late
    #[arg(long)]
    failed: bool,
    /// Only events whose answer has a finding (a warning or an error)
    #[arg(long)]
    findings: bool,
    /// At most the newest N; without it all of them
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

impl Filters {
    /// Whether anything narrows them down.
    pub(super) fn is_empty(&self) -> bool {
        let Self {
            types,
            call,
            since,
            until,
            status,
            failed,
            findings,
            limit,
        } = self;
        let times = since.is_none() && until.is_none() && limit.is_none();
        types.is_empty() && status.is_empty() && call.is_none() && times && !failed && !findings
    }

    /// At most so many.
    pub(super) fn limit(&self) -> Option<u32> {
        self.limit
    }

    /// The filter for the record; says when no known type is meant.
    pub(super) fn to_filter(&self) -> Filter {
        for name in &self.types {
            if let Some(doubt) = Pattern::new(name).doubt() {
                out::warn(&doubt);
            }
        }
        Filter {
            name: None,
            names: self.types.clone(),
            call_id: self.call.clone(),
            since_ms: self.since,
            until_ms: self.until,
            statuses: self.status.clone(),
            failed: self.failed,
            limit: self.limit.filter(|_| !self.findings),
        }
    }

    /// Whether findings decide, which the record does not know.
    pub(super) fn by_finding(&self) -> bool {
        self.findings
    }

    /// The events that match, newest first, however many.
    pub(super) fn all_ids(&self, store: &Reader, context: &Context) -> Result<Vec<EventId>> {
        let all = Self {
            limit: None,
            ..self.clone()
        };
        all.ids(store, context)
    }

    /// The events that match, newest first.
    pub(super) fn ids(&self, store: &Reader, context: &Context) -> Result<Vec<EventId>> {
        let ids = store.newest(&self.to_filter())?;
        if !self.findings {
            return Ok(ids);
        }
        let judge = Judge::new(context)?;
        let limit = self.limit.map_or(usize::MAX, |limit| limit as usize);
        let mut found = Vec::new();
        for id in ids {
            if found.len() >= limit {
                break;
            }
            let Some(exchange) = store.get(id)? else {
                continue;
            };
            let findings = judge.one(&exchange).findings;
            if findings
                .iter()
                .any(|finding| finding.severity > Severity::Note)
            {
                found.push(id);
            }
        }
        Ok(found)
    }
}

/// Reads `10m` (ago) or a time; the result is ms since 1970.
fn moment(text: &str) -> Result<i64, String> {
    let text = text.trim();
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Ok(time.as_millisecond());
    }
    if let Ok(local) = text.parse::<DateTime>() {
        let zoned = local
            .to_zoned(TimeZone::system())
            .map_err(|error| error.to_string())?;
        return Ok(zoned.timestamp().as_millisecond());
    }
    let ago = values::duration(text.strip_suffix(" ago").unwrap_or(text)).map_err(|_| {
        "a time is how long ago (10m, 2h, 3d), 2026-03-04T10:00:00Z or 2026-03-04".to_owned()
    })?;
    Ok(now_ms().saturating_sub(i64::try_from(ago.as_millis()).unwrap_or(i64::MAX)))
}

/// Reads `500`, `5xx`, `400-499`, `>=400`, `<300`.
fn status(text: &str) -> Result<RangeInclusive<u16>, String> {
    let text = text.trim();
    let wrong = || "a status is 500, 5xx, 400-499 or '>=400'".to_owned();
    let number = |text: &str| {
        let number = text.trim().parse::<u16>().ok();
        number
            .filter(|number| (100..1_000).contains(number))
            .ok_or_else(wrong)
    };
    let range = if let Some(rest) = text.strip_prefix(">=") {
        number(rest)?..=999
    } else if let Some(rest) = text.strip_prefix("<=") {
        100..=number(rest)?
    } else if let Some(rest) = text.strip_prefix('>') {
        number(rest)? + 1..=999
    } else if let Some(rest) = text.strip_prefix('<') {
        100..=number(rest)? - 1
    } else if let Some(class) = text.to_ascii_lowercase().strip_suffix("xx") {
        let class = number(&format!("{class}00"))?;
        class..=class + 99
    } else if let Some((low, high)) = text.split_once('-') {
        number(low)?..=number(high)?
    } else {
        let one = number(text)?;
        one..=one
    };
    Ok(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_and_their_ranges() {
        for (text, range) in [
            ("500", 500..=500),
            ("5xx", 500..=599),
            ("4XX", 400..=499),
            (">=400", 400..=999),
            ("> 400", 401..=999),
            ("<300", 100..=299),
            ("200-204", 200..=204),
        ] {
            assert_eq!(status(text), Ok(range), "{text}");
        }
        for text in ["", "abc", "5x", "99", "1000", ">=", "-"] {
            assert!(status(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_and_how_long_ago() {
        assert_eq!(moment("2026-09-21T14:13:20.123Z"), Ok(1_790_000_000_123));
        assert!(moment("2026-09-21").is_ok());
        let before = now_ms();
        let then = moment("10m").expect("a time") + 600_000;
        assert!((before..=now_ms()).contains(&then), "{before} {then}");
        for text in ["", "yesterday", "10 parsecs"] {
            assert!(moment(text).is_err(), "{text}");
        }
    }
}
