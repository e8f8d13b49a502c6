//! What the parts of one event cost, through the library: `cargo bench --bench parts`.
//!
//! Each part runs in batches of a few milliseconds; the fastest batch is what the part costs when
//! nothing disturbs it, the median says how disturbed the machine was. `--smoke` runs everything
//! once; `--bench parts -- verify` runs one group: `event`, `verify` or `record`. For whole programs,
//! side by side with others, there is `benches/compare`.

use std::hint::black_box;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use hmac::{KeyInit, Mac};
use http::{HeaderMap, HeaderValue, Method};
use vapihook::commands;
use vapihook::contract;
use vapihook::event::Event;
use vapihook::event::envelope::{Envelope, Headers, now_ms};
use vapihook::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use vapihook::event::id::EventId;
use vapihook::event::line;
use vapihook::render::lines;
use vapihook::secret::Secret;
use vapihook::signature::plan::Hmac;
use vapihook::signature::{Auth, Plan};
use vapihook::store::{Limits, Recorded, Recorder};
use vapihook_json::raw::Raw;

/// Length of one batch, and how many there are.
const BATCH: Duration = Duration::from_millis(5);
const BATCHES: usize = 60;
/// Columns of a line.
const WIDTH: usize = 120;

const SMALL: &str = include_str!("../src/event/samples/tool-calls.json");
const STATUS: &str = include_str!("../src/event/samples/status-update.json");
const LARGE: &str = include_str!("../src/event/samples/end-of-call-report.json");

fn arrival(body: &str) -> Arc<Arrival> {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("host", "example.test"),
        ("content-type", "application/json"),
        ("user-agent", "bench"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let envelope = Envelope {
        id: EventId::new(),
        received_ms: now_ms(),
        method: Method::POST,
        path: "/hook".into(),
        headers: Headers::from_map(&headers),
        body: Bytes::copy_from_slice(body.as_bytes()),
    };
    let target = Some("http://localhost:3000".into());
    Arc::new(Arrival::new(envelope, target))
}

fn answered(arrival: &Arc<Arrival>) -> Exchange {
    Exchange {
        arrival: Arc::clone(arrival),
        delivery: Some(Delivery {
            outcome: Outcome::Answered,
            detail: None,
            status: 200,
            headers: Headers::from_block(b"content-type: application/json\r\n".to_vec()),
            body: Bytes::from_static(
                b"{\"results\":[{\"toolCallId\":\"call_1\",\"result\":\"booked\"}]}",
            ),
            body_omitted: 0,
            latency: Duration::from_millis(12),
        }),
    }
}

/// Runs one part and prints what it costs.
fn part<T>(name: &str, smoke: bool, mut work: impl FnMut() -> T) -> io::Result<()> {
    let began = Instant::now();
    black_box(work());
    if smoke {
        return writeln!(io::stdout(), "{name}: runs");
    }
    let once = began.elapsed().max(Duration::from_nanos(20));
    let times = u32::try_from(BATCH.as_nanos() / once.as_nanos())
        .unwrap_or(1)
        .max(1);
    let mut batches: Vec<Duration> = (0..BATCHES)
        .map(|_| {
            let began = Instant::now();
            for _ in 0..times {
                black_box(work());
            }
            began.elapsed() / times
        })
        .collect();
    batches.sort();
    let (best, middle) = (batches[0], batches[BATCHES / 2]);
    writeln!(
        io::stdout(),
        "{name:<44} {best:>12.2?}  (median {middle:.2?})"
    )
}

/// Events through the recorder, from hand-over to commit.
fn record(smoke: bool) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let recorder = Recorder::start(folder.path().join("events.db"), Limits::default(), |_| {});
        let events = if smoke { 100 } else { 20_000 };
        let began = Instant::now();
        for _ in 0..events / 20 {
            let batch: Vec<_> = (0..20).map(|_| arrival(SMALL)).collect();
            let receipts: Vec<_> = batch
                .iter()
                .map(|event| recorder.arrived(Arc::clone(event)))
                .collect();
            for receipt in receipts {
                assert_eq!(receipt.await, Recorded::Yes);
            }
            for event in &batch {
                recorder.finished(answered(event));
            }
        }
        let each = began.elapsed() / events;
        assert_eq!(recorder.close().lost, 0);
        if smoke {
            writeln!(io::stdout(), "record: runs")
        } else {
            writeln!(io::stdout(), "{:<44} {each:>12.2?}", "record, 20 at a time")
        }
    })
}

/// How much longer than the digests of the same bytes the verification of event lines may take.
const MUST: f64 = 1.3;
/// Event lines that are verified together: more than a processor's nearest cache holds.
const LINES: usize = 500;

/// A message of about 1.5 KB as it is sent: on one line, a quote every few bytes.
fn message(number: usize) -> io::Result<String> {
    let mut body: serde_json::Value = serde_json::from_str(STATUS).map_err(io::Error::other)?;
    body["message"]["artifact"] = serde_json::json!({ "messages": [
        { "role": "system", "message": "You are a friendly receptionist. Be brief.", "time": 1.5 },
        { "role": "user", "message": "I would like to book a table", "number": number },
    ]});
    Ok(body.to_string())
}

/// A body without the white space that makes it readable.
fn on_one_line(body: &str) -> io::Result<String> {
    let body: serde_json::Value = serde_json::from_str(body).map_err(io::Error::other)?;
    Ok(body.to_string())
}

/// A body, and the event line that holds it, signed.
fn signed_line(auth: &Auth, body: &str) -> io::Result<String> {
    let arrival = arrival(body);
    let envelope = &arrival.envelope;
    let signed = auth
        .sign(
            "POST",
            "/hook",
            body.as_bytes(),
            envelope.received_ms,
            "msg_1",
        )
        .map_err(|error| io::Error::other(error.message))?;
    let mut headers = envelope.headers.to_map();
    headers.extend(signed.into_iter().map(|(name, value)| (Some(name), value)));
    let envelope = Envelope {
        id: EventId::new(),
        received_ms: envelope.received_ms,
        method: Method::POST,
        path: "/hook".into(),
        headers: Headers::from_map(&headers),
        body: envelope.body.clone(),
    };
    let mut exchange = answered(&Arc::new(Arrival::new(envelope, None)));
    if let Some(delivery) = &mut exchange.delivery {
        delivery.body = Bytes::from_static(b"{}");
    }
    Ok(line::write(&exchange, &contract::judge(&exchange)) + "\n")
}

/// The shortest time of one run of each, run by turns.
fn fastest<const N: usize>(times: usize, mut works: [&mut dyn FnMut(); N]) -> [Duration; N] {
    let mut best = [Duration::MAX; N];
    for _ in 0..times {
        for (best, work) in best.iter_mut().zip(&mut works) {
            let began = Instant::now();
            work();
            *best = (*best).min(began.elapsed());
        }
    }
    best
}

/// Verification of event lines in memory, beside the digest alone, by the same crate and key: of the
/// bodies as they are signed, one after the other in memory, and of the bytes of the lines.
fn verify(smoke: bool) -> io::Result<()> {
    let secret = || Secret::new("s3cret".to_owned());
    let auth = Auth::new(Plan::hmac(Hmac::default()), secret())
        .map_err(|error| io::Error::other(error.message))?;
    let keyed = hmac::Hmac::<sha2::Sha256>::new_from_slice(b"s3cret").map_err(io::Error::other)?;
    let digest_all = |bytes: &[u8], lengths: &[usize]| {
        let mut rest = bytes;
        for length in lengths {
            let (one, behind) = rest.split_at(*length);
            rest = behind;
            let mut digest = keyed.clone();
            digest.update(b"1790000000000.");
            digest.update(black_box(one));
            black_box(digest.finalize());
        }
    };
    let as_sent: io::Result<Vec<String>> = (0..LINES).map(message).collect();
    for (kind, bodies) in [
        ("as sent", as_sent?),
        ("indented", vec![SMALL.to_owned(); LINES]),
        ("large", vec![on_one_line(LARGE)?; LINES / 10]),
    ] {
        let lines: io::Result<Vec<String>> =
            bodies.iter().map(|body| signed_line(&auth, body)).collect();
        let lines = lines?;
        let lengths_of = |texts: &[String]| texts.iter().map(String::len).collect::<Vec<_>>();
        let (of_bodies, of_lines) = (lengths_of(&bodies), lengths_of(&lines));
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let (bodies, lines) = (bodies.concat(), lines.concat());
        let mut verified = || {
            let valid = commands::verify::count_valid(lines.as_bytes(), auth.clone());
            assert_eq!(valid, u64::from(count));
        };
        let average = |bytes: &str| bytes.len() / count as usize;
        let (body, line) = (average(&bodies), average(&lines));
        let name = format!("verify, {kind}: {body} B in a line of {line} B");
        if smoke {
            verified();
            writeln!(io::stdout(), "{name}: runs")?;
            continue;
        }
        let [all, signed, bytes] = fastest(
            BATCHES * 4,
            [
                &mut verified,
                &mut || digest_all(bodies.as_bytes(), &of_bodies),
                &mut || digest_all(lines.as_bytes(), &of_lines),
            ],
        )
        .map(|time| time / count);
        let ratio = |reference: Duration| all.as_secs_f64() / reference.as_secs_f64();
        let verdict = if ratio(bytes) <= MUST { "yes" } else { "NO" };
        writeln!(
            io::stdout(),
            "{name:<44} {all:>12.2?}\n  \
             × {:.2} the digests of the same bytes ({bytes:.2?}), must ≤ {MUST}: {verdict}\n  \
             × {:.2} the digests of their bodies alone ({signed:.2?})",
            ratio(bytes),
            ratio(signed)
        )?;
    }
    Ok(())
}

fn event(smoke: bool) -> io::Result<()> {
    for (size, body) in [("small", SMALL), ("large", LARGE)] {
        let arrival = arrival(body);
        let exchange = answered(&arrival);
        let judged = contract::judge(&exchange);
        let length = body.len();
        part(
            &format!("{size} ({length} B): check that it is JSON"),
            smoke,
            || Raw::parse(body).is_ok_and(Raw::is_object),
        )?;
        part(&format!("{size}: read the event"), smoke, || {
            Event::parse(&arrival.envelope)
        })?;
        part(&format!("{size}: line of the arrival"), smoke, || {
            lines::arrival(&arrival, 0, WIDTH)
        })?;
        part(&format!("{size}: check the answer"), smoke, || {
            contract::judge(&exchange)
        })?;
        part(&format!("{size}: event line of --json"), smoke, || {
            line::write(&exchange, &judged)
        })?;
    }
    Ok(())
}

/// Runs parts, or only tries whether they run.
type Group = fn(smoke: bool) -> io::Result<()>;

fn main() -> io::Result<()> {
    // `cargo bench` passes --bench.
    let (options, names): (Vec<_>, Vec<_>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.starts_with("--"));
    let smoke = options.iter().any(|option| option == "--smoke");
    let groups: [(&str, Group); 3] = [("event", event), ("verify", verify), ("record", record)];
    for (name, group) in groups {
        if names.is_empty() || names.iter().any(|wanted| wanted == name) {
            group(smoke)?;
        }
    }
    Ok(())
}
