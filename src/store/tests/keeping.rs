//! Bounded by age and by size.

use std::fs;
use std::time::Duration;

use super::super::write::Row;
use super::super::{Filter, Limits, Store};
use super::{answered, arrival, arrival_of, now_ms, place, recorder, until};
use crate::event::id::EventId;

const MIB: u64 = 1 << 20;
const HOUR: i64 = 60 * 60 * 1000;

/// `count` exchanges of about 10 KiB, the first so many of them two days old; oldest first. Of every
/// two, one was answered before it was written.
fn fill(store: &Store, count: usize, old: usize) -> Vec<EventId> {
    let mut ids = Vec::new();
    for at in 0..count {
        let received_ms = now_ms() - if at < old { 48 * HOUR } else { 0 };
        let arrival = arrival_of(EventId::new(), received_ms, vec![b'x'; 10_000]);
        let id = arrival.envelope.id;
        let exchange = answered(&arrival);
        let delivery = exchange.delivery.as_ref().expect("answered");
        let rows = [Row::Event(&arrival), Row::Answer(id, delivery)];
        let together = if at % 2 == 0 { 2 } else { 1 };
        for rows in rows.chunks(together) {
            store.write(rows.iter().copied()).expect("written");
        }
        ids.push(id);
    }
    ids
}

fn newest_first(store: &Store) -> Vec<EventId> {
    store.newest(&Filter::default()).expect("readable")
}

#[test]
fn too_much_goes_oldest_first_and_the_file_shrinks() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    let ids = fill(&store, 1000, 0);
    let limits = Limits {
        max_bytes: 3 * MIB,
        ..Limits::default()
    };
    let deleted = store.prune(&limits).expect("pruned");
    let kept = newest_first(&store);
    assert!((200..300).contains(&kept.len()), "{}", kept.len());
    assert_eq!(deleted, 1000 - kept.len() as u64);
    assert!(kept.iter().eq(ids.iter().rev().take(kept.len())));
    // One MiB of free pages is kept for the next events.
    let size = fs::metadata(&path).expect("there").len();
    assert!(size <= 4 * MIB + 64 * 1024, "{size}");
    let answers: u64 = store
        .conn
        .query_row("SELECT count(*) FROM answer", [], |row| {
            row.get::<_, i64>(0)
        })
        .expect("readable")
        .unsigned_abs();
    // The others are beside their events, every second one from the newest but one on.
    assert_eq!(answers, kept.len().div_ceil(2) as u64);
    assert_eq!(store.prune(&limits).expect("pruned"), 0);
}

#[test]
fn too_old_goes() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    let ids = fill(&store, 500, 450);
    let limits = Limits {
        max_age: Duration::from_secs(24 * 60 * 60),
        ..Limits::default()
    };
    assert_eq!(store.prune(&limits).expect("pruned"), 450);
    assert!(newest_first(&store).iter().eq(ids[450..].iter().rev()));
    assert!(fs::metadata(&path).expect("there").len() < 2 * MIB);
}

#[test]
fn the_newest_event_stays_however_large() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    let ids = fill(&store, 10, 0);
    let limits = Limits {
        max_bytes: 0,
        ..Limits::default()
    };
    assert_eq!(store.prune(&limits).expect("pruned"), 9);
    assert_eq!(newest_first(&store), ids[9..]);
}

#[test]
fn a_step_is_small() {
    let (_folder, path) = place();
    let store = Store::open(&path).expect("a record");
    fill(&store, 500, 500);
    let limits = Limits {
        max_age: Duration::from_secs(1),
        ..Limits::default()
    };
    let step = store.prune_step(&limits).expect("pruned");
    assert_eq!(step, 200);
}

#[tokio::test]
async fn the_recorder_keeps_the_limits_while_it_writes() {
    let (_folder, path) = place();
    let ids = fill(&Store::open(&path).expect("a record"), 1000, 1000);
    let limits = Limits {
        max_age: Duration::from_secs(24 * 60 * 60),
        max_bytes: 2 * MIB,
    };
    let (recorder, told) = recorder(&path, limits);
    for _ in 0..1000 {
        recorder.room().await;
        let _ = recorder.arrived(arrival(vec![b'x'; 10_000])).await;
        Store::open_existing(&path).expect("readable while it is pruned");
    }
    assert!(fs::metadata(&path).expect("there").len() < 16 * MIB);
    let store = Store::open_existing(&path).expect("readable");
    until("the record is within its limits", || {
        fs::metadata(&path).expect("there").len() < 4 * MIB
    });
    let kept = newest_first(&store);
    assert!(kept.len() > 100 && kept.len() < 300, "{}", kept.len());
    assert!(kept.last() > ids.last());
    assert_eq!(recorder.close().lost, 0);
    assert!(told.try_recv().is_err(), "nothing to say");
}
