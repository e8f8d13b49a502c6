//! `--set` and `--add`: changes to a body on its way out, byte for byte outside of what changes.

use bytes::Bytes;

use super::values::{self, Assignment};
use crate::error::{Error, Kind, Result};
use crate::event::path;

/// The flags that change a body.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Changes {
    /// Change a value that is there, named by a dotted path or a JSON pointer:
    /// --set message.call.id=c-1. The value is JSON if it reads as JSON, else text; @FILE reads
    /// it from a file; repeatable
    #[arg(long, value_name = "PATH=VALUE", value_parser = values::assignment)]
    set: Vec<Assignment>,
    /// As --set, but creates what is not there yet; repeatable, applied after --set
    #[arg(long, value_name = "PATH=VALUE", value_parser = values::assignment)]
    add: Vec<Assignment>,
}

impl Changes {
    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.add.is_empty()
    }

    /// The body with every change made, `--set` first.
    ///
    /// # Errors
    /// When the body is not JSON, or a path does not lead anywhere.
    pub fn apply(&self, body: &Bytes) -> Result<Bytes> {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        if self.is_empty() {
            return Ok(body.clone());
        }
        let (mark, bytes) = match body.strip_prefix(MARK) {
            Some(bytes) => (MARK, bytes),
            None => (&b""[..], &body[..]),
        };
        let text = std::str::from_utf8(bytes)
            .map_err(|error| Error::failed(format!("the body is not UTF-8: {error}")))?;
        let mut text = std::borrow::Cow::Borrowed(text);
        for Assignment { path, value } in &self.set {
            text = path::set(&text, path, value).map_err(or_add)?.into();
        }
        for Assignment { path, value } in &self.add {
            text = path::add(&text, path, value)?.into();
        }
        Ok([mark, text.as_bytes()].concat().into())
    }
}

/// The error of a `--set`, with the way to create what is missing.
fn or_add(error: Error) -> Error {
    if error.kind != Kind::NotFound {
        return error;
    }
    let hint = error.hint.as_deref().unwrap_or_default();
    let gap = if hint.ends_with('?') { "" } else { ";" };
    let hint = format!("{hint}{gap} --add creates what is missing");
    error.hint(hint)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        changes: Changes,
    }

    fn apply(args: &[&str], body: &'static [u8]) -> Result<Bytes> {
        let line = Line::try_parse_from([&["x"], args].concat()).expect("a command line");
        line.changes.apply(&Bytes::from_static(body))
    }

    #[test]
    fn changes_are_made_in_order_and_the_rest_is_kept() {
        let args = ["--add", "b.c=x y", "--set", "a=[1, 2]", "--add", "a[2]=3"];
        let body = apply(&args, b"\xef\xbb\xbf{\"a\" : 1.0}\n").expect("a body");
        assert_eq!(
            &body[..],
            b"\xef\xbb\xbf{\"a\" : [1, 2, 3],\"b\": {\"c\":\"x y\"}}\n"
        );
        let same = apply(&[], b"not JSON \xff").expect("a body");
        assert_eq!(&same[..], b"not JSON \xff");
    }

    #[test]
    fn what_is_not_there_is_created_on_request_only() {
        let error = apply(&["--set", "b=1"], b"{\"a\":1}").expect_err("an error");
        assert_eq!(
            error.hint.as_deref(),
            Some("the body has a; --add creates what is missing")
        );
        let error = apply(&["--set", "b=1"], b"\xff").expect_err("an error");
        assert!(error.message.contains("not UTF-8"));
    }
}
