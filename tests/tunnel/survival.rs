//! A tunnel's program never outlives us, however we end.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::stand_in::StandIn;
use super::{down, hasty, open, within};

/// Ignores SIGTERM, and so does its child.
const STUBBORN: &str = "trap '' TERM\nbox stubborn\nsleep 600 &\nwait";
/// Ends by SIGTERM, and tells it.
const POLITE: &str = "trap 'echo asked >asked; exit' TERM\nbox polite\nsleep 600 &\nwait";

/// Tells the helper where the stand-in is.
const FOLDER: &str = "VAPIHOOK_TEST_TUNNEL_PROGRAMS";

fn local() -> std::net::SocketAddr {
    ([127, 0, 0, 1], 4242).into()
}

#[tokio::test]
async fn closing_ends_it_and_waits_for_that() {
    let mut stand_in = StandIn::new("cloudflared", POLITE);
    let settings = stand_in.settings();
    let (tunnel, _events) = open("cloudflared", local(), &settings)
        .await
        .expect("it opens");
    within(tunnel.close()).await;
    assert_eq!(stand_in.wrote("asked"), "asked\n");
    stand_in.gone().await;
}

#[tokio::test]
async fn one_that_ignores_the_request_is_killed() {
    let mut stand_in = StandIn::new("cloudflared", STUBBORN);
    let settings = stand_in.settings();
    let (tunnel, _events) = open("cloudflared", local(), &settings)
        .await
        .expect("it opens");
    within(tunnel.close()).await;
    stand_in.gone().await;
}

#[tokio::test]
async fn closing_does_not_wait_for_a_pause() {
    let stand_in = StandIn::new("cloudflared", "box once\nread -r _ <poke\nexit 1");
    let mut settings = stand_in.settings();
    settings.first_pause = Duration::from_secs(3600);
    let (tunnel, mut events) = open("cloudflared", local(), &settings)
        .await
        .expect("it opens");
    stand_in.poke("").await;
    down(&mut events).await;
    within(tunnel.close()).await;
}

#[tokio::test]
async fn dropping_the_tunnel_ends_it() {
    for script in [POLITE, STUBBORN] {
        let mut stand_in = StandIn::new("cloudflared", script);
        let settings = stand_in.settings();
        let opened = open("cloudflared", local(), &settings)
            .await
            .expect("it opens");
        drop(opened);
        stand_in.gone().await;
    }
}

#[tokio::test]
async fn giving_up_on_the_opening_ends_it() {
    let mut stand_in = StandIn::new(
        "cloudflared",
        "echo started >state\nread -r _ <poke\nsleep 600",
    );
    let settings = stand_in.settings();
    tokio::select! {
        _ = open("cloudflared", local(), &settings) => panic!("it names no URL"),
        () = stand_in.poke("") => {}
    }
    stand_in.gone().await;
}

#[tokio::test]
async fn nothing_is_left_when_the_script_around_it_is_killed() {
    let mut stand_in = StandIn::new(
        "cloudflared",
        "box orphan\nread -r _ <poke\nkill -9 $PPID\nsleep 600",
    );
    let mut settings = stand_in.settings();
    settings.first_pause = Duration::from_secs(3600);
    let (_tunnel, mut events) = open("cloudflared", local(), &settings)
        .await
        .expect("it opens");
    stand_in.poke("").await;
    assert_eq!(down(&mut events).await, "cloudflared was ended by signal 9");
    stand_in.gone().await;
}

#[tokio::test]
async fn it_dies_with_us_also_by_kill_9() {
    for script in [POLITE, STUBBORN] {
        let mut stand_in = StandIn::new("cloudflared", script);
        let mut us = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "survival::helper", "--nocapture"])
            .env(FOLDER, &stand_in.settings().path[0])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let out = us.stdout.take().expect("a pipe");
        let opened = tokio::task::spawn_blocking(move || {
            let mut lines = BufReader::new(out).lines().map_while(Result::ok);
            lines.any(|line| line.contains("https://"))
        });
        assert!(within(opened).await.expect("no panic"), "it opened");
        // SIGKILL
        us.kill().expect("it lives");
        us.wait().expect("it is gone");
        stand_in.gone().await;
    }
}

/// No test of its own: what the test above runs. Opens a tunnel, prints its URL and waits for its
/// death.
#[tokio::test]
async fn helper() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let settings = hasty(vec![PathBuf::from(folder)]);
    let (tunnel, _events) = open("cloudflared", local(), &settings)
        .await
        .expect("it opens");
    let line = format!("opened {}\n", tunnel.url());
    std::io::Write::write_all(&mut std::io::stdout(), line.as_bytes()).expect("it is read");
    // For ever, as far as the test is concerned; not when it is gone.
    tokio::time::sleep(Duration::from_secs(60)).await;
}
