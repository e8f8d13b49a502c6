//! Writing events in the words of others: a command of curl, an entry of a HAR file.

pub mod curl;
pub mod har;

use super::exchange::Exchange;
use super::line::rfc3339;

/// A name for a file with one event: files sorted by name are sorted by time.
#[must_use]
pub fn file_name(exchange: &Exchange) -> String {
    let envelope = &exchange.arrival.envelope;
    let time: String = rfc3339(envelope.received_ms)
        .chars()
        .filter(|c| !matches!(c, '-' | ':'))
        .collect();
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || "-_.".contains(c) {
            c
        } else {
            '-'
        }
    };
    let name: String = exchange
        .arrival
        .event()
        .name
        .chars()
        .take(60)
        .map(plain)
        .collect();
    format!(
        "{time}-{}-{}.json",
        envelope.id,
        name.trim_matches(['-', '.'])
    )
}
