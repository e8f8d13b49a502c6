//! The listening side: accepts, reads a request under limits, has it forwarded, answers.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, Request, StatusCode};
use http_body::Body as _;
use http_body_util::Either;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};

use super::answer::{Answer, Delivering, Kept, Response, own};
use super::detach::Detach;
use super::door::TurnedAway;
use super::forward::{EVENT_ID_HEADER, ForwardError, Outgoing, add_forwarded};
use super::gate::Entry;
use super::guard::sign_anew;
use super::intake::{comes_from_here, discard, read_body};
use super::reply::{Refusal, conclude, explained, own_answer};
use super::target::Target;
use super::workers::Workers;
use super::{DeadlinePolicy, Observer, Relay, at_once};
use crate::event::envelope::{Envelope, Headers, now_ms};
use crate::event::exchange::{Arrival, Outcome};
use crate::event::id::EventId;

/// How often a relay that ends looks whether everything is answered, and how long it gives the
/// last bytes.
const DRAIN_STEP: Duration = Duration::from_millis(10);
const FLUSH_TIME: Duration = Duration::from_millis(500);
/// Pause after a failed accept (out of file descriptors), so that it does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

impl<O: Observer> Relay<O> {
    /// Accepts connections until `stop` resolves, then finishes what is in flight and returns.
    /// Dropping the future stops at once.
    pub async fn serve(self: Arc<Self>, listener: TcpListener, stop: impl Future<Output = ()>) {
        let graceful = GracefulShutdown::new();
        let workers = Workers::start();
        let mut stop = std::pin::pin!(stop);
        let watch = tokio::spawn(super::watch::watch(self.clone()));
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut stop => break,
            };
            match accepted.and_then(|(stream, peer)| Ok((stream.into_std()?, peer))) {
                Ok((stream, peer)) => {
                    workers.spawn(self.clone().connection(stream, peer, graceful.watcher()));
                }
                Err(error) => {
                    self.observer.accept_failed(&error);
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop(listener);
        watch.abort();
        tokio::select! {
            // Events whose sender left are still with the app when every connection is closed.
            ((), ()) = async { tokio::join!(graceful.shutdown(), self.all_answered()) } => {}
            // A sender in the middle of its request is not waited for, once every event that came
            // whole is answered and its last bytes had time to leave.
            () = async {
                self.all_answered().await;
                tokio::time::sleep(FLUSH_TIME).await;
            } => {}
        }
    }

    /// Serves a connection until its end, on the thread that this future is polled by.
    async fn connection(
        self: Arc<Self>,
        stream: std::net::TcpStream,
        peer: SocketAddr,
        graceful: Watcher,
    ) {
        let stream = match TcpStream::from_std(stream) {
            Ok(stream) => stream,
            Err(error) => return self.observer.accept_failed(&error),
        };
        stream.set_nodelay(true).ok();
        let sender_timeout = self.options.sender_timeout;
        let peer = HeaderValue::try_from(peer.ip().to_string())
            .unwrap_or(HeaderValue::from_static("unknown"));
        let service = service_fn(move |request| {
            let answer = Detach::new(exchange(self.clone(), peer.clone(), request));
            async { Ok::<_, Infallible>(answer.await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(sender_timeout)
            .preserve_header_case(true)
            .auto_date_header(false)
            .serve_connection(TokioIo::new(stream), service);
        // A broken connection is the sender's affair; its events tell their own end.
        graceful.watch(connection).await.ok();
    }

    async fn all_answered(&self) {
        while self.in_hand.count() > 0 {
            tokio::time::sleep(DRAIN_STEP).await;
        }
    }
}

/// One event, from its head to the head of its answer; `peer` is the sender's address.
async fn exchange<O: Observer>(
    relay: Arc<Relay<O>>,
    peer: HeaderValue,
    request: Request<Incoming>,
) -> Response<O> {
    let started = Instant::now();
    let received_ms = now_ms();
    let (mut parts, mut incoming) = request.into_parts();
    let path = parts
        .uri
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    let guard = relay.options.guard.clone();
    let whole_path = guard.as_ref().map(|_| path.clone());
    let path = match relay.options.gate.as_ref().map(|gate| gate.enter(&path)) {
        None => path,
        Some(Entry::Below(below)) if below.starts_with('/') => below.to_owned(),
        Some(Entry::Below(below)) => format!("/{below}"),
        Some(Entry::Probe(nonce)) => return Response::new(own(nonce.to_owned())),
        Some(Entry::Stranger) => {
            relay.observer.turned_away(&TurnedAway::Stranger);
            return turned_away(StatusCode::NOT_FOUND, String::new());
        }
    };
    let is_secret = relay.options.gate.is_some();
    if let Some(why) = relay.options.door.refuse(&parts.headers, is_secret) {
        relay.observer.turned_away(&why);
        let said = format!("{why} ({})\n", why.remedy());
        let mut answer = turned_away(StatusCode::FORBIDDEN, said);
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        answer.headers_mut().insert(CONTENT_TYPE, text);
        return answer;
    }
    let permit = relay.inflight.clone().try_acquire_owned();
    let read = if permit.is_err() {
        Err(Refusal::Busy)
    } else if parts.method == Method::CONNECT {
        Err(Refusal::Connect)
    } else if comes_from_here(&relay, &parts.headers) {
        Err(Refusal::Loop)
    } else {
        relay.observer.room().await;
        read_body(&relay, &parts.headers, &mut incoming).await
    };
    let (body, mut refusal) = match read {
        Ok(body) => (body, None),
        Err(refusal) => (Bytes::new(), Some(refusal)),
    };
    let envelope = Envelope {
        id: EventId::new(),
        received_ms,
        method: parts.method.clone(),
        path,
        headers: Headers::from_map(&parts.headers),
        body,
    };
    let mut arrival = Arrival::new(envelope, None);
    let mut reusable = None;
    if let (Some(guard), None) = (&guard, &refusal) {
        let envelope = &arrival.envelope;
        let path = whole_path.as_deref().unwrap_or(&envelope.path);
        arrival.verdict = Some(guard.verify(envelope, path));
        let refused = guard.refuse(arrival.verdict.as_ref());
        refusal = refused.map(Refusal::Unauthorized);
        // Its body is read: there is nothing left to throw away.
        reusable = refusal.is_some().then_some(true);
    }
    let destination = relay.options.routing.destination(&arrival).cloned();
    let destination = destination.filter(|_| refusal.is_none());
    arrival.target = destination.as_ref().map(|to| to.text.clone());
    let arrival = Arc::new(arrival);
    let mut delivering = Delivering {
        receipt: None,
        permit: permit.ok(),
        in_hand: relay.in_hand.enter(&arrival, started),
        relay,
        arrival,
        started,
    };
    if let Some(refusal) = refusal {
        delivering.announce();
        let reusable = match reusable {
            Some(reusable) => reusable,
            None => Box::pin(discard(&parts.headers, &mut incoming)).await,
        };
        return Box::pin(refusal.answer(delivering, reusable)).await;
    }
    let Some(destination) = destination else {
        delivering.announce();
        let answer = own_answer(StatusCode::OK, "{}".into());
        return Box::pin(conclude(delivering, Outcome::Filtered, None, answer)).await;
    };
    add_forwarded(&mut parts.headers, &peer);
    if let Ok(id) = HeaderValue::try_from(delivering.arrival.envelope.id.to_string()) {
        parts.headers.insert(EVENT_ID_HEADER, id);
    }
    // The ways that few events take are boxed: a task has no room for what it does not do.
    forward(delivering, &destination.target, parts).await
}

/// The answer to what is no event.
fn turned_away<O: Observer>(status: StatusCode, said: String) -> Response<O> {
    let mut answer = Response::new(own(said));
    *answer.status_mut() = status;
    answer
}

async fn forward<O: Observer>(
    mut delivering: Delivering<O>,
    target: &Target,
    mut parts: http::request::Parts,
) -> Response<O> {
    let relay = delivering.relay.clone();
    let arrival = delivering.arrival.clone();
    let is_head = parts.method == Method::HEAD;
    if let Some(auth) = &relay.options.re_sign {
        let url = target.uri_for(&arrival.envelope.path);
        let url = url.map_or_else(|_| arrival.envelope.path.clone(), |url| url.to_string());
        let guard = relay.options.guard.as_deref();
        let (headers, method) = (&mut parts.headers, &parts.method);
        sign_anew(auth, guard, headers, method, &url, &arrival.envelope);
    }
    let mut sent = pin!(relay.forwarder.send(Outgoing {
        target,
        method: parts.method,
        path: &arrival.envelope.path,
        headers: parts.headers,
        extensions: parts.extensions,
        body: arrival.envelope.body.clone(),
    }));
    let cut = (relay.options.deadline == DeadlinePolicy::Enforce)
        .then(|| tokio::time::Instant::from_std(delivering.started + arrival.event().deadline));
    // The app is asked first: the event is recorded and shown while it works.
    let asked = Instant::now();
    let mut answered = at_once(sent.as_mut()).await;
    delivering.announce();
    if answered.is_pending() && relay.is_calm() {
        answered = relay.promptness.wait(sent.as_mut(), asked).await;
    }
    let sent = match (answered, cut) {
        (Poll::Ready(sent), _) => sent,
        (Poll::Pending, None) => sent.await,
        (Poll::Pending, Some(at)) => match tokio::time::timeout_at(at, sent).await {
            Ok(sent) => sent,
            Err(_) => return Box::pin(cut_off(delivering)).await,
        },
    };
    relay.promptness.saw(asked.elapsed());
    let response = match sent {
        Ok(response) => response,
        Err(error) => return Box::pin(unreachable(delivering, target, &error)).await,
    };
    let (head, inner) = response.into_parts();
    let (status, headers) = (head.status, Headers::from_map(&head.headers));
    if inner.is_end_stream() || is_head {
        delivering.settle().await;
        delivering.finish(Outcome::Answered, None, status, headers, Kept::default());
        return Response::from_parts(head, own(Bytes::new()));
    }
    let answer = Answer::new(delivering, status, headers, inner, cut);
    Response::from_parts(head, Either::Left(answer))
}

async fn cut_off<O: Observer>(delivering: Delivering<O>) -> Response<O> {
    let deadline = delivering.arrival.event().deadline;
    let detail = format!(
        "no answer within {} s: Vapi would have given up",
        deadline.as_secs_f64()
    );
    let answer = explained(
        StatusCode::GATEWAY_TIMEOUT,
        "deadline",
        &detail,
        &delivering.arrival,
    );
    conclude(delivering, Outcome::DeadlineCut, Some(detail), answer).await
}

async fn unreachable<O: Observer>(
    delivering: Delivering<O>,
    target: &Target,
    error: &ForwardError,
) -> Response<O> {
    let mut answer = explained(
        StatusCode::BAD_GATEWAY,
        error.reason.name(),
        &error.detail,
        &delivering.arrival,
    );
    if let Ok(url) = HeaderValue::try_from(target.to_string()) {
        answer.headers_mut().insert("x-vapihook-target", url);
    }
    let detail = Some(error.detail.clone());
    conclude(delivering, Outcome::Unreachable, detail, answer).await
}
