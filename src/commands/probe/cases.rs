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

/// Everything that is sent, in order; the first is right and shows that the rest means something.
pub(super) fn cases(
    auth: &Auth,
    plan: &Plan,
    body: &[u8],
    url: &str,
    now: i64,
) -> Result<Vec<Case>> {
    let sign =
        |auth: &Auth, method: &Method, body: &[u8], at: i64, id: &str| -> Result<HeaderMap> {
            let signed = auth.sign(method.as_str(), url, body, at, id)?;
            let mut headers: HeaderMap = signed.into_iter().collect();
            let json = HeaderValue::from_static("application/json");
            headers.insert(http::header::CONTENT_TYPE, json);
            Ok(headers)
        };
    let own = |body: &[u8]| sign(auth, &Method::POST, body, now, "msg_probe_0");
    let right = own(body)?;
    let header = plan.header();
    let case = |name, about: &str, should, fix| Case {
        name,
        about: about.to_owned(),
        should,
        method: Method::POST,
        headers: right.clone(),
        body: body.to_vec(),
        fix,
    };
    let mut cases = vec![case(
        "valid",
        "what is right",
        Should::Accept,
        "compare with: vapihook verify; the app's secret or plan is another",
    )];
    let mut put = |case: Case| cases.push(case);

    let mut unsigned = case(
        "unsigned",
        "nothing that says who sent it",
        Should::Refuse,
        "answer 401 when the header is not there",
    );
    for name in plan.headers() {
        unsigned.headers.remove(name);
    }
    put(unsigned);

    let wrong = Auth::new(plan.clone(), Secret::new("d3Jvbmctc2VjcmV0".to_owned()))?;
    let mut wrong_secret = case(
        "wrong-secret",
        "the secret is another one",
        Should::Refuse,
        "compare with timingSafeEqual or hmac.compare_digest, and answer 401",
    );
    wrong_secret.headers = sign(&wrong, &Method::POST, body, now, "msg_probe_1")?;
    put(wrong_secret);

    let mut empty = case(
        "empty-signature",
        "the header is there, and empty",
        Should::Refuse,
        "an empty secret or signature is none: answer 401",
    );
    set(&mut empty.headers, header, "");
    put(empty);

    if !plan.sends_the_secret() {
        put(Case {
            body: tampered(body),
            ..case(
                "tampered",
                "one byte of the body is another",
                Should::Refuse,
                RAW,
            )
        });
        put(Case {
            body: [body, b" "].concat(),
            ..case(
                "tampered-end",
                "a space behind the body",
                Should::Refuse,
                RAW,
            )
        });
        if plan.headers().len() > 1 {
            for (name, about, at) in [
                ("stale", "signed an hour ago", now - HOUR),
                ("future", "signed for in an hour", now + HOUR),
            ] {
                put(Case {
                    headers: sign(auth, &Method::POST, body, at, "msg_probe_2")?,
                    ..case(name, about, Should::Refuse, CLOCK)
                });
            }
        }
        if plan.headers().len() > 2 {
            put(case(
                "replayed-id",
                "the first request once more, with its id",
                Should::Refuse,
                "keep the ids of the last 5 minutes, and refuse one that comes again",
            ));
        }
    }
    let large = large();
    put(Case {
        headers: own(&large)?,
        body: large,
        ..case(
            "large",
            "10 MB, signed as it should be",
            Should::Survive,
            "raise the limit of the body parser (end-of-call reports are large), or answer 413",
        )
    });
    let broken = b"{\"message\": {\"type\": ".to_vec();
    put(Case {
        headers: own(&broken)?,
        body: broken,
        ..case(
            "invalid-json",
            "half a JSON text, signed as it should be",
            Should::Survive,
            "answer 400 when the body cannot be parsed",
        )
    });
    let unknown = br#"{"message":{"type":"never-heard-of","timestamp":1}}"#.to_vec();
    put(Case {
        headers: own(&unknown)?,
        body: unknown,
        ..case(
            "unknown-type",
            "a type that Vapi may add tomorrow, signed as it should be",
            Should::Survive,
            "answer 200 {} to types that the app does not know",
        )
    });
    put(Case {
        headers: sign(auth, &Method::GET, b"", now, "msg_probe_3")?,
        method: Method::GET,
        body: Vec::new(),
        ..case(
            "get",
            "a GET of the same path",
            Should::Survive,
            "route POST alone; a GET gets 404 or 405",
        )
    });
    Ok(cases)
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
