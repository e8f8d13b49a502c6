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

fn refused(output: Output) {
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
        refused(sandbox.run(&["--config", path, "config", "set", "listen.port", "1"]));
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
