//! Tunnels: with stand-ins that print what the programs print, with a real bore server and with
//! a real sshd. Everything stays on loopback.
//!
//! The last two run when their programs are there. With `VAPIHOOK_REQUIRE_TUNNELS=1` they have to
//! be.

#![cfg(unix)]

mod agent;
mod lifecycle;
mod public_url;
mod real_bore;
mod real_sshd;
mod stand_in;
mod survival;

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use vapihook::error::Result;
use vapihook::tunnel::{Choice, Settings, Tunnel, TunnelEvent};

/// The result, or a failure when it takes longer than anything here may take.
async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(30), work)
        .await
        .expect("done in time")
}

/// Opens a tunnel; its events can be waited for.
async fn open(
    choice: &str,
    local: SocketAddr,
    settings: &Settings,
) -> Result<(Tunnel, UnboundedReceiver<TunnelEvent>)> {
    let choice = Choice::parse(choice)?;
    let (told, events) = unbounded_channel();
    let tell = move |event| {
        told.send(event).ok();
    };
    let tunnel = within(Tunnel::open(&choice, local, settings, tell)).await?;
    Ok((tunnel, events))
}

/// The next event.
async fn next(events: &mut UnboundedReceiver<TunnelEvent>) -> TunnelEvent {
    within(events.recv()).await.expect("the tunnel is watched")
}

/// The URL of the next event, which has one.
async fn up(events: &mut UnboundedReceiver<TunnelEvent>) -> String {
    match next(events).await {
        TunnelEvent::Up { url } => url,
        event @ TunnelEvent::Down { .. } => panic!("{event:?}"),
    }
}

/// The reason of the next event, which has one.
async fn down(events: &mut UnboundedReceiver<TunnelEvent>) -> String {
    match next(events).await {
        TunnelEvent::Down { why, .. } => why,
        event @ TunnelEvent::Up { .. } => panic!("{event:?}"),
    }
}

/// An app that answers every request with its first line, as `200`.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    request.push(stream.read_u8().await?);
                }
                let line = String::from_utf8_lossy(&request);
                let line = line.lines().next().unwrap_or_default();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{line}",
                    line.len()
                );
                stream.write_all(answer.as_bytes()).await
            });
        }
    });
    address
}

/// The body that a `GET` through the tunnel gets.
async fn get(url: &str, path: &str) -> String {
    let authority = url.strip_prefix("http://").expect("an http URL");
    let mut stream = within(TcpStream::connect(authority))
        .await
        .expect("the tunnel accepts");
    let request = format!("GET {path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
    stream
        .write_all(request.as_bytes())
        .await
        .expect("it is sent");
    let mut answer = String::new();
    within(stream.read_to_string(&mut answer))
        .await
        .expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    body.to_owned()
}

/// The folders of `PATH`.
fn path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).collect()
}

/// A program of this machine; without it the test is not run, and says so.
fn program(test: &str, name: &str) -> Option<PathBuf> {
    // sshd lives where only root looks.
    let folders = path().into_iter().chain(["/usr/sbin".into()]);
    let found = folders
        .map(|folder| folder.join(name))
        .find(|file| file.is_file());
    if found.is_none() {
        let required = std::env::var_os("VAPIHOOK_REQUIRE_TUNNELS").is_some_and(|it| it == "1");
        assert!(!required, "{test} needs {name}");
        writeln!(
            std::io::stderr(),
            "note: {test} was not run: {name} is not installed"
        )
        .expect("stderr is written");
    }
    found
}

/// Settings with short pauses.
fn hasty(path: Vec<PathBuf>) -> Settings {
    let mut settings = Settings::new(path);
    settings.first_pause = Duration::from_millis(20);
    settings.longest_pause = Duration::from_millis(40);
    settings.poll = Duration::from_millis(20);
    // Nothing listens on port 1.
    settings.ngrok_api = ([127, 0, 0, 1], 1).into();
    settings
}

/// A port that nobody gets who asks for any port, so that it stays free once it is let go.
fn quiet_port() -> std::net::TcpListener {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    loop {
        let offset = std::process::id() * 97 + NEXT.fetch_add(1, Ordering::Relaxed);
        let port = u16::try_from(10_000 + offset % 5_000).expect("a port");
        if let Ok(listener) = std::net::TcpListener::bind(("127.0.0.1", port)) {
            return listener;
        }
    }
}
