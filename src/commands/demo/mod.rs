//! `demo`: a whole inbound call on this machine, through the real relay, to a sample app.
//!
//! Everything is loopback and in memory: no account, no network, no file. The call is data
//! (`call.json`): what Vapi would send and when, what the app answers and how long it thinks.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Deserialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::judge::Judge;
use super::session::{Ready, Session};
use super::signals::Signals;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::catalog;
use crate::event::envelope::{Envelope, Headers};
use crate::event::id::EventId;
use crate::relay::Options;
use crate::relay::forward::Forwarder;
use crate::relay::once::{self, Patience};
use crate::relay::routing::{Destination, Routing};
use crate::relay::target::Target;
use crate::render::reporter::Format;
use crate::render::style::Recorded;
use crate::render::{out, words};

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook demo
  vapihook demo --json | jq .type

It takes about 3 seconds, uses two free ports of this machine and leaves no file behind.")]
pub struct Args {}

const CALL: &str = include_str!("call.json");

/// Tells the sample app which step of the call a request is.
const STEP_HEADER: HeaderName = HeaderName::from_static("x-demo-step");

/// One event of the call.
#[derive(Clone, Debug, Deserialize)]
struct Step {
    /// The type; the event is the catalog's sample of it.
    event: String,
    /// When it is sent, ms from the start.
    at_ms: u64,
    /// Members of the sample to change: JSON pointer and value.
    #[serde(default)]
    set: serde_json::Map<String, Value>,
    /// How long the app thinks, ms.
    #[serde(default)]
    think_ms: u64,
    /// What the app answers.
    #[serde(default = "acknowledgement")]
    answer: Value,
}

fn acknowledgement() -> Value {
    Value::Object(serde_json::Map::new())
}

/// Runs `demo`; the result is the exit code.
///
/// # Errors
/// When no loopback port can be had.
pub fn run(_args: &Args, context: &Context) -> Result<u8> {
    super::runtime()?.block_on(demo(context))
}

async fn demo(context: &Context) -> Result<u8> {
    let format = context.format(Format::Compact);
    let mut signals = Signals::install()?;
    let steps: Vec<Step> = serde_json::from_str(CALL)
        .map_err(|error| Error::failed(format!("the demo's call cannot be read: {error}")))?;
    let steps: Arc<[Step]> = steps.into();
    let (app, app_port) = loopback().await?;
    let (listener, port) = loopback().await?;
    let routes = Router::new().fallback(answer).with_state(steps.clone());
    let app = tokio::spawn(async move { axum::serve(app, routes).await });

    let target = Target::parse(&format!("localhost:{app_port}/vapi/webhook"))?;
    let url = format!("http://127.0.0.1:{port}");
    let mut options = Options::new(Routing::to(target.clone()));
    options.door.port = port;
    let style = context.style.clone().recorded(Recorded::Nowhere);
    let session = Session::start(
        listener,
        options,
        None,
        None,
        format,
        style,
        Judge::default(),
    )?;
    let targets = [target.to_string()];
    let ready = Ready {
        url: &url,
        port,
        public_url: None,
        targets: &targets,
        record: None,
    };
    session.reporter().report(ready.report());
    if format != Format::Json && format != Format::Quiet {
        let told = format!(
            "A call comes in, as Vapi sends it: relayed from {url} to a sample app on port {app_port}"
        );
        let told = words::lines(&told, context.style.sentence()).join("\n");
        out::talk(&format!("{told}\n"));
    }
    let vapi = play(steps, Target::parse(&url)?);
    let reader_gone = session.reached_its_end();
    let stop = async {
        let code = tokio::select! {
            played = vapi => played.map(|()| 0),
            () = reader_gone => Ok(0),
            signal = signals.next() => Ok(signal.exit_code()),
        };
        let again = async move {
            signals.next().await;
        };
        (code, again)
    };
    let (ended, code) = session.run(stop).await;
    app.abort();
    let code = code?;
    ended.print(format, &context.style);
    if code == 0 && format != Format::Json {
        out::talk(concat!(
            "\nNow with your own app on port 3000:\n",
            "  vapihook listen --forward-to localhost:3000/vapi/webhook"
        ));
    }
    Ok(code)
}

async fn loopback() -> Result<(TcpListener, u16)> {
    let failed = |error| Error::failed(format!("no loopback port can be had: {error}"));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    Ok((listener, port))
}

/// Sends the call as Vapi would: each event at its time, whether the one before is answered or
/// not.
async fn play(steps: Arc<[Step]>, to: Target) -> Result<()> {
    let forwarder = Forwarder::new(HeaderMap::new(), false, false)?;
    let destination = Destination::from(to);
    let mut sending = JoinSet::new();
    for (number, step) in steps.iter().enumerate() {
        let (forwarder, destination) = (forwarder.clone(), destination.clone());
        let at = Duration::from_millis(step.at_ms);
        let arrival = destination.arrival(envelope(number, step)?);
        sending.spawn(async move {
            tokio::time::sleep(at).await;
            let patience = Patience::Endless;
            once::send(&forwarder, arrival, &destination.target, false, patience)
                .await
                .map(|_| ())
        });
    }
    while let Some(sent) = sending.join_next().await {
        let sent = sent.map_err(|error| Error::failed(format!("the demo broke off: {error}")))?;
        sent.map_err(|error| Error::failed(error.to_string()))?;
    }
    Ok(())
}

fn envelope(number: usize, step: &Step) -> Result<Envelope> {
    let broken = |why: &str| Error::failed(format!("the demo's step {number} {why}"));
    let row = catalog::find(&step.event).ok_or_else(|| broken("names an unknown event"))?;
    let mut body: Value =
        serde_json::from_str(row.sample).map_err(|_| broken("has a sample that is not JSON"))?;
    for (pointer, value) in &step.set {
        let member = body
            .pointer_mut(pointer)
            .ok_or_else(|| broken("sets what is not there"))?;
        *member = value.clone();
    }
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    headers.insert(STEP_HEADER, HeaderValue::from(number));
    Ok(Envelope {
        id: EventId::new(),
        received_ms: 0,
        method: Method::POST,
        path: "/".to_owned(),
        headers: Headers::from_map(&headers),
        body: body.to_string().into(),
    })
}

/// The sample app: thinks, then answers what the step says.
async fn answer(
    State(steps): State<Arc<[Step]>>,
    headers: HeaderMap,
    _body: Bytes,
) -> axum::response::Response {
    let number = headers
        .get(STEP_HEADER)
        .and_then(|number| number.to_str().ok()?.parse().ok());
    let Some(step) = number.and_then(|number: usize| steps.get(number)) else {
        return axum::response::Response::default();
    };
    tokio::time::sleep(Duration::from_millis(step.think_ms)).await;
    let mut response = axum::response::Response::new(step.answer.to_string().into());
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}
