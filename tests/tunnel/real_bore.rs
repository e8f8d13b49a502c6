//! A real bore server and client.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::process::Stdio;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use super::{down, echo, get, hasty, open, path, program, within};

/// A server of its own: bore has one fixed port, so every test run takes another address of
/// loopback where there is more than one.
fn address() -> IpAddr {
    if cfg!(target_os = "linux") {
        let [_, _, high, low] = std::process::id().to_be_bytes();
        Ipv4Addr::new(127, 77, high, low.clamp(1, 254)).into()
    } else {
        Ipv4Addr::LOCALHOST.into()
    }
}

async fn serve(bore: &Path) -> Child {
    let mut server = Command::new(bore)
        .args(["server", "--bind-addr", &address().to_string()])
        .env("RUST_LOG", "info")
        .env_remove("BORE_SECRET")
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the server starts");
    let mut lines = BufReader::new(server.stdout.take().expect("a pipe")).lines();
    let listening = async {
        while let Some(line) = lines.next_line().await.expect("a pipe") {
            if line.contains("server listening") {
                return;
            }
        }
        panic!("the server does not listen");
    };
    within(listening).await;
    // It must not wait for a reader.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    server
}

#[tokio::test]
async fn traffic_passes_a_real_bore_server_and_comes_back_after_its_end() {
    let Some(bore) = program("the test with a real bore server", "bore") else {
        return;
    };
    let local = echo().await;
    let choice = format!("bore:{}", address());
    let settings = hasty(path());

    let refused = open(&choice, local, &settings).await.map(|_| ());
    let error = refused.expect_err("no server is there");
    assert!(
        error.message.contains("could not connect to"),
        "{}",
        error.message
    );
    assert!(error.hint.is_some_and(|hint| hint.contains("port 7835")));

    let mut server = serve(&bore).await;
    let (tunnel, mut events) = open(&choice, local, &settings).await.expect("it opens");
    let start = format!("http://{}:", address());
    assert!(tunnel.url().starts_with(&start), "{}", tunnel.url());
    assert_eq!(
        get(tunnel.url(), "/wh_1?a=b").await,
        "GET /wh_1?a=b HTTP/1.1"
    );

    server.kill().await.expect("it lives");
    let why = down(&mut events).await;
    assert!(why.starts_with("bore ended with exit code "), "{why}");
    let _server = serve(&bore).await;
    let url = loop {
        match super::next(&mut events).await {
            vapihook::tunnel::TunnelEvent::Up { url } => break url,
            vapihook::tunnel::TunnelEvent::Down { .. } => {}
        }
    };
    assert_eq!(get(&url, "/again").await, "GET /again HTTP/1.1");

    within(tunnel.close()).await;
    // A port of the tunnel's own choice; the server frees the old one within a moment.
    let port = url.rsplit(':').next().expect("a port");
    let choice = format!("{choice}:{port}");
    let (tunnel, _events) = within(async {
        loop {
            if let Ok(opened) = open(&choice, local, &settings).await {
                return opened;
            }
        }
    })
    .await;
    assert_eq!(tunnel.url(), url);
    assert_eq!(get(&url, "/fixed").await, "GET /fixed HTTP/1.1");
}
