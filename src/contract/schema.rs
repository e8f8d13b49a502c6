//! An `assistant` in an answer against what creating an assistant takes: a table of the
//! published schema's facts (2025-11).
//!
//! A wrong type or a missing required member is an error. What the table does not know may have
//! been added since: it is a note, and a warning only when it looks like a slip of the pen.

use serde_json::{Map, Value};

use super::assistant::{MISPLACED, READ_ONLY};
use super::rule::Fault;
use super::show::{described, found, quoted};
use crate::event::finding::Severity::{Note, Warning};

/// What a member holds.
#[derive(Clone, Copy)]
enum Holds {
    Text { most: usize },
    Word(&'static [&'static str]),
    Flag,
    Number { least: f64, most: f64 },
    List,
    Object,
    Any,
}
use Holds::{Any, Flag, List, Number, Object, Text, Word};

const FREE: Holds = Text { most: usize::MAX };

#[rustfmt::skip]
const ASSISTANT: &[(&str, Holds)] = &[
    ("transcriber", Object), ("model", Object), ("voice", Object), ("firstMessage", FREE),
    ("firstMessageInterruptionsEnabled", Flag),
    ("firstMessageMode", Word(&["assistant-speaks-first", "assistant-speaks-first-with-model-generated-message", "assistant-waits-for-user"])),
    ("voicemailDetection", Any), ("clientMessages", List), ("serverMessages", List),
    ("maxDurationSeconds", Number { least: 10.0, most: 43_200.0 }), ("backgroundSound", FREE),
    ("modelOutputInMessagesEnabled", Flag), ("transportConfigurations", List), ("observabilityPlan", Object),
    ("credentials", List), ("hooks", List), ("name", Text { most: 40 }), ("voicemailMessage", Text { most: 1_000 }),
    ("endCallMessage", Text { most: 1_000 }), ("endCallPhrases", List), ("compliancePlan", Object),
    ("metadata", Object), ("backgroundSpeechDenoisingPlan", Object), ("analysisPlan", Object),
    ("artifactPlan", Object), ("startSpeakingPlan", Object), ("stopSpeakingPlan", Object),
    ("monitorPlan", Object), ("credentialIds", List), ("server", Object), ("keypadInputPlan", Object),
];

#[rustfmt::skip]
const MODEL: &[(&str, Holds)] = &[
    ("provider", Word(&["anthropic", "anyscale", "cerebras", "custom-llm", "deepinfra", "deep-seek", "google", "groq",
        "inflection-ai", "openai", "openrouter", "perplexity-ai", "together-ai", "xai"])),
    ("model", FREE), ("messages", List), ("tools", List), ("toolIds", List), ("knowledgeBase", Object),
    ("temperature", Number { least: 0.0, most: 2.0 }), ("maxTokens", Number { least: 50.0, most: 10_000.0 }),
    ("emotionRecognitionEnabled", Flag), ("numFastTurns", Number { least: 0.0, most: f64::INFINITY }),
    ("fallbackModels", List), ("toolStrictCompatibilityMode", FREE), ("url", FREE), ("headers", Object),
    ("metadataSendMode", FREE), ("timeoutSeconds", Number { least: 0.0, most: f64::INFINITY }),
    ("wordLevelConfidenceEnabled", Flag), ("thinking", Object), ("realtimeConfig", Object),
];

const VOICES: Holds = Word(&[
    "azure",
    "cartesia",
    "custom-voice",
    "deepgram",
    "11labs",
    "hume",
    "lmnt",
    "neuphonic",
    "openai",
    "playht",
    "rime-ai",
    "smallest-ai",
    "tavus",
    "vapi",
    "sesame",
    "inworld",
    "minimax",
]);
const TRANSCRIBERS: Holds = Word(&[
    "assembly-ai",
    "azure",
    "custom-transcriber",
    "deepgram",
    "11labs",
    "gladia",
    "google",
    "speechmatics",
    "talkscriber",
    "openai",
    "cartesia",
]);

/// The faults of the assistant that stands at `at`, each with its path. Members with a rule of
/// their own are that rule's.
#[must_use]
pub fn faults(at: &str, assistant: &Map<String, Value>) -> Vec<Fault> {
    let mut faults = members(at, assistant, ASSISTANT);
    let has_own_rule = |fault: &Fault| {
        let name = fault
            .path
            .strip_prefix(at)
            .and_then(|path| path.strip_prefix('.'));
        name.is_some_and(|name| READ_ONLY.contains(&name) || MISPLACED.contains(&name))
    };
    faults.retain(|fault| !has_own_rule(fault));
    let part = |name: &str| assistant.get(name).and_then(Value::as_object);
    if let Some(model) = part("model") {
        let at = format!("{at}.model");
        faults.extend(required(&at, model, &["provider", "model"]));
        faults.extend(members(&at, model, MODEL));
    }
    if let Some(voice) = part("voice") {
        let is_custom = voice.get("provider").and_then(Value::as_str) == Some("custom-voice");
        let names: &[&str] = if is_custom {
            &["provider"]
        } else {
            &["provider", "voiceId"]
        };
        let at = format!("{at}.voice");
        faults.extend(required(&at, voice, names));
        faults.extend(provider(&at, voice, VOICES));
    }
    if let Some(transcriber) = part("transcriber") {
        let at = format!("{at}.transcriber");
        faults.extend(required(&at, transcriber, &["provider"]));
        faults.extend(provider(&at, transcriber, TRANSCRIBERS));
    }
    faults
}

/// Members that must be there.
fn required(path: &str, object: &Map<String, Value>, names: &[&str]) -> Vec<Fault> {
    let missing = |name: &&&str| match object.get(**name) {
        None | Some(Value::Null) => true,
        Some(value) => value.as_str() == Some(""),
    };
    names
        .iter()
        .filter(missing)
        .map(|name| {
            Fault::at(
                format!("{path}.{name}"),
                found(object.get(*name)),
                "a string",
            )
        })
        .collect()
}

fn provider(path: &str, object: &Map<String, Value>, known: Holds) -> Option<Fault> {
    let value = object.get("provider").filter(|value| !value.is_null())?;
    wrong(&format!("{path}.provider"), value, known)
}

/// Members of the wrong kind, and members that are not in the table.
fn members(path: &str, object: &Map<String, Value>, table: &[(&str, Holds)]) -> Vec<Fault> {
    object
        .iter()
        .filter(|(_, value)| !value.is_null())
        .filter_map(|(name, value)| {
            let at = format!("{path}.{name}");
            match table.iter().find(|(known, _)| known == name) {
                Some((_, holds)) => wrong(&at, value, *holds),
                None => Some(unknown(&at, name, table.iter().map(|(known, _)| *known))),
            }
        })
        .collect()
}

/// A name or word that the table does not know.
fn unknown<'k>(path: &str, word: &str, known: impl Iterator<Item = &'k str>) -> Fault {
    let near = match word.to_ascii_lowercase().replace(['-', '_'], "").as_str() {
        "elevenlabs" => Some("11labs"),
        plain => known
            .map(|known| {
                let simple = known.to_ascii_lowercase().replace('-', "");
                (strsim::jaro_winkler(plain, &simple), known)
            })
            .filter(|(likeness, _)| *likeness > 0.93)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, known)| known),
    };
    match near {
        Some(near) => Fault::at(path, format!("`{word}`"), format!("`{near}`"))
            .saying("the schema does not know this; validation says \"should not exist\" or refuses it")
            .fixed_by(format!("did you mean `{near}`?"))
            .weighing(Warning),
        None => Fault::at(path, format!("`{word}`"), "what the schema knows")
            .saying("the schema of 2025-11 does not know this; if it was not added since, the assistant is refused")
            .fixed_by("compare it with the reference of POST /assistant")
            .weighing(Note),
    }
}

/// What is wrong with a value, if anything.
fn wrong(path: &str, value: &Value, holds: Holds) -> Option<Fault> {
    let (fits, expected) = match holds {
        Text { .. } | Word(_) => (value.is_string(), "a string"),
        Flag => (value.is_boolean(), "true or false"),
        Number { .. } => (value.is_number(), "a number"),
        List => (value.is_array(), "an array"),
        Object => (value.is_object(), "an object"),
        Any => (true, ""),
    };
    if !fits {
        return Some(Fault::at(path, described(value), expected));
    }
    match holds {
        Text { most } => {
            let length = value.as_str()?.chars().count();
            let expected = || format!("at most {most} characters");
            (length > most).then(|| limit(path, format!("{length} characters"), expected()))
        }
        Word(known) => {
            let word = value.as_str()?;
            let is_known = word.is_empty() || known.contains(&word);
            (!is_known).then(|| unknown(path, word, known.iter().copied()))
        }
        Number { least, most } => {
            let fits = (least..=most).contains(&value.as_f64()?);
            let expected = || format!("{least} to {most}");
            (!fits).then(|| limit(path, quoted(value), expected()))
        }
        Flag | List | Object | Any => None,
    }
}

fn limit(path: &str, found: String, expected: String) -> Fault {
    Fault::at(path, found, expected)
        .saying("outside the published limits: the assistant is probably refused")
        .weighing(Warning)
}
