//! Where an answer is: in its event's rows when it was there with it, else in a row of its own. Who
//! reads cannot tell.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::super::bodies::{self, LARGE};
use super::super::write::Row;
use super::super::{Added, Filter, Limits, Store, schema};
use super::{answered, arrival, arrival_of, place, recorder, store_of, with_answers_apart};
use crate::event::exchange::{Arrival, Delivery, Exchange, Outcome};
use crate::event::id::EventId;

/// What an answer that was replaced said.
const BEFORE: &[u8] = b"what it said before";

fn id(exchange: &Exchange) -> EventId {
    exchange.arrival.envelope.id
}

fn delivery(exchange: &Exchange) -> &Delivery {
    exchange.delivery.as_ref().expect("answered")
}

/// An event that was answered so.
fn exchange(outcome: Outcome, status: u16, body: &'static [u8]) -> Exchange {
    let mut exchange = answered(&arrival("{}"));
    let delivery = exchange.delivery.as_mut().expect("answered");
    delivery.outcome = outcome;
    delivery.status = status;
    delivery.body = body.into();
    delivery.detail = (outcome != Outcome::Answered).then(|| "why".into());
    delivery.latency = std::time::Duration::from_micros(77);
    exchange
}

/// Writes an event and its answer: in one transaction, or one after the other.
fn write(store: &Store, exchange: &Exchange, together: bool) {
    let rows = [
        Row::Event(&exchange.arrival),
        Row::Answer(id(exchange), delivery(exchange)),
    ];
    for rows in rows.chunks(if together { 2 } else { 1 }) {
        store.write(rows.iter().copied()).expect("written");
    }
}

fn assert_reads(store: &Store, exchanges: &[&Exchange]) {
    for exchange in exchanges {
        let read = store.get(id(exchange)).expect("readable").expect("there");
        // What an event says is part of it once it was asked for.
        let events =
            [&read.arrival, &exchange.arrival].map(|arrival| format!("{:?}", arrival.event()));
        assert_eq!(events[0], events[1]);
        assert_eq!(format!("{read:?}"), format!("{exchange:?}"));
    }
}

fn number(store: &Store, sql: &str) -> i64 {
    let read = store.conn.query_row(sql, [], |row| row.get(0));
    read.expect("a number")
}

/// Answers beside their events, and in rows of their own.
fn places(store: &Store) -> (i64, i64) {
    let beside = "SELECT count(*) FROM event JOIN request USING (id)
                  WHERE outcome IS NOT NULL AND answer_headers IS NOT NULL";
    let halves = "SELECT count(*) FROM event JOIN request USING (id)
                  WHERE (outcome IS NULL) <> (answer_headers IS NULL)
                  OR (outcome IS NULL) <> (answer_body IS NULL)";
    assert_eq!(number(store, halves), 0);
    (
        number(store, beside),
        number(store, "SELECT count(*) FROM answer"),
    )
}

fn found(store: &Store, filter: &Filter) -> Vec<EventId> {
    let mut found = store.newest(filter).expect("readable");
    found.reverse();
    found
}

/// Those that somebody should look at, and those that were answered with 404.
fn filters() -> [Filter; 2] {
    [
        Filter {
            failed: true,
            ..Filter::default()
        },
        Filter {
            statuses: vec![404..=404],
            ..Filter::default()
        },
    ]
}

#[test]
fn an_answer_is_read_and_found_wherever_it_is() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    let mut all = Vec::new();
    for together in [true, false] {
        for (outcome, status) in [
            (Outcome::Answered, 200),
            (Outcome::Answered, 404),
            (Outcome::Unreachable, 502),
        ] {
            let exchange = exchange(outcome, status, b"{}");
            write(&store, &exchange, together);
            all.push(exchange);
        }
    }
    let silent = arrival("{}");
    store
        .write([Row::Event(&silent)].into_iter())
        .expect("written");
    assert_eq!(places(&store), (3, 3));
    assert_reads(&store, &all.iter().collect::<Vec<_>>());
    let read = store.get(silent.envelope.id).expect("readable");
    assert!(read.expect("there").delivery.is_none());

    let [failed, missing] = filters().map(|filter| found(&store, &filter));
    assert_eq!(failed, [1, 2, 4, 5].map(|at| id(&all[at])));
    assert_eq!(missing, [1, 4].map(|at| id(&all[at])));
    // Each counts what its answer takes.
    let limits = Limits::default();
    let bytes = |keep| store.surplus(&limits, Some(keep)).expect("readable").1;
    assert_eq!(bytes(6) - bytes(7), bytes(3) - bytes(4));
    assert!(bytes(0) - bytes(1) < bytes(1) - bytes(2), "no answer");
}

#[test]
fn each_answer_of_a_batch_goes_to_its_event() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    let earlier = exchange(Outcome::Answered, 201, b"earlier");
    store
        .write([Row::Event(&earlier.arrival)].into_iter())
        .expect("written");
    let bodies = [&b"one"[..], b"", b"three", b"four", b"five"];
    let mut all: Vec<_> = bodies
        .map(|body| exchange(Outcome::Answered, 200, body))
        .into();
    all[3].delivery = None;
    // As they may arrive: neither events nor answers in the order of the ids.
    let events = [2, 0, 4, 3, 1].map(|at: usize| Row::Event(&all[at].arrival));
    let answers = [4, 1, 0, 2].map(|at: usize| Row::Answer(id(&all[at]), delivery(&all[at])));
    let late = Row::Answer(id(&earlier), delivery(&earlier));
    let rows = answers.into_iter().chain([late]).chain(events);
    store.write(rows).expect("written");
    assert_eq!(places(&store), (4, 1));
    assert_reads(&store, &all.iter().chain([&earlier]).collect::<Vec<_>>());
}

#[test]
fn what_is_the_same_for_two_events_is_so_only_for_them() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    let long = "/hook?".to_owned() + &"x".repeat(300);
    let mut all = Vec::new();
    // Each differs from the one before in something, and is like it in the rest.
    for (path, target, status, body, size) in [
        ("/hook", Some("http://a/"), 200, &b"same"[..], 2),
        ("/hook", None, 200, b"same", LARGE),
        (&long, None, 200, b"sane", 2),
        (&long, Some("http://a/"), 404, b"sane", LARGE),
        ("/hook", Some("http://b/"), 404, b"", 2),
    ] {
        let mut new = (*arrival_of(EventId::new(), 1, vec![b'x'; size])).clone();
        new.envelope.path = path.into();
        new.target = target.map(Into::into);
        let mut exchange = exchange(Outcome::Answered, status, body);
        exchange.arrival = Arc::new(new);
        all.push(exchange);
    }
    all[2].delivery = None;
    let rows = all.iter().flat_map(|exchange| {
        let answer = exchange.delivery.as_ref();
        let answer = answer.map(|delivery| Row::Answer(id(exchange), delivery));
        [Row::Event(&exchange.arrival)].into_iter().chain(answer)
    });
    store.write(rows).expect("written");
    assert_eq!(places(&store), (4, 0));
    assert_reads(&store, &all.iter().collect::<Vec<_>>());
    let outside = "SELECT count(*) FROM request WHERE volume IS NOT NULL";
    let large = if bodies::SUPPORTED { 2 } else { 0 };
    assert_eq!(number(&store, outside), large);
}

#[test]
fn nothing_is_left_of_an_answer_that_is_replaced() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    let mut all = [true, false].map(|together| {
        let exchange = exchange(Outcome::Unreachable, 502, BEFORE);
        write(&store, &exchange, together);
        exchange
    });
    let silent = exchange(Outcome::Answered, 200, b"{}");
    store
        .write([Row::Event(&silent.arrival)].into_iter())
        .expect("written");
    for exchange in &mut all {
        exchange.delivery.clone_from(&silent.delivery);
    }
    let all = [&all[0], &all[1], &silent];
    let answers: BTreeMap<_, _> = all
        .map(|exchange| (id(exchange), delivery(exchange).clone()))
        .into();
    store.replace_answers(&answers).expect("replaced");
    assert_reads(&store, &all);
    assert_eq!(places(&store), (1, 2));
    assert_eq!(found(&store, &filters()[0]), []);
    assert!(!holds(&path, store, BEFORE));
}

#[test]
fn nothing_is_left_of_one_whose_event_is_removed() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    let all = [true, false].map(|together| {
        let exchange = exchange(Outcome::Answered, 200, BEFORE);
        write(&store, &exchange, together);
        exchange
    });
    assert_eq!(
        store
            .remove(&all.map(|exchange| id(&exchange)))
            .expect("removed"),
        2
    );
    assert_eq!(places(&store), (0, 0));
    for table in ["event", "request"] {
        assert_eq!(number(&store, &format!("SELECT count(*) FROM {table}")), 0);
    }
    assert!(!holds(&path, store, BEFORE));
}

/// Whether a record holds these bytes in any row.
fn holds(path: &Path, store: Store, bytes: &[u8]) -> bool {
    store.conn.execute_batch("VACUUM").expect("written anew");
    drop(store);
    let file = fs::read(path).expect("the file");
    file.windows(bytes.len()).any(|window| window == bytes)
}

#[test]
fn an_event_that_is_added_again_keeps_its_answer() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    let [one, two, three] = [(); 3].map(|()| exchange(Outcome::Answered, 200, b"first"));
    write(&store, &one, true);
    write(&store, &two, false);
    store
        .write([Row::Event(&three.arrival)].into_iter())
        .expect("written");
    let again = |exchange: &Exchange| {
        let mut again = exchange.clone();
        again.delivery.as_mut().expect("answered").status = 500;
        again
    };
    let added = store.add(&[again(&one), again(&two), three.clone()]);
    assert_eq!(added.expect("added"), Added { added: 0, known: 3 });
    assert_reads(&store, &[&one, &two, &three]);
    assert_eq!(places(&store), (1, 2));

    // Twice in one go: the first event and the last answer.
    let new = exchange(Outcome::Answered, 200, b"new");
    store.add(&[new.clone(), again(&new)]).expect("added");
    assert_reads(&store, &[&again(&new)]);
    assert_eq!(places(&store), (2, 2));
}

#[test]
fn the_answers_of_an_older_record_stay_where_they_are() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    let old = [Outcome::Answered, Outcome::Unreachable].map(|outcome| {
        let exchange = exchange(outcome, 404, BEFORE);
        write(&store, &exchange, false);
        exchange
    });
    let silent = arrival("{}");
    drop(store);
    drop(store_of(&path, std::slice::from_ref(&silent)));
    with_answers_apart(&path);

    let bytes = fs::read(&path).expect("the file");
    let reads = |store: &Store| {
        assert_reads(store, &[&old[0], &old[1]]);
        for filter in filters() {
            assert_eq!(found(store, &filter), old.each_ref().map(id));
        }
        let read = store.get(silent.envelope.id).expect("readable");
        assert!(read.expect("there").delivery.is_none());
        let (surplus, bytes) = store.surplus(&Limits::default(), Some(0)).expect("read");
        (surplus.len(), bytes)
    };
    let store = Store::open_existing(&path).expect("an older file");
    assert_eq!(schema::version(&store.conn).expect("a version"), 4);
    let (count, held) = reads(&store);
    assert_eq!(count, 3);
    drop(store);
    assert!(fs::read(&path).expect("the file") == bytes, "changed");

    let store = Store::open(&path).expect("brought up");
    let version = schema::version(&store.conn).expect("a version");
    assert_eq!(version, schema::VERSION);
    assert_eq!(reads(&store), (count, held));
    assert_eq!(places(&store), (0, 2));
    let new = exchange(Outcome::Answered, 200, b"{}");
    write(&store, &new, true);
    let answer = delivery(&new).clone();
    let answers: BTreeMap<_, _> = [(id(&old[0]), answer)].into();
    store.replace_answers(&answers).expect("replaced");
    assert_eq!(places(&store), (1, 2));
    assert_reads(&store, &[&old[1], &new]);
    assert_eq!(found(&store, &filters()[0]), [id(&old[1])]);
    let read = store.get(id(&old[0])).expect("readable").expect("there");
    assert_eq!(delivery(&read).body, "{}");
}

#[tokio::test]
async fn a_recorder_writes_answers_with_their_events_and_later() {
    let (_folder, path) = place();
    let (recorder, told) = recorder(&path, Limits::default());
    let given: Vec<Exchange> = (0..400)
        .map(|_| exchange(Outcome::Answered, 200, b"{}"))
        .collect();
    let (at_once, later) = given.split_at(200);
    let mut receipts = Vec::new();
    for exchange in at_once {
        receipts.push(recorder.arrived(Arc::clone(&exchange.arrival)));
        recorder.finished(exchange.clone());
    }
    let arrivals: Vec<Arc<Arrival>> = later
        .iter()
        .map(|exchange| Arc::clone(&exchange.arrival))
        .collect();
    for arrival in &arrivals {
        receipts.push(recorder.arrived(Arc::clone(arrival)));
    }
    for receipt in receipts {
        receipt.await;
    }
    // In the tables, without their answers.
    super::until("written", || {
        let store = Store::open_existing(&path);
        store.is_ok_and(|store| found(&store, &Filter::default()).len() == given.len())
    });
    for exchange in later {
        recorder.finished(exchange.clone());
    }
    assert_eq!(recorder.close().lost, 0);
    assert!(told.try_recv().is_err(), "nothing to say");
    let store = Store::open(&path).expect("a record");
    assert_reads(&store, &given.iter().collect::<Vec<_>>());
    let (beside, apart) = places(&store);
    assert_eq!(beside + apart, 400);
    assert!(beside > 0 && apart >= 200, "{beside} and {apart}");
}
