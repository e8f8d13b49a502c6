//! The table of contents: what it says never hides an event.

use std::sync::Arc;

use super::*;
use crate::store::{Filter, schema};

/// Enough events for some chapters.
const MANY: u64 = 20_000;

/// The id of an event that arrived at that place among others; there is room between them.
fn id(place: u64) -> EventId {
    EventId::from_key(i64::try_from((place + 1) << 24).expect("an id"))
}

/// An event of a type and a call.
fn event(id: EventId, name: &str, call: &str) -> Arc<Arrival> {
    let body = format!(r#"{{"message":{{"type":"{name}","call":{{"id":"{call}"}}}}}}"#);
    arrival_of(id, now_ms(), body)
}

/// What [`many`] has at a place.
fn nth(place: u64) -> Arc<Arrival> {
    let name = match place {
        7 | 9_000 => "hang",
        _ if place.is_multiple_of(2) => "speech-update",
        _ => "status-update",
    };
    event(id(place), name, &format!("call-{:05}-a", place / 10))
}

/// A record of many events with all the chapters it can have.
fn many(path: &Path) -> Store {
    let arrivals: Vec<_> = (0..MANY).map(nth).collect();
    let store = store_of(path, &arrivals);
    write_all(&store);
    store
}

fn write_all(store: &Store) {
    while store.write_contents().expect("written") {}
}

/// Chapters that say something, and all of them.
fn chapters(store: &Store) -> (u64, u64) {
    let sql = "SELECT count(names), count(*) FROM chapter";
    let count = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let (known, all) = store.conn.query_row(sql, [], count).expect("counted");
    (known.unsigned_abs(), all.unsigned_abs())
}

fn of_call(call: &str) -> Filter {
    Filter {
        call_id: Some(call.into()),
        ..Filter::default()
    }
}

fn of_types(names: &[&str]) -> Filter {
    Filter {
        names: names.iter().map(|&name| name.into()).collect(),
        ..Filter::default()
    }
}

/// What is found, which must be what is found by looking at every event.
fn found(store: &Store, filter: &Filter) -> Vec<EventId> {
    let found = store.newest(filter).expect("read");
    let (sql, values) = filter.to_sql(store.version);
    let sql = sql + " ORDER BY event.id DESC";
    let mut statement = store.conn.prepare(&sql).expect("a query");
    let ids = statement
        .query_map(rusqlite::params_from_iter(values), |row| row.get(0))
        .expect("read");
    let all: Vec<EventId> = ids
        .map(|id| EventId::from_key(id.expect("an id")))
        .collect();
    assert!(found == all, "{} of {}: {filter:?}", found.len(), all.len());
    found
}

/// How many ranges are looked at.
fn ranges(store: &Store, filter: &Filter) -> usize {
    store.worth_a_look(filter).expect("read").len()
}

#[test]
fn what_is_asked_for_is_found_and_little_else_is_looked_at() {
    let (_folder, path) = place();
    let store = many(&path);
    // The newest stay without one, for those that come late.
    assert_eq!(chapters(&store), (3, 3));
    for (filter, events) in [
        (of_types(&["hang"]), 2),
        (of_types(&["ha*"]), 2),
        (of_types(&["*"]), 20_000),
        (of_types(&["hang", "none"]), 2),
        (of_types(&["none"]), 0),
        (of_types(&["status-update"]), 9_999),
        (of_call("call-00000-a"), 10),
        (of_call("call-0000"), 100),
        (of_call("call-01999-a"), 10),
        (of_call("all-0"), 0),
        (of_call(""), 20_000),
    ] {
        assert_eq!(found(&store, &filter).len(), events, "{filter:?}");
    }
    let both = Filter {
        name: Some("hang".into()),
        ..of_call("call-00900-a")
    };
    assert_eq!(found(&store, &both), [id(9_000)]);

    let rows = |filter: &Filter| -> i64 {
        let ranges = store.worth_a_look(filter).expect("read");
        let count = "SELECT count(*) FROM event WHERE id BETWEEN ? AND ?";
        let count = |range| {
            store
                .conn
                .query_row(count, range, |row| row.get::<_, i64>(0))
        };
        ranges
            .into_iter()
            .map(|range| count(range).expect("counted"))
            .sum()
    };
    let behind = 20_000 - 3 * 4_096;
    assert_eq!(rows(&of_types(&["none"])), behind);
    assert_eq!(rows(&of_call("call-00000-a")), behind + 4_096);
    assert_eq!(rows(&Filter::default()), 20_000);

    let limited = Filter {
        limit: Some(3),
        ..of_types(&["speech-update"])
    };
    let newest = [19_998, 19_996, 19_994].map(id);
    assert_eq!(store.newest(&limited).expect("read"), newest);
    // One of two, which are chapters apart.
    let limited = Filter {
        limit: Some(1),
        ..of_types(&["hang"])
    };
    assert_eq!(store.newest(&limited).expect("read"), [id(9_000)]);
}

#[test]
fn events_that_come_late_are_found() {
    let (_folder, path) = place();
    let store = many(&path);
    let late = |place: u64, name: &str| {
        event(EventId::from_key(id(place).to_key() + 1), name, "call-late")
    };
    // By the recorder, and by hand; before all, within a chapter, at its edge, behind.
    let before = event(EventId::from_key(3), "late-first", "call-late");
    let (inside, edge) = (late(5_000, "late-inside"), late(8_191, "late-edge"));
    let exact = event(id(4_095), "late-but-known", "call-late");
    drop(store_of(
        &path,
        &[Arc::clone(&before), Arc::clone(&inside), exact],
    ));
    store.add(&[answered(&edge)]).expect("added");
    assert_eq!(found(&store, &of_types(&["late-*"])).len(), 3);
    assert_eq!(
        found(&store, &of_types(&["late-first"])),
        [before.envelope.id]
    );
    assert_eq!(found(&store, &of_call("call-late")).len(), 3);
    let (known, all) = chapters(&store);
    assert!(known < all, "{known} of {all}");

    write_all(&store);
    let (known, all) = chapters(&store);
    assert_eq!(known, all);
    assert_eq!(found(&store, &of_types(&["late-*"])).len(), 3);
    assert_eq!(found(&store, &of_types(&["hang"])).len(), 2);
}

#[test]
fn what_is_not_committed_says_nothing() {
    let (_folder, path) = place();
    let store = many(&path);
    let late = event(EventId::from_key(id(100).to_key() + 1), "late", "call-late");
    {
        let _undone = store.conn.unchecked_transaction().expect("begun");
        crate::store::contents::take_back(&store.conn, late.envelope.id.to_key()).expect("told");
        assert_eq!(chapters(&store), (2, 3));
    }
    assert_eq!(chapters(&store), (3, 3));
    // The event and what it takes back are one.
    let before = schema::version(&store.conn).expect("a version");
    store
        .conn
        .execute_batch("CREATE TEMP TRIGGER full BEFORE INSERT ON request BEGIN SELECT raise(ABORT, 'full'); END")
        .expect("made");
    store
        .write([Row::Event(&late)].into_iter())
        .expect_err("refused");
    store.conn.execute_batch("DROP TRIGGER full").expect("gone");
    assert_eq!(chapters(&store), (3, 3));
    assert_eq!(found(&store, &of_call("call-late")), []);
    assert_eq!(schema::version(&store.conn).expect("a version"), before);
}

#[test]
fn many_events_before_all_others() {
    let (_folder, path) = place();
    let store = many(&path);
    let old: Vec<_> = (0..10_000)
        .map(|at| {
            event(
                EventId::from_key(id(4_096).to_key() - 20_000 + at),
                "old",
                "call-old",
            )
        })
        .collect();
    let exchanges: Vec<_> = old.iter().map(answered).collect();
    store.add(&exchanges).expect("added");
    assert_eq!(chapters(&store), (2, 3));
    assert_eq!(found(&store, &of_types(&["old"])).len(), 10_000);
    write_all(&store);
    // 14,096 of them now stand where 4,096 stood.
    assert_eq!(chapters(&store), (6, 6));
    assert_eq!(found(&store, &of_types(&["old"])).len(), 10_000);
    assert_eq!(found(&store, &of_types(&["hang"])).len(), 2);
    assert_eq!(ranges(&store, &of_types(&["none"])), 2);
}

#[test]
fn two_listeners_write_one_record() {
    let (_folder, path) = place();
    let (one, other) = (many(&path), Store::open(&path).expect("a record"));
    for place in [10, 5_000, 12_000] {
        let key = id(place).to_key();
        let event = |store: &Store, key: i64, name: &str| {
            let arrival = event(EventId::from_key(key), name, "call-both");
            store
                .write([Row::Event(&arrival)].into_iter())
                .expect("written");
        };
        event(&one, key + 1, "one");
        write_all(&other);
        event(&other, key + 2, "other");
        write_all(&one);
        event(&one, key + 3, "one");
    }
    for store in [&one, &other] {
        assert_eq!(found(store, &of_types(&["one"])).len(), 6);
        assert_eq!(found(store, &of_types(&["other"])).len(), 3);
        assert_eq!(found(store, &of_call("call-both")).len(), 9);
    }
}

#[test]
fn nothing_is_left_of_what_is_removed() {
    let (_folder, path) = place();
    let store = many(&path);
    let call = "call-00100-a";
    let of_it = store.newest(&of_call(call)).expect("read");
    assert_eq!(store.remove(&of_it).expect("removed"), 10);
    let told = |store: &Store| -> bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM chapter WHERE instr(calls, CAST(? AS BLOB)))";
        store
            .conn
            .query_row(sql, [call], |row| row.get(0))
            .expect("read")
    };
    assert!(!told(&store));
    write_all(&store);
    assert!(!told(&store));
    assert_eq!(chapters(&store), (3, 3));
    assert_eq!(found(&store, &of_types(&["hang"])).len(), 2);

    let limits = Limits {
        max_age: Duration::ZERO,
        ..Limits::default()
    };
    std::thread::yield_now();
    until("all are too old", || {
        store.prune(&limits).expect("pruned") == 0
    });
    assert_eq!(chapters(&store), (0, 0));
    assert_eq!(found(&store, &Filter::default()), []);
}

#[test]
fn words_that_hold_what_stands_between_words() {
    let (_folder, path) = place();
    let names = [
        "a\\nb",
        "\\n",
        "a\\u0000b",
        "b",
        "ends\\n",
        "\\nbegins",
        "é*",
    ];
    let arrivals: Vec<_> = (0..2 * 4_096)
        .map(|place| {
            let name = names
                .get(usize::try_from(place).expect("small"))
                .unwrap_or(&"plain");
            event(id(place), name, name)
        })
        .collect();
    let store = store_of(&path, &arrivals);
    write_all(&store);
    assert_eq!(chapters(&store), (1, 1));
    for (at, arrival) in arrivals.iter().take(names.len()).enumerate() {
        let event = arrival.event();
        let name = event.name.to_string();
        for filter in [
            Filter {
                name: Some(name.clone()),
                ..Filter::default()
            },
            of_call(event.call_id.as_deref().expect("a call")),
        ] {
            let ids = store.newest(&filter).expect("read");
            assert!(ids.contains(&arrival.envelope.id), "{at} {filter:?}");
        }
    }
}

#[test]
fn an_older_file_has_none_until_somebody_writes() {
    let (_folder, path) = place();
    let store = many(&path);
    store
        .conn
        .execute_batch("DROP TABLE chapter")
        .expect("as version 2 made it");
    drop(store);
    without_volumes(&path);
    let conn = rusqlite::Connection::open(&path).expect("the file");
    conn.pragma_update(None, "user_version", 2).expect("set");
    drop(conn);
    let store = Store::open_existing(&path).expect("an older file");
    assert_eq!(found(&store, &of_types(&["hang"])).len(), 2);
    drop(store);
    let store = Store::open(&path).expect("a record");
    assert_eq!(chapters(&store), (0, 0));
    assert_eq!(found(&store, &of_types(&["hang"])).len(), 2);
    write_all(&store);
    assert_eq!(chapters(&store), (3, 3));
    assert_eq!(found(&store, &of_types(&["hang"])).len(), 2);
}

#[test]
fn a_recorder_writes_it() {
    let (_folder, path) = place();
    let (recorder, _told) = recorder(&path, Limits::default());
    // Enough for the log to be moved while events come.
    let padding = "x".repeat(2_000);
    for _ in 0..12_000 {
        let body = format!(r#"{{"message":{{"type":"hang","padding":"{padding}"}}}}"#);
        drop(recorder.arrived(arrival(body)));
        while recorder.is_full() {
            std::thread::yield_now();
        }
    }
    let _ = recorder.close();
    let store = Store::open(&path).expect("a record");
    let (known, all) = chapters(&store);
    assert!(known > 0 && known == all, "{known} of {all}");
    assert_eq!(
        store.newest(&of_types(&["hang"])).expect("read").len(),
        12_000
    );
    assert_eq!(store.newest(&of_types(&["none"])).expect("read"), []);
}
