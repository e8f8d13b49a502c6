//! `ngrok`: its agent, or one that is already running.
//!
//! The log is JSON, one object a line; the one with `"msg":"started tunnel"` has the URL. A
//! running agent answers on `127.0.0.1:4040/api/tunnels`: when it forwards to our port already,
//! its tunnel is used and nothing is started.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{Plan, Provider, Running, Settings};

pub(super) const PROVIDER: Provider = Provider {
    name: "ngrok",
    about: "an ngrok tunnel, https; uses an agent that already forwards to the port",
    form: "",
    program: "ngrok",
    install: "install ngrok: https://ngrok.com/download, then ngrok config add-authtoken TOKEN",
    known: &[
        ("ERR_NGROK_4018", ADD_TOKEN),
        ("ERR_NGROK_105", ADD_TOKEN),
        ("ERR_NGROK_107", ADD_TOKEN),
        (
            "ERR_NGROK_108",
            "another ngrok agent of this account is running: end it, or have it forward to this \
             port, then it is used",
        ),
        (
            "ERR_NGROK_334",
            "the account's endpoint is in use by another agent: end that one",
        ),
        ("ERR_NGROK_121", "ngrok is too old: ngrok update"),
        (
            "failed to dial ngrok server",
            "ngrok was not reached: check the network and its proxy",
        ),
    ],
    plan: |rest| rest.is_empty().then(|| Arc::new(Ngrok) as Arc<dyn Plan>),
};

const ADD_TOKEN: &str = "ngrok wants an account's token: ngrok config add-authtoken TOKEN, from \
                         https://dashboard.ngrok.com/get-started/your-authtoken";

/// How long a running agent may take to answer.
const PATIENCE: Duration = Duration::from_secs(1);
/// What is read of its answer, in bytes.
const LONGEST_ANSWER: u64 = 1 << 20;

struct Ngrok;

/// What is read of a line of the log.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    lvl: String,
    #[serde(default)]
    msg: String,
    err: Option<String>,
    url: Option<String>,
}

impl Plan for Ngrok {
    fn args(&self, local: SocketAddr) -> Vec<String> {
        let url = format!("http://{local}");
        ["http", &url, "--log", "stdout", "--log-format", "json"]
            .map(str::to_owned)
            .to_vec()
    }

    fn read_url(&self, line: &str, _current: Option<&str>) -> Option<String> {
        let line: Line = serde_json::from_str(line).ok()?;
        let url = line.url.filter(|_| line.msg == "started tunnel")?;
        url.starts_with("https://")
            .then(|| url.trim_end_matches('/').to_owned())
    }

    fn keep(&self, line: &str) -> Option<String> {
        let Ok(line) = serde_json::from_str::<Line>(line) else {
            // "ERROR:" stands before every line of an error; its help may follow.
            let said = line.strip_prefix("ERROR:").unwrap_or(line);
            let help = said == line && (line.starts_with([' ', '\t']) || is_heading(line));
            let said = said.trim();
            return (!help && !said.is_empty()).then(|| said.to_owned());
        };
        let said = match line.err.filter(|err| err != "<nil>") {
            Some(err) => format!("{}: {}", line.msg, one_line(&err)),
            None => line.msg,
        };
        (line.lvl != "info" && line.lvl != "dbug").then_some(said)
    }

    fn running<'a>(&'a self, local: SocketAddr, settings: &'a Settings) -> Running<'a> {
        Box::pin(async move {
            let asked = tokio::time::timeout(PATIENCE, ask(settings.ngrok_api)).await;
            tunnel_to(&asked.ok()?.ok()?, local)
        })
    }
}

/// `NAME:`, `USAGE:`: what stands over the parts of a help text.
fn is_heading(line: &str) -> bool {
    line.strip_suffix(':')
        .is_some_and(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == ' '))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The whole answer of an agent. HTTP/1.0, so that it is not in chunks and ends with the
/// connection.
async fn ask(api: SocketAddr) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(api).await?;
    let request = format!(
        "GET /api/tunnels HTTP/1.0\r\nHost: {api}\r\nAccept: application/json\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LONGEST_ANSWER).read_to_end(&mut answer).await?;
    Ok(answer)
}

#[derive(Deserialize)]
struct Tunnels {
    tunnels: Vec<AgentTunnel>,
}

#[derive(Deserialize)]
struct AgentTunnel {
    public_url: String,
    config: Config,
}

#[derive(Deserialize)]
struct Config {
    addr: String,
}

/// The URL of the agent's tunnel to `local`, https before http.
fn tunnel_to(answer: &[u8], local: SocketAddr) -> Option<String> {
    let split = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&answer[..split]).ok()?;
    let status = head.lines().next()?.split(' ').nth(1)?;
    if status != "200" {
        return None;
    }
    let answer: Tunnels = serde_json::from_slice(&answer[split + 4..]).ok()?;
    let leads_here = |tunnel: &AgentTunnel| leads_to(&tunnel.config.addr, local);
    let mut urls: Vec<String> = answer
        .tunnels
        .into_iter()
        .filter(leads_here)
        .map(|tunnel| tunnel.public_url.trim_end_matches('/').to_owned())
        .filter(|url| url.starts_with("http"))
        .collect();
    urls.sort_by_key(|url| !url.starts_with("https://"));
    urls.into_iter().next()
}

/// Whether an address as the agent writes it (`http://localhost:4242`, `localhost:4242`, `4242`)
/// is ours. One in https is not: we do not speak TLS.
fn leads_to(addr: &str, local: SocketAddr) -> bool {
    let addr = match addr.split_once("://") {
        Some(("http", rest)) => rest,
        Some(_) => return false,
        None => addr,
    };
    let addr = addr.split('/').next().unwrap_or_default();
    let (host, port) = addr.rsplit_once(':').unwrap_or(("localhost", addr));
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let same_host = match host.parse::<std::net::IpAddr>() {
        Ok(ip) => ip == local.ip(),
        Err(_) => host == "localhost" && local.ip().is_loopback(),
    };
    same_host && port.parse() == Ok(local.port())
}
