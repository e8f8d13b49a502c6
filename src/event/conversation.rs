//! A conversation read from whatever a message carries of it: `artifact.messages`, the copies at
//! message level, the form that models take, or only a transcript's text.
//!
//! Roles and their spellings differ by source and year (contract 1.3); here they are four. Times
//! are ms since 1970 when the source has them: `secondsFromStart` begins again when a squad hands
//! over, so it is used only where nothing else is known.

use std::borrow::Cow;

use vapihook_json::members::{Members, Object};
use vapihook_json::raw::{Kind, Raw};

use super::message::{Message, Transcript};
use super::tool_call::{ToolCall, of_list};

/// Who a turn is by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The assistant that speaks.
    Assistant,
    /// The person on the other side.
    Caller,
    /// Instructions to the model; nobody hears them.
    System,
}

/// What happened in a turn.
#[derive(Clone, Debug)]
pub enum Did<'a> {
    /// Words.
    Said(Cow<'a, str>),
    /// A tool was called.
    Called(ToolCall<'a>),
    /// A tool's result came back.
    Returned {
        /// The call's id; empty when none was sent.
        id: Cow<'a, str>,
        /// The tool's name; empty when none was sent.
        name: Cow<'a, str>,
        /// The result as the model got it.
        result: Cow<'a, str>,
    },
}

/// One thing that happened in a conversation.
#[derive(Clone, Debug)]
pub struct Turn<'a> {
    /// By whom.
    pub who: Who,
    /// What.
    pub did: Did<'a>,
    /// When it began, ms since 1970 (since the call's start where only that is known).
    pub start_ms: Option<f64>,
    /// When it ended.
    pub end_ms: Option<f64>,
}

impl Turn<'_> {
    /// Whether somebody could hear it.
    #[must_use]
    pub fn is_heard(&self) -> bool {
        matches!(self.did, Did::Said(_)) && self.who != Who::System
    }
}

/// What happened in a call, or the end of it.
#[derive(Clone, Debug)]
pub struct Conversation<'a> {
    /// The turns in their order, unless only the last were asked for: these.
    pub turns: Vec<Turn<'a>>,
    /// How many turns of all were heard.
    pub heard: usize,
    /// When it began, in ms: the first of all turns that is no instruction.
    pub start_ms: Option<f64>,
    /// How many of the turns that were heard are kept.
    last: usize,
}

/// Turns that come, at least, before any is let go of again.
const ROOM: usize = 256;

impl<'a> Conversation<'a> {
    fn new(last: usize) -> Self {
        Self {
            turns: Vec::new(),
            heard: 0,
            start_ms: None,
            last,
        }
    }

    /// The conversation that `message` carries, if it carries one. Of its turns at least the
    /// `last` that were heard are kept, and what else happened from the first of them on.
    #[must_use]
    pub fn of_message(message: &Members<'a>, last: usize) -> Option<Self> {
        let names = ["messages", "messagesOpenAIFormatted", "conversation"];
        let [messages, for_models, conversation] = message.members(names);
        let [artifact, chat, session] = message.members(["artifact", "chat", "session"]);
        let [of_artifact, of_artifact_for_models] = artifact.map_or([None; 2], |artifact| {
            artifact.members(["messages", "messagesOpenAIFormatted"])
        });
        // Those with times come first.
        let kept = [chat, session].map(|kept| kept.and_then(|kept| kept.get("messages")));
        [
            messages,
            of_artifact,
            conversation,
            for_models,
            of_artifact_for_models,
        ]
        .into_iter()
        .chain(kept)
        .flatten()
        .map(|list| Self::of_list(list, last))
        .find(|conversation| conversation.heard > 0)
    }

    fn of_list(entries: Raw<'a>, last: usize) -> Self {
        let mut conversation = Self::new(last);
        // There may be very many of them: one pass over each.
        entries.each_item_with(MEMBERS, |entry| {
            read(entry, |turn| conversation.push(turn));
        });
        conversation
    }

    /// Goes on with a turn.
    fn push(&mut self, turn: Turn<'a>) {
        self.heard += usize::from(turn.is_heard());
        // Instructions stand before the call.
        if let Some(start) = turn.start_ms.filter(|_| turn.who != Who::System) {
            self.start_ms = Some(self.start_ms.map_or(start, |before| before.min(start)));
        }
        if self.turns.len() == self.turns.capacity() {
            let first = self.last_heard(self.last).unwrap_or_default();
            self.turns.drain(..first);
            self.turns.reserve(ROOM.max(self.turns.len()));
        }
        self.turns.push(turn);
    }

    /// Where the first of the last `count` turns that were heard stands, if there are so many.
    #[must_use]
    pub fn last_heard(&self, count: usize) -> Option<usize> {
        let heard = self.turns.iter().enumerate().rev();
        let mut heard = heard.filter(|(_, turn)| turn.is_heard());
        heard.nth(count.checked_sub(1)?).map(|(at, _)| at)
    }
}

/// All of these turns.
impl<'a> FromIterator<Turn<'a>> for Conversation<'a> {
    fn from_iter<T: IntoIterator<Item = Turn<'a>>>(turns: T) -> Self {
        let mut conversation = Self::new(usize::MAX);
        turns.into_iter().for_each(|turn| conversation.push(turn));
        conversation
    }
}

/// What the events of one call tell, oldest event first: the fullest copy that any of them
/// carries, else what the final transcripts say, each at the time of its event.
#[must_use]
pub fn of_call<'a>(messages: &[Message<'a>]) -> Conversation<'a> {
    // The newest of those with the most: it has what came after an interruption right.
    messages
        .iter()
        .filter_map(|message| Conversation::of_message(&message.own, usize::MAX))
        .max_by_key(|conversation| conversation.heard)
        .unwrap_or_else(|| messages.iter().filter_map(transcribed).collect())
}

/// What a final transcript says.
fn transcribed<'a>(message: &Message<'a>) -> Option<Turn<'a>> {
    let part = message.transcript()?;
    let [role, words, time] = message.own.members(["role", "transcript", "timestamp"]);
    let who = match &*role?.as_str()? {
        "user" => Who::Caller,
        _ => Who::Assistant,
    };
    let words = words?.as_str()?;
    (part == Transcript::Final).then_some(Turn {
        who,
        did: Did::Said(words),
        start_ms: time.and_then(Raw::as_f64),
        end_ms: None,
    })
}

/// What is read of an entry.
const MEMBERS: [&str; 14] = [
    "role",
    "message",
    "content",
    "time",
    "endTime",
    "secondsFromStart",
    "duration",
    "name",
    "result",
    "toolCallId",
    "tool_call_id",
    "toolCalls",
    "tool_calls",
    "args",
];

/// Reads one entry, which may be several turns: words and calls in one.
fn read<'a>(entry: &[Option<Raw<'a>>; MEMBERS.len()], mut push: impl FnMut(Turn<'a>)) {
    let [
        role,
        message,
        content,
        time,
        end,
        from_start,
        duration,
        name,
        result,
        id,
        snake_id,
        calls,
        for_models,
        arguments,
    ] = *entry;
    let Some(role) = role.and_then(Raw::as_str) else {
        return;
    };
    let number = |raw: Option<Raw<'_>>| raw.and_then(Raw::as_f64);
    let start_ms = number(time).or_else(|| Some(number(from_start)? * 1_000.0));
    // In 2024 a duration was in seconds; no turn lasts longer than a few hundred of them.
    let lasted = number(duration).map(|it| if it < 300.0 { it * 1_000.0 } else { it });
    let end_ms = number(end).or_else(|| Some(start_ms? + lasted?));
    let mut turn = |who, did| {
        push(Turn {
            who,
            did,
            start_ms,
            end_ms,
        });
    };
    let is_result = matches!(
        &*role,
        "tool_call_result" | "function_result" | "tool" | "function"
    );
    if let Some(result) = result.or(content).filter(|_| is_result) {
        let id = id.or(snake_id).and_then(Raw::as_str).unwrap_or_default();
        let name = name.and_then(Raw::as_str).unwrap_or_default();
        let result = words(result).unwrap_or(result.text().into());
        turn(Who::Assistant, Did::Returned { id, name, result });
        return;
    }
    let who = match &*role {
        "user" | "customer" => Who::Caller,
        "system" | "developer" => Who::System,
        _ => Who::Assistant,
    };
    if let Some(words) = [message, content].into_iter().flatten().find_map(words) {
        turn(who, Did::Said(words));
    }
    for call in calls.or(for_models).map(of_list).unwrap_or_default() {
        turn(Who::Assistant, Did::Called(call));
    }
    if let (Some(name), Some(_)) = (name, arguments) {
        let call = ToolCall {
            id: Cow::default(),
            name: name.as_str().unwrap_or_default(),
            arguments: arguments.map_or("{}".into(), super::tool_call::unpack),
        };
        turn(Who::Assistant, Did::Called(call));
    }
}

/// The words of an entry: a string, or the texts in a list of parts. Never blank.
fn words(content: Raw<'_>) -> Option<Cow<'_, str>> {
    let words = match content.kind() {
        Kind::String => content.as_str()?,
        Kind::Array => {
            let parts = content.items();
            let parts: Vec<Cow<'_, str>> = parts
                .into_iter()
                .filter_map(|part| part.str("text"))
                .collect();
            Cow::Owned(parts.join(" "))
        }
        _ => return None,
    };
    (!words.trim().is_empty()).then_some(words)
}

/// The turns of a transcript's text: `AI: ..` and `User: ..`, or whatever the speakers are
/// called, a line each. A line without a speaker goes on with the one before.
#[must_use]
pub fn of_transcript(transcript: &str) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for line in transcript
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        if let Some((speaker, words)) = line.split_once(": ")
            && let Some(who) = speaker_of(speaker)
        {
            turns.push(Turn {
                who,
                did: Did::Said(words.into()),
                start_ms: None,
                end_ms: None,
            });
        } else if let Some(Did::Said(words)) = turns.last_mut().map(|turn| &mut turn.did) {
            *words = format!("{words} {line}").into();
        } else {
            turns.push(Turn {
                who: Who::Assistant,
                did: Did::Said(line.into()),
                start_ms: None,
                end_ms: None,
            });
        }
    }
    turns
}

/// Who is meant by a speaker's name in a transcript.
fn speaker_of(name: &str) -> Option<Who> {
    match name {
        "AI" | "Agent" | "Assistant" | "Bot" => Some(Who::Assistant),
        "User" | "Lead" | "Customer" | "Caller" => Some(Who::Caller),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(text: &str) -> Members<'_> {
        Members::of(Raw::parse(text).expect("JSON"))
    }

    fn shown(message: &str) -> Vec<String> {
        Conversation::of_message(&opened(message), usize::MAX)
            .map(|conversation| conversation.turns)
            .unwrap_or_default()
            .into_iter()
            .map(|turn| {
                let what = match turn.did {
                    Did::Said(words) => format!("says {words}"),
                    Did::Called(call) => format!("calls {} {}", call.id, call.inline()),
                    Did::Returned { id, name, result } => format!("gets {id} {name} {result}"),
                };
                let ms = |ms: Option<f64>| ms.map_or("-".to_owned(), |ms| ms.to_string());
                format!(
                    "{:?} {what} {}..{}",
                    turn.who,
                    ms(turn.start_ms),
                    ms(turn.end_ms)
                )
            })
            .collect()
    }

    #[test]
    fn every_form_is_read() {
        let live = r#"{"artifact":{"messages":[
            {"role":"system","message":"Be kind.","time":1000},
            {"role":"bot","message":"Hello.","time":1500,"endTime":2500},
            {"role":"user","message":"Hi.","time":3000,"duration":0.5},
            {"role":"tool_calls","message":"","time":3600,"toolCalls":[
              {"id":"c1","function":{"name":"book","arguments":"{\"day\":\"Mon\"}"}}]},
            {"role":"tool_call_result","time":4000,"name":"book","result":"ok","toolCallId":"c1"}]}}"#;
        assert_eq!(
            shown(live),
            [
                "System says Be kind. 1000..-",
                "Assistant says Hello. 1500..2500",
                "Caller says Hi. 3000..3500",
                "Assistant calls c1 book {day: \"Mon\"} 3600..-",
                "Assistant gets c1 book ok 4000..-",
            ]
        );
        let for_models = r#"{"messagesOpenAIFormatted":[
            {"role":"user","content":[{"type":"text","text":"Book"},{"type":"text","text":"it"}]},
            {"role":"assistant","content":"Now.","tool_calls":[
              {"id":"c1","function":{"name":"book","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"c1","content":"done"}]}"#;
        assert_eq!(
            shown(for_models),
            [
                "Caller says Book it -..-",
                "Assistant says Now. -..-",
                "Assistant calls c1 book {} -..-",
                "Assistant gets c1  done -..-",
            ]
        );
        let old = r#"{"messages":[{"role":"user","message":"Hi","secondsFromStart":1.5},
            {"role":"function_call","name":"book","args":"{\"a\":1}"},
            {"role":"function_result","name":"book","result":"ok"}]}"#;
        assert_eq!(
            shown(old),
            [
                "Caller says Hi 1500..-",
                "Assistant calls  book {a: 1} -..-",
                "Assistant gets  book ok -..-",
            ]
        );
    }

    #[test]
    fn what_holds_no_words_is_passed_over() {
        let message = r#"{"messages":[{},{"role":"user","message":" "},7],
            "conversation":[{"role":"user","content":"Hi"}]}"#;
        assert_eq!(shown(message), ["Caller says Hi -..-"]);
        assert!(shown(r#"{"messages":"none","artifact":[]}"#).is_empty());
    }

    #[test]
    fn of_a_long_one_the_end_is_enough() {
        let entry = |number: usize| match number % 3 {
            0 => format!(
                r#"{{"role":"user","message":"{number}","time":{}}}"#,
                5000 - number
            ),
            1 => format!(
                r#"{{"role":"tool_call_result","name":"t","result":"{number}","time":{number}}}"#
            ),
            _ => format!(r#"{{"role":"system","message":"{number}","time":0}}"#),
        };
        for count in [0, 1, 5, 255, 256, 257, 1_000, 2_000] {
            let entries: Vec<String> = (0..count).map(entry).collect();
            let text = format!(r#"{{"messages":[{}]}}"#, entries.join(","));
            let message = opened(&text);
            let all = Conversation::of_message(&message, usize::MAX);
            let end = Conversation::of_message(&message, 3);
            assert_eq!(all.is_some(), count > 0);
            let Some((all, end)) = all.zip(end) else {
                continue;
            };
            assert_eq!((all.turns.len(), all.heard), (count, count.div_ceil(3)));
            assert_eq!((end.heard, end.start_ms), (all.heard, all.start_ms));
            assert!(end.turns.len() <= 2 * ROOM, "{}", end.turns.len());
            let shown = |it: &Conversation<'_>| {
                let first = it.last_heard(3).unwrap_or_default();
                format!("{:?}", &it.turns[first..])
            };
            assert_eq!(shown(&end), shown(&all), "{count}");
        }
    }

    #[test]
    fn a_transcript_is_turns() {
        let turns = of_transcript("AI: Hello: there.\nUser: Hi,\nit's Dana.\n\nLead: Yes");
        let said: Vec<String> = turns
            .into_iter()
            .map(|turn| match turn.did {
                Did::Said(words) => format!("{:?} {words}", turn.who),
                other => format!("{other:?}"),
            })
            .collect();
        assert_eq!(
            said,
            [
                "Assistant Hello: there.",
                "Caller Hi, it's Dana.",
                "Caller Yes"
            ]
        );
    }
}
