//! What is asked of each program, and what is read of its output. The output is as recorded from
//! the programs, names changed.

use std::net::SocketAddr;
use std::sync::Arc;

use super::output::{Lines, Tail, urls};
use super::{Choice, PROVIDERS, Plan, Provider, Settings};

fn plan(text: &str) -> (&'static Provider, Arc<dyn Plan>) {
    let Choice(chosen) = Choice::parse(text).expect("a tunnel");
    chosen.expect("not auto")
}

fn local() -> SocketAddr {
    "127.0.0.1:4242".parse().expect("an address")
}

fn args(text: &str) -> String {
    plan(text).1.args(local()).join(" ")
}

/// Every URL that is read of the output, each with knowledge of the one before.
fn read(text: &str, output: &str) -> Vec<String> {
    let (_, plan) = plan(text);
    let mut found: Vec<String> = Vec::new();
    for line in output.lines() {
        let url = plan.read_url(line, found.last().map(String::as_str));
        found.extend(url.filter(|url| found.last() != Some(url)));
    }
    found
}

fn advice(text: &str, output: &str) -> Option<&'static str> {
    let (provider, plan) = plan(text);
    let lines: Vec<String> = output.lines().filter_map(|line| plan.keep(line)).collect();
    provider.advice(&lines)
}

#[test]
fn each_program_is_asked_for_a_tunnel_to_the_port() {
    assert_eq!(
        args("cloudflared"),
        "tunnel --config /dev/null --no-autoupdate --url http://127.0.0.1:4242"
    );
    assert_eq!(
        args("ngrok"),
        "http http://127.0.0.1:4242 --log stdout --log-format json"
    );
    assert_eq!(
        args("bore"),
        "local 4242 --local-host 127.0.0.1 --to bore.pub --port 0"
    );
    assert_eq!(
        args("bore:me.example:7000"),
        "local 4242 --local-host 127.0.0.1 --to me.example --port 7000"
    );
    let options = "-T -o ExitOnForwardFailure=yes -o ServerAliveInterval=15 \
                   -o ServerAliveCountMax=3 -o ConnectTimeout=15 \
                   -o StrictHostKeyChecking=accept-new -o BatchMode=yes -o ControlMaster=no \
                   -o ControlPath=none";
    for (text, rest) in [
        ("ssh", "-R 80:127.0.0.1:4242 -l nokey -- localhost.run"),
        ("ssh:serveo.net", "-R 80:127.0.0.1:4242 -- serveo.net"),
        (
            "ssh:free@a.pinggy.io:443",
            "-p 443 -R 80:127.0.0.1:4242 -l free -- a.pinggy.io",
        ),
        (
            "ssh:me@vps.example:22:0",
            "-N -p 22 -R 0:127.0.0.1:4242 -l me -- vps.example",
        ),
        (
            "ssh:[2001:db8::1]:22:8080",
            "-N -v -p 22 -R 8080:127.0.0.1:4242 -- 2001:db8::1",
        ),
    ] {
        assert_eq!(args(text), format!("{options} {rest}"), "{text}");
    }
}

#[test]
fn what_is_no_tunnel_is_refused_with_the_form() {
    for (text, hint) in [
        (
            "frp",
            "one of cloudflared, ngrok, bore, ssh, auto; for any other, start it yourself and \
             pass --public-url URL",
        ),
        ("cloudflared:x", "write it cloudflared"),
        ("ngrok:", "write it ngrok"),
        ("bore:", "write it bore[:server[:port]]"),
        ("bore:-x", "write it bore[:server[:port]]"),
        ("bore:host:99999", "write it bore[:server[:port]]"),
        (
            "ssh:-oProxyCommand=x",
            "write it ssh[:[user@]host[:port[:remote-port]]]",
        ),
        (
            "ssh:me@-x",
            "write it ssh[:[user@]host[:port[:remote-port]]]",
        ),
        ("ssh:a b", "write it ssh[:[user@]host[:port[:remote-port]]]"),
        (
            "ssh:host:22:x",
            "write it ssh[:[user@]host[:port[:remote-port]]]",
        ),
    ] {
        let error = Choice::parse(text).expect_err(text);
        assert_eq!(error.kind.exit_code(), 2, "{text}");
        assert_eq!(error.hint.as_deref(), Some(hint), "{text}");
    }
    assert!(Choice::parse("auto").is_ok());
}

#[test]
fn cloudflared_names_its_url_in_a_box() {
    let output = "\
2026-09-30T02:32:18Z INF Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick way to experiment and try it out. (https://www.cloudflare.com/website-terms/), https://developers.cloudflare.com/cloudflare-one/connections/connect-apps
2026-09-30T02:32:18Z INF Requesting new quick Tunnel on trycloudflare.com...
2026-09-30T02:32:21Z INF +--------------------------------------------------------------------------------------------+
2026-09-30T02:32:21Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |
2026-09-30T02:32:21Z INF |  https://four-words-for-tests.trycloudflare.com                                             |
2026-09-30T02:32:21Z INF +--------------------------------------------------------------------------------------------+
2026-09-30T02:32:21Z INF Settings: map[ha-connections:1 no-autoupdate:true protocol:quic url:http://127.0.0.1:4142]";
    assert_eq!(
        read("cloudflared", output),
        ["https://four-words-for-tests.trycloudflare.com"]
    );
}

#[test]
fn the_failures_of_cloudflared_are_explained() {
    let limited = "\
2026-05-29T09:25:34Z INF Requesting new quick Tunnel on trycloudflare.com...
2026-05-29T09:25:34Z ERR Error unmarshaling QuickTunnel response: error code: 1015 error=\"invalid character 'e' looking for beginning of value\" status_code=\"429 Too Many Requests\"
failed to unmarshal quick Tunnel: invalid character 'e' looking for beginning of value";
    let offline = "failed to request quick Tunnel: Post \"https://api.trycloudflare.com/tunnel\": dial tcp: lookup api.trycloudflare.com on 127.0.0.11:53: no such host";
    let broken = "failed to parse quick Tunnel ID: invalid UUID length: 0";
    for (output, start) in [
        (limited, "Cloudflare gives this network no further"),
        (offline, "Cloudflare's name is not found"),
        (broken, "Cloudflare gave no quick tunnel"),
    ] {
        assert_eq!(read("cloudflared", output), [""; 0], "{output}");
        let advice = advice("cloudflared", output).expect("a known failure");
        assert!(advice.starts_with(start), "{advice}");
    }
}

#[test]
fn ngrok_names_its_url_in_a_line_of_its_log() {
    let output = r#"{"lvl":"info","msg":"no configuration paths supplied","t":"2026-09-30T02:40:00Z"}
{"err":"<nil>","lvl":"info","msg":"open config file","path":"/home/me/.config/ngrok/ngrok.yml","t":"2026-09-30T02:40:00Z"}
{"addr":"127.0.0.1:4040","lvl":"info","msg":"starting web service","obj":"web","t":"2026-09-30T02:40:00Z"}
{"addr":"http://127.0.0.1:4242","lvl":"info","msg":"started tunnel","name":"command_line","obj":"tunnels","t":"2026-09-30T02:40:01Z","url":"https://ab12-203-0-113-7.ngrok-free.app"}
{"t":"2026-10-02T08:15:41-0300","lvl":"info","msg":"started tunnel","obj":"tunnels","name":"command_line","addr":{"Scheme":"http","Host":"127.0.0.1:4242"},"url":"https://name.ngrok-free.dev"}"#;
    assert_eq!(
        read("ngrok", output),
        [
            "https://ab12-203-0-113-7.ngrok-free.app",
            "https://name.ngrok-free.dev"
        ]
    );
}

#[test]
fn the_failures_of_ngrok_are_explained() {
    let no_token = r#"{"err":"authentication failed: Usage of ngrok requires a verified account and authtoken.\n\nERR_NGROK_4018\r\n","lvl":"eror","msg":"failed to reconnect session","obj":"tunnels.session","t":"2026-10-08T21:14:04Z"}
ERROR:  authentication failed: Usage of ngrok requires a verified account and authtoken.
ERROR:
ERROR:  ERR_NGROK_4018
NAME:
  http - start an HTTP tunnel"#;
    let (_, plan) = plan("ngrok");
    let kept: Vec<String> = no_token
        .lines()
        .filter_map(|line| plan.keep(line))
        .collect();
    assert_eq!(
        kept,
        [
            "failed to reconnect session: authentication failed: Usage of ngrok requires a \
             verified account and authtoken. ERR_NGROK_4018",
            "authentication failed: Usage of ngrok requires a verified account and authtoken.",
            "ERR_NGROK_4018",
        ]
    );
    let limit = "ERROR:  authentication failed: Your account is limited to 1 simultaneous ngrok agent sessions.\nERROR:  ERR_NGROK_108";
    for (output, start) in [
        (no_token, "ngrok wants an account's token"),
        (limit, "another ngrok agent of this account"),
    ] {
        let advice = advice("ngrok", output).expect("a known failure");
        assert!(advice.starts_with(start), "{advice}");
    }
}

#[test]
fn ssh_reads_what_services_print() {
    let localhost_run = "\
===============================================================================
Welcome to localhost.run!

Follow your favourite reverse tunnel at [https://twitter.com/localhost_run].

To set up and manage custom domains go to https://admin.localhost.run/

More details on custom domains (and how to enable subdomains of your custom
domain) at https://localhost.run/docs/custom-domains

** your connection id is 61516456-2da3-4b57-b3cb-b7f41fe51fea, please mention it if you send me a message about an issue. **

authenticated as anonymous user
8beaa541ba3dc2.lhr.life tunneled with tls termination, https://8beaa541ba3dc2.lhr.life
create an account and add your key for a longer lasting domain name. see https://localhost.run/docs/forever-free/ for more information.
Open your tunnel address on your mobile with this QR:
9f00aa541ba3dc.lhr.life tunneled with tls termination, https://9f00aa541ba3dc.lhr.life";
    assert_eq!(
        read("ssh", localhost_run),
        [
            "https://8beaa541ba3dc2.lhr.life",
            "https://9f00aa541ba3dc.lhr.life"
        ]
    );
    assert_eq!(
        read(
            "ssh",
            "ua-563b05a2.localhost.run tunneled with tls termination"
        ),
        ["https://ua-563b05a2.localhost.run"]
    );
    let serveo = "\
Forwarding HTTP traffic from https://abc123.serveo.net
HTTP request from 203.0.113.7 to https://other.example.com/x";
    assert_eq!(
        read("ssh:serveo.net", serveo),
        ["https://abc123.serveo.net"]
    );
    let pinggy = "\
You are not authenticated.
Your tunnel will expire in 60 minutes. Upgrade to Pinggy Pro to get unrestricted tunnels. https://dashboard.pinggy.io

http://rnabc-203-0-113-7.a.free.pinggy.link
https://rnabc-203-0-113-7.a.free.pinggy.link";
    assert_eq!(
        read("ssh:a.pinggy.io:443", pinggy),
        [
            "http://rnabc-203-0-113-7.a.free.pinggy.link",
            "https://rnabc-203-0-113-7.a.free.pinggy.link"
        ]
    );
}

#[test]
fn the_url_of_a_plain_sshd_is_its_name_and_the_port() {
    assert_eq!(
        read(
            "ssh:vps.example:22:0",
            "see https://motd.example\nAllocated port 43211 for remote forward to 127.0.0.1:4242"
        ),
        ["http://vps.example:43211"]
    );
    for said in ["listen 8080", "listen 0.0.0.0:8080"] {
        let line = format!("debug1: remote forward success for: {said}, connect 127.0.0.1:4242");
        let found = read("ssh:[2001:db8::1]:22:8080", &line);
        assert_eq!(found, ["http://[2001:db8::1]:8080"]);
    }
}

#[test]
fn the_failures_of_ssh_are_explained() {
    for (line, start) in [
        (
            "nokey@localhost.run: Permission denied (publickey).",
            "the server takes none",
        ),
        (
            "Host key verification failed.",
            "the server's key is not known",
        ),
        (
            "ssh: connect to host 127.0.0.1 port 1: Connection refused",
            "no ssh server",
        ),
        (
            "Error: remote port forwarding failed for listen port 80",
            "the server forwards",
        ),
        (
            "ssh: Could not resolve hostname x: Name or service not known",
            "the server's name",
        ),
        (
            "ssh: connect to host localhost.run port 22: Connection timed out",
            "the server does not",
        ),
    ] {
        let advice = advice("ssh", line).expect("a known failure");
        assert!(advice.starts_with(start), "{line}: {advice}");
    }
}

#[tokio::test]
async fn lines_are_bounded_and_lose_their_colours() {
    let coloured = "\u{1b}[2m2026-11-21T22:57:12.349510Z\u{1b}[0m \u{1b}[32m INFO\u{1b}[0m \u{1b}[2mbore_cli::client\u{1b}[0m\u{1b}[2m:\u{1b}[0m listening at bore.pub:24664\r\n";
    let long = "x".repeat(100_000);
    let text = format!("{coloured}\n\n{long}\nlast");
    let mut lines = Lines::new(text.as_bytes());
    let first = lines.next().await.expect("a line");
    assert_eq!(
        first,
        "2026-11-21T22:57:12.349510Z  INFO bore_cli::client: listening at bore.pub:24664"
    );
    assert_eq!(read("bore", &first), ["http://bore.pub:24664"]);
    assert_eq!(lines.next().await.expect("a line").len(), 8192);
    assert_eq!(lines.next().await.as_deref(), Some("last"));
    assert_eq!(lines.next().await, None);

    let mut tail = Tail::default();
    for number in 0..1000 {
        tail.push(number.to_string());
    }
    assert_eq!(tail.lines().len(), 40);
    assert_eq!(tail.lines().last().map(String::as_str), Some("999"));
}

#[test]
fn urls_are_found_in_prose() {
    let line = "(https://a.example/), see https://b.example:8443. ftp://c http://[::1]:80/x ://";
    let found: Vec<String> = urls(line).map(|url| url.origin()).collect();
    assert_eq!(
        found,
        [
            "https://a.example",
            "https://b.example:8443",
            "http://[::1]:80"
        ]
    );
}

#[test]
fn the_table_is_complete() {
    for provider in PROVIDERS {
        for text in [provider.name, provider.about, provider.program] {
            assert!(!text.is_empty());
        }
        assert!(provider.install.contains(provider.program));
        assert!((provider.plan)("").is_some(), "{}", provider.name);
    }
    let error = Choice::parse("auto")
        .expect("auto")
        .settle(&Settings::new(Vec::new()))
        .err();
    let error = error.expect("nothing is there");
    assert_eq!(error.kind.exit_code(), 7);
}
