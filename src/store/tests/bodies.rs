//! Large bodies, outside the tables: they come back as they were, and go when their events go.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;

use super::*;
use crate::error::Kind;
use crate::store::bodies::{LARGE, folder};
use crate::store::read::Seen;
use crate::store::{Filter, Recorded, schema};

/// A body of a size that no other has the bytes of.
fn body(size: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        bytes.extend_from_slice(&state.to_be_bytes());
    }
    bytes.truncate(size);
    bytes
}

fn large(seed: u64) -> Arc<Arrival> {
    arrival(body(LARGE + 10_000, seed))
}

fn id(arrival: &Arrival) -> EventId {
    arrival.envelope.id
}

/// The names and sizes of the volumes' files.
fn volumes(path: &Path) -> BTreeMap<String, u64> {
    let Ok(entries) = fs::read_dir(folder(path)) else {
        return BTreeMap::new();
    };
    let entries = entries.map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, entry.metadata().expect("a file").len())
        })
        .collect()
}

fn number(store: &Store, sql: &str) -> i64 {
    let number = store.conn.query_row(sql, [], |row| row.get(0));
    number.expect("readable")
}

/// They are all there, whole.
fn assert_read(store: &Store, arrivals: &[Arc<Arrival>]) {
    for known in arrivals {
        let read = store.get(id(known)).expect("readable").expect("there");
        assert!(read.arrival.envelope.body == known.envelope.body);
    }
}

#[test]
fn bodies_around_the_limit_come_back_as_they_were() {
    let (_folder, path) = place();
    let sizes = [0, 1, LARGE - 1, LARGE, LARGE + 1, 3 * LARGE, 5 << 20];
    let arrivals: Vec<_> = sizes
        .into_iter()
        .zip(0..)
        .map(|(size, seed)| arrival(body(size, seed)))
        .collect();
    let store = store_of(&path, &arrivals);
    assert_read(&store, &arrivals);
    drop(store);
    let store = Store::open_existing(&path).expect("readable");
    assert_read(&store, &arrivals);
    let outside: i64 = sizes
        .iter()
        .filter(|size| **size >= LARGE)
        .map(|size| i64::try_from(*size).expect("small"))
        .sum();
    assert_eq!(number(&store, "SELECT sum(bytes) FROM request"), outside);
    assert_eq!(number(&store, "SELECT sum(live) FROM volume"), outside);
    let inside = number(&store, "SELECT max(length(body)) FROM request");
    assert_eq!(usize::try_from(inside), Ok(LARGE - 1));
    // What the record takes of the disk is all of it.
    assert!(store.used_bytes().expect("readable") > outside.unsigned_abs());
    let (ids, bytes) = store.surplus(&Limits::default(), Some(0)).expect("read");
    assert_eq!(ids.len(), sizes.len());
    assert!(bytes > outside.unsigned_abs(), "{bytes}");
}

#[cfg(unix)]
#[test]
fn only_the_owner_reads_them() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = place();
    let _store = store_of(&path, &[large(0)]);
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(&folder(&path)), 0o700);
    let (name, _) = volumes(&path).pop_first().expect("a volume");
    assert_eq!(mode(&folder(&path).join(name)), 0o600);
}

#[test]
fn what_is_removed_leaves_nothing_behind() {
    let (_folder, path) = place();
    let arrivals: Vec<_> = (0..4).map(large).collect();
    let store = store_of(&path, &arrivals);
    assert_eq!(store.remove(&[id(&arrivals[1])]).expect("removed"), 1);
    let (name, _) = volumes(&path).pop_first().expect("a volume");
    let file = folder(&path).join(name);
    let bytes = fs::read(&file).expect("the volume");
    let part = &arrivals[1].envelope.body[..64];
    assert!(memchr::memmem::find(&bytes, part).is_none(), "still there");
    let left = [&arrivals[..1], &arrivals[2..]].concat();
    assert_read(&store, &left);
    drop(store);

    // With the last of them the file goes.
    let store = Store::open(&path).expect("writable");
    let ids: Vec<_> = left.iter().map(|arrival| id(arrival)).collect();
    assert_eq!(store.remove(&ids[..2]).expect("removed"), 2);
    assert!(file.exists());
    assert_eq!(store.remove(&ids).expect("removed"), 1);
    assert!(!file.exists());
    assert_eq!(number(&store, "SELECT count(*) FROM volume"), 0);
    assert!(store.get(ids[0]).expect("readable").is_none());
}

#[test]
fn where_no_room_can_be_given_back_it_is_filled() {
    let (folder, _) = place();
    let path = folder.path().join("volume");
    let bytes = body(100_000, 1);
    fs::write(&path, &bytes).expect("written");
    let file = fs::OpenOptions::new().write(true).open(&path);
    let file = file.expect("there");
    for (start, length) in [(50_000, 40_000), (99_000, 5_000)] {
        crate::store::bodies::fill(&file, start, length).expect("filled");
    }
    let mut expected = bytes;
    expected[50_000..90_000].fill(0);
    expected[99_000..].fill(0);
    assert!(fs::read(&path).expect("read") == expected);
}

#[test]
fn the_limits_count_them() {
    let (_folder, path) = place();
    let arrivals: Vec<_> = (0..200).map(large).collect();
    let store = Store::open(&path).expect("a record");
    for some in arrivals.chunks(10) {
        let rows = some.iter().map(|arrival| Row::Event(arrival));
        store.write(rows).expect("written");
    }
    let limits = Limits {
        max_bytes: 6 << 20,
        ..Limits::default()
    };
    let before = volumes(&path);
    let pruned = store.prune(&limits).expect("pruned");
    let kept = store.newest(&Filter::default()).expect("readable");
    assert!((60..90).contains(&kept.len()), "{}", kept.len());
    assert_eq!(pruned + kept.len() as u64, arrivals.len() as u64);
    assert_read(&store, &arrivals[arrivals.len() - kept.len()..]);
    let after = volumes(&path);
    assert!(after.values().sum::<u64>() < 12 << 20, "{after:?}");
    assert!(after.len() < before.len());
    let rows = number(&store, "SELECT count(*) FROM volume");
    assert_eq!(rows.unsigned_abs(), after.len() as u64);
    assert_eq!(store.prune(&limits).expect("pruned"), 0);
}

#[test]
fn a_volume_that_is_written_to_is_left_alone() {
    let (_folder, path) = place();
    let (first, second) = (large(1), large(2));
    let writing = store_of(&path, std::slice::from_ref(&first));
    let other = Store::open(&path).expect("a second one");
    other.remove(&[id(&first)]).expect("removed");
    assert_eq!(volumes(&path).len(), 1, "it may get another at any time");
    writing
        .write([Row::Event(&second)].into_iter())
        .expect("written");
    other.delete_free_volumes().expect("looked at");
    assert_read(&other, std::slice::from_ref(&second));
    other.remove(&[id(&second)]).expect("removed");
    drop(writing);
    other.delete_free_volumes().expect("deleted");
    assert!(volumes(&path).is_empty());
}

#[test]
fn what_is_not_committed_is_read_by_nobody_and_goes() {
    let (_folder, path) = place();
    let (kept, lost) = (large(1), large(2));
    let store = store_of(&path, std::slice::from_ref(&kept));
    let full = number(&store, "PRAGMA page_count");
    let limit = store
        .conn
        .pragma_update_and_check(None, "max_page_count", full, |_| Ok(()));
    limit.expect("set");
    let many: Vec<_> = (0..3000).map(|_| arrival("{}")).collect();
    let rows = std::iter::once(&lost).chain(&many);
    let written = store.write(rows.map(|arrival| Row::Event(arrival)));
    assert!(written.is_err(), "there was room");
    let sizes: Vec<u64> = volumes(&path).into_values().collect();
    assert_eq!(sizes, [kept.envelope.body.len() as u64], "given back");
    assert!(store.get(id(&lost)).expect("readable").is_none());
    assert_read(&store, std::slice::from_ref(&kept));
    drop(store);
    // What a killed process left, too: a volume of which no row was committed.
    let store = Store::open(&path).expect("writable");
    store.ready_for_bodies().expect("begun");
    store.bodies.borrow_mut().append(&lost.envelope.body);
    assert_eq!(volumes(&path).len(), 2);
    store.bodies.take();
    store.prune(&Limits::default()).expect("looked at");
    assert_eq!(volumes(&path).len(), 1);
    assert_read(&store, std::slice::from_ref(&kept));
}

#[test]
fn a_lost_body_is_said_and_nothing_else_is_lost() {
    let (_folder, path) = place();
    let arrivals: Vec<_> = [large(1), arrival("{}"), large(2)].into();
    drop(store_of(&path, &arrivals));
    let (name, size) = volumes(&path).pop_first().expect("a volume");
    let file = folder(&path).join(name);
    let volume = fs::OpenOptions::new().write(true).open(&file);
    volume.expect("there").set_len(size - 1).expect("cut off");
    let store = Store::open_existing(&path).expect("readable");
    let lost = |arrival: &Arrival| {
        let error = store.get(id(arrival)).expect_err("lost");
        assert_eq!(error.kind, Kind::Failed);
        assert!(error.message.contains(&id(arrival).to_string()), "{error}");
        assert!(error.hint.expect("a hint").contains("-bodies"));
        let seen = store.look(id(arrival)).expect("readable");
        assert!(matches!(seen, Seen::Lost(_)));
        error.message
    };
    assert!(lost(&arrivals[2]).contains("it ends after"));
    assert_read(&store, &arrivals[..2]);
    fs::remove_dir_all(folder(&path)).expect("deleted");
    lost(&arrivals[0]);
    lost(&arrivals[2]);
    assert_read(&store, &arrivals[1..2]);
    assert_eq!(store.newest(&Filter::default()).expect("read").len(), 3);
    // It can be removed all the same.
    let store = Store::open(&path).expect("writable");
    let ids = arrivals.iter().map(|arrival| id(arrival));
    assert_eq!(store.remove(&ids.collect::<Vec<_>>()).expect("removed"), 3);
    assert_eq!(number(&store, "SELECT count(*) FROM volume"), 0);
}

#[test]
fn where_there_can_be_no_volume_bodies_are_in_the_tables() {
    let (_folder, path) = place();
    // Binds root too, as permissions do not.
    fs::write(folder(&path), "in the way").expect("written");
    let first = large(1);
    let store = store_of(&path, std::slice::from_ref(&first));
    assert_eq!(number(&store, "SELECT count(volume) FROM request"), 0);
    assert_eq!(number(&store, "SELECT count(*) FROM volume"), 0);
    fs::remove_file(folder(&path)).expect("removed");
    let second = large(2);
    store
        .write([Row::Event(&second)].into_iter())
        .expect("written");
    assert_eq!(number(&store, "SELECT count(volume) FROM request"), 1);
    assert_read(&store, &[first, second]);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_directorys_place_is_not_followed_to_nothing() {
    let (folder_of, path) = place();
    let elsewhere = folder_of.path().join("elsewhere");
    std::os::unix::fs::symlink(&elsewhere, folder(&path)).expect("a link");
    let first = large(1);
    let store = store_of(&path, std::slice::from_ref(&first));
    assert!(!elsewhere.exists(), "made through a link");
    assert_read(&store, std::slice::from_ref(&first));
    assert_eq!(number(&store, "SELECT count(volume) FROM request"), 0);
}

#[tokio::test]
async fn a_directory_that_is_deleted_is_made_again() {
    let (_folder, path) = place();
    let (recorder, told) = recorder(&path, Limits::default());
    let (first, second) = (large(1), large(2));
    assert_eq!(recorder.arrived(Arc::clone(&first)).await, Recorded::Yes);
    fs::remove_dir_all(folder(&path)).expect("deleted");
    assert_eq!(recorder.arrived(Arc::clone(&second)).await, Recorded::Yes);
    assert_eq!(recorder.close().lost, 0);
    assert!(told.try_recv().is_err(), "nothing to say");
    let store = Store::open_existing(&path).expect("readable");
    assert_read(&store, std::slice::from_ref(&second));
    store.get(id(&first)).expect_err("lost with its directory");
}

#[test]
fn what_somebody_deletes_in_sql_is_counted_the_next_time() {
    let (_folder, path) = place();
    let arrivals = [large(1), large(2)];
    for arrival in &arrivals {
        drop(store_of(&path, std::slice::from_ref(arrival)));
    }
    let other = rusqlite::Connection::open(&path).expect("the file");
    let key = id(&arrivals[0]).to_key();
    for table in ["event", "request"] {
        let sql = format!("DELETE FROM {table} WHERE id = {key}");
        other.execute(&sql, []).expect("deleted");
    }
    drop(other);
    let store = Store::open(&path).expect("writable");
    store.prune(&Limits::default()).expect("looked at");
    assert_eq!(volumes(&path).len(), 1);
    assert_read(&store, &arrivals[1..]);
}

#[test]
fn what_is_not_known_is_left_in_the_directory() {
    let (_folder, path) = place();
    let store = store_of(&path, &[large(1)]);
    let notes = folder(&path).join("notes");
    let other = folder(&path).join(EventId::new().to_string());
    for file in [&notes, &other] {
        fs::write(file, "mine").expect("written");
    }
    let all = store.newest(&Filter::default()).expect("readable");
    store.remove(&all).expect("removed");
    store.prune(&Limits::default()).expect("pruned");
    assert_eq!(volumes(&path).len(), 2);
}

#[test]
fn an_older_record_keeps_its_bodies_where_they_are() {
    let (_folder, path) = place();
    fs::write(folder(&path), "in the way").expect("written");
    let old: Vec<_> = [large(1), large(2), large(3)].into();
    drop(store_of(&path, &old));
    fs::remove_file(folder(&path)).expect("removed");
    without_volumes(&path);

    let bytes = fs::read(&path).expect("the file");
    let store = Store::open_existing(&path).expect("an older file");
    assert_read(&store, &old);
    let (ids, _) = store.surplus(&Limits::default(), Some(1)).expect("read");
    assert_eq!(ids.len(), 2);
    drop(store);
    assert!(fs::read(&path).expect("the file") == bytes, "changed");

    let new = large(4);
    let store = store_of(&path, std::slice::from_ref(&new));
    let version = schema::version(&store.conn).expect("a version");
    assert_eq!(version, schema::VERSION);
    assert_eq!(store.remove(&[id(&old[0])]).expect("removed"), 1);
    assert_read(&store, &[&old[1..], &[new]].concat());
    let limits = Limits {
        max_bytes: 1,
        ..Limits::default()
    };
    assert_eq!(store.prune(&limits).expect("pruned"), 2);
}

/// Two connections that add, remove and prune at random: after each step the record holds what it
/// should, and its volumes no more than that.
#[test]
fn whatever_is_done_the_record_holds_what_it_should() {
    let (_folder, path) = place();
    let mut stores = [0, 1].map(|_| Store::open(&path).expect("a record"));
    let mut model: BTreeMap<EventId, Arc<Arrival>> = BTreeMap::new();
    let mut random = 7_u64;
    let mut below = |limit: usize| {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        usize::try_from(random >> 33).expect("small") % limit
    };
    for step in 0..300 {
        let which = below(2);
        match below(10) {
            0..6 => {
                let arrivals: Vec<_> = (0..=below(3))
                    .map(|nth| {
                        let size = [40, LARGE - 1, LARGE, LARGE + 1, 400_000][below(5)];
                        arrival(body(size, step * 8 + nth as u64))
                    })
                    .collect();
                let rows = arrivals.iter().map(|arrival| Row::Event(arrival));
                stores[which].write(rows).expect("written");
                model.extend(arrivals.into_iter().map(|arrival| (id(&arrival), arrival)));
            }
            6..8 => {
                let ids: Vec<_> = model.keys().copied().filter(|_| below(4) == 0).collect();
                let removed = stores[which].remove(&ids).expect("removed");
                assert_eq!(removed, ids.len() as u64);
                model.retain(|id, _| !ids.contains(id));
            }
            8 => {
                let limits = Limits {
                    max_bytes: 4 << 20,
                    ..Limits::default()
                };
                stores[which].prune(&limits).expect("pruned");
                let kept = stores[which].newest(&Filter::default()).expect("readable");
                model.retain(|id, _| kept.contains(id));
                assert_eq!(kept.len(), model.len());
            }
            _ => stores[which] = Store::open(&path).expect("opened again"),
        }
        let store = &stores[1 - which];
        assert_eq!(
            store.newest(&Filter::default()).expect("readable").len(),
            model.len()
        );
        let known: Vec<_> = model.values().map(Arc::clone).collect();
        assert_read(store, &known);
        let live = "SELECT ifnull(sum(live), 0) FROM volume";
        let bytes = "SELECT ifnull(sum(bytes), 0) FROM request";
        assert_eq!(number(store, live), number(store, bytes), "step {step}");
        let volumes = volumes(&path).len();
        let rows = number(store, "SELECT count(*) FROM volume");
        assert_eq!(rows.unsigned_abs(), volumes as u64, "step {step}");
    }
    drop(stores);
    let store = Store::open(&path).expect("opened again");
    let all = store.newest(&Filter::default()).expect("readable");
    store.remove(&all).expect("removed");
    assert!(volumes(&path).is_empty());
}
