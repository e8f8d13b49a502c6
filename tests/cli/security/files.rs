//! Files on a machine that others use too.

use std::os::unix::fs::{PermissionsExt, lchown, symlink};
use std::path::Path;
use std::process::Command;

use crate::sandbox::{App, Listener, Output, Process, Sandbox, post};

/// Somebody else.
const OTHER: u32 = 54_321;

fn mode(path: &Path) -> u32 {
    path.metadata().expect("a file").permissions().mode() & 0o777
}

/// The program under a umask.
fn with_umask(sandbox: &Sandbox, umask: &str, args: &[&str]) -> Command {
    let mut shell = Command::new("/bin/sh");
    let program = env!("CARGO_BIN_EXE_vapihook");
    shell
        .args([
            "-c",
            &format!("umask {umask}; exec '{program}' \"$@\""),
            "sh",
        ])
        .args(args)
        .env_clear()
        .env("HOME", sandbox.path(""))
        .current_dir(sandbox.path(""));
    shell
}

#[test]
fn files_are_their_owners_alone_whatever_the_umask() {
    for umask in ["000", "077", "022"] {
        let app = App::new();
        let sandbox = Sandbox::new();
        let args = ["--json", "listen", "--port", "0", "-f", &app.at("")];
        let listener = Listener::json(with_umask(&sandbox, umask, &args), sandbox.home());
        post(listener.port, "{}");
        listener.event();
        let set = ["config", "set", "listen.forward_to", "3000"];
        Process::start(with_umask(&sandbox, umask, &set))
            .wait()
            .code(0);
        let files = sandbox.files();
        assert!(files.len() >= 2, "{files:?}");
        for file in files {
            assert_eq!(mode(&file), 0o600, "umask {umask}: {}", file.display());
        }
        for folder in [".local/share/vapihook", ".config/vapihook"] {
            assert_eq!(
                mode(&sandbox.path(folder)),
                0o700,
                "umask {umask}: {folder}"
            );
        }
    }
}

/// Only root can make files of others: elsewhere there is nothing to attack with.
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A folder that anybody may write to, as /tmp is.
fn shared(sandbox: &Sandbox) -> std::path::PathBuf {
    let folder = sandbox.path("shared");
    std::fs::create_dir(&folder).expect("a folder");
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o1777)).expect("its mode");
    folder
}

fn refused(output: &Output) {
    assert_eq!(output.code, 1, "{output:?}");
    assert!(
        output.stderr.contains("belongs to another user"),
        "{output:?}"
    );
    assert!(output.stderr.contains("hint: "), "{output:?}");
}

#[test]
fn a_file_or_link_that_another_user_planted_is_not_used() {
    if !is_root() {
        return;
    }
    let sandbox = Sandbox::new();
    let folder = shared(&sandbox);
    let victim = sandbox.file("victim.toml", "");
    let (link, file) = (folder.join("link"), folder.join("file"));
    symlink(&victim, &link).expect("a link");
    std::fs::write(&file, "").expect("a file");
    for planted in [&link, &file] {
        lchown(planted, Some(OTHER), Some(OTHER)).expect("another owner");
        let path = planted.to_str().expect("a path");
        refused(&sandbox.run(&["--config", path, "config", "set", "listen.port", "1"]));
        let app = App::new();
        let listener = sandbox.listen(&["-f", &app.at(""), "--store", path]);
        let warning = listener.warning("not-recording");
        assert!(warning.contains("belongs to another user"), "{warning}");
        // The call goes on.
        assert_eq!(post(listener.port, "{}").status(), 200);
        listener.stop();
    }
    assert_eq!(std::fs::read(&victim).expect("it"), b"");
    assert_eq!(std::fs::read(&file).expect("it"), b"");
}

#[test]
fn a_project_that_another_user_planted_sends_nothing_anywhere() {
    if !is_root() {
        return;
    }
    let sandbox = Sandbox::new();
    let folder = shared(&sandbox);
    let planted = folder.join("vapihook.toml");
    std::fs::write(&planted, "[listen]\nforward_to = \"evil.example:80\"\n").expect("a file");
    lchown(&planted, Some(OTHER), Some(OTHER)).expect("another owner");
    let below = folder.join("mine");
    std::fs::create_dir(&below).expect("a folder");
    let mut command = sandbox.command(&["listen", "-p", "0", "--for", "1ms"]);
    command.current_dir(&below);
    let output = Process::start(command).wait().code(2);
    assert!(
        output.stderr.contains("nothing says where your app is"),
        "{output:?}"
    );
    let mut command = sandbox.command(&["config", "get", "listen.forward_to"]);
    command.current_dir(&below);
    let output = Process::start(command).wait();
    assert!(!output.stdout.contains("evil"), "{output:?}");
    assert!(
        output
            .stderr
            .contains("belongs to another user and is not used"),
        "{output:?}"
    );
}

#[test]
fn ones_own_link_is_followed() {
    let sandbox = Sandbox::new();
    let real = sandbox.file("dotfiles.toml", "# mine\n");
    let link = shared(&sandbox).join("config.toml");
    symlink(&real, &link).expect("a link");
    let link = link.to_str().expect("a path");
    sandbox
        .run(&["--config", link, "config", "set", "listen.port", "1"])
        .code(0);
    let text = std::fs::read_to_string(&real).expect("text");
    assert!(text.contains("# mine\n") && text.contains("port"), "{text}");
    assert!(Path::new(link).is_symlink());
}

#[test]
fn nothing_in_a_record_names_a_file_elsewhere() {
    let sandbox = Sandbox::with_record();
    let app = App::new();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    for evil in [
        "../../escaped",
        "/etc/escaped",
        "..",
        "a/../../escaped",
        "esc\u{1b}aped\0",
    ] {
        let body = serde_json::json!({"message": {"type": evil, "call": {"id": evil}}});
        crate::sandbox::send(
            listener.port,
            "POST",
            "/../../escaped",
            &[],
            body.to_string(),
        );
    }
    listener.events(5);
    listener.stop();
    let before = sandbox.files();
    sandbox
        .run(&["events", "export", "--format", "dir", "-o", "below/out"])
        .code(0);
    let new: Vec<_> = sandbox
        .files()
        .into_iter()
        .filter(|file| !before.contains(file))
        .collect();
    assert!(new.len() >= 5, "{new:?}");
    for file in &new {
        assert_eq!(file.parent(), Some(&*sandbox.path("below/out")), "{file:?}");
        let name = file.file_name().expect("a name").to_str().expect("text");
        let is_tame = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        assert!(name.chars().all(is_tame), "{name:?}");
        assert_eq!(mode(file), 0o600, "{name}");
    }
    assert_eq!(mode(&sandbox.path("below/out")), 0o700);

    // A HAR file says where its requests went; that is no path of ours.
    let entry = |url: &str| {
        serde_json::json!({"request": {"method": "POST", "url": url, "headers": [],
            "postData": {"mimeType": "x", "text": "{}"}}})
    };
    let urls = [
        "file:///etc/escaped",
        "https://x/../../escaped",
        "../escaped",
    ];
    let har = serde_json::json!({"log": {"entries": urls.map(entry)}});
    let before = sandbox.files().len();
    sandbox.file("evil.har", har.to_string());
    sandbox.run(&["events", "import", "evil.har"]);
    let to = app.at("");
    sandbox.run(&["replay", "evil.har", "--to", &to]);
    assert_eq!(sandbox.files().len(), before + 1);
}

#[test]
fn an_export_follows_no_link_that_waits_for_it() {
    let sandbox = Sandbox::with_record();
    let app = App::new();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    post(listener.port, "{}");
    listener.event();
    listener.stop();
    let victim = sandbox.file("victim", "precious");
    // The shell tells its process id, which the program keeps.
    let script = format!(
        "ln -s victim .out.ndjson.$$.tmp; exec '{}' events export -o out.ndjson",
        env!("CARGO_BIN_EXE_vapihook")
    );
    let mut shell = Command::new("/bin/sh");
    shell
        .args(["-c", &script])
        .env_clear()
        .env("HOME", sandbox.path(""))
        .env("PATH", "/usr/bin:/bin")
        .current_dir(sandbox.path(""));
    Process::start(shell).wait().code(0);
    assert_eq!(std::fs::read(&victim).expect("it"), b"precious");
    let made = sandbox.path("out.ndjson");
    assert!(!made.is_symlink() && mode(&made) == 0o600);
}
