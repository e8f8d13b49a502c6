//! Whether a request is from who it says: what checking its signature, token or secret came to.

use serde_json::{Value, json};

/// What a check came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It is what the sender signed.
    Valid,
    /// The headers that would say so are not there.
    Missing,
    /// They are there, and do not fit.
    Mismatch,
    /// They fit, but the time they name is too far away.
    Stale,
}

impl Ruling {
    const ALL: [Self; 4] = [Self::Valid, Self::Missing, Self::Mismatch, Self::Stale];

    /// The stable name, used in the record and in `--json` output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Missing => "missing",
            Self::Mismatch => "mismatch",
            Self::Stale => "stale",
        }
    }

    /// The ruling of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ruling| ruling.name() == name)
    }
}

/// A check of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What it came to.
    pub ruling: Ruling,
    /// The name of the authentication it was checked with, when it has one.
    pub auth: Option<Box<str>>,
    /// The scheme that fits, or that was expected: `hmac-sha256`, `bearer`, `shared-secret`.
    pub scheme: Box<str>,
    /// Why it is not valid, in words; never holds a secret.
    pub detail: Option<Box<str>>,
}

impl Verdict {
    /// Whether the request is from who it says.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.ruling == Ruling::Valid
    }

    /// As the `verdict` member of an `event` line.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({
            "valid": self.is_valid(),
            "result": self.ruling.name(),
            "auth": self.auth,
            "scheme": self.scheme,
            "detail": self.detail,
        })
    }

    /// Reads [`Verdict::to_json`] back; `None` for anything else.
    #[must_use]
    pub fn from_json(value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        Some(Self {
            ruling: Ruling::from_name(text("result")?)?,
            auth: text("auth").map(Into::into),
            scheme: text("scheme")?.into(),
            detail: text("detail").map(Into::into),
        })
    }

    /// In words, for a line: `signature ok (prod)`.
    #[must_use]
    pub fn in_words(&self) -> String {
        let by = self.auth.as_deref().unwrap_or(&self.scheme);
        match (self.ruling, self.detail.as_deref()) {
            (Ruling::Valid, _) => format!("{by} ok"),
            (ruling, None) => format!("{by} {}", ruling.name()),
            (_, Some(detail)) => format!("{by}: {detail}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_reads_back() {
        for ruling in Ruling::ALL {
            let verdict = Verdict {
                ruling,
                auth: (ruling != Ruling::Valid).then(|| "prod".into()),
                scheme: "hmac-sha256".into(),
                detail: (ruling != Ruling::Valid).then(|| "no x-signature".into()),
            };
            assert_eq!(Verdict::from_json(&verdict.to_json()), Some(verdict));
        }
        assert_eq!(Verdict::from_json(&Value::Null), None);
    }
}
