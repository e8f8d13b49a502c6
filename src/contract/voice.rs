//! Rules about the audio that answers a voice-request.

use vapihook_json::raw::Raw;

use super::case::{Asked, Case};
use super::rule::{Check::Exchange, Fault, Rule, Scope, Sure};
use super::transport::other_type;
use crate::event::finding::Severity::{Error, Warning};

const ON: Scope = Scope::One(Asked::Voice);
/// The content type of raw samples.
const BYTES: &str = "application/octet-stream";

#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    Rule { id: "VW060", severity: Error, on: ON, sure: Sure::Sure, mends: false, check: Exchange(not_pcm),
        when: "the body is JSON or text, has a header of WAV, MP3, Ogg or FLAC, an odd length, or is empty",
        message: "the answer must be raw 16-bit little-endian mono PCM", fix: "send the samples alone, at message.sampleRate, without a file header",
        source: "docs (custom TTS)" },
    Rule { id: "VW061", severity: Warning, on: ON, sure: Sure::Unsure, mends: false, check: Exchange(odd_audio),
        when: "the content type is not application/octet-stream, or the audio is implausibly long or short for its text",
        message: "the docs ask for application/octet-stream", fix: "set Content-Type: application/octet-stream",
        source: "docs (custom TTS), inferred" },
];

fn judged(case: &Case<'_>) -> bool {
    case.is_success() && case.delivery.status != 204 && case.is_whole()
}

/// What the bytes are, when they are not raw samples.
fn mistaken_for(case: &Case<'_>) -> Option<&'static str> {
    let body = &*case.delivery.body;
    let starts = |magic: &[u8]| body.starts_with(magic);
    let header = [
        (&b"RIFF"[..], "a WAV file"),
        (b"ID3", "an MP3 file"),
        (b"OggS", "an Ogg file"),
        (b"fLaC", "a FLAC file"),
    ];
    if body.is_empty() {
        return Some("nothing");
    }
    if let Some((_, name)) = header.into_iter().find(|(magic, _)| starts(magic)) {
        return Some(name);
    }
    let first = body.trim_ascii_start().first();
    if matches!(first, Some(b'{' | b'[' | b'"')) && Raw::parse(&case.text).is_ok() {
        return Some("JSON");
    }
    if is_text(body) {
        return Some("text");
    }
    (body.len() % 2 == 1).then_some("an odd number of bytes")
}

/// Whether the bytes are printable text, which samples practically never are.
fn is_text(body: &[u8]) -> bool {
    let start = &body[..body.len().min(512)];
    start.len() >= 8
        && start
            .iter()
            .all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t'))
}

fn not_pcm(case: &Case<'_>) -> Vec<Fault> {
    let found = mistaken_for(case).filter(|_| judged(case));
    let fault = |found| Fault::at("body", found, "raw s16le PCM");
    found.map(fault).into_iter().collect()
}

fn odd_audio(case: &Case<'_>) -> Vec<Fault> {
    if !judged(case) || mistaken_for(case).is_some() {
        return Vec::new();
    }
    let mut faults = other_type(case, |kind| kind == BYTES, BYTES);
    faults.extend(implausible(case));
    faults
}

/// Audio whose length does not fit its text: probably another sample rate.
fn implausible(case: &Case<'_>) -> Option<Fault> {
    let [text, rate] = case.message?.members(["text", "sampleRate"]);
    let letters = u32::try_from(text?.as_str()?.chars().count()).ok()?;
    let rate = rate?.as_f64().filter(|rate| *rate >= 1.0)?;
    // Short texts and numbers read out say too little about their length.
    if letters < 20 {
        return None;
    }
    let samples = u32::try_from(case.delivery.body.len() / 2).ok()?;
    let seconds = f64::from(samples) / rate;
    let per_letter = seconds / f64::from(letters);
    if (0.02..=0.3).contains(&per_letter) {
        return None;
    }
    let found = format!("{seconds:.1} s of audio for {letters} characters");
    let fault = Fault::at("body", found, format!("samples at {rate} Hz"));
    Some(
        fault
            .saying("the audio's length does not fit the text: is it at another sample rate?")
            .fixed_by("resample to message.sampleRate"),
    )
}
