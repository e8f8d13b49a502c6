//! What a call costs: made up, near list prices, and it adds up. Counted in units of 1/10000
//! dollar, so that the sum of what is shown is what is shown as the sum.

use serde_json::{Value, json};

use super::history::{History, seconds};

/// What is paid for.
pub struct Usage {
    /// Length of the call, in ms.
    pub ms: i64,
    /// What the model read and wrote.
    pub prompt_tokens: u64,
    pub completion_tokens: u64,
    /// What was spoken.
    pub characters: u64,
    /// Whether there is something to analyse.
    pub analysed: bool,
}

impl Usage {
    /// What the history of a call of that length used.
    pub fn of(history: &History, ms: i64) -> Self {
        let tokens = |text: &str| text.chars().count() as u64 / 4 + 1;
        let mut usage = Self {
            ms,
            prompt_tokens: 0,
            completion_tokens: 0,
            characters: 0,
            analysed: false,
        };
        let mut context = 400;
        for (is_user, text, ..) in history.said() {
            usage.analysed = true;
            if is_user {
                context += tokens(text);
            } else {
                usage.prompt_tokens += context;
                usage.completion_tokens += tokens(text);
                usage.characters += text.chars().count() as u64;
                context += tokens(text);
            }
        }
        usage
    }
}

/// Units as dollars.
fn dollars(units: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "calls cost no 2^52 units")]
    let units = units as f64;
    units / 10_000.0
}

/// Units for so many ms at so many units a minute.
fn per_minute(ms: i64, units: u64) -> u64 {
    (u64::try_from(ms).unwrap_or_default() * units).div_ceil(60_000)
}

/// `cost`, `costBreakdown` and `costs` of a report; `carrier` carried the call, `assistant` says
/// whose models were used.
pub fn members(usage: &Usage, carrier: &str, assistant: &Value) -> [(&'static str, Value); 3] {
    const SUMMARY_PROMPT: u64 = 350;
    const SUMMARY_COMPLETION: u64 = 60;
    let minutes = (seconds(usage.ms) / 60.0 * 10_000.0).round() / 10_000.0;
    let transport = per_minute(usage.ms, 80);
    let stt = per_minute(usage.ms, 100);
    let llm = (usage.prompt_tokens * 25 + usage.completion_tokens * 100).div_ceil(1_000);
    let tts = (usage.characters * 9).div_ceil(10);
    let vapi = per_minute(usage.ms, 500);
    let analysis = if usage.analysed { 24 } else { 0 };
    let total = transport + stt + llm + tts + vapi + analysis;
    let part = |name: &str, default: Value| match &assistant[name] {
        Value::Object(own) => {
            let keep = ["provider", "model", "voiceId"];
            let kept = own.iter().filter(|(name, _)| keep.contains(&name.as_str()));
            Value::Object(kept.map(|(k, v)| (k.clone(), v.clone())).collect())
        }
        _ => default,
    };
    let model = part("model", json!({ "provider": "openai", "model": "gpt-4o" }));
    let mut costs = vec![
        json!({ "type": "transport", "provider": carrier, "minutes": minutes, "cost": dollars(transport) }),
        json!({
            "type": "transcriber",
            "transcriber": part("transcriber", json!({ "provider": "deepgram", "model": "nova-3" })),
            "minutes": minutes,
            "cost": dollars(stt),
        }),
        json!({
            "type": "model",
            "model": model.clone(),
            "promptTokens": usage.prompt_tokens,
            "completionTokens": usage.completion_tokens,
            "cost": dollars(llm),
        }),
        json!({
            "type": "voice",
            "voice": part("voice", json!({ "provider": "vapi", "voiceId": "Elliot" })),
            "characters": usage.characters,
            "cost": dollars(tts),
        }),
        json!({ "type": "vapi", "subType": "normal", "minutes": minutes, "cost": dollars(vapi) }),
    ];
    let mut breakdown = json!({
        "transport": dollars(transport),
        "stt": dollars(stt),
        "llm": dollars(llm),
        "tts": dollars(tts),
        "vapi": dollars(vapi),
        "chat": 0,
        "total": dollars(total),
        "llmPromptTokens": usage.prompt_tokens,
        "llmCompletionTokens": usage.completion_tokens,
        "ttsCharacters": usage.characters,
    });
    if usage.analysed {
        costs.push(json!({
            "type": "analysis",
            "analysisType": "summary",
            "model": model,
            "promptTokens": SUMMARY_PROMPT,
            "completionTokens": SUMMARY_COMPLETION,
            "cost": dollars(analysis),
        }));
        breakdown["analysisCostBreakdown"] = json!({
            "summary": dollars(analysis),
            "summaryPromptTokens": SUMMARY_PROMPT,
            "summaryCompletionTokens": SUMMARY_COMPLETION,
        });
    }
    [
        ("cost", dollars(total).into()),
        ("costBreakdown", breakdown),
        ("costs", costs.into()),
    ]
}
