//! The wrong things that an app is sent, and what it should do about each.

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::error::Result;
use crate::secret::Secret;
use crate::signature::{Auth, Plan};

/// What an app should do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Should {
    /// Accept it: 2xx.
    Accept,
    /// Refuse it: 4xx.
    Refuse,
    /// Whatever it likes, but answer, and not with 5xx.
    Survive,
}

impl Should {
    pub fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Survive => "survive",
        }
    }
}

/// One thing to send.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub name: &'static str,
    pub about: String,
    pub should: Should,
    pub method: Method,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// What to do when it does otherwise.
    pub fix: &'static str,
}

const RAW: &str = "compute the signature over the raw body, and compare before anything else";
const CLOCK: &str = "compare the timestamp with the clock, and refuse what is off by more than 5 \
                     minutes";
const HOUR: i64 = 3_600_000;
/// Size of the largest body.
const LARGE: usize = 10_000_000;

/// What the cases are made from.
struct Maker<'a> {
    auth: &'a Auth,
    plan: &'a Plan,
    body: &'a [u8],
    url: &'a str,
    now: i64,
    /// The headers of the right request.
    right: HeaderMap,
}

/// Everything that is sent, in order; the first is right and shows that the rest means something.
pub(super) fn cases(
    auth: &Auth,
    plan: &Plan,
    body: &[u8],
    url: &str,
    now: i64,
) -> Result<Vec<Case>> {
    let mut maker = Maker {
        auth,
        plan,
        body,
        url,
        now,
        right: HeaderMap::new(),
    };
    maker.right = maker.own(body)?;
    let fix = "compare with: vapihook verify; the app's secret or plan is another";
    let mut cases = vec![maker.case("valid", "what is right", Should::Accept, fix)];
    cases.extend(maker.strangers()?);
    if !plan.sends_the_secret() {
        cases.extend(maker.forgeries()?);
    }
    cases.extend(maker.oddities()?);
    Ok(cases)
}

impl Maker<'_> {
    fn sign(
        &self,
        auth: &Auth,
        method: &Method,
        body: &[u8],
        at_ms: i64,
        id: &str,
    ) -> Result<HeaderMap> {
        let signed = auth.sign(method.as_str(), self.url, body, at_ms, id)?;
        let mut headers: HeaderMap = signed.into_iter().collect();
        let json = HeaderValue::from_static("application/json");
        headers.insert(http::header::CONTENT_TYPE, json);
        Ok(headers)
    }

    /// The right headers of a body.
    fn own(&self, body: &[u8]) -> Result<HeaderMap> {
        self.sign(self.auth, &Method::POST, body, self.now, "msg_probe_0")
    }

    /// The right request, to be made wrong.
    fn case(&self, name: &'static str, about: &str, should: Should, fix: &'static str) -> Case {
        Case {
            name,
            about: about.to_owned(),
            should,
            method: Method::POST,
            headers: self.right.clone(),
            body: self.body.to_vec(),
            fix,
        }
    }

    /// From somebody who does not have the secret.
    fn strangers(&self) -> Result<Vec<Case>> {
        let refuse = |name, about, fix| self.case(name, about, Should::Refuse, fix);
        let mut unsigned = refuse(
            "unsigned",
            "nothing that says who sent it",
            "answer 401 when the header is not there",
        );
        for name in self.plan.headers() {
            unsigned.headers.remove(name);
        }
        let another = Secret::new("d3Jvbmctc2VjcmV0".to_owned());
        let another = Auth::new(self.plan.clone(), another)?;
        let mut wrong = refuse(
            "wrong-secret",
            "the secret is another one",
            "compare with timingSafeEqual or hmac.compare_digest, and answer 401",
        );
        wrong.headers = self.sign(&another, &Method::POST, self.body, self.now, "msg_probe_1")?;
        let mut empty = refuse(
            "empty-signature",
            "the header is there, and empty",
            "an empty secret or signature is none: answer 401",
        );
        set(&mut empty.headers, self.plan.header(), "");
        Ok(vec![unsigned, wrong, empty])
    }

    /// A right signature, put to a wrong use.
    fn forgeries(&self) -> Result<Vec<Case>> {
        let refuse = |name, about, fix| self.case(name, about, Should::Refuse, fix);
        let mut cases = vec![
            Case {
                body: tampered(self.body),
                ..refuse("tampered", "one byte of the body is another", RAW)
            },
            Case {
                body: [self.body, b" "].concat(),
                ..refuse("tampered-end", "a space behind the body", RAW)
            },
        ];
        if self.plan.headers().len() > 1 {
            for (name, about, at) in [
                ("stale", "signed an hour ago", self.now - HOUR),
                ("future", "signed for in an hour", self.now + HOUR),
            ] {
                let headers = self.sign(self.auth, &Method::POST, self.body, at, "msg_probe_2")?;
                cases.push(Case {
                    headers,
                    ..refuse(name, about, CLOCK)
                });
            }
        }
        if self.plan.headers().len() > 2 {
            cases.push(refuse(
                "replayed-id",
                "the first request once more, with its id",
                "keep the ids of the last 5 minutes, and refuse one that comes again",
            ));
        }
        Ok(cases)
    }

    /// Signed as it should be, and odd.
    fn oddities(&self) -> Result<Vec<Case>> {
        let odd = |name, about, body: Vec<u8>, fix| -> Result<Case> {
            Ok(Case {
                headers: self.own(&body)?,
                body,
                ..self.case(name, about, Should::Survive, fix)
            })
        };
        Ok(vec![
            odd(
                "large",
                "10 MB, signed as it should be",
                large(),
                "raise the limit of the body parser (end-of-call reports are large), or answer 413",
            )?,
            odd(
                "invalid-json",
                "half a JSON text, signed as it should be",
                b"{\"message\": {\"type\": ".to_vec(),
                "answer 400 when the body cannot be parsed",
            )?,
            odd(
                "unknown-type",
                "a type that Vapi may add tomorrow, signed as it should be",
                br#"{"message":{"type":"never-heard-of","timestamp":1}}"#.to_vec(),
                "answer 200 {} to types that the app does not know",
            )?,
            Case {
                headers: self.sign(self.auth, &Method::GET, b"", self.now, "msg_probe_3")?,
                method: Method::GET,
                ..odd(
                    "get",
                    "a GET of the same path",
                    Vec::new(),
                    "route POST alone; a GET gets 404 or 405",
                )?
            },
        ])
    }
}

fn set(headers: &mut HeaderMap, name: &HeaderName, value: &'static str) {
    headers.insert(name.clone(), HeaderValue::from_static(value));
}

/// The body with one letter in it changed, still of the same shape.
fn tampered(body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    let letter = body.iter().rposition(u8::is_ascii_alphanumeric);
    if let Some(letter) = letter.and_then(|at| body.get_mut(at)) {
        *letter ^= 1;
    }
    body
}

fn large() -> Vec<u8> {
    let mut body = br#"{"message":{"type":"end-of-call-report","transcript":""#.to_vec();
    body.resize(LARGE - 3, b'a');
    body.extend_from_slice(b"\"}}");
    body
}
