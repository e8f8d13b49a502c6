//! With a real bore server and a real sshd on loopback, when they are there. With
//! `VAPIHOOK_REQUIRE_TUNNELS=1` they have to be.

use std::io::Write;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{ALL, EVENT, KINDS, Stage, parts, public_url};
use crate::sandbox::{Listener, Process, free_port, json_lines};

/// A program of this machine; without it the test is not run, and says so.
fn program(test: &str, name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    // sshd lives where only root looks.
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    let found = folders
        .map(|folder| folder.join(name))
        .find(|file| file.is_file());
    if found.is_none() {
        let required = std::env::var_os("VAPIHOOK_REQUIRE_TUNNELS").is_some_and(|it| it == "1");
        assert!(!required, "{test} needs {name}");
        let mut stderr = std::io::stderr();
        writeln!(stderr, "note: {test} was not run: {name} is not installed").ok();
    }
    found
}

/// A whole run through a tunnel: events reach the app, the server URLs come back.
fn run_through(tunnel: &str, path_first: Option<&Path>) {
    let stage = Stage::new();
    let before = stage.stored();
    let app = stage.app.at("");
    let fixed = ["--json", "listen", "-f", &app, "-p", "0"];
    let mut command = stage.command(&[&fixed[..], &["--tunnel", tunnel], &ALL].concat());
    if let Some(folder) = path_first {
        command.env("PATH", folder);
    }
    let listener = Listener::json(command, stage.sandbox.home());
    let public = public_url(&listener);
    let (port, _) = parts(&public);
    assert_ne!(port, listener.port, "that is no tunnel");
    for (kind, id) in KINDS {
        assert_eq!(stage.url(kind, id), public);
        assert_eq!(through(&public, EVENT), (200, "{}".to_owned()), "{kind}");
    }
    let (_, prefix) = parts(&public);
    let stranger = public.replace(&prefix, "/");
    assert_eq!(through(&stranger, EVENT).0, 404);
    let seen = stage.app.requests(3);
    assert!(seen.iter().all(|request| request.body == EVENT.as_bytes()));
    let output = stage.ended(listener.stop()).code(143);
    assert_eq!(stage.stored(), before);
    let objects = json_lines(&output.stdout);
    let told = |code: &str| objects.iter().any(|object| object["code"] == code);
    assert!(
        !told("public-url-unproven") && told("turned-away"),
        "{output:?}"
    );
}

/// POSTs to a URL of any address of this machine.
fn through(url: &str, body: &str) -> (u16, String) {
    let rest = url.strip_prefix("http://").expect("an http URL");
    let (authority, path) = rest.split_once('/').expect("a path");
    let stream = std::net::TcpStream::connect(authority).expect("the tunnel accepts");
    let mut wire = crate::sandbox::Wire::of(stream);
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {authority}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    wire.send(head);
    let answer = wire.read_answer("POST");
    (answer.status(), answer.text().to_owned())
}

#[test]
fn an_event_through_a_real_bore_server_reaches_the_app() {
    let Some(bore) = program("a run through a real bore server", "bore") else {
        return;
    };
    // bore has one fixed port: each test run takes another address of loopback.
    let address = if cfg!(target_os = "linux") {
        let [_, _, high, low] = std::process::id().to_be_bytes();
        Ipv4Addr::new(127, 78, high, low.clamp(1, 254))
    } else {
        Ipv4Addr::LOCALHOST
    };
    let mut server = Command::new(bore);
    server
        .args(["server", "--bind-addr", &address.to_string()])
        .env("RUST_LOG", "info")
        .env_remove("BORE_SECRET");
    let server = Process::start(server);
    server.stdout().wait_for("server listening", |text| {
        text.contains("server listening").then_some(())
    });
    run_through(&format!("bore:{address}"), None);
}

#[test]
fn an_event_through_a_real_sshd_reaches_the_app() {
    let test = "a run through a real sshd";
    let (Some(sshd), Some(ssh)) = (program(test, "sshd"), program(test, "ssh")) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().display().to_string();
    for key in ["host", "mine"] {
        let mut made = Command::new("ssh-keygen");
        made.args(["-q", "-t", "ed25519", "-N", "", "-f"])
            .arg(folder.path().join(key));
        Process::start(made).wait().code(0);
    }
    let port = free_port();
    let server = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {at}/host\nPidFile none\n\
         AuthorizedKeysFile {at}/mine.pub\nStrictModes no\nPasswordAuthentication no\n\
         PermitRootLogin prohibit-password\nAllowTcpForwarding yes\n"
    );
    let client = format!(
        "IdentityFile {at}/mine\nIdentitiesOnly yes\nIdentityAgent none\n\
         UserKnownHostsFile {at}/known\nGlobalKnownHostsFile none\n"
    );
    // The user's own settings and keys stay out of it.
    let ssh = ssh.display();
    let script = format!("#!/bin/sh\nexec '{ssh}' -F '{at}/client' \"$@\"\n");
    std::fs::create_dir(folder.path().join("bin")).expect("a folder");
    for (file, text) in [("server", server), ("client", client), ("bin/ssh", script)] {
        std::fs::write(folder.path().join(file), text).expect("a file");
    }
    let bin = folder.path().join("bin");
    std::fs::set_permissions(bin.join("ssh"), PermissionsExt::from_mode(0o755)).expect("a program");
    // What a package would make at boot; only root needs it, and only root can make it.
    std::fs::create_dir_all("/run/sshd").ok();
    let mut command = Command::new(sshd);
    command
        .args(["-D", "-e", "-f"])
        .arg(folder.path().join("server"));
    let server = Process::start(command);
    server.stderr().wait_for("Server listening", |text| {
        text.contains("Server listening on").then_some(())
    });
    run_through(&format!("ssh:127.0.0.1:{port}:0"), Some(&bin));
}
