//! What the parts of one event cost, through the library: `cargo bench --bench parts`.
//!
//! Each part runs in batches of a few milliseconds; the fastest batch is what the part costs when
//! nothing disturbs it, the median says how disturbed the machine was. `--smoke` runs everything
//! once. For whole programs, side by side with others, there is `benches/compare`.

use std::hint::black_box;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use vapihook::contract;
use vapihook::event::Event;
use vapihook::event::envelope::{Envelope, Headers, now_ms};
use vapihook::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use vapihook::event::id::EventId;
use vapihook::event::line;
use vapihook::event::raw::Raw;
use vapihook::render::lines;
use vapihook::store::{Limits, Recorded, Recorder};

/// Length of one batch, and how many there are.
const BATCH: Duration = Duration::from_millis(5);
const BATCHES: usize = 60;
/// Columns of a line.
const WIDTH: usize = 120;

const SMALL: &str = include_str!("../src/event/samples/tool-calls.json");
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
    Arc::new(Arrival {
        event: Event::parse(&envelope),
        envelope,
        target: Some("http://localhost:3000".into()),
    })
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

fn main() -> io::Result<()> {
    // `cargo bench` passes --bench.
    let smoke = std::env::args().any(|argument| argument == "--smoke");
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
    record(smoke)
}
