//! Checks the requests of a job, whichever form they have.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use vapihook_json::raw::text_of;

use super::item::Item;
use super::scan::{Scan, Scanned};
use crate::commands::what::{Form, Found};
use crate::event::envelope::now_ms;
use crate::event::import::{self, Held};
use crate::event::line;
use crate::event::verdict::Verdict;
use crate::signature::detective::{Budget, Clue, explain};
use crate::signature::{Auth, Clock, Request};

/// What may be digested in search of mistakes, in a whole run: a second or two.
const SEARCHES: u64 = 1 << 30;
/// How many events before and after a line its signature may belong to.
const NEIGHBOURS: usize = 25;

/// How requests are checked.
pub(super) struct Checker {
    pub auth: Auth,
    /// When; else when each was received.
    pub at_ms: Option<i64>,
    pub tolerance: Duration,
    pub url: Option<String>,
    /// Headers that replace those of every request.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Whether valid requests are told, too.
    pub tell_all: bool,
    left: AtomicU64,
}

/// A request that is told.
#[derive(Debug)]
pub(super) struct Row {
    /// Its line in the file, from 1, when it is one of several.
    pub line: Option<u64>,
    pub id: Option<String>,
    pub name: Option<String>,
    pub verdict: Result<Verdict, String>,
    pub clue: Option<Clue>,
}

impl Row {
    pub fn is_valid(&self) -> bool {
        self.verdict.as_ref().is_ok_and(Verdict::is_valid)
    }
}

/// What a job came to.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub rows: Vec<Row>,
    pub valid: u64,
    /// Lines of the job.
    pub lines: u64,
}

impl Checker {
    pub fn new(auth: Auth, tolerance: Duration) -> Self {
        Self {
            auth,
            at_ms: None,
            tolerance,
            url: None,
            headers: Vec::new(),
            tell_all: false,
            left: AtomicU64::new(SEARCHES),
        }
    }

    fn clock(&self, received_ms: Option<i64>) -> Clock {
        Clock {
            at_ms: self.at_ms.or(received_ms).unwrap_or_else(now_ms),
            tolerance: self.tolerance,
        }
    }

    /// Checks one request. `others` are events whose signature it may have.
    pub fn check<'a>(
        &self,
        item: &mut Item,
        others: impl Iterator<Item = (String, &'a [u8])>,
    ) -> Row {
        item.set_headers(&self.headers);
        let request = item.request(self.url.as_deref());
        let clock = self.clock(item.received_ms);
        let verdict = self.auth.verify(request, &clock);
        let clue = (!verdict.is_valid()).then(|| self.explain(request, &verdict, others));
        Row {
            line: None,
            id: item.id.take(),
            name: item.name.take(),
            verdict: Ok(verdict),
            clue: clue.flatten(),
        }
    }

    fn explain<'a>(
        &self,
        request: Request<'_>,
        verdict: &Verdict,
        others: impl Iterator<Item = (String, &'a [u8])>,
    ) -> Option<Clue> {
        let left = self.left.load(Ordering::Relaxed);
        let mut budget = Budget(left.min(Budget::default().0));
        let before = budget.0;
        let clue = explain(&self.auth, request, verdict, others, &mut budget);
        // Two threads may both take what is left: it bounds the work, no more.
        self.left
            .fetch_sub((before - budget.0).min(left), Ordering::Relaxed);
        clue
    }

    /// Checks a body with the headers of the command line.
    pub fn body(&self, bytes: &[u8]) -> Outcome {
        let mut item = Item::of_body(bytes.to_vec());
        self.outcome(self.check(&mut item, std::iter::empty()))
    }

    /// Checks one event. `others` gives the events whose signature it may have.
    pub fn event<'a>(
        &self,
        found: &Found,
        others: impl FnOnce() -> &'a [(String, Vec<u8>)],
    ) -> Outcome {
        if found.form == Form::Body {
            let why = "it is a body without headers: nothing says who sent it";
            return self.outcome(refused(why));
        }
        let mut row = self.check(&mut Item::found(found), std::iter::empty());
        if !row.is_valid() && row.clue.is_none() {
            // Only now are they worth the reading.
            let others = others().iter().map(|(id, body)| (id.clone(), &**body));
            row = self.check(&mut Item::found(found), others);
        }
        self.outcome(row)
    }

    fn outcome(&self, row: Row) -> Outcome {
        let valid = row.is_valid();
        Outcome {
            lines: 1,
            valid: u64::from(valid),
            rows: if valid && !self.tell_all {
                Vec::new()
            } else {
                vec![row]
            },
        }
    }

    /// Checks lines of ours.
    pub fn lines(&self, bytes: &[u8], scan: &mut Scan) -> Outcome {
        let mut outcome = Outcome::default();
        let mut from = 0;
        while from < bytes.len() {
            let end = memchr::memchr(b'\n', &bytes[from..]).map_or(bytes.len(), |at| from + at);
            let text = &bytes[from..end];
            outcome.lines += 1;
            if !text.trim_ascii().is_empty()
                && let Some(mut row) = self.line(text, bytes, from, scan, &mut outcome.valid)
            {
                row.line = Some(outcome.lines);
                outcome.rows.push(row);
            }
            from = end + 1;
        }
        outcome
    }

    /// Checks a line; `None` when there is nothing to tell.
    fn line(
        &self,
        text: &[u8],
        bytes: &[u8],
        from: usize,
        scan: &mut Scan,
        valid: &mut u64,
    ) -> Option<Row> {
        let quick = self.headers.is_empty() && !self.tell_all;
        if quick {
            match scan.read(text, &self.auth) {
                Scanned::Other => return None,
                Scanned::Event(found) => {
                    let clock = self.clock(Some(found.received_ms));
                    let is_valid = match scan.body.digested() {
                        Some(begun) => self.auth.accepts_begun(&found.shown, &clock, begun),
                        None => scan
                            .request_of(text, &found, &self.auth)
                            .is_some_and(|request| {
                                let url = self.url.as_deref();
                                self.auth.accepts(Request { url, ..request }, &clock)
                            }),
                    };
                    if is_valid {
                        *valid += 1;
                        return None;
                    }
                }
                Scanned::Unusual => {}
            }
        }
        let exchange = match import::document(&Bytes::copy_from_slice(text)) {
            Ok(Held::Ours(exchange)) => exchange,
            Ok(Held::Nothing) => return None,
            Ok(Held::Body(_) | Held::Requests(..)) => {
                return Some(refused("it is not an event line, as the first line is"));
            }
            Err(error) => return Some(refused(&error.why)),
        };
        let mut item = Item::of_event(&exchange);
        // They are worth reading as long as there is search left to be done.
        let is_worth = self.left.load(Ordering::Relaxed) > 0;
        let around = neighbours(bytes, from, text.len());
        let others: Vec<(String, Vec<u8>)> = around
            .take_while(|_| is_worth)
            .filter_map(|line| line::read(&text_of(line)).ok())
            .map(|other| {
                let envelope = &other.arrival.envelope;
                (envelope.id.to_string(), envelope.body.to_vec())
            })
            .collect();
        let others = others.iter().map(|(id, body)| (id.clone(), &**body));
        let row = self.check(&mut item, others);
        *valid += u64::from(row.is_valid());
        (self.tell_all || !row.is_valid()).then_some(row)
    }
}

fn refused(why: &str) -> Row {
    Row {
        line: None,
        id: None,
        name: None,
        verdict: Err(why.to_owned()),
        clue: None,
    }
}

/// The lines around one.
fn neighbours(bytes: &[u8], from: usize, len: usize) -> impl Iterator<Item = &[u8]> {
    let before = bytes[..from].rsplit(|byte| *byte == b'\n').take(NEIGHBOURS);
    let after = bytes.get(from + len..).unwrap_or_default();
    let after = after.split(|byte| *byte == b'\n').take(NEIGHBOURS);
    before.chain(after).filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::id::EventId;
    use crate::secret::Secret;
    use crate::signature::Plan;
    use crate::signature::plan::Hmac;
    use crate::signature::request::TOLERANCE;
    use crate::signature::template::Template;

    const BODY: &str = r#"{"message":{"type":"status-update","text":"a \"b\"\n c"}}"#;

    /// What checking a line comes to, the signature being of `signed`.
    fn valid(format: &str, members: &[&str], signed: &str) -> u64 {
        let format = Some(Template::parse(format));
        let plan = Plan::hmac(Hmac {
            format,
            ..Hmac::default()
        });
        let auth = Auth::new(plan, Secret::new("s3cret".to_owned())).expect("an auth");
        let made = auth.sign(
            "POST",
            "http://a.test/x",
            signed.as_bytes(),
            1_790_000_000_000,
            "",
        );
        let made = made.expect("headers");
        let value = |at: usize| made[at].1.to_str().expect("ASCII").to_owned();
        let (signature, timestamp) = (value(0), value(1));
        let members: Vec<String> = members
            .iter()
            .map(|name| match *name {
                "headers" => format!(
                    r#""headers":{{"Host":"a.test","x-signature":"{signature}","X-Timestamp":"{timestamp}"}}"#
                ),
                "stale" => r#""headers":{"x-signature":"00","x-timestamp":"1"}"#.to_owned(),
                "body" => format!(r#""body":{}"#, serde_json::json!(BODY)),
                "other" => r#""body":"other""#.to_owned(),
                "method" => r#""method":"POST""#.to_owned(),
                _ => r#""path":"/x""#.to_owned(),
            })
            .collect();
        let line = format!(
            r#"{{"v":1,"type":"event","id":"{}","received_at":"2026-09-21T14:13:20.000Z","request":{{{}}}}}"#,
            EventId::new(),
            members.join(",")
        );
        let checker = Checker::new(auth, TOLERANCE);
        checker.lines(line.as_bytes(), &mut Scan::default()).valid
    }

    #[test]
    fn members_of_a_line_stand_in_any_order() {
        for format in [
            "{timestamp}.{body}",
            "{body}",
            "{body}{body}",
            "{body}.{timestamp}",
            "{method} {body}",
            "{method}{url}{body}",
        ] {
            for members in [
                ["method", "path", "headers", "body"],
                ["body", "headers", "path", "method"],
                ["headers", "body", "method", "path"],
                ["method", "body", "path", "headers"],
            ] {
                assert_eq!(valid(format, &members, BODY), 1, "{format} {members:?}");
                assert_eq!(valid(format, &members, "{}"), 0, "{format} {members:?}");
            }
        }
    }

    #[test]
    fn the_last_of_several_members_counts() {
        for format in ["{timestamp}.{body}", "{body}"] {
            for (members, wanted) in [
                (["method", "path", "headers", "other", "body"], 1),
                (["method", "path", "headers", "body", "other"], 0),
                (["method", "path", "stale", "body", "headers"], 1),
                (["method", "path", "stale", "headers", "body"], 1),
                (["method", "path", "headers", "body", "stale"], 0),
            ] {
                assert_eq!(
                    valid(format, &members, BODY),
                    wanted,
                    "{format} {members:?}"
                );
            }
        }
    }
}
