//! An ngrok agent that is running already.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::stand_in::StandIn;
use super::{down, hasty, open, up};

/// The agent's answer, which a test may change.
#[derive(Clone, Default)]
struct Agent(Arc<Mutex<String>>);

impl Agent {
    async fn start() -> (Self, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let agent = Self::default();
        let answers = agent.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n") {
                    request.push(stream.read_u8().await.expect("a request"));
                }
                let request = String::from_utf8(request).expect("text");
                assert!(
                    request.starts_with("GET /api/tunnels HTTP/1.0\r\n"),
                    "{request}"
                );
                let answer = answers.0.lock().expect("no panic").clone();
                stream.write_all(answer.as_bytes()).await.ok();
            }
        });
        (agent, address)
    }

    fn says(&self, answer: String) {
        *self.0.lock().expect("no panic") = answer;
    }

    /// Says that these URLs lead to these addresses.
    fn has(&self, tunnels: &[(&str, &str)]) {
        let tunnels: Vec<_> = tunnels
            .iter()
            .map(|(url, addr)| {
                serde_json::json!({
                    "name": "command_line",
                    "uri": "/api/tunnels/command_line",
                    "public_url": url,
                    "proto": "https",
                    "config": {"addr": addr, "inspect": true},
                    "metrics": {"conns": {"count": 0}},
                })
            })
            .collect();
        let body = serde_json::json!({"tunnels": tunnels, "uri": "/api/tunnels"}).to_string();
        self.says(format!(
            "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{body}"
        ));
    }
}

fn local() -> SocketAddr {
    ([127, 0, 0, 1], 4242).into()
}

#[tokio::test]
async fn its_tunnel_to_our_port_is_used_and_watched() {
    let (agent, api) = Agent::start().await;
    agent.has(&[
        ("https://other.ngrok-free.app", "http://localhost:3000"),
        ("http://ours.ngrok-free.app", "http://localhost:4242"),
        ("https://ours.ngrok-free.app", "http://localhost:4242"),
    ]);
    // Nothing could be started.
    let mut settings = hasty(Vec::new());
    settings.ngrok_api = api;
    let (tunnel, mut events) = open("ngrok", local(), &settings)
        .await
        .expect("it is there");
    assert_eq!(tunnel.url(), "https://ours.ngrok-free.app");
    agent.has(&[("https://new.ngrok-free.app", "localhost:4242")]);
    assert_eq!(up(&mut events).await, "https://new.ngrok-free.app");
    agent.has(&[]);
    let gone = "ngrok no longer has the tunnel that was there";
    assert_eq!(down(&mut events).await, gone);
    let missing = "the program ngrok is not installed";
    assert_eq!(down(&mut events).await, missing);
    agent.has(&[("https://back.ngrok-free.app", "4242")]);
    while let vapihook::tunnel::TunnelEvent::Down { why, .. } = super::next(&mut events).await {
        assert_eq!(why, missing);
    }
    super::within(tunnel.close()).await;
}

#[tokio::test]
async fn without_one_an_agent_is_started() {
    let (agent, api) = Agent::start().await;
    let stand_in = StandIn::new(
        "ngrok",
        r#"
echo '{"lvl":"info","msg":"started tunnel","url":"https://own.ngrok-free.app"}'
exec sleep 600"#,
    );
    let mut settings = stand_in.settings();
    settings.ngrok_api = api;
    agent.has(&[
        ("https://other.ngrok-free.app", "http://localhost:3000"),
        ("https://tls.ngrok-free.app", "https://localhost:4242"),
        ("https://host.ngrok-free.app", "http://192.168.0.7:4242"),
        ("tcp://0.tcp.ngrok.io:12345", "localhost:4242"),
    ]);
    for answer in [
        None,
        Some("HTTP/1.0 403 Forbidden\r\n\r\n"),
        Some("SSH-2.0-OpenSSH_9.2\r\n\r\n{"),
        Some("HTTP/1.0 200 OK\r\n\r\n{\"tunnels\":[{]"),
        Some(""),
    ] {
        if let Some(answer) = answer {
            agent.says(answer.to_owned());
        }
        let (tunnel, _events) = open("ngrok", local(), &settings).await.expect("it opens");
        assert_eq!(tunnel.url(), "https://own.ngrok-free.app", "{answer:?}");
    }
}
