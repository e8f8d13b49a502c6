//! One event, from the head of its request to the end of its answer: let in, read under limits,
//! forwarded, answered.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderValue, Method, StatusCode, Uri};
use vapihook_http::body::Body;
use vapihook_http::fields::{Fields, Set};
use vapihook_http::gather::Gathering;
use vapihook_http::head::RequestHead;

use super::answer::{Back, Delivering, pass_on};
use super::door::TurnedAway;
use super::forward::{EVENT_ID_HEADER, ForwardError, Outgoing, forwarded_for};
use super::gate::Entry;
use super::guard::sign_anew;
use super::intake::{comes_from_here, discard, read_body};
use super::reply::{Refusal, conclude, explained, own_answer};
use super::target::{Target, is_plain};
use super::{DeadlinePolicy, Observer, Relay, at_once};
use crate::event::envelope::{Envelope, Headers, now_ms};
use crate::event::exchange::{Arrival, Outcome};
use crate::event::id::EventId;

/// What a request asks for: path and query as they were written. None is what is no URL.
fn path_of(target: String) -> Option<String> {
    if is_plain(&target) {
        return Some(target);
    }
    let uri: Uri = target.parse().ok()?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    Some(path.to_owned())
}

/// One event, from its head to the end of its answer; `peer` is the sender's address.
pub(super) async fn exchange<O: Observer>(
    relay: &Arc<Relay<O>>,
    peer: &str,
    mut head: RequestHead,
    back: &mut Back<'_>,
) {
    let started = Instant::now();
    let received_ms = now_ms();
    let Some(path) = path_of(std::mem::take(&mut head.target)) else {
        back.sender.stays = false;
        return turned_away(back, &head, StatusCode::BAD_REQUEST, "").await;
    };
    let guard = relay.options.guard.clone();
    let whole_path = guard.as_ref().map(|_| path.clone());
    let path = match relay.options.gate.as_ref().map(|gate| gate.enter(&path)) {
        None => path,
        Some(Entry::Below(below)) if below.starts_with('/') => below.to_owned(),
        Some(Entry::Below(below)) => format!("/{below}"),
        Some(Entry::Probe(nonce)) => return turned_away(back, &head, StatusCode::OK, nonce).await,
        Some(Entry::Stranger) => {
            relay.observer.turned_away(&TurnedAway::Stranger);
            return turned_away(back, &head, StatusCode::NOT_FOUND, "").await;
        }
    };
    let is_secret = relay.options.gate.is_some();
    if let Some(why) = relay.options.door.refuse(&head.fields, is_secret) {
        relay.observer.turned_away(&why);
        let said = format!("{why} ({})\n", why.remedy());
        return turned_away(back, &head, StatusCode::FORBIDDEN, &said).await;
    }
    let permit = relay.inflight.clone().try_acquire_owned();
    let mut body = Gathering::new(head.length, relay.options.max_body);
    let read = if permit.is_err() {
        Err(Refusal::Busy)
    } else if head.method == Method::CONNECT {
        Err(Refusal::Connect)
    } else if comes_from_here(relay, &head) {
        Err(Refusal::Loop)
    } else {
        relay.observer.room().await;
        read_body(relay, &head, back.connection, &mut body).await
    };
    let rest = body.body();
    let (body, mut refusal) = match read {
        Ok(()) => (body.into_bytes(), None),
        Err(refusal) => (Bytes::new(), Some(refusal)),
    };
    let envelope = Envelope {
        id: EventId::new(),
        received_ms,
        method: head.method.clone(),
        path,
        headers: Headers::from_block(head.fields.in_lower_case()),
        body,
    };
    let mut arrival = Arrival::passing(envelope);
    if let (Some(guard), None) = (&guard, &refusal) {
        let envelope = &arrival.envelope;
        let path = whole_path.as_deref().unwrap_or(&envelope.path);
        arrival.verdict = Some(guard.verify(envelope, path));
        let refused = guard.refuse(arrival.verdict.as_ref());
        refusal = refused.map(Refusal::Unauthorized);
    }
    let destination = relay.options.routing.destination(&arrival);
    let destination = destination.filter(|_| refusal.is_none());
    arrival.target = destination.map(|to| to.text.clone());
    let arrival = Arc::new(arrival);
    let mut delivering = Delivering {
        receipt: None,
        permit: permit.ok(),
        in_hand: relay.in_hand.enter(&arrival, started),
        relay: relay.clone(),
        arrival,
        started,
    };
    // The ways that few events take are boxed: a task has no room for what it does not do.
    if let Some(refusal) = refusal {
        delivering.announce();
        let is_read = Box::pin(discard(&head, back.connection, rest)).await;
        back.sender.stays &= is_read;
        return Box::pin(refusal.answer(delivering, back)).await;
    }
    let Some(destination) = destination else {
        delivering.announce();
        let answer = own_answer(StatusCode::OK, "{}".into());
        return Box::pin(conclude(delivering, back, Outcome::Filtered, None, answer)).await;
    };
    forward(delivering, &destination.target, peer, &head.fields, back).await;
}

/// Answers what is no event.
async fn turned_away(back: &mut Back<'_>, head: &RequestHead, status: StatusCode, said: &str) {
    let rest = Body::new(head.length);
    let is_read = Box::pin(discard(head, back.connection, rest)).await;
    back.sender.stays &= is_read;
    let headers = if said.is_empty() {
        Headers::default()
    } else {
        Headers::from_block(b"content-type: text/plain; charset=utf-8\r\n".to_vec())
    };
    let said = Bytes::from(said.to_owned());
    Box::pin(back.answer(status, &headers, said)).await;
}

async fn forward<O: Observer>(
    mut delivering: Delivering<O>,
    target: &Target,
    peer: &str,
    fields: &Fields,
    back: &mut Back<'_>,
) {
    let relay = delivering.relay.clone();
    let arrival = delivering.arrival.clone();
    let envelope = &arrival.envelope;
    let signed = relay.options.re_sign.as_ref().map(|auth| {
        let url = target.uri_for(&envelope.path);
        let url = url.map_or_else(|_| envelope.path.clone(), |url| url.to_string());
        sign_anew(auth, relay.options.guard.as_deref(), fields, &url, envelope)
    });
    let fields = signed.as_ref().unwrap_or(fields);
    let id = envelope.id.digits();
    let chain = forwarded_for(fields, peer);
    // What a proxy before us (a tunnel) said about scheme and host is kept.
    let scheme = fields.get("x-forwarded-proto").unwrap_or(b"http");
    let host = fields
        .get("x-forwarded-host")
        .or_else(|| fields.get("host"));
    let added = [
        ("x-forwarded-for", chain.as_bytes()),
        (EVENT_ID_HEADER, &id),
        ("x-forwarded-proto", scheme),
        ("x-forwarded-host", host.unwrap_or_default()),
    ];
    let added = added.map(|(name, value)| Set { name, value });
    let added = &added[..added.len() - usize::from(host.is_none())];
    let outgoing = Outgoing::of(envelope, target, fields, added);
    let mut sent = pin!(relay.forwarder.send(outgoing));
    let cut = (relay.options.deadline == DeadlinePolicy::Enforce)
        .then(|| tokio::time::Instant::from_std(delivering.started + arrival.event().deadline));
    // The app is asked first: the event is recorded and shown while it works.
    let asked = Instant::now();
    let mut answered = at_once(sent.as_mut()).await;
    if arrival.is_large() {
        // Its bytes are in this processor's cache.
        let _ = arrival.event();
    }
    delivering.announce();
    if answered.is_pending() && relay.is_calm() {
        answered = relay.promptness.wait(sent.as_mut(), asked).await;
    }
    let sent = match (answered, cut) {
        (Poll::Ready(sent), _) => sent,
        (Poll::Pending, None) => sent.await,
        (Poll::Pending, Some(at)) => match tokio::time::timeout_at(at, sent).await {
            Ok(sent) => sent,
            Err(_) => return Box::pin(cut_off(delivering, back)).await,
        },
    };
    relay.promptness.saw(asked.elapsed());
    match sent {
        Ok(answered) => pass_on(delivering, back, answered, cut).await,
        Err(error) => Box::pin(unreachable(delivering, back, target, &error)).await,
    }
}

async fn cut_off<O: Observer>(delivering: Delivering<O>, back: &mut Back<'_>) {
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
    conclude(delivering, back, Outcome::DeadlineCut, Some(detail), answer).await;
}

async fn unreachable<O: Observer>(
    delivering: Delivering<O>,
    back: &mut Back<'_>,
    target: &Target,
    error: &ForwardError,
) {
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
    conclude(delivering, back, Outcome::Unreachable, detail, answer).await;
}
