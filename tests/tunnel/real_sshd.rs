//! A real sshd on loopback, and the real ssh.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use vapihook::tunnel::{Settings, TunnelEvent};

use super::{down, echo, get, hasty, next, open, program, quiet_port, within};

/// A server with keys of its own, and an `ssh` that uses them and nothing of the user's.
struct Host {
    sshd: PathBuf,
    folder: TempDir,
    port: u16,
}

impl Host {
    async fn new(sshd: PathBuf, ssh: &Path) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let at = folder.path().display().to_string();
        for key in ["host", "mine"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(folder.path().join(key))
                .status();
            assert!(within(made).await.expect("ssh-keygen").success());
        }
        let free = quiet_port();
        let port = free.local_addr().expect("an address").port();
        let server = format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {at}/host\nPidFile none\n\
             AuthorizedKeysFile {at}/mine.pub\nStrictModes no\nPasswordAuthentication no\n\
             PermitRootLogin prohibit-password\nAllowTcpForwarding yes\n"
        );
        let client = format!(
            "IdentityFile {at}/mine\nIdentitiesOnly yes\nIdentityAgent none\n\
             UserKnownHostsFile {at}/known\nGlobalKnownHostsFile none\n"
        );
        let bin = folder.path().join("bin");
        std::fs::create_dir(&bin).expect("a folder");
        let script = format!(
            "#!/bin/sh\nexec '{}' -F '{at}/client' \"$@\"\n",
            ssh.display()
        );
        for (file, text) in [("server", server), ("client", client), ("bin/ssh", script)] {
            std::fs::write(folder.path().join(file), text).expect("a file");
        }
        std::fs::set_permissions(bin.join("ssh"), PermissionsExt::from_mode(0o755))
            .expect("a program");
        Self { sshd, folder, port }
    }

    async fn serve(&self) -> Child {
        // What a package would make at boot; only root needs it, and only root can make it.
        std::fs::create_dir_all("/run/sshd").ok();
        let mut server = Command::new(&self.sshd)
            .args(["-D", "-e", "-f"])
            .arg(self.folder.path().join("server"))
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(server.stderr.take().expect("a pipe")).lines();
        let mut said = Vec::new();
        let listening = async {
            while let Some(line) = lines.next_line().await.expect("a pipe") {
                if line.contains("Server listening on") {
                    return;
                }
                said.push(line);
            }
            panic!("the server does not listen: {said:?}");
        };
        within(listening).await;
        // It must not wait for a reader.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        server
    }

    fn settings(&self) -> Settings {
        hasty(vec![self.folder.path().join("bin")])
    }
}

#[tokio::test]
async fn traffic_passes_a_real_sshd_and_comes_back_after_its_end() {
    let test = "the test with a real sshd";
    let (Some(sshd), Some(ssh)) = (program(test, "sshd"), program(test, "ssh")) else {
        return;
    };
    let host = Host::new(sshd, &ssh).await;
    let settings = host.settings();
    let local = echo().await;
    let choice = format!("ssh:127.0.0.1:{}:0", host.port);

    let refused = open(&choice, local, &settings).await.map(|_| ());
    let error = refused.expect_err("no server is there");
    assert!(
        error.message.contains("Connection refused"),
        "{}",
        error.message
    );
    assert!(
        error
            .hint
            .is_some_and(|hint| hint.contains("no ssh server answers"))
    );

    let mut server = host.serve().await;
    let (tunnel, mut events) = open(&choice, local, &settings).await.expect("it opens");
    assert!(
        tunnel.url().starts_with("http://127.0.0.1:"),
        "{}",
        tunnel.url()
    );
    assert_eq!(
        get(tunnel.url(), "/wh_1?a=b").await,
        "GET /wh_1?a=b HTTP/1.1"
    );

    // The processes of its connections outlive the server, which must not take a new one.
    let id = server.id().expect("it lives").to_string();
    let sessions = within(Command::new("pgrep").args(["-P", &id]).output()).await;
    let sessions = String::from_utf8(sessions.expect("pgrep").stdout).expect("text");
    server.kill().await.expect("it lives");
    let killed = Command::new("kill")
        .arg("-KILL")
        .args(sessions.split_whitespace())
        .status();
    assert!(within(killed).await.expect("kill").success());
    let why = down(&mut events).await;
    assert!(why.starts_with("ssh ended with exit code "), "{why}");
    let _server = host.serve().await;
    let url = loop {
        match next(&mut events).await {
            TunnelEvent::Up { url } => break url,
            TunnelEvent::Down { .. } => {}
        }
    };
    assert_eq!(get(&url, "/again").await, "GET /again HTTP/1.1");
    within(tunnel.close()).await;
}

#[tokio::test]
async fn a_given_port_and_refusals_of_a_real_sshd() {
    let test = "the test with a port of a real sshd";
    let (Some(sshd), Some(ssh)) = (program(test, "sshd"), program(test, "ssh")) else {
        return;
    };
    let host = Host::new(sshd, &ssh).await;
    let settings = host.settings();
    let local = echo().await;
    let _server = host.serve().await;

    let free = quiet_port();
    let remote = free.local_addr().expect("an address").port();
    // It listens on both loopbacks, and one is enough for it.
    let also = std::net::TcpListener::bind(("::1", remote)).ok();
    let choice = format!("ssh:127.0.0.1:{}:{remote}", host.port);
    let taken = open(&choice, local, &settings).await.map(|_| ());
    let error = taken.expect_err("the port is taken");
    let refused = format!("remote port forwarding failed for listen port {remote}");
    assert!(error.message.contains(&refused), "{}", error.message);
    assert!(!error.message.contains("debug1:"), "{}", error.message);
    assert!(
        error
            .hint
            .is_some_and(|hint| hint.contains("forwards no such port"))
    );

    drop((free, also));
    let (tunnel, _events) = open(&choice, local, &settings).await.expect("it opens");
    assert_eq!(tunnel.url(), format!("http://127.0.0.1:{remote}"));
    assert_eq!(get(tunnel.url(), "/fixed").await, "GET /fixed HTTP/1.1");

    std::fs::remove_file(host.folder.path().join("mine")).expect("a key");
    let stranger = open(&choice, local, &settings).await.map(|_| ());
    let error = stranger.expect_err("without a key");
    assert!(
        error
            .hint
            .is_some_and(|hint| hint.contains("none of your keys"))
    );
}
