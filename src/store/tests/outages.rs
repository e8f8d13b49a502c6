//! The recorder when the file cannot be written.

use std::fs;
use std::sync::{Arc, mpsc};

use rusqlite::Connection;

use super::super::{Filter, Limits, Notice, Recorded, Recorder, Store, Totals, beside, bodies};
use super::{PATIENCE, answered, arrival, next_notice, place, recorder, small};

#[tokio::test]
async fn a_file_that_cannot_be_opened_is_said_and_tried_again() {
    let (_folder, path) = place();
    // Binds root too, as permissions do not.
    let in_the_way = beside(&path, "-wal");
    fs::create_dir(&in_the_way).expect("created");
    let (recorder, told) = recorder(&path, Limits::default());
    let missed = arrival("{}");
    assert_eq!(recorder.arrived(Arc::clone(&missed)).await, Recorded::No);
    assert_eq!(recorder.arrived(arrival("{}")).await, Recorded::No);
    assert!(matches!(next_notice(&told), Notice::OpenFailed { .. }));
    assert!(told.try_recv().is_err(), "said once");

    fs::remove_dir(&in_the_way).expect("removed");
    let mut lost = 2;
    while recorder.arrived(arrival("{}")).await == Recorded::No {
        lost += 1;
        tokio::task::yield_now().await;
    }
    let Notice::Recovered { lost: said } = next_notice(&told) else {
        panic!("another notice");
    };
    assert_eq!(said, lost);

    // The answer brings its event along.
    recorder.finished(answered(&missed));
    let totals = Totals {
        recorded: 2,
        lost: lost - 1,
    };
    assert_eq!(recorder.close(), totals);
    let store = Store::open_existing(&path).expect("readable");
    let read = store.get(missed.envelope.id).expect("readable");
    assert!(read.expect("there").delivery.is_some());
}

#[tokio::test]
async fn a_full_disk_is_said_once_and_may_clear() {
    let (_folder, path) = place();
    // There is no room beside the tables, either.
    fs::write(bodies::folder(&path), "in the way").expect("written");
    let (tell, told) = mpsc::channel();
    let recorder = Recorder::start_with(small(&path, 128), Limits::default(), move |notice| {
        tell.send(notice).expect("the test listens");
    });
    // Too large for the spool.
    let large = 80_000;
    let mut fitted = 0;
    while recorder.arrived(arrival(vec![b'x'; large])).await == Recorded::Yes {
        fitted += 1;
    }
    let Notice::WriteFailed { error, lost: 1 } = next_notice(&told) else {
        panic!("another notice");
    };
    assert!(error.message.contains("cannot grow"), "{error}");
    assert_eq!(
        recorder.arrived(arrival(vec![b'x'; large])).await,
        Recorded::No
    );
    assert!(told.try_recv().is_err(), "said once");

    let other = Connection::open(&path).expect("the record");
    other
        .execute_batch("DELETE FROM event; DELETE FROM request")
        .expect("room is made");
    // One that still does not fit takes no other with it.
    let receipts = [large, 1 << 20, large].map(|size| recorder.arrived(arrival(vec![b'x'; size])));
    let mut settled = Vec::new();
    for receipt in receipts {
        settled.push(receipt.await);
    }
    assert_eq!(settled, [Recorded::Yes, Recorded::No, Recorded::Yes]);
    assert_eq!(recorder.arrived(arrival("{}")).await, Recorded::Yes);
    // One outage or two, depending on what was written together.
    let mut lost = 0;
    while lost < 3 {
        if let Notice::Recovered { lost: more } = next_notice(&told) {
            lost += more;
        }
    }
    let totals = Totals {
        recorded: fitted + 3,
        lost: 3,
    };
    assert_eq!(recorder.close(), totals);
}

#[tokio::test]
async fn a_file_that_is_deleted_is_begun_anew_and_counted_so() {
    let (_folder, path) = place();
    let (recorder, told) = recorder(&path, Limits::default());
    for _ in 0..2 {
        assert_eq!(recorder.arrived(arrival("{}")).await, Recorded::Yes);
    }
    drop(Store::open_existing(&path).expect("they are in the tables"));
    fs::remove_file(&path).expect("deleted");
    let kept = arrival("{}");
    assert_eq!(recorder.arrived(Arc::clone(&kept)).await, Recorded::Yes);
    assert!(matches!(next_notice(&told), Notice::Gone { .. }));
    let totals = Totals {
        recorded: 1,
        lost: 0,
    };
    assert_eq!(recorder.close(), totals);
    let store = Store::open_existing(&path).expect("readable");
    let all = store.newest(&Filter::default()).expect("readable");
    assert_eq!(all, [kept.envelope.id]);
}

#[tokio::test]
async fn events_wait_for_another_process() {
    let (_folder, path) = place();
    let (recorder, told) = recorder(&path, Limits::default());
    assert_eq!(recorder.arrived(arrival("{}")).await, Recorded::Yes);
    let other = Connection::open(&path).expect("the record");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let receipt = recorder.arrived(arrival("{}"));
    let Notice::WriteFailed { error, lost: 0 } = next_notice(&told) else {
        panic!("another notice");
    };
    assert!(error.message.contains("locked"), "{error}");
    other.execute_batch("COMMIT").expect("unlocked");
    assert_eq!(receipt.await, Recorded::Yes);
    assert!(matches!(next_notice(&told), Notice::Recovered { lost: 0 }));
    assert_eq!(recorder.close().lost, 0);
}

#[tokio::test]
async fn what_waits_is_bounded() {
    let (_folder, path) = place();
    let (recorder, told) = recorder(&path, Limits::default());
    assert_eq!(recorder.arrived(arrival("{}")).await, Recorded::Yes);
    let other = Connection::open(&path).expect("the record");
    other.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let receipts: Vec<_> = (0..5)
        .map(|_| recorder.arrived(arrival(vec![b'x'; 1 << 20])))
        .collect();
    tokio::select! {
        biased;
        () = recorder.room() => panic!("there is no room"),
        () = std::future::ready(()) => {}
    }
    let room = tokio::time::timeout(PATIENCE, recorder.room());
    room.await.expect("what waits too long is given up");
    let Notice::WriteFailed { lost, .. } = next_notice(&told) else {
        panic!("another notice");
    };
    assert!(lost > 0);
    other.execute_batch("COMMIT").expect("unlocked");
    let mut settled = Vec::new();
    for receipt in receipts {
        settled.push(receipt.await);
    }
    let no = settled.iter().filter(|&&it| it == Recorded::No).count() as u64;
    assert!((1..5).contains(&no), "{settled:?}");
    assert_eq!(recorder.close().lost, no);
    let store = Store::open_existing(&path).expect("readable");
    let all = store.newest(&Filter::default()).expect("readable");
    assert_eq!(all.len() as u64, 6 - no);
}
