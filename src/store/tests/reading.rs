//! What comes back out, and which event is meant.

use super::super::write::Row;
use super::super::{Filter, Store};
use super::{answered, arrival, arrival_of, message, place, store_of};
use crate::error::Kind;
use crate::event::exchange::{Exchange, Outcome};
use crate::event::id::EventId;

#[test]
fn an_exchange_comes_back_as_it_was() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    for body in [
        &b""[..],
        b"{\"message\":{\"type\":\"tool-calls\",\"call\":{\"id\":\"c1\"}}}",
        b"\xff\x00 neither text nor JSON \r\n",
        "{\"message\":{\"type\":\"из будущего\"}} ".as_bytes(),
    ] {
        let arrival = arrival(body.to_vec());
        let whole = answered(&arrival);
        let delivery = whole.delivery.as_ref().expect("answered");
        let id = arrival.envelope.id;
        store
            .write([Row::Event(&arrival), Row::Answer(id, delivery)].into_iter())
            .expect("written");
        let read = store.get(id).expect("readable").expect("there");
        // What an event says is part of it once it was asked for.
        assert_eq!(
            format!("{:?}", read.arrival.event()),
            format!("{:?}", whole.arrival.event())
        );
        assert_eq!(format!("{read:?}"), format!("{whole:?}"));
    }
}

#[test]
fn an_event_whose_answer_never_came() {
    let (_folder, path) = place();
    let known = arrival("{}");
    let store = store_of(&path, std::slice::from_ref(&known));
    let read = get(&store, known.envelope.id);
    assert!(read.delivery.is_none());
    assert!(store.get(EventId::new()).expect("readable").is_none());
}

#[test]
fn the_first_event_and_the_last_answer_count() {
    let (_folder, path) = place();
    let first = arrival("first");
    let again = arrival_of(first.envelope.id, 0, "again");
    let store = store_of(&path, &[first.clone(), again]);
    let id = first.envelope.id;
    let mut delivery = answered(&first).delivery.expect("answered");
    for outcome in [Outcome::Busy, Outcome::Answered] {
        delivery.outcome = outcome;
        store
            .write([Row::Answer(id, &delivery)].into_iter())
            .expect("written");
    }
    let read = get(&store, id);
    assert_eq!(read.arrival.envelope.body, "first");
    let outcome = read.delivery.map(|delivery| delivery.outcome);
    assert_eq!(outcome, Some(Outcome::Answered));
}

#[test]
fn a_prefix_names_an_event() {
    let (_folder, path) = place();
    let at = 1_772_634_738_204;
    let id = |text: &str| text.parse::<EventId>().expect("an id");
    let arrivals: Vec<_> = ["00aaa00000000", "00aab00000000", "0100000000000"]
        .map(|text| arrival_of(id(text), at, r#"{"message":{"type":"hang"}}"#))
        .into();
    let store = store_of(&path, &arrivals);

    for (prefix, whole) in [
        ("00aaa00000000", "00aaa00000000"),
        ("00AAB", "00aab00000000"),
        ("01", "0100000000000"),
        ("o1", "0100000000000"),
    ] {
        assert_eq!(store.resolve(prefix).expect(prefix), id(whole));
    }
    for prefix in ["", "02", "00aac", "not an id", "00aaa000000000"] {
        let error = store.resolve(prefix).expect_err(prefix);
        assert_eq!(error.kind, Kind::NotFound, "{prefix}");
    }
    let error = store.resolve("00a").expect_err("ambiguous");
    assert_eq!(error.kind, Kind::Usage);
    assert_eq!(
        error.message,
        "more than one id begins with \"00a\": \
         00aab00000000 (hang, 2026-03-04T14:32:18.204Z), \
         00aaa00000000 (hang, 2026-03-04T14:32:18.204Z)"
    );
}

#[test]
fn an_ambiguous_prefix_lists_five() {
    let (_folder, path) = place();
    let arrivals: Vec<_> = (0..7).map(|_| arrival("{}")).collect();
    let store = store_of(&path, &arrivals);
    let error = store.resolve("0").expect_err("ambiguous");
    assert_eq!(error.message.matches("(api-request, ").count(), 5);
    assert!(error.message.ends_with(" and others"), "{error}");
}

#[test]
fn the_newest_of_a_name_and_a_call() {
    let (_folder, path) = place();
    let arrivals: Vec<_> = [
        ("tool-calls", "7f3a-1"),
        ("hang", "7f3a-1"),
        ("tool-calls", "7f3b-2"),
        ("tool-calls", "7f3a-9"),
    ]
    .map(|(event_type, call)| message(event_type, call))
    .into();
    let store = store_of(&path, &arrivals);
    let newest = |name: Option<&str>, call_id: Option<&str>, limit| {
        let filter = Filter {
            name: name.map(Into::into),
            call_id: call_id.map(Into::into),
            limit,
            ..Filter::default()
        };
        let found = store.newest(&filter).expect("readable").into_iter();
        let place = |id| arrivals.iter().position(|known| known.envelope.id == id);
        found.map(|id| place(id).expect("known")).collect()
    };
    let all: Vec<usize> = newest(None, None, None);
    assert_eq!(all, [3, 2, 1, 0]);
    assert_eq!(newest(None, None, Some(2)), [3, 2]);
    assert_eq!(newest(Some("tool-calls"), None, None), [3, 2, 0]);
    assert_eq!(newest(Some("tool-calls"), None, Some(1)), [3]);
    assert_eq!(newest(Some("tool"), None, None), [0_usize; 0]);
    assert_eq!(newest(None, Some("7f3a"), None), [3, 1, 0]);
    assert_eq!(newest(None, Some("7f3a-1"), None), [1, 0]);
    assert_eq!(newest(Some("hang"), Some("7"), None), [1]);
    assert_eq!(newest(None, Some("%"), None), [0_usize; 0]);
}

#[test]
fn the_calls_and_their_events() {
    let (_folder, path) = place();
    let arrivals: Vec<_> = [
        ("tool-calls", "call-1"),
        ("tool-calls", "call-10"),
        ("hang", "call-1"),
        ("hang", "call-2"),
    ]
    .map(|(event_type, call)| message(event_type, call))
    .into_iter()
    .chain([arrival("{}")])
    .collect();
    let store = store_of(&path, &arrivals);
    let calls = |name: Option<&str>, limit| {
        let filter = Filter {
            name: name.map(Into::into),
            limit,
            ..Filter::default()
        };
        store.calls(&filter).expect("readable")
    };
    assert_eq!(calls(None, None), ["call-2", "call-10", "call-1"]);
    assert_eq!(calls(None, Some(1)), ["call-2"]);
    assert_eq!(calls(Some("tool-calls"), None), ["call-10", "call-1"]);
    assert_eq!(calls(Some("nothing"), None), [""; 0]);

    let asked = ["call-1", "call-2", "gone"].map(str::to_owned);
    let events = store.events_of(&asked).expect("readable");
    let id = |at: usize| arrivals[at].envelope.id;
    assert_eq!(events, [vec![id(0), id(2)], vec![id(3)], vec![]]);
}

fn get(store: &Store, id: EventId) -> Exchange {
    store.get(id).expect("readable").expect("there")
}
