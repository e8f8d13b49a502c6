//! The recorder when all is well.

use std::collections::HashSet;
use std::fs;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::super::{Filter, Limits, Recorded, Store, Totals, beside};
use super::{answered, arrival, place, recorder, until};

#[tokio::test]
async fn recorded_means_another_process_reads_it() {
    let (_folder, path) = place();
    let (recorder, told) = recorder(&path, Limits::default());
    for _ in 0..200 {
        let arrival = arrival(vec![b'x'; 1500]);
        let id = arrival.envelope.id;
        assert_eq!(recorder.arrived(Arc::clone(&arrival)).await, Recorded::Yes);
        let reader = Store::open_existing(&path).expect("readable while it is written");
        assert!(reader.get(id).expect("readable").is_some());
        recorder.finished(answered(&arrival));
    }
    let totals = Totals {
        recorded: 200,
        lost: 0,
    };
    assert_eq!(recorder.close(), totals);
    assert_eq!(recorder.close(), totals);
    assert_eq!(recorder.arrived(arrival("late")).await, Recorded::No);
    assert!(told.try_recv().is_err(), "nothing to say");
    assert!(super::files_beside(&path).is_empty(), "the log was moved");

    let store = Store::open_existing(&path).expect("readable");
    let all = store.newest(&Filter::default()).expect("readable");
    assert_eq!(all.len(), 200);
    for id in all {
        let exchange = store.get(id).expect("readable").expect("there");
        assert!(exchange.delivery.is_some());
    }
}

#[tokio::test]
async fn what_was_recorded_survives_a_kill() {
    let (folder, path) = place();
    let (recorder, _told) = recorder(&path, Limits::default());
    let known = arrival("{}");
    let receipt = recorder.arrived(Arc::clone(&known));
    assert_eq!(receipt.await, Recorded::Yes);
    // What a killed process leaves: the file, its log and its spool, with nobody to close them.
    let left = folder.path().join("left.db");
    for suffix in ["-spool-0a", "-spool-0b", "", "-wal"] {
        let file = beside(&path, suffix);
        if file.exists() {
            fs::copy(file, beside(&left, suffix)).expect("copied");
        }
    }
    std::mem::forget(recorder);

    for path in [&path, &left] {
        let store = Store::open_existing(path).expect("readable");
        assert!(store.get(known.envelope.id).expect("readable").is_some());
    }
    let store = Store::open(&left).expect("writable");
    assert!(store.get(known.envelope.id).expect("readable").is_some());
}

#[tokio::test]
async fn every_event_of_many_tasks_is_recorded_once() {
    const TASKS: usize = 64;
    const EACH: usize = 313;
    let (_folder, path) = place();
    let (recorder, told) = recorder(&path, Limits::default());
    let recorder = Arc::new(recorder);
    let mut tasks = JoinSet::new();
    for _ in 0..TASKS {
        let recorder = Arc::clone(&recorder);
        tasks.spawn(async move {
            let mut ids = Vec::new();
            for _ in 0..EACH {
                recorder.room().await;
                let arrival = arrival(vec![b'x'; 100]);
                ids.push(arrival.envelope.id);
                let receipt = recorder.arrived(Arc::clone(&arrival));
                recorder.finished(answered(&arrival));
                assert_eq!(receipt.await, Recorded::Yes);
            }
            ids
        });
    }
    let ids: HashSet<_> = tasks.join_all().await.into_iter().flatten().collect();
    let totals = recorder.close();
    assert_eq!((totals.recorded, totals.lost), (ids.len() as u64, 0));
    assert!(told.try_recv().is_err(), "nothing to say");

    let store = Store::open_existing(&path).expect("readable");
    let all = store.newest(&Filter::default()).expect("readable");
    assert!(all.is_sorted_by(|a, b| a > b));
    assert_eq!(all.into_iter().collect::<HashSet<_>>(), ids);
}

#[tokio::test]
async fn one_event_larger_than_the_queue_passes() {
    let (_folder, path) = place();
    let (recorder, _told) = recorder(&path, Limits::default());
    let large = arrival(vec![b'x'; 9 << 20]);
    recorder.room().await;
    let receipt = recorder.arrived(Arc::clone(&large));
    recorder.room().await;
    assert_eq!(receipt.await, Recorded::Yes);
    let store = Store::open_existing(&path).expect("readable");
    let read = store.get(large.envelope.id).expect("readable");
    assert!(read.expect("there").arrival.envelope.body == large.envelope.body);
}

#[tokio::test]
async fn an_answer_needs_nobody_to_wait_for_it() {
    let (_folder, path) = place();
    let (recorder, _told) = recorder(&path, Limits::default());
    let known = arrival("{}");
    assert_eq!(recorder.arrived(Arc::clone(&known)).await, Recorded::Yes);
    let reader = Store::open_existing(&path).expect("readable");
    recorder.finished(answered(&known));
    until("the answer is recorded", || {
        let exchange = reader.get(known.envelope.id).expect("readable");
        exchange.expect("there").delivery.is_some()
    });
}
