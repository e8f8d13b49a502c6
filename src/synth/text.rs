//! Texts that a JSON Schema allows: by pattern, by format, else by what the name suggests.

mod pattern;

use serde_json::{Map, Value};

use super::arguments::count;
use super::random::Random;

const WORDS: &[&str] = &[
    "morning", "cleaning", "window", "follow", "table", "north", "second", "quiet", "garden",
    "invoice", "repair", "summer",
];
const FIRST: &[&str] = &["Dana", "Morgan", "Priya", "Luis", "Aiko", "Sam"];
const LAST: &[&str] = &["Whitfield", "Ellis", "Raman", "Ortega", "Mori", "Keller"];
const CITIES: &[&str] = &["Portland", "Austin", "Zürich", "Lyon", "Osaka", "Denver"];

/// A text for the member `name`.
pub(super) fn string(schema: &Map<String, Value>, name: &str, random: &mut Random) -> String {
    let least = count(schema, "minLength").unwrap_or_default();
    let most = count(schema, "maxLength").unwrap_or(u64::MAX);
    let fits = |text: &str| (least..=most).contains(&(text.chars().count() as u64));
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        let made = (0..40).find_map(|room| {
            let text = pattern::matching(pattern, room, random)?;
            fits(&text).then_some(text)
        });
        if let Some(text) = made {
            return text;
        }
    }
    let format = schema.get("format").and_then(Value::as_str);
    if let Some(text) = format.and_then(|format| of_format(format, random)) {
        return text;
    }
    let text = suggested(name, random);
    if fits(&text) {
        return text;
    }
    fitted(&text, least, most, random)
}

fn fitted(text: &str, least: u64, most: u64, random: &mut Random) -> String {
    // As long as asked for, within reason.
    let least = usize::try_from(least.min(100_000)).unwrap_or_default();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut text = text.to_owned();
    let mut length = text.chars().count();
    while length < least {
        let word = random.pick(WORDS).copied().unwrap_or("word");
        text = format!("{text} {word}");
        length += word.len() + 1;
    }
    let cut: String = text.chars().take(most).collect();
    let trimmed = cut.trim_end();
    if trimmed.chars().count() >= least {
        return trimmed.to_owned();
    }
    cut
}

fn of_format(format: &str, random: &mut Random) -> Option<String> {
    let n = |random: &mut Random, low, high| random.between(low, high);
    Some(match format {
        "date" => format!("2027-{:02}-{:02}", n(random, 1, 12), n(random, 1, 28)),
        "time" => format!("{:02}:{:02}:00Z", n(random, 8, 18), n(random, 0, 3) * 15),
        "date-time" => format!(
            "2027-{:02}-{:02}T{:02}:{:02}:00Z",
            n(random, 1, 12),
            n(random, 1, 28),
            n(random, 8, 18),
            n(random, 0, 3) * 15
        ),
        "duration" => format!("PT{}M", n(random, 1, 12) * 5),
        "email" | "idn-email" => email(random),
        "uri" | "url" | "iri" | "uri-reference" | "iri-reference" => {
            format!("https://example.com/{}", word(random))
        }
        "uuid" => random.uuid(1_791_304_202_118),
        "hostname" | "idn-hostname" => format!("{}.example.com", word(random)),
        "ipv4" => format!("192.0.2.{}", n(random, 1, 254)),
        "ipv6" => format!("2001:db8::{:x}", n(random, 1, 0xFFFF)),
        "json-pointer" => format!("/{}", word(random)),
        "regex" => "^[a-z]+$".to_owned(),
        "phone" | "e164" => phone(random),
        "byte" => "aGVsbG8=".to_owned(),
        _ => return None,
    })
}

/// What a member of this name usually holds.
fn suggested(name: &str, random: &mut Random) -> String {
    let lower = name.to_ascii_lowercase().replace(['_', '-', ' '], "");
    let has = |part: &str| lower.contains(part);
    let pick =
        |of: &[&str], random: &mut Random| random.pick(of).copied().unwrap_or_default().to_owned();
    if has("email") {
        email(random)
    } else if has("phone") || has("mobile") || lower == "number" || has("callernumber") {
        phone(random)
    } else if has("firstname") {
        pick(FIRST, random)
    } else if has("lastname") || has("surname") {
        pick(LAST, random)
    } else if has("name") {
        let first = pick(FIRST, random);
        format!("{first} {}", pick(LAST, random))
    } else if has("datetime") || has("starttime") || has("endtime") || has("timestamp") {
        of_format("date-time", random).unwrap_or_default()
    } else if has("date") || lower == "day" {
        of_format("date", random).unwrap_or_default()
    } else if has("timezone") {
        "America/Los_Angeles".to_owned()
    } else if has("time") {
        format!(
            "{:02}:{:02}",
            random.between(8, 18),
            random.between(0, 3) * 15
        )
    } else if has("city") || has("location") || has("town") {
        pick(CITIES, random)
    } else if has("zip") || has("postal") {
        format!("9{:04}", random.between(0, 9_999))
    } else if has("street") || has("address") {
        format!("{} Lakeside Avenue", random.between(1, 99))
    } else if has("country") {
        "US".to_owned()
    } else if has("url") || has("link") {
        of_format("uri", random).unwrap_or_default()
    } else if lower.ends_with("id") || has("reference") || lower.ends_with("code") {
        format!("{}-{}", word(random), random.between(100, 999))
    } else {
        let first = word(random);
        format!("{first} {}", word(random))
    }
}

/// The range in which a number of this name usually is.
pub(super) fn usual_number(name: &str) -> (f64, f64) {
    let lower = name.to_ascii_lowercase();
    let has = |part: &str| lower.contains(part);
    if has("lat") && !has("late") {
        (-60.0, 60.0)
    } else if has("lng") || has("lon") {
        (-150.0, 150.0)
    } else if has("year") {
        (2_024.0, 2_030.0)
    } else if has("price") || has("amount") || has("cost") {
        (5.0, 500.0)
    } else {
        (1.0, 20.0)
    }
}

fn word(random: &mut Random) -> &'static str {
    random.pick(WORDS).copied().unwrap_or("word")
}

fn email(random: &mut Random) -> String {
    let name = random.pick(FIRST).copied().unwrap_or("dana");
    format!(
        "{}{}@example.com",
        name.to_lowercase(),
        random.between(1, 99)
    )
}

/// A number of the range that is kept for fiction.
fn phone(random: &mut Random) -> String {
    format!("+1415555{:04}", random.between(100, 199))
}
