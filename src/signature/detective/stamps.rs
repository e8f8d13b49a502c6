//! What is usually wrong about timestamps and what is signed beside the body.

use super::super::plan::Hmac;
use super::super::request::{Request, millis};
use super::super::template::Template;
use super::Clue;
use crate::event::envelope::lines;

/// A format and a timestamp to fill in, and the mistake that makes them.
#[derive(Clone)]
pub(super) struct Stamp {
    pub format: Template,
    pub timestamp: Vec<u8>,
    mistake: Option<Clue>,
}

impl Stamp {
    pub fn mistake(&self) -> bool {
        self.mistake.is_some()
    }

    pub fn clue(&self) -> Clue {
        let plan = || Clue::new("as-planned", "it is as the plan says", "change nothing");
        self.mistake.clone().unwrap_or_else(plan)
    }
}

/// Formats that are seen in the field.
const FORMATS: &[&str] = &[
    "{body}",
    "{timestamp}.{body}",
    ".{body}",
    "{timestamp}{body}",
    "{timestamp}:{body}",
    "v0:{timestamp}:{body}",
    "{body}.{timestamp}",
    "{svix-id}.{timestamp}.{body}",
    "{method}{url}{timestamp}{body}",
];

pub(super) fn other_unit(sent: &str, signed: &str) -> Clue {
    Clue::new(
        "timestamp-unit",
        format!("the timestamp's header is in {sent}, but what is signed is in {signed}"),
        "sign the header's text as it stands, digit for digit: do not convert it",
    )
}

/// What may have been signed, the plan's own first.
pub(super) fn guesses(hmac: &Hmac, formats: &[Template], request: Request<'_>) -> Vec<Stamp> {
    let own = request.value(hmac.timestamp_header.as_str());
    let mut stamps: Vec<Stamp> = formats
        .iter()
        .map(|format| Stamp {
            format: format.clone(),
            timestamp: own.unwrap_or_default().to_vec(),
            mistake: None,
        })
        .collect();
    let mut texts: Vec<(Vec<u8>, Option<Clue>)> =
        own.map(|own| (own.to_vec(), None)).into_iter().collect();
    if let Some(ms) = own.and_then(millis) {
        let seconds = ms / 1_000;
        texts.push((
            seconds.to_string().into_bytes(),
            Some(other_unit("milliseconds", "seconds")),
        ));
        texts.push((
            (seconds * 1_000).to_string().into_bytes(),
            Some(other_unit("seconds", "milliseconds")),
        ));
    }
    for (name, value) in lines(request.headers) {
        let name = name.to_ascii_lowercase();
        let is_time = value.len() < 40 && millis(value).is_some();
        let is_own = name == hmac.timestamp_header.as_str();
        if (name.contains("timestamp") || name == "date") && is_time && !is_own {
            let clue = Clue::new(
                "timestamp-header",
                format!(
                    "the timestamp is in {name}, not in {}",
                    hmac.timestamp_header
                ),
                format!("read {name}: req.get('{name}'), request.headers['{name}']"),
            );
            texts.push((value.to_vec(), Some(clue)));
        }
    }
    let own_format = formats.first();
    for (timestamp, clue) in &texts {
        if let (Some(format), Some(clue)) = (own_format, clue) {
            stamps.push(Stamp {
                format: format.clone(),
                timestamp: timestamp.clone(),
                mistake: Some(clue.clone()),
            });
        }
    }
    for format in FORMATS.iter().map(|format| Template::parse(format)) {
        if formats.contains(&format) {
            continue;
        }
        let with_time = format.has_timestamp();
        let clue = wrong_format(&format, formats);
        if !with_time {
            stamps.push(Stamp {
                format,
                timestamp: Vec::new(),
                mistake: Some(clue),
            });
            continue;
        }
        for (timestamp, _) in &texts {
            stamps.push(Stamp {
                format: format.clone(),
                timestamp: timestamp.clone(),
                mistake: Some(clue.clone()),
            });
        }
    }
    stamps
}

fn wrong_format(found: &Template, formats: &[Template]) -> Clue {
    let planned = formats.first().map(ToString::to_string).unwrap_or_default();
    let had = formats.iter().any(Template::has_timestamp);
    let mistake = match (had, found.has_timestamp()) {
        (true, false) => "timestamp-missing",
        (false, true) => "timestamp-unexpected",
        _ => "wrong-format",
    };
    let fix = match mistake {
        "timestamp-missing" => {
            "sign the timestamp, too, or set payloadFormat to \"{body}\" and includeTimestamp to \
             false in the plan"
        }
        "timestamp-unexpected" => {
            "put the timestamp's header and a dot before the body: `${req.get('x-timestamp')}.` + \
             the raw body"
        }
        _ => "make payloadFormat and the app agree",
    };
    let found = found.to_string();
    Clue::new(
        mistake,
        format!("what is signed is {found}, and the plan says {planned}"),
        fix,
    )
}
