//! Server URLs taken and given back, whatever happens in between.

mod driver;
mod edges;
mod kills;
mod restore;

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Map, Value, json};
use vapihook::api::Kind;
use vapihook::api::client::{Client, Settings};
use vapihook::error::Result;
use vapihook::lease::{Ask, Leases, Report, Taken};
use vapihook::secret::Secret;

use crate::fake_vapi::{FakeVapi, Vapi};
use crate::sandbox::{Output, PATIENCE, Process, Sandbox};

/// What must be seen nowhere.
const HUSH: &str = "hush-hush-0f7c";
const TUNNEL: &str = "https://tunnel.example/hook";

/// A `server` with everything that can be lost.
fn rich() -> Value {
    json!({
        "url": format!("https://me:{HUSH}@old.example/hook?token={HUSH}"),
        "credentialId": "550e8400-e29b-41d4-a716-446655440000",
        "headers": {"X-Api": HUSH, "X-Other": "1"},
        "backoffPlan": {"type": "exponential", "maxRetries": 3, "baseDelaySeconds": 1.5},
        "timeoutSeconds": 7.5,
        "futureField": {"deep": [1, null, {"x": "y"}]},
    })
}

/// A sandbox, a fake of Vapi and a runtime.
struct Bench {
    sandbox: Sandbox,
    vapi: Vapi,
    runtime: tokio::runtime::Runtime,
}

impl Bench {
    fn new(vapi: FakeVapi) -> Self {
        Self {
            sandbox: Sandbox::new(),
            vapi: vapi.start(),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime"),
        }
    }

    /// One assistant `bot` with this `server`.
    fn with_server(server: &Value) -> Self {
        let mut bot = json!({"id": "a1", "name": "bot", "firstMessage": "hi"});
        if !server.is_null() {
            bot["server"] = server.clone();
        }
        Self::new(FakeVapi::new().assistant(bot))
    }

    fn dir(&self) -> PathBuf {
        self.sandbox.path(".local/share/vapihook/leases")
    }

    /// What a process has that takes leases.
    fn leases(&self) -> Leases {
        self.leases_with(self.vapi.key())
    }

    fn leases_with(&self, key: &str) -> Leases {
        Leases::new(client(&self.vapi.url(), key), self.dir(), "listen")
    }

    fn take(&self, leases: &mut Leases, ask: &Ask) -> Result<Taken> {
        self.block_on(leases.take(Kind::Assistant, "a1", ask))
    }

    /// A lease whose process was killed: nothing gives it back.
    fn left_behind(&self) {
        let mut leases = self.leases();
        self.take(&mut leases, &ask(TUNNEL)).expect("taken");
        assert_eq!(self.url(), TUNNEL);
    }

    fn give_back(&self, leases: &mut Leases) -> Vec<Report> {
        self.block_on(leases.give_back_all(PATIENCE))
    }

    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// The assistant's `server` as it is stored.
    fn server(&self) -> Value {
        self.vapi.get("assistant", "a1")["server"].clone()
    }

    fn url(&self) -> String {
        let server = self.server();
        server["url"].as_str().unwrap_or("none").to_owned()
    }

    /// Journals that are there.
    fn journals(&self) -> Vec<PathBuf> {
        journals(&self.dir())
    }

    /// Runs the program with the key; nothing secret may show.
    fn run(&self, args: &[&str]) -> Output {
        self.run_with(self.vapi.key(), args)
    }

    fn run_with(&self, key: &str, args: &[&str]) -> Output {
        let mut command = self.sandbox.command(args);
        command
            .env("VAPI_API_KEY", key)
            .env("VAPI_BASE_URL", self.vapi.url());
        let output = Process::start(command).wait();
        for text in [&output.stdout, &output.stderr] {
            assert!(!text.contains(HUSH) && !text.contains(key), "{text}");
        }
        output
    }

    fn restore(&self, args: &[&str]) -> Output {
        self.run(&[&["server", "restore"], args].concat())
    }
}

fn client(url: &str, key: &str) -> Client {
    let settings = Settings {
        timeout: Duration::from_secs(5),
        first_pause: Duration::from_millis(1),
    };
    Client::new(url, &Secret::new(key.to_owned()), settings).expect("a client")
}

fn ask(url: &str) -> Ask {
    Ask {
        url: url.to_owned(),
        ..Ask::default()
    }
}

fn steal(url: &str) -> Ask {
    Ask {
        steal: true,
        ..ask(url)
    }
}

fn journals(dir: &std::path::Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "json"));
    paths
}

/// The outcomes' names.
fn outcomes(reports: &[Report]) -> Vec<&'static str> {
    reports.iter().map(|report| report.outcome.name()).collect()
}

#[test]
fn everything_but_the_url_stays_and_all_of_it_comes_back() {
    let bench = Bench::with_server(&rich());
    let before = bench.server();
    let mut leases = bench.leases();
    let headers = Map::from_iter([("headers".to_owned(), json!({"X-Hook": HUSH}))]);
    let asked = Ask {
        changes: headers,
        ..ask(TUNNEL)
    };
    let taken = bench.take(&mut leases, &asked).expect("taken");
    assert!(taken.notes.is_empty(), "{:?}", taken.notes);
    assert_eq!(
        taken.held.original_url.as_deref(),
        Some("https://[secret]@old.example/hook?token=[secret]")
    );
    let mut wanted = before.clone();
    wanted["url"] = json!(TUNNEL);
    wanted["headers"]["X-Hook"] = json!(HUSH);
    assert_eq!(bench.server(), wanted);
    assert_eq!(outcomes(&bench.give_back(&mut leases)), ["restored"]);
    assert_eq!(bench.server(), before);
    assert!(bench.journals().is_empty());
    // Twice is as good as once.
    assert!(bench.give_back(&mut leases).is_empty());
}

#[test]
fn the_original_is_on_disk_before_the_first_patch() {
    use std::os::unix::fs::PermissionsExt;

    use crate::fake_vapi::Moment;
    let bench = Bench::with_server(&rich());
    let gate = bench.vapi.gate("PATCH", Moment::Before);
    let mut leases = bench.leases();
    std::thread::scope(|scope| {
        let taking = scope.spawn(|| bench.take(&mut leases, &ask(TUNNEL)));
        gate.wait();
        let journals = bench.journals();
        assert_eq!(journals.len(), 1);
        let text = std::fs::read_to_string(&journals[0]).expect("a journal");
        let journal: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(journal["original"]["server"], rich());
        for file in bench.sandbox.files() {
            let mode = std::fs::metadata(&file)
                .expect("there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{}", file.display());
        }
        let mode = std::fs::metadata(bench.dir()).expect("there").permissions();
        assert_eq!(mode.mode() & 0o777, 0o700);
        gate.open();
        taking.join().expect("no panic").expect("taken");
    });
}

#[test]
fn a_resource_without_a_server_has_none_again() {
    let bench = Bench::with_server(&Value::Null);
    let mut leases = bench.leases();
    bench.take(&mut leases, &ask(TUNNEL)).expect("taken");
    assert_eq!(bench.server(), json!({"url": TUNNEL}));
    bench.give_back(&mut leases);
    assert!(bench.vapi.get("assistant", "a1").get("server").is_none());
}

#[test]
fn phone_numbers_and_tools_too() {
    let bench = Bench::new(
        FakeVapi::new()
            .phone_number(json!({"id": "p1", "number": "+15550100", "server": rich()}))
            .tool(json!({"id": "t1", "function": {"name": "book"}, "server": rich()})),
    );
    let mut leases = bench.leases();
    for (kind, id) in [(Kind::PhoneNumber, "p1"), (Kind::Tool, "t1")] {
        let asked = ask(TUNNEL);
        let taken = leases.take(kind, id, &asked);
        bench.block_on(taken).expect("taken");
        assert_eq!(bench.vapi.get(kind.path(), id)["server"]["url"], TUNNEL);
    }
    assert_eq!(bench.give_back(&mut leases).len(), 2);
    for kind in [Kind::PhoneNumber, Kind::Tool] {
        let id = if kind == Kind::Tool { "t1" } else { "p1" };
        assert_eq!(bench.vapi.get(kind.path(), id)["server"], rich());
    }
}

#[test]
fn a_tunnel_may_change_its_url() {
    let bench = Bench::with_server(&rich());
    let mut leases = bench.leases();
    let mut held = bench.take(&mut leases, &ask(TUNNEL)).expect("taken").held;
    let moved = bench.block_on(leases.move_to(&mut held, "https://next.example/"));
    assert!(moved.expect("moved").is_empty());
    assert_eq!(bench.url(), "https://next.example/");
    assert_eq!(held.url, "https://next.example/");
    // The old URL of ours is still ours.
    bench.vapi.change("assistant", "a1", |bot| {
        bot["server"]["url"] = json!(TUNNEL);
    });
    bench.give_back(&mut leases);
    assert_eq!(bench.server(), rich());
}

#[test]
fn a_panic_is_caught_and_the_lease_given_back() {
    let bench = Bench::with_server(&rich());
    let mut leases = bench.leases();
    bench.take(&mut leases, &ask(TUNNEL)).expect("taken");
    let ended = bench.block_on(vapihook::lease::catch_panic(async {
        tokio::task::yield_now().await;
        assert!(leases_are_fine(), "on purpose");
    }));
    assert!(ended.is_err());
    bench.give_back(&mut leases);
    assert_eq!(bench.server(), rich());
}

fn leases_are_fine() -> bool {
    std::hint::black_box(false)
}

#[test]
fn a_take_that_is_dropped_in_the_middle_is_cleared_up() {
    use crate::fake_vapi::Moment;
    for moment in [Moment::Before, Moment::Applied] {
        let bench = Bench::with_server(&rich());
        let gate = bench.vapi.gate("PATCH", moment);
        let mut leases = bench.leases();
        bench.block_on(async {
            let asked = ask(TUNNEL);
            let taking = leases.take(Kind::Assistant, "a1", &asked);
            let waiting = tokio::task::spawn_blocking(move || {
                gate.wait();
                gate
            });
            tokio::select! {
                taken = taking => panic!("{taken:?}"),
                gate = waiting => gate.expect("the gate").open(),
            }
        });
        let reports = bench.give_back(&mut leases);
        assert!(reports.iter().all(|report| report.outcome.is_done()));
        assert_eq!(bench.server(), rich(), "{moment:?}");
    }
}
