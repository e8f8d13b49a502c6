//! Where whole assistants stand in an answer: the one it names, a squad's members and where
//! they hand over to, the destination of a handoff, the destinations of a handoff tool.

use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Every inline assistant with its path, an outer one before what is inside it.
#[must_use]
pub(super) fn assistants(answer: &Object) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    holder("", answer, &mut found);
    if let Some(Value::Object(destination)) = answer.get("destination") {
        holder("destination.", destination, &mut found);
    }
    found
}

/// The same path as a JSON pointer.
#[must_use]
pub(super) fn pointer(path: &str) -> String {
    let slashes = path.replace(['.', '['], "/").replace(']', "");
    format!("/{slashes}")
}

/// Looks into what may hold an assistant or a squad of them; `at` ends with a point, unless it
/// is empty.
fn holder<'v>(at: &str, holder: &'v Object, found: &mut Vec<(String, &'v Value)>) {
    if let Some(assistant) = holder.get("assistant").filter(|value| !value.is_null()) {
        let path = format!("{at}assistant");
        found.push((path.clone(), assistant));
        let tools = assistant.get("model").and_then(|model| model.get("tools"));
        for (number, tool) in objects(tools) {
            let destinations = format!("{path}.model.tools[{number}].destinations");
            holders(&destinations, tool.get("destinations"), found);
        }
    }
    let members = holder.get("squad").and_then(|squad| squad.get("members"));
    let path = format!("{at}squad.members");
    holders(&path, members, found);
    for (number, member) in objects(members) {
        let onwards = format!("{path}[{number}].assistantDestinations");
        holders(&onwards, member.get("assistantDestinations"), found);
    }
}

fn holders<'v>(at: &str, list: Option<&'v Value>, found: &mut Vec<(String, &'v Value)>) {
    for (number, item) in objects(list) {
        holder(&format!("{at}[{number}]."), item, found);
    }
}

fn objects(list: Option<&Value>) -> impl Iterator<Item = (usize, &Object)> {
    let list = list
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    let objects = list.iter().map(Value::as_object).enumerate();
    objects.filter_map(|(number, item)| Some((number, item?)))
}
