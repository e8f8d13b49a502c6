//! Texts with `{{path}}` in them, as assistants have.

use serde_json::Value;

use super::call::Call;

impl Call {
    /// A text with every `{{path}}` replaced by what it stands for; what stands for nothing is
    /// left, so that it is seen.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((path, after)) = after.split_once("}}") else {
                break;
            };
            filled += before;
            match self.lookup(path.trim()) {
                Some(value) => filled += &value,
                None => filled += &format!("{{{{{path}}}}}"),
            }
            rest = after;
        }
        filled + rest
    }

    fn lookup(&self, path: &str) -> Option<String> {
        let mut names = path.split('.');
        let first = names.next()?;
        if first == "results" {
            return self.results.get(names.next()?).cloned();
        }
        let known = match first {
            "customer" => Some(&self.customer),
            "phoneNumber" => Some(&self.phone),
            "assistant" => Some(&self.assistant),
            _ => None,
        };
        let root = self.variables.get(first).or(known)?;
        match names.try_fold(root, |value, name| value.get(name))? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }
    }

    /// The same with every text in it filled.
    pub(super) fn fill_all(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.fill(text).into(),
            Value::Array(items) => items.iter().map(|item| self.fill_all(item)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, value)| (name.clone(), self.fill_all(value)))
                .collect(),
            other => other.clone(),
        }
    }
}
