//! What the files are, and that those which are not ours stay as they are.

use std::fs;
use std::path::Path;
use std::thread;

use super::super::{Limits, Notice, Recorded, Store, beside, schema};
use super::{arrival, files_beside, next_notice, place, recorder, store_of, without_volumes};
use crate::error::{Error, Kind};
use crate::event::verdict::{Ruling, Verdict};

#[cfg(unix)]
#[test]
fn only_the_owner_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;

    let (folder, _) = place();
    let path = folder.path().join("a").join("b").join("events.db");
    let store = store_of(&path, &[arrival("{}")]);
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&beside(&path, "-wal")), 0o600);
    assert_eq!(mode(&beside(&path, "-shm")), 0o600);
    let spool = super::super::spool::Spool::begin(&path).expect("a spool");
    for half in ["-spool-0a", "-spool-0b"] {
        assert_eq!(mode(&beside(&path, half)), 0o600, "{half}");
    }
    drop(spool);
    assert_eq!(mode(&folder.path().join("a")), 0o700);
    assert_eq!(mode(&folder.path().join("a").join("b")), 0o700);
    drop(store);

    let touched = folder.path().join("touched.db");
    fs::write(&touched, "").expect("written");
    fs::set_permissions(&touched, fs::Permissions::from_mode(0o644)).expect("set");
    Store::open(&touched).expect("an empty file can become the record");
    assert_eq!(mode(&touched), 0o600);
}

#[test]
fn any_path_will_do() {
    let (folder, _) = place();
    for name in ["a b", "50%25?mode=ro#x", "наш журнал", "&immutable=0"] {
        let path = folder.path().join(name).join("events.db");
        let known = arrival("{}");
        drop(store_of(&path, std::slice::from_ref(&known)));
        let store = Store::open_existing(&path).expect(name);
        assert!(store.get(known.envelope.id).expect(name).is_some());
        assert!(beside(&path, "").exists(), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn links_directories_and_devices() {
    let (folder, path) = place();
    let missing = folder.path().join("missing");
    std::os::unix::fs::symlink(&missing, &path).expect("a link");
    assert_eq!(refused(&path).kind, Kind::Failed);
    assert!(!missing.exists(), "not created through a link");

    assert!(
        refused(folder.path())
            .message
            .contains("not a regular file")
    );
    assert!(
        refused(Path::new("/dev/null"))
            .message
            .contains("not a regular file")
    );
}

#[test]
fn many_may_create_it_at_once() {
    let (_folder, path) = place();
    let opened: Vec<_> = (0..8)
        .map(|_| {
            let path = path.clone();
            thread::spawn(move || store_of(&path, &[arrival("{}")]))
        })
        .collect();
    let stores: Vec<Store> = opened
        .into_iter()
        .map(|thread| thread.join().expect("opened and written"))
        .collect();
    let all = stores[0].newest(&super::super::Filter::default());
    assert_eq!(all.expect("readable").len(), 8);
}

#[test]
fn nothing_recorded_yet() {
    let (folder, path) = place();
    for path in [&path, &folder.path().join("no").join("such")] {
        let error = Store::open_existing(path).expect_err("no record");
        assert_eq!(error.kind, Kind::NotFound);
        assert!(error.hint.expect("a hint").contains("vapihook listen"));
        assert!(!path.exists());
    }
    fs::write(&path, "").expect("written");
    let error = Store::open_existing(&path).expect_err("no record");
    assert_eq!(error.kind, Kind::NotFound);
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let (_folder, path) = place();
    let ours = {
        drop(store_of(&path, &vec![arrival(vec![b'x'; 9000]); 1]));
        fs::read(&path).expect("read")
    };
    let foreign = {
        let (_folder, path) = place();
        let conn = rusqlite::Connection::open(&path).expect("a database");
        conn.execute_batch("CREATE TABLE event (id); PRAGMA user_version = 1;")
            .expect("a table");
        drop(conn);
        fs::read(&path).expect("read")
    };
    let with = |at: usize, bytes: &[u8]| {
        let mut changed = ours.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        changed
    };
    let newer = with(60, &(schema::VERSION + 1).to_be_bytes());
    let schema_gone = with(100, &[0xff; 3000]);
    let cut = ours[..ours.len() / 2].to_vec();
    for (what, says, bytes) in [
        (
            "text",
            "is not a record",
            b"not a database at all\n".repeat(99),
        ),
        ("short text", "is not a record", b"x".to_vec()),
        ("foreign", "is not a record", foreign),
        ("newer", "by a newer vapihook", newer),
        ("damaged schema", "is damaged", schema_gone),
        ("cut off", "is damaged", cut),
    ] {
        fs::write(&path, &bytes).expect("written");
        let error = refused(&path);
        assert_eq!(error.kind, Kind::Failed, "{what}");
        assert!(error.message.contains(says), "{what}: {error}");
        assert!(error.hint.is_some(), "{what}");
        assert!(fs::read(&path).expect("read") == bytes, "{what} changed");
        assert_eq!(files_beside(&path), [] as [std::path::PathBuf; 0], "{what}");
    }
}

#[tokio::test]
async fn a_damaged_page_ends_the_recording_but_not_the_file() {
    let (_folder, path) = place();
    drop(store_of(&path, &[arrival("{}")]));
    let mut bytes = fs::read(&path).expect("read");
    bytes[8192..].fill(0xff);
    fs::write(&path, &bytes).expect("written");

    let (recorder, told) = recorder(&path, Limits::default());
    // Until that is noticed, events are safe beside it.
    let mut given = 2;
    while recorder.arrived(arrival("{}")).await == Recorded::Yes {
        given += 1;
    }
    assert_eq!(recorder.arrived(arrival("{}")).await, Recorded::No);
    let Notice::WriteFailed { error, .. } = next_notice(&told) else {
        panic!("another notice");
    };
    assert!(error.message.contains("is damaged"), "{error}");
    assert_eq!(recorder.close().lost, given);
    assert!(told.try_recv().is_err(), "said once");
    assert!(fs::read(&path).expect("read") == bytes, "changed");
}

#[cfg(unix)]
#[test]
fn reading_needs_no_place_for_a_log() {
    let (_folder, path) = place();
    let known = arrival("{}");
    drop(store_of(&path, std::slice::from_ref(&known)));
    // Binds root too, as permissions do not.
    std::os::unix::fs::symlink("nowhere/at/all", beside(&path, "-shm")).expect("a link");
    let store = Store::open_existing(&path).expect("readable");
    assert!(store.get(known.envelope.id).expect("readable").is_some());
    assert!(Store::open(&path).is_err());

    fs::write(beside(&path, "-wal"), "a log").expect("written");
    let error = Store::open_existing(&path).expect_err("the log cannot be read");
    assert!(error.hint.expect("a hint").contains("-wal"));
}

#[cfg(unix)]
#[test]
fn reading_from_a_read_only_directory() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = place();
    let known = arrival("{}");
    drop(store_of(&path, std::slice::from_ref(&known)));
    let set = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    };
    let reads = || {
        let store = Store::open_existing(&path).expect("readable");
        assert!(store.get(known.envelope.id).expect("readable").is_some());
    };
    set(&path, 0o400);
    reads();
    set(folder.path(), 0o500);
    reads();
    // Root writes all the same.
    if fs::write(folder.path().join("probe"), "").is_err() {
        let error = refused(&path);
        assert!(error.hint.expect("a hint").contains("--store"));
        let error = Store::open(&folder.path().join("new.db")).expect_err("read-only");
        assert!(error.message.contains("cannot be written"), "{error}");
    }
    set(folder.path(), 0o700);
}

/// The error of opening what cannot be written; reading it says the same where it can.
fn refused(path: &Path) -> Error {
    Store::open(path).expect_err("refused")
}

#[test]
fn an_older_file_is_read_as_it_is_and_brought_up_by_who_writes() {
    let (_folder, path) = place();
    let old = arrival("{}");
    drop(store_of(&path, std::slice::from_ref(&old)));
    without_volumes(&path);
    let conn = rusqlite::Connection::open(&path).expect("the file");
    conn.execute_batch(
        "ALTER TABLE event DROP COLUMN verdict; DROP TABLE chapter; PRAGMA user_version = 1",
    )
    .expect("as version 1 made it");
    drop(conn);
    let store = Store::open_existing(&path).expect("an older file");
    let found = store.get(old.envelope.id).expect("read").expect("there");
    assert_eq!(found.arrival.verdict, None);
    assert_eq!(schema::version(&store.conn).expect("a version"), 1);
    drop(store);

    let mut new = (*arrival("{}")).clone();
    new.verdict = Some(Verdict {
        ruling: Ruling::Mismatch,
        auth: Some("prod".into()),
        scheme: "hmac-sha256".into(),
        detail: Some("x-signature is not the signature of this request".into()),
    });
    let new = std::sync::Arc::new(new);
    let store = store_of(&path, std::slice::from_ref(&new));
    assert_eq!(
        schema::version(&store.conn).expect("a version"),
        schema::VERSION
    );
    for known in [&old, &new] {
        let found = store.get(known.envelope.id).expect("read").expect("there");
        assert_eq!(found.arrival.verdict, known.verdict);
        assert_eq!(found.arrival.envelope.body, known.envelope.body);
    }
}
