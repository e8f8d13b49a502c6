//! Why a call ended, in words.
//!
//! Vapi has over five hundred reasons and adds more; nearly all are built from a family, a
//! provider and a fault. What has its own sentence stands in [`REASONS`], the rest is read by
//! its parts, and what cannot be read at all is shown as it came.

/// Who ended a call, or is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Somebody ended it as calls end.
    Normal,
    /// Nobody answered, or nothing was said any more: no fault, but no conversation either.
    Missed,
    /// It was ended by a limit or on purpose from outside.
    Cut,
    /// Your answer to a request, or your settings.
    Yours,
    /// A provider of model, voice, transcription or telephony.
    Provider,
    /// Vapi itself.
    Vapi,
    /// Not known here.
    Unknown,
}

impl Family {
    /// Who that is, in a word or two.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Self::Normal => "a normal end",
            Self::Missed => "no conversation",
            Self::Cut => "ended by a limit or from outside",
            Self::Yours => "your answer or settings",
            Self::Provider => "a provider failed",
            Self::Vapi => "Vapi failed",
            Self::Unknown => "a reason not known here",
        }
    }
}

use Family::{Cut, Missed, Normal, Provider, Vapi, Yours};

/// Reasons with a sentence of their own.
const REASONS: &[(&str, Family, &str)] = &[
    ("customer-ended-call", Normal, "The customer hung up."),
    (
        "customer-ended-call-before-warm-transfer",
        Normal,
        "The customer hung up before the transfer was made.",
    ),
    (
        "customer-ended-call-after-warm-transfer-attempt",
        Normal,
        "The customer hung up after a transfer was tried.",
    ),
    (
        "customer-ended-call-during-transfer",
        Normal,
        "The customer hung up during the transfer.",
    ),
    ("assistant-ended-call", Normal, "The assistant hung up."),
    (
        "assistant-said-end-call-phrase",
        Normal,
        "The assistant said a phrase that ends the call.",
    ),
    (
        "assistant-ended-call-with-hangup-task",
        Normal,
        "The assistant hung up at the end of its workflow.",
    ),
    (
        "assistant-ended-call-after-message-spoken",
        Normal,
        "The assistant hung up after its last message.",
    ),
    (
        "assistant-forwarded-call",
        Normal,
        "The assistant forwarded the call.",
    ),
    (
        "vonage-completed",
        Normal,
        "The telephony provider reports the call as completed.",
    ),
    (
        "call.in-progress.twilio-completed-call",
        Normal,
        "The telephony provider reports the call as completed.",
    ),
    (
        "call.in-progress.sip-completed-call",
        Normal,
        "The other side of the SIP connection hung up.",
    ),
    (
        "call.ringing.hook-executed-say",
        Normal,
        "A hook spoke while it rang, and the call ended.",
    ),
    (
        "call.ringing.hook-executed-transfer",
        Normal,
        "A hook transferred the call while it rang.",
    ),
    (
        "call.ending.hook-executed-say",
        Normal,
        "A hook spoke at the end of the call.",
    ),
    (
        "call.ending.hook-executed-transfer",
        Normal,
        "A hook transferred the call at its end.",
    ),
    (
        "assistant-request-returned-forwarding-phone-number",
        Normal,
        "Your answer to assistant-request forwarded the call.",
    ),
    ("customer-busy", Missed, "The customer's line was busy."),
    (
        "customer-did-not-answer",
        Missed,
        "The customer did not answer.",
    ),
    (
        "customer-did-not-give-microphone-permission",
        Missed,
        "The customer did not allow the microphone.",
    ),
    ("voicemail", Missed, "A voicemail answered."),
    (
        "silence-timed-out",
        Missed,
        "Nobody said anything for as long as silenceTimeoutSeconds allows.",
    ),
    (
        "call.ringing.sip-inbound-caller-hungup-before-call-connect",
        Missed,
        "The caller hung up before the call was connected.",
    ),
    (
        "call.forwarding.operator-busy",
        Missed,
        "The one it was forwarded to was busy.",
    ),
    (
        "exceeded-max-duration",
        Cut,
        "The call reached maxDurationSeconds.",
    ),
    (
        "manually-canceled",
        Cut,
        "Somebody cancelled the call, in the dashboard or through the API.",
    ),
    (
        "scheduled-call-deleted",
        Cut,
        "The scheduled call was deleted before it began.",
    ),
    ("call-deleted", Cut, "The call was deleted."),
    (
        "assistant-request-failed",
        Yours,
        "Your server did not answer assistant-request in 7.5 s, or not with a 2xx.",
    ),
    (
        "assistant-request-returned-error",
        Yours,
        "Your answer to assistant-request was an error; it was spoken to the caller.",
    ),
    (
        "assistant-request-returned-unspeakable-error",
        Yours,
        "The error in your answer to assistant-request is not a string that can be spoken.",
    ),
    (
        "assistant-request-returned-invalid-assistant",
        Yours,
        "The assistant in your answer to assistant-request does not validate.",
    ),
    (
        "assistant-request-returned-no-assistant",
        Yours,
        "Your answer to assistant-request names no assistant, squad, workflow or destination.",
    ),
    (
        "call-start-error-neither-assistant-nor-server-set",
        Yours,
        "The phone number has neither an assistant nor a server URL to ask for one.",
    ),
    (
        "assistant-not-found",
        Yours,
        "There is no assistant of that id.",
    ),
    (
        "assistant-not-valid",
        Yours,
        "The assistant does not validate.",
    ),
    (
        "assistant-join-timed-out",
        Vapi,
        "The assistant did not join the call in time.",
    ),
    (
        "call.in-progress.error-assistant-did-not-receive-customer-audio",
        Provider,
        "The assistant received no sound from the customer.",
    ),
    (
        "call.in-progress.error-transfer-failed",
        Provider,
        "The transfer failed.",
    ),
    (
        "call.in-progress.error-pipeline-no-available-llm-model",
        Provider,
        "No model was available, nor a fallback.",
    ),
    ("worker-shutdown", Vapi, "Vapi's worker was shut down."),
    (
        "phone-call-provider-closed-websocket",
        Provider,
        "The telephony provider closed the connection.",
    ),
    (
        "phone-call-provider-bypass-enabled-but-no-call-received",
        Yours,
        "The phone call provider bypass is on, but no call came.",
    ),
    (
        "twilio-failed-to-connect-call",
        Provider,
        "Twilio could not connect the call.",
    ),
    (
        "twilio-reported-customer-misdialed",
        Missed,
        "Twilio says the number cannot be dialled.",
    ),
    (
        "vonage-disconnected",
        Provider,
        "Vonage disconnected the call.",
    ),
    (
        "vonage-failed-to-connect-call",
        Provider,
        "Vonage could not connect the call.",
    ),
    ("vonage-rejected", Provider, "Vonage rejected the call."),
];

/// What the last part of a built reason means.
const FAULTS: &[(&str, &str)] = &[
    ("llm-failed", "the model failed"),
    ("voice-failed", "the voice failed"),
    ("video-failed", "the video failed"),
    ("transcriber-failed", "the transcriber failed"),
    (
        "transcriber-api-key-missing",
        "the transcriber's API key is missing",
    ),
    (
        "400-bad-request-validation-failed",
        "it refused the request as invalid (400)",
    ),
    ("401-unauthorized", "it refused the credentials (401)"),
    ("401-incorrect-api-key", "the API key is wrong (401)"),
    (
        "401-account-not-in-organization",
        "the account is not in the organization (401)",
    ),
    (
        "403-model-access-denied",
        "it denies access to the model (403)",
    ),
    ("429-exceeded-quota", "the quota is used up (429)"),
    ("429-rate-limit-reached", "its rate limit was reached (429)"),
    ("500-server-error", "it had an error of its own (500)"),
    ("503-server-overloaded-error", "it was overloaded (503)"),
    (
        "concurrency-limit-reached",
        "too many calls at once for your plan",
    ),
    ("insufficient-credits", "your credits are used up"),
    ("voice-not-found", "there is no such voice"),
    ("quota-exceeded", "the quota is used up"),
    ("invalid-api-key", "the API key is wrong"),
    ("out-of-credits", "the credits are used up"),
    (
        "transport-never-connected",
        "the audio connection was never made",
    ),
    ("worker-not-available", "no worker was available"),
    ("worker-died", "the worker died"),
];

/// A reason in words: its family and a sentence.
#[must_use]
pub fn explain(reason: &str) -> (Family, String) {
    if let Some((_, family, sentence)) = REASONS.iter().find(|(name, ..)| *name == reason) {
        return (*family, (*sentence).to_owned());
    }
    let (family, rest) = if let Some(rest) = reason.strip_prefix("pipeline-error-") {
        (Provider, rest)
    } else if let Some((_, rest)) = reason.split_once("error-vapifault-") {
        // Failures of providers whose keys are Vapi's count as Vapi's own.
        (Vapi, rest)
    } else if let Some((_, rest)) = reason.split_once("error-providerfault-") {
        (Provider, rest)
    } else if let Some(rest) = reason.strip_prefix("call.start.error-") {
        (Yours, rest)
    } else if let Some((_, rest)) = reason.split_once(".error-") {
        (Provider, rest)
    } else {
        return by_prefix(reason);
    };
    let sentence = match fault(rest) {
        Some(("", fault)) => capitalised(fault),
        Some((provider, fault)) => {
            format!("{}: {fault}.", capitalised(provider).trim_end_matches('.'))
        }
        None => capitalised(&rest.replace('-', " ")),
    };
    (family, sentence)
}

/// The provider and what went wrong with it, when the end of `rest` is a known fault.
fn fault(rest: &str) -> Option<(&str, &'static str)> {
    FAULTS.iter().find_map(|(name, about)| {
        let provider = rest.strip_suffix(name)?;
        Some((provider.trim_end_matches('-'), *about))
    })
}

fn by_prefix(reason: &str) -> (Family, String) {
    let words = capitalised(&reason.replace(['-', '.'], " "));
    match reason.split(['-', '.']).next().unwrap_or_default() {
        "customer" | "assistant" => (Normal, words),
        "twilio" | "vonage" => (Provider, words),
        _ => (Family::Unknown, String::new()),
    }
}

/// A sentence: its first letter large, a full stop behind it.
fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        format!("{}{}.", first.to_ascii_uppercase(), chars.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_explained_by_family() {
        for (reason, family, sentence) in [
            ("customer-ended-call", Normal, "The customer hung up."),
            (
                "silence-timed-out",
                Missed,
                "Nobody said anything for as long as silenceTimeoutSeconds allows.",
            ),
            (
                "pipeline-error-openai-401-unauthorized",
                Provider,
                "Openai: it refused the credentials (401).",
            ),
            (
                "call.in-progress.error-vapifault-eleven-labs-voice-not-found",
                Vapi,
                "Eleven-labs: there is no such voice.",
            ),
            (
                "call.in-progress.error-vapifault-worker-died",
                Vapi,
                "The worker died.",
            ),
            (
                "call.in-progress.error-providerfault-outbound-sip-403-forbidden",
                Provider,
                "Outbound sip 403 forbidden.",
            ),
            (
                "call.start.error-subscription-insufficient-credits",
                Yours,
                "Subscription: your credits are used up.",
            ),
            (
                "customer-did-something-new",
                Normal,
                "Customer did something new.",
            ),
            ("hangup", Family::Unknown, ""),
            ("", Family::Unknown, ""),
        ] {
            assert_eq!(explain(reason), (family, sentence.to_owned()), "{reason}");
        }
    }

    #[test]
    fn a_reason_stands_once() {
        for (at, (name, ..)) in REASONS.iter().enumerate() {
            assert!(
                REASONS[at + 1..].iter().all(|(other, ..)| other != name),
                "{name}"
            );
        }
    }
}
