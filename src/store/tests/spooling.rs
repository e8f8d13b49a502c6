//! Events that are safe before they are in the tables.

use std::collections::VecDeque;
use std::fs;
use std::future::Future;
use std::pin::pin;
use std::slice::from_ref;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use super::*;
use crate::store::queue::{Item, Next, Queue, Safety, Ticket};
use crate::store::recorder::{Receipt, Recorded};
use crate::store::spool::{self, Spool};
use crate::store::{Filter, beside};

const NOTHING: [PathBuf; 0] = [];

/// A record with a spool beside it that holds these events, as a listener has them that lives.
fn spooled(path: &Path, arrivals: &[Arc<Arrival>]) -> Spool {
    drop(Store::open(path).expect("a record"));
    let mut spool = Spool::begin(path).expect("a spool");
    for arrival in arrivals {
        append(&mut spool, arrival);
    }
    spool
}

fn append(spool: &mut Spool, arrival: &Arrival) {
    assert!(spool.add(arrival));
    spool.append().expect("appended");
}

fn ids(store: &Store) -> Vec<EventId> {
    let mut ids = store.newest(&Filter::default()).expect("readable");
    ids.sort();
    ids
}

/// Whether a receipt says yes without being waited for.
fn at_once(receipt: Receipt) -> bool {
    let mut context = Context::from_waker(Waker::noop());
    pin!(receipt).poll(&mut context) == Poll::Ready(Recorded::Yes)
}

#[test]
fn what_a_killed_listener_left_is_read_as_it_was() {
    let (_folder, path) = place();
    let whole = message("tool-calls", "c-1");
    let odd = arrival(&b"\xff\x00 not JSON"[..]);
    let mut spool = spooled(&path, from_ref(&whole));
    let filled = spool.switch().expect("something is in it");
    append(&mut spool, &odd);
    // Nobody empties either file, as after a kill.
    drop((filled, spool));
    assert!(spool::wait(&path), "it is seen that it was killed");
    let store = Store::open_existing(&path).expect("readable");
    for arrival in [whole, odd] {
        let read = store.get(arrival.envelope.id).expect("readable");
        let read = read.expect("there").arrival;
        assert_eq!(format!("{read:?}"), format!("{arrival:?}"));
    }
    drop(store);
    assert_eq!(files_beside(&path), NOTHING);
}

#[test]
fn a_listener_that_is_killed_while_it_is_waited_for_is_seen() {
    let (_folder, path) = place();
    let spool = spooled(&path, &[message("tool-calls", "c-1")]);
    let waiting = thread::spawn({
        let path = path.clone();
        move || spool::wait(&path)
    });
    thread::sleep(Duration::from_millis(20));
    drop(spool);
    assert!(waiting.join().expect("no panic"));
}

#[test]
fn a_file_that_was_cut_off_anywhere_gives_what_is_whole() {
    let (_folder, path) = place();
    let arrivals = [arrival("{}"), arrival("[1]"), arrival("{\"a\":2}")];
    drop(spooled(&path, &arrivals));
    let file = beside(&path, "-spool-0a");
    let bytes = fs::read(&file).expect("a spool");
    let mut seen = 0;
    for length in (0..=bytes.len()).rev().step_by(9) {
        let (_folder, path) = place();
        drop(Store::open(&path).expect("a record"));
        fs::write(beside(&path, "-spool-0a"), &bytes[..length]).expect("written");
        let found = ids(&Store::open_existing(&path).expect("readable"));
        let expected: Vec<EventId> = arrivals.iter().map(|it| it.envelope.id).collect();
        assert_eq!(found, expected[..found.len()], "{length}");
        seen |= 1 << found.len();
    }
    assert_eq!(seen, 0b1111, "each number of whole events was met");
}

#[test]
fn what_is_in_the_tables_already_stays_as_it_is() {
    let (_folder, path) = place();
    let one = arrival("{}");
    let spool = spooled(&path, from_ref(&one));
    let exchange = answered(&one);
    let store = Store::connect(&path).expect("a record");
    store.add(&[exchange]).expect("written");
    drop((spool, store));
    let store = Store::open(&path).expect("a record");
    let read = store.get(one.envelope.id).expect("readable");
    assert!(read.expect("there").delivery.is_some());
}

#[test]
fn a_live_listener_keeps_its_own_and_others_take_another_place() {
    let (_folder, path) = place();
    let (one, two) = (arrival("{}"), arrival("{}"));
    let mut first = spooled(&path, &[one]);
    let second = spooled(&path, from_ref(&two));
    drop(second);
    let store = Store::open_existing(&path).expect("readable");
    assert_eq!(ids(&store), [two.envelope.id], "the first one lives");
    let filled = first.switch().expect("something is in it");
    filled.clear().expect("emptied");
    drop((filled, first, store));
    assert_eq!(files_beside(&path), NOTHING, "an empty one goes");
}

#[test]
fn a_large_event_is_not_written_twice() {
    let (_folder, path) = place();
    let mut spool = spooled(&path, &[]);
    let large = arrival(vec![b'x'; 64 << 10]);
    assert!(!spool.add(&large), "it is left to the tables");
    spool.append().expect("nothing to append");
    assert!(spool.switch().is_none());
}

#[tokio::test]
async fn an_event_is_safe_at_once_and_seen_by_who_reads_then() {
    let (_folder, path) = place();
    let (recorder, _told) = recorder(&path, Limits::default());
    let mut arrived = 0;
    for _ in 0..20 {
        let mut safe = None;
        // Not before there is a spool, nor when a busy machine took too long over one.
        until("an event is safe at once", || {
            let one = arrival("{}");
            arrived += 1;
            safe = at_once(recorder.arrived(one.clone())).then_some(one);
            safe.is_some()
        });
        let store = Store::open_existing(&path).expect("readable");
        let id = safe.expect("it was").envelope.id;
        assert!(store.get(id).expect("readable").is_some());
    }
    assert_eq!(recorder.close().recorded, arrived);
    assert_eq!(files_beside(&path), NOTHING);
}

/// Queues events until one does not wait for the disk: all of them, and its ticket.
fn crowd(queue: &Queue) -> (Vec<EventId>, Ticket) {
    let mut crowd = Vec::new();
    loop {
        let one = arrival("{}");
        crowd.push(one.envelope.id);
        if let Safety::Spooled(ticket) = queue.arrived(one) {
            return (crowd, ticket);
        }
    }
}

#[test]
fn what_comes_in_a_crowd_is_appended_when_it_is_to_be_safe() {
    let (_folder, path) = place();
    let queue = Queue::default();
    queue.spool(Some(spooled(&path, &[])));
    let (mut expected, ticket) = crowd(&queue);
    assert!(matches!(queue.safety(ticket), Safety::Given));
    drop(queue);
    expected.sort();
    assert_eq!(ids(&Store::open(&path).expect("a record")), expected);
}

#[test]
fn what_the_spool_did_not_append_waits_for_the_tables() {
    let (_folder, path) = place();
    let queue = Queue::default();
    queue.spool(Some(spooled(&path, &[])));
    let (mut arrived, appended) = crowd(&queue);
    assert!(matches!(queue.safety(appended), Safety::Given));
    let (later, ticket) = crowd(&queue);
    queue.spool(None);
    assert!(matches!(queue.safety(appended), Safety::Given));
    let Safety::Recorded(mut told) = queue.safety(ticket) else {
        panic!("it was not appended");
    };
    arrived.extend(&later);
    let mut items = VecDeque::new();
    let next = queue.next(&mut items, &mut None, Duration::ZERO);
    assert_eq!((next, items.len()), (Next::Items, arrived.len()));
    let waits = items.into_iter().filter_map(|item| match item {
        Item::Arrived(arrival, settle) => Some((arrival.envelope.id, settle?)),
        _ => None,
    });
    let mut waits: Vec<_> = waits.collect();
    let (id, settle) = waits.pop().expect("one waits");
    assert_eq!((id, waits.len()), (later[later.len() - 1], 0));
    settle.send(Recorded::Yes).expect("somebody waits");
    assert_eq!(told.try_recv(), Ok(Recorded::Yes));
}

#[test]
fn what_came_before_the_spool_does_not_wait_for_the_tables() {
    let (_folder, path) = place();
    let queue = Queue::default();
    let (early, large) = (message("hang", "c-1"), arrival(vec![b'x'; 100_000]));
    let told = [&early, &large].map(|one| match queue.arrived(one.clone()) {
        Safety::Recorded(told) => told,
        _ => panic!("there is no spool yet"),
    });
    queue.spool(Some(spooled(&path, &[])));
    let told = told.map(|mut told| told.try_recv().ok());
    assert_eq!(told, [Some(Recorded::Yes), None]);
    // As after a kill.
    drop(queue);
    let store = Store::open_existing(&path).expect("readable");
    assert_eq!(ids(&store), [early.envelope.id]);
}

#[tokio::test]
async fn what_the_tables_had_no_room_for_comes_back() {
    let (_folder, path) = place();
    let (tell, told) = mpsc::channel();
    let recorder = Recorder::start_with(small(&path, 32), Limits::default(), move |notice| {
        tell.send(notice).ok();
    });
    until("there is a spool", || beside(&path, "-spool-0a").exists());
    let mut safe = Vec::new();
    loop {
        let one = arrival(vec![b'x'; 8000]);
        match recorder.arrived(one.clone()).await {
            Recorded::Yes => safe.push(one.envelope.id),
            Recorded::No => break,
        }
    }
    assert!(matches!(
        next_notice(&told),
        Notice::WriteFailed { lost: 1.., .. }
    ));
    assert!(recorder.close().lost > 0);
    let found = ids(&Store::open_existing(&path).expect("readable"));
    assert_eq!(found, safe, "what was said to be safe is");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_now_stays_for_later() {
    let (_folder, path) = place();
    let one = arrival("{}");
    drop(spooled(&path, from_ref(&one)));
    // As if reading the second file failed.
    let half = beside(&path, "-spool-0b");
    fs::remove_file(&half).expect("an empty file");
    fs::create_dir(&half).expect("something that cannot be read");
    let store = Store::open_existing(&path).expect("readable");
    assert_eq!(ids(&store), []);
    assert!(beside(&path, "-spool-0a").exists(), "it is not thrown away");
    fs::remove_dir(&half).expect("removed");
    let store = Store::open_existing(&path).expect("readable");
    assert_eq!(ids(&store), [one.envelope.id]);
}
