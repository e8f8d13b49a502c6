//! What an `end-of-call-report` says, wherever it stands: since 2024 its members have moved
//! between the message, `artifact`, `analysis` and `call`, and old places are still filled.

use std::borrow::Cow;

use vapihook_json::members::{Members, Object};
use vapihook_json::raw::Raw;

/// A report opened for reading. Anything may be missing.
#[derive(Clone, Debug, Default)]
pub struct Report<'a> {
    /// Why the call ended.
    pub ended_reason: Option<Cow<'a, str>>,
    /// When it began, as sent.
    pub started_at: Option<Cow<'a, str>>,
    /// When it ended, as sent.
    pub ended_at: Option<Cow<'a, str>>,
    /// How long it was, in seconds.
    pub seconds: Option<f64>,
    /// What it cost, in dollars.
    pub cost: Option<f64>,
    /// The summary.
    pub summary: Option<Cow<'a, str>>,
    /// The transcript, a line per turn.
    pub transcript: Option<Cow<'a, str>>,
    /// `true`, `false`, a grade: what the success evaluation says.
    pub success: Option<Cow<'a, str>>,
    /// What the analysis extracted, each under its name.
    pub data: Vec<(Cow<'a, str>, Raw<'a>)>,
    /// What it links to, each with what it is: `recording`, `stereo recording`, `log`.
    pub links: Vec<(&'static str, Cow<'a, str>)>,
    /// Whether and how the recording was consented to.
    pub consent: Option<Raw<'a>>,
    /// Where the call was sent on to.
    pub destination: Option<Raw<'a>>,
}

/// The text of a member that is a string and not blank.
fn text(raw: Option<Raw<'_>>) -> Option<Cow<'_, str>> {
    raw?.as_str().filter(|text| !text.trim().is_empty())
}

/// A member that is an object or an array with something in it.
fn filled(raw: Option<Raw<'_>>) -> Option<Raw<'_>> {
    let raw = raw?;
    let bare: String = raw
        .text()
        .chars()
        .filter(|c| !c.is_whitespace())
        .take(3)
        .collect();
    (!matches!(&*bare, "{}" | "[]" | "nul" | "\"\"")).then_some(raw)
}

impl<'a> Report<'a> {
    /// Reads the report in `message`.
    #[must_use]
    pub fn of(message: &Members<'a>) -> Self {
        let [
            ended,
            started,
            ended_at,
            summary,
            transcript,
            cost,
            breakdown,
            destination,
        ] = message.members([
            "endedReason",
            "startedAt",
            "endedAt",
            "summary",
            "transcript",
            "cost",
            "costBreakdown",
            "destination",
        ]);
        let [analysis, artifact, call, compliance] =
            message.members(["analysis", "artifact", "call", "compliance"]);
        let [of_analysis, success, data, multi] = members(
            analysis,
            [
                "summary",
                "successEvaluation",
                "structuredData",
                "structuredDataMulti",
            ],
        );
        let [said, outputs, scorecards] =
            members(artifact, ["transcript", "structuredOutputs", "scorecards"]);
        let [call_ended, call_started, call_ended_at] =
            members(call, ["endedReason", "startedAt", "endedAt"]);
        let number = |raw: Option<Raw<'_>>| raw.and_then(Raw::as_f64);
        let mut named = Vec::new();
        match data.map(|data| (data, data.entries())) {
            Some((_, entries)) if !entries.is_empty() => named.extend(entries),
            Some((data, _)) => named.extend(filled(Some(data)).map(|data| ("data".into(), data))),
            None => {}
        }
        for (name, value) in [
            ("several", multi),
            ("structured outputs", outputs),
            ("scorecards", scorecards),
        ] {
            named.extend(filled(value).map(|value| (name.into(), value)));
        }
        Self {
            ended_reason: text(ended).or_else(|| text(call_ended)),
            started_at: text(started).or_else(|| text(call_started)),
            ended_at: text(ended_at).or_else(|| text(call_ended_at)),
            seconds: seconds(message),
            cost: number(cost).or_else(|| number(breakdown?.get("total"))),
            summary: text(of_analysis).or_else(|| text(summary)),
            transcript: text(said).or_else(|| text(transcript)),
            success: text(success).or_else(|| {
                success
                    .and_then(Raw::as_bool)
                    .map(|it| it.to_string().into())
            }),
            data: named,
            links: links(message, artifact),
            consent: filled(compliance.and_then(|it| it.get("recordingConsent"))),
            destination: filled(destination),
        }
    }
}

fn members<'a, const N: usize>(of: Option<Raw<'a>>, names: [&str; N]) -> [Option<Raw<'a>>; N] {
    of.map_or([None; N], |of| of.members(names))
}

/// How long the call was, in seconds: as sent, else from its start and end.
#[must_use]
pub fn seconds(message: &Members<'_>) -> Option<f64> {
    let [seconds, ms, started, ended] =
        message.members(["durationSeconds", "durationMs", "startedAt", "endedAt"]);
    let at = |raw: Option<Raw<'_>>| raw?.as_str()?.parse::<jiff::Timestamp>().ok();
    seconds
        .and_then(Raw::as_f64)
        .or_else(|| Some(ms?.as_f64()? / 1_000.0))
        .or_else(|| Some(at(ended)?.duration_since(at(started)?).as_secs_f64()))
}

fn links<'a>(
    message: &Members<'a>,
    artifact: Option<Raw<'a>>,
) -> Vec<(&'static str, Cow<'a, str>)> {
    let of = |name| {
        artifact
            .and_then(|artifact| text(artifact.get(name)))
            .or_else(|| text(message.get(name)))
    };
    let in_recording = |path: &[&str]| {
        let recording = artifact.and_then(|artifact| artifact.get("recording"));
        text(recording.and_then(|recording| recording.path(path)))
    };
    let mono = of("recordingUrl").or_else(|| in_recording(&["mono", "combinedUrl"]));
    let stereo = of("stereoRecordingUrl").or_else(|| in_recording(&["stereoUrl"]));
    [
        ("recording", mono),
        ("stereo", stereo),
        ("assistant", in_recording(&["mono", "assistantUrl"])),
        ("customer", in_recording(&["mono", "customerUrl"])),
        ("video", of("videoRecordingUrl")),
        ("log", of("logUrl")),
        ("packets", of("pcapUrl")),
    ]
    .into_iter()
    .filter_map(|(what, url)| Some((what, url?)))
    .collect()
}

/// One line of what a call cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// What for: `STT`, `LLM`, `TTS`, `transport`, `Vapi`, `analysis`.
    pub what: String,
    /// By whom: `openai gpt-4o`; empty when it is not said.
    pub by: String,
    /// For how much: `1.04 min`, `4210 + 178 tokens`; empty when it is not said.
    pub amount: String,
    /// In dollars.
    pub dollars: f64,
}

/// What the call cost, part by part: from `costs`, else from `costBreakdown`. Parts that cost
/// nothing are left out of a breakdown, which lists every part there is.
#[must_use]
pub fn costs(message: &Members<'_>) -> Vec<Cost> {
    let [costs, breakdown] = message.members(["costs", "costBreakdown"]);
    let items = costs.map(Raw::items).unwrap_or_default();
    let parts: Vec<Cost> = items.into_iter().filter_map(part).collect();
    if parts.is_empty() {
        breakdown.map(of_breakdown).unwrap_or_default()
    } else {
        parts
    }
}

fn part(cost: Raw<'_>) -> Option<Cost> {
    let [kind, sub, analysis, dollars] = cost.members(["type", "subType", "analysisType", "cost"]);
    let [minutes, prompt, completion, characters, cached] = cost.members([
        "minutes",
        "promptTokens",
        "completionTokens",
        "characters",
        "cachedPromptTokens",
    ]);
    let kind = kind.and_then(Raw::as_str)?;
    let (what, provider) = match &*kind {
        "transcriber" => ("STT", cost.get("transcriber")),
        "model" => ("LLM", cost.get("model")),
        "voice" => ("TTS", cost.get("voice")),
        "vapi" => ("Vapi", None),
        "analysis" => ("analysis", cost.get("model")),
        other => (other, cost.get("model")),
    };
    let mut by: Vec<Cow<'_, str>> = Vec::new();
    by.extend(text(cost.get("provider")));
    by.extend(text(analysis));
    // Whatever is normal need not be said.
    by.extend(text(sub).filter(|sub| sub != "normal"));
    if let Some(provider) = provider {
        let [name, model, voice] = provider.members(["provider", "model", "voiceId"]);
        by.extend(
            [text(name), text(model).or_else(|| text(voice))]
                .into_iter()
                .flatten(),
        );
    }
    let number = |raw: Option<Raw<'_>>| raw.and_then(Raw::as_f64).filter(|it| *it > 0.0);
    let amount = if let Some(prompt) = number(prompt) {
        let cached = number(cached)
            .map(|it| format!(", {it} cached"))
            .unwrap_or_default();
        format!(
            "{prompt} + {} tokens{cached}",
            number(completion).unwrap_or_default()
        )
    } else if let Some(characters) = number(characters) {
        format!("{characters} characters")
    } else {
        number(minutes)
            .map(|it| format!("{it:.2} min"))
            .unwrap_or_default()
    };
    Some(Cost {
        what: what.to_owned(),
        by: by.join(" "),
        amount,
        dollars: dollars.and_then(Raw::as_f64)?,
    })
}

fn of_breakdown(breakdown: Raw<'_>) -> Vec<Cost> {
    let number = |name: &str| breakdown.get(name).and_then(Raw::as_f64);
    let tokens = number("llmPromptTokens").map(|prompt| {
        let completion = number("llmCompletionTokens").unwrap_or_default();
        format!("{prompt} + {completion} tokens")
    });
    let characters = number("ttsCharacters").map(|count| format!("{count} characters"));
    let analysis = breakdown.get("analysisCostBreakdown").map(|parts| {
        let parts = [
            "summary",
            "structuredData",
            "successEvaluation",
            "structuredOutput",
        ]
        .into_iter()
        .filter_map(|name| parts.get(name).and_then(Raw::as_f64));
        parts.sum::<f64>()
    });
    [
        ("STT", number("stt"), None),
        ("LLM", number("llm"), tokens),
        ("TTS", number("tts"), characters),
        ("transport", number("transport"), None),
        ("Vapi", number("vapi"), None),
        ("chat", number("chat"), None),
        ("voicemail", number("voicemailDetectionCost"), None),
        ("knowledge", number("knowledgeBaseCost"), None),
        ("analysis", analysis, None),
    ]
    .into_iter()
    .filter_map(|(what, dollars, amount)| {
        Some(Cost {
            what: what.to_owned(),
            by: String::new(),
            amount: amount.unwrap_or_default(),
            dollars: dollars.filter(|dollars| *dollars > 0.0)?,
        })
    })
    .collect()
}

/// How long the caller waited in one turn, in ms, by who was at work.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Latency {
    /// Until the end of what was said was certain.
    pub endpointing: f64,
    /// Until it was text.
    pub transcriber: f64,
    /// Until the model's first word.
    pub model: f64,
    /// Until that could be heard.
    pub voice: f64,
    /// In all.
    pub turn: f64,
}

/// How fast the assistant answered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Performance {
    /// Turn by turn.
    pub turns: Vec<Latency>,
    /// On average.
    pub average: Option<Latency>,
    /// How often the assistant spoke over the caller, and the caller over the assistant.
    pub interrupted: Option<(f64, f64)>,
}

/// The performance metrics that the artifact holds.
#[must_use]
pub fn performance(message: &Members<'_>) -> Option<Performance> {
    let metrics = message.path(&["artifact", "performanceMetrics"])?;
    let number = |of: Raw<'_>, name: &str| of.get(name).and_then(Raw::as_f64);
    let latency = |of: Raw<'_>, suffix: &str| {
        let part = |name: &str| number(of, &format!("{name}Latency{suffix}")).unwrap_or_default();
        let [endpointing, transcriber, model, voice] =
            ["endpointing", "transcriber", "model", "voice"].map(part);
        let sum = endpointing + transcriber + model + voice;
        Latency {
            endpointing,
            transcriber,
            model,
            voice,
            turn: number(of, &format!("turnLatency{suffix}")).unwrap_or(sum),
        }
    };
    let turns = metrics
        .get("turnLatencies")
        .map(Raw::items)
        .unwrap_or_default();
    let turns: Vec<Latency> = turns.into_iter().map(|turn| latency(turn, "")).collect();
    let average = Some(latency(metrics, "Average")).filter(|average| average.turn > 0.0);
    let by_assistant = number(metrics, "numUserInterrupted");
    let by_user = number(metrics, "numAssistantInterrupted");
    let interrupted = by_assistant.or(by_user).map(|_| {
        (
            by_assistant.unwrap_or_default(),
            by_user.unwrap_or_default(),
        )
    });
    (!turns.is_empty() || average.is_some() || interrupted.is_some()).then_some(Performance {
        turns,
        average,
        interrupted,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::catalog;

    fn sample() -> &'static str {
        let row = catalog::find("end-of-call-report").expect("a row");
        row.sample
    }

    fn opened(text: &str) -> Members<'_> {
        Members::of(Raw::parse(text).expect("JSON"))
    }

    #[test]
    fn the_sample_is_read_whole() {
        let body = opened(sample());
        let message = Members::of(body.get("message").expect("it"));
        let report = Report::of(&message);
        assert_eq!(report.seconds, Some(62.4));
        assert_eq!(report.cost, Some(0.1235));
        assert_eq!(report.success.as_deref(), Some("true"));
        assert_eq!(report.data[0].0, "patient");
        assert_eq!(report.links.len(), 2);
        let costs = costs(&message);
        let lines: Vec<String> = costs
            .iter()
            .map(|cost| format!("{}|{}|{}", cost.what, cost.by, cost.amount))
            .collect();
        assert_eq!(
            lines,
            [
                "transport|vapi.sip|1.04 min",
                "STT|deepgram nova-3|1.04 min",
                "LLM|openai gpt-4o|4210 + 178 tokens",
                "TTS|vapi Elliot|412 characters",
                "Vapi||1.04 min",
                "analysis|summary openai gpt-4o|690 + 61 tokens",
            ]
        );
        let sum: f64 = costs.iter().map(|cost| cost.dollars).sum();
        assert!((sum - 0.1235).abs() < 1e-9);
    }

    #[test]
    fn a_breakdown_alone_will_do() {
        let text = r#"{"costBreakdown":{"stt":0.01,"llm":0.02,"llmPromptTokens":5,"tts":0,
            "analysisCostBreakdown":{"summary":0.001,"structuredData":0.002},"total":0.033}}"#;
        let message = opened(text);
        let costs = costs(&message);
        assert_eq!(costs.len(), 3);
        assert_eq!(costs[1].amount, "5 + 0 tokens");
        assert!((costs[2].dollars - 0.003).abs() < 1e-12);
        assert_eq!(Report::of(&message).cost, Some(0.033));
    }

    #[test]
    fn latencies_are_read_by_turn() {
        let text = r#"{"artifact":{"performanceMetrics":{"turnLatencies":[
            {"modelLatency":400,"voiceLatency":200,"transcriberLatency":50,
             "endpointingLatency":350,"turnLatency":1000},{"modelLatency":1}],
            "turnLatencyAverage":900,"numUserInterrupted":2}}}"#;
        let performance = performance(&opened(text)).expect("metrics");
        assert_eq!(performance.turns.len(), 2);
        assert!((performance.turns[0].turn - 1_000.0).abs() < 1e-9);
        assert!((performance.turns[1].turn - 1.0).abs() < 1e-9);
        assert_eq!(performance.interrupted, Some((2.0, 0.0)));
        assert!(super::performance(&opened("{}")).is_none());
    }

    #[test]
    fn older_places_are_looked_at() {
        let text = r#"{"call":{"endedReason":"hangup"},"analysis":{"structuredData":[]},
            "artifact":{"recording":{"mono":{"combinedUrl":"u"},"stereoUrl":"s"}},
            "transcript":"AI: Hi","durationMs":1500}"#;
        let message = opened(text);
        let report = Report::of(&message);
        assert_eq!(report.ended_reason.as_deref(), Some("hangup"));
        assert_eq!(
            report.links,
            [("recording", "u".into()), ("stereo", "s".into())]
        );
        assert_eq!(report.transcript.as_deref(), Some("AI: Hi"));
        assert_eq!(report.seconds, Some(1.5));
        assert!(report.data.is_empty());
    }
}
