//! Tool calls in every shape Vapi has sent or documented (contract 1.3).

use std::borrow::Cow;

use vapihook_json::members::Object;
use vapihook_json::raw::{Kind, Raw};

/// One call of a tool.
#[derive(Clone, Debug)]
pub struct ToolCall<'a> {
    /// The id an answer must repeat; empty when none was sent.
    pub id: Cow<'a, str>,
    /// The tool's name; empty when none was sent.
    pub name: Cow<'a, str>,
    /// The arguments as JSON text: an object, unpacked when it came as a string of JSON; the
    /// string itself when it is something else (encrypted, or not JSON); `{}` when absent.
    pub arguments: Cow<'a, str>,
}

/// The tool calls of a message: `toolCallList`, else `toolCalls`, else those inside
/// `toolWithToolCallList`, else the legacy `functionCall`.
#[must_use]
pub fn tool_calls<'a>(message: impl Object<'a>) -> Vec<ToolCall<'a>> {
    let [list, calls, with_tool, function_call] = message.members([
        "toolCallList",
        "toolCalls",
        "toolWithToolCallList",
        "functionCall",
    ]);
    for list in [list, calls].into_iter().flatten() {
        let items = list.items();
        if !items.is_empty() {
            return items.into_iter().map(|call| read(call, None)).collect();
        }
    }
    if let Some(with_tool) = with_tool.map(Raw::items).filter(|items| !items.is_empty()) {
        return with_tool
            .into_iter()
            .map(|tool| read(tool.get("toolCall").unwrap_or(tool), Some(tool)))
            .collect();
    }
    function_call
        .filter(|call| call.is_object())
        .map(|call| vec![read(call, None)])
        .unwrap_or_default()
}

/// Reads one call: `{id, function: {name, arguments}}` or the flat `{id, name, parameters}`.
/// `tool` is the definition that may know the name instead.
fn read<'a>(call: Raw<'a>, tool: Option<Raw<'a>>) -> ToolCall<'a> {
    let [id, function, name, arguments, parameters] =
        call.members(["id", "function", "name", "arguments", "parameters"]);
    let [inner_name, inner_arguments, inner_parameters] = function.map_or([None; 3], |function| {
        function.members(["name", "arguments", "parameters"])
    });
    let tool_name = || {
        let tool = tool?;
        tool.path(&["function", "name"])
            .or_else(|| tool.get("name"))
    };
    let arguments = inner_arguments
        .or(inner_parameters)
        .or(arguments)
        .or(parameters);
    ToolCall {
        id: id.and_then(Raw::as_str).unwrap_or_default(),
        name: inner_name
            .or(name)
            .or_else(tool_name)
            .and_then(Raw::as_str)
            .unwrap_or_default(),
        arguments: arguments.map_or(Cow::Borrowed("{}"), unpack),
    }
}

/// The calls of one list.
#[must_use]
pub fn of_list(list: Raw<'_>) -> Vec<ToolCall<'_>> {
    list.items()
        .into_iter()
        .map(|call| read(call, None))
        .collect()
}

/// Arguments that came as a string of JSON are unpacked; `""` means none.
pub(super) fn unpack(arguments: Raw<'_>) -> Cow<'_, str> {
    match arguments.as_str() {
        Some(text) if text.trim().is_empty() => Cow::Borrowed("{}"),
        Some(text) if Raw::parse(&text).is_ok_and(Raw::is_object) => text,
        _ => Cow::Borrowed(arguments.text()),
    }
}

impl ToolCall<'_> {
    /// `name {argument: value}`, for a line.
    #[must_use]
    pub fn inline(&self) -> String {
        let arguments = Raw::parse(&self.arguments).map(inline).unwrap_or_default();
        format!("{} {arguments}", self.name)
    }
}

/// JSON on one line for people: `{date: "2026-03-04", people: 2}`.
#[must_use]
pub fn inline(value: Raw<'_>) -> String {
    inline_to(value, INLINE_DEPTH)
}

/// Deeper than this the JSON stands as it came: the depth of a payload is not ours to recurse.
const INLINE_DEPTH: usize = 16;

fn inline_to(value: Raw<'_>, depth: usize) -> String {
    let Some(inner) = depth.checked_sub(1) else {
        return value.text().to_owned();
    };
    match value.kind() {
        Kind::Object => {
            let members: Vec<String> = value
                .entries()
                .into_iter()
                .map(|(name, value)| format!("{name}: {}", inline_to(value, inner)))
                .collect();
            format!("{{{}}}", members.join(", "))
        }
        Kind::Array => {
            let items = value.items().into_iter();
            let items: Vec<String> = items.map(|item| inline_to(item, inner)).collect();
            format!("[{}]", items.join(", "))
        }
        Kind::String => format!("\"{}\"", value.as_str().unwrap_or_default()),
        _ => value.text().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(json: &str) -> Vec<(String, String, String)> {
        tool_calls(Raw::parse(json).expect("JSON"))
            .into_iter()
            .map(|call| {
                let text = Raw::parse(&call.arguments)
                    .map(inline)
                    .expect("JSON arguments");
                (call.id.into_owned(), call.name.into_owned(), text)
            })
            .collect()
    }

    #[test]
    fn every_shape_reads_the_same() {
        let wanted = vec![("c1".into(), "book".into(), "{day: \"Mon\"}".into())];
        for shape in [
            r#"{"toolCallList":[{"id":"c1","type":"function","function":{"name":"book","arguments":{"day":"Mon"}}}]}"#,
            r#"{"toolCallList":[{"id":"c1","function":{"name":"book","arguments":"{\"day\":\"Mon\"}"}}]}"#,
            r#"{"toolCallList":[{"id":"c1","name":"book","parameters":{"day":"Mon"}}]}"#,
            r#"{"toolCallList":[{"id":"c1","name":"book","arguments":{"day":"Mon"}}]}"#,
            r#"{"toolCallList":[],"toolCalls":[{"id":"c1","function":{"name":"book","arguments":{"day":"Mon"}}}]}"#,
            r#"{"toolWithToolCallList":[{"name":"book","toolCall":{"id":"c1","parameters":{"day":"Mon"}}}]}"#,
            r#"{"toolWithToolCallList":[{"function":{"name":"book"},"toolCall":{"id":"c1","function":{"arguments":{"day":"Mon"}}}}]}"#,
            r#"{"functionCall":{"id":"c1","name":"book","parameters":"{\"day\":\"Mon\"}"}}"#,
        ] {
            assert_eq!(calls(shape), wanted, "{shape}");
        }
    }

    #[test]
    fn what_is_missing_is_empty() {
        assert_eq!(
            calls(r#"{"toolCallList":[{"function":{"arguments":""}}]}"#),
            vec![(String::new(), String::new(), "{}".into())]
        );
        assert!(calls(r#"{"toolCallList":"none"}"#).is_empty());
        let encrypted = calls(r#"{"toolCallList":[{"id":"a","name":"b","arguments":"aGk="}]}"#);
        assert_eq!(encrypted[0].2, "\"aGk=\"");
    }

    #[test]
    fn any_depth_is_shown() {
        let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(inline(Raw::parse(&deep).expect("JSON")), deep);
    }
}
