//! A path inside an answer: `results[0].result`, or `/results/0/result`.

use serde_json::Value;

/// A path from the body's root.
#[derive(Clone, Debug)]
pub struct Path(Vec<String>);

impl std::str::FromStr for Path {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(pointer) = text.strip_prefix('/') {
            let names = pointer.split('/');
            let names = names.map(|name| name.replace("~1", "/").replace("~0", "~"));
            return Ok(Self(names.collect()));
        }
        let mut names = Vec::new();
        for part in text.split('.') {
            let (name, indexes) = part.split_at(part.find('[').unwrap_or(part.len()));
            if name.is_empty() && (indexes.is_empty() || !names.is_empty()) {
                return Err("a name is empty".to_owned());
            }
            names.extend((!name.is_empty()).then(|| name.to_owned()));
            for index in indexes.split_terminator(']') {
                let index = index.strip_prefix('[').ok_or("an index is [0]")?;
                if index.is_empty() || !index.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(format!("[{index}] is no index"));
                }
                names.push(index.to_owned());
            }
        }
        Ok(Self(names))
    }
}

impl Path {
    /// What stands there.
    pub fn get<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.0.iter().try_fold(value, |value, name| match value {
            Value::Array(items) => items.get(name.parse::<usize>().ok()?),
            other => other.get(name),
        })
    }
}
