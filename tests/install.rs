//! `install.sh` against a file server on this machine: what it installs, and that it leaves
//! everything as it was when something is wrong.
//!
//! The script runs with a PATH that holds only the programs it says it needs, a HOME and a TMPDIR
//! of its own, and nothing else in its environment.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use sha2::{Digest, Sha256};
use tempfile::TempDir;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const LINUX: &str = "x86_64-unknown-linux-gnu";
const OLD: &str = "#!/bin/sh\necho old\n";

#[test]
fn installs_to_local_bin_and_says_what_is_next() {
    let shop = Shop::new();
    shop.publish(VERSION, LINUX);
    let ran = shop.install(&[]);
    let installed = shop.home().join(".local/bin/vapihook");
    ran.code(0).err("");
    assert_eq!(
        ran.stdout,
        format!(
            "Downloading {base}/vapihook-{VERSION}-{LINUX}.tar.gz\n\
             Installed vapihook {VERSION} to {installed}\n\
             \n\
             {dir} is not on your PATH. Add this line to your shell's start-up file:\n    \
             export PATH=\"{dir}:$PATH\"\n\
             \n\
             Next: \"{installed}\" demo\n",
            base = shop.url,
            dir = shop.home().join(".local/bin").display(),
            installed = installed.display(),
        )
    );
    assert_eq!(version_of(&installed), format!("vapihook {VERSION}\n"));
    let mode = installed
        .metadata()
        .expect("installed")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o755);
    assert_eq!(
        shop.requests(),
        [
            format!("/vapihook-{VERSION}-{LINUX}.tar.gz"),
            format!("/vapihook-{VERSION}-{LINUX}.tar.gz.sha256"),
        ]
    );
}

#[test]
fn the_version_is_the_crate_s() {
    let text = fs::read_to_string(script()).expect("install.sh");
    assert!(
        text.contains(&format!("\nVERSION='{VERSION}'\n")),
        "VERSION in install.sh is not the {VERSION} of Cargo.toml"
    );
}

#[test]
fn installs_the_version_and_to_the_directory_it_is_told() {
    let shop = Shop::new();
    shop.publish("9.8.7-rc.1", LINUX);
    let with_spaces = shop.dir.path().join("my tools").join("the bin");
    let dir = with_spaces.to_str().expect("UTF-8");
    for arguments in [
        &["--version", "9.8.7-rc.1", "--dir", dir][..],
        &["--version=v9.8.7-rc.1", &format!("--dir={dir}")],
    ] {
        shop.install(arguments).code(0).err("");
        let installed = with_spaces.join("vapihook");
        assert_eq!(version_of(&installed), "vapihook 9.8.7-rc.1\n");
        fs::remove_file(installed).expect("it was there");
    }

    // A relative directory is one of the working directory.
    shop.install(&["--version", "9.8.7-rc.1", "--dir", "here/bin"])
        .code(0)
        .err("");
    assert!(shop.home().join("here/bin/vapihook").exists());

    let mut command = shop.command(&["--version", "9.8.7-rc.1"]);
    command.env("VAPIHOOK_INSTALL_DIR", &with_spaces);
    Ran::of(command).code(0).err("");
    assert!(with_spaces.join("vapihook").exists());
    assert!(!shop.home().join(".local").exists());
}

#[test]
fn on_the_path_it_says_so_and_names_another_that_hides_it() {
    let shop = Shop::new();
    shop.publish(VERSION, LINUX);
    let dir = shop.home().join(".local/bin");
    let mut command = shop.command(&[]);
    command.env(
        "PATH",
        format!("{}:{}", shop.tools().display(), dir.display()),
    );
    let ran = Ran::of(command);
    ran.code(0).err("");
    assert!(
        ran.stdout.ends_with("/vapihook\nNext: vapihook demo\n"),
        "{ran:?}"
    );

    let other = shop.tools().join("vapihook");
    executable(&other, OLD);
    let mut command = shop.command(&[]);
    command.env(
        "PATH",
        format!("{}:{}", shop.tools().display(), dir.display()),
    );
    let ran = Ran::of(command);
    let note = format!(
        "Note: {} stands earlier on your PATH and hides ",
        other.display()
    );
    assert!(ran.stdout.contains(&note), "{ran:?}");
}

#[test]
fn replaces_the_binary_that_is_there() {
    let shop = Shop::new();
    shop.publish(VERSION, LINUX);
    let installed = shop.place_old();
    shop.install(&[]).code(0).err("");
    assert_eq!(version_of(&installed), format!("vapihook {VERSION}\n"));
}

#[test]
fn a_wrong_checksum_installs_nothing() {
    let shop = Shop::new();
    let archive = shop.publish(VERSION, LINUX);
    fs::write(sum_of(&archive), format!("{}  {LINUX}\n", "0".repeat(64))).expect("written");
    let ran = shop.fails_and_changes_nothing();
    assert!(
        ran.stderr.contains("error: wrong checksum for vapihook-"),
        "{ran:?}"
    );
    assert!(
        ran.stderr.contains("nothing was installed\nhint: "),
        "{ran:?}"
    );

    // Nor does an archive that was cut short.
    let archive = shop.publish(VERSION, LINUX);
    let bytes = fs::read(&archive).expect("published");
    fs::write(&archive, &bytes[..bytes.len() / 2]).expect("written");
    let ran = shop.fails_and_changes_nothing();
    assert!(ran.stderr.contains("error: wrong checksum for"), "{ran:?}");
}

#[test]
fn a_checksum_that_is_none_installs_nothing() {
    let shop = Shop::new();
    let archive = shop.publish(VERSION, LINUX);
    let sum = fs::read_to_string(sum_of(&archive)).expect("published");
    for text in [
        "",
        "\n",
        "<html>no such page</html>\n",
        &sum[..63],
        &format!("{}x", &sum[..63]),
    ] {
        fs::write(sum_of(&archive), text).expect("written");
        let ran = shop.fails_and_changes_nothing();
        assert!(
            ran.stderr
                .contains("holds no SHA-256; nothing was installed"),
            "{ran:?}"
        );
    }
    fs::remove_file(sum_of(&archive)).expect("it was there");
    let ran = shop.fails_and_changes_nothing();
    assert!(
        ran.stderr
            .contains("error: could not download the checksum http"),
        "{ran:?}"
    );

    // Upper case, a carriage return and no file name are a checksum all the same.
    let upper = format!("{}\r\n", sum[..64].to_uppercase());
    fs::write(sum_of(&archive), upper).expect("written");
    shop.install(&[]).code(0).err("");
}

#[test]
fn a_missing_archive_installs_nothing() {
    let shop = Shop::new();
    let ran = shop.fails_and_changes_nothing();
    let error = format!(
        "error: could not download {}/vapihook-{VERSION}-{LINUX}.tar.gz\nhint: check ",
        shop.url
    );
    assert!(ran.stderr.contains(&error), "{ran:?}");
}

#[test]
fn a_server_that_is_not_there_installs_nothing() {
    let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", free.local_addr().expect("an address"));
    drop(free);
    let shop = Shop::new();
    let mut command = shop.command(&[]);
    command.env("VAPIHOOK_INSTALL_BASE_URL", &url);
    let ran = Ran::of(command);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr
            .contains(&format!("error: could not download {url}/")),
        "{ran:?}"
    );
    assert!(!shop.home().join(".local").exists());
}

#[test]
fn an_archive_without_a_working_binary_installs_nothing() {
    let shop = Shop::new();
    shop.publish_file(VERSION, LINUX, "something-else", &program(VERSION));
    let ran = shop.fails_and_changes_nothing();
    assert!(
        ran.stderr
            .contains("holds no vapihook binary; nothing was installed"),
        "{ran:?}"
    );

    shop.publish_file(VERSION, LINUX, "vapihook", "#!/bin/sh\nexit 3\n");
    let ran = shop.fails_and_changes_nothing();
    assert!(
        ran.stderr
            .contains("error: this vapihook does not run on this machine"),
        "{ran:?}"
    );

    let archive = shop.publish(VERSION, LINUX);
    fs::write(&archive, "not a tar").expect("written");
    write_sum(&archive);
    let ran = shop.fails_and_changes_nothing();
    assert!(
        ran.stderr.contains("error: cannot unpack vapihook-"),
        "{ran:?}"
    );
}

#[test]
fn a_directory_that_takes_nothing_is_an_error() {
    let shop = Shop::new();
    shop.publish(VERSION, LINUX);
    let file = shop.home().join("file");
    fs::write(&file, "").expect("written");
    let ran = shop.install(&["--dir", "file/bin"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("error: cannot create "), "{ran:?}");

    fs::create_dir_all(shop.home().join(".local/bin/vapihook")).expect("created");
    let ran = shop.install(&[]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stderr.contains("/vapihook is a directory\nhint: "),
        "{ran:?}"
    );
}

#[test]
fn every_platform_asks_for_its_own_archive() {
    for (system, machine, triple) in [
        ("Linux", "x86_64", LINUX),
        ("Linux", "aarch64", "aarch64-unknown-linux-gnu"),
        ("Darwin", "x86_64", "x86_64-apple-darwin"),
        ("Darwin", "arm64", "aarch64-apple-darwin"),
    ] {
        let shop = Shop::new();
        shop.publish(VERSION, triple);
        shop.pretend(system, machine);
        shop.install(&[]).code(0).err("");
        assert_eq!(
            shop.requests()[0],
            format!("/vapihook-{VERSION}-{triple}.tar.gz")
        );
    }
}

#[test]
fn an_unsupported_platform_is_named_before_anything_is_asked() {
    for (system, machine) in [
        ("FreeBSD", "x86_64"),
        ("Linux", "riscv64"),
        ("Darwin", "ppc"),
    ] {
        let shop = Shop::new();
        shop.pretend(system, machine);
        let ran = shop.fails_and_changes_nothing();
        assert_eq!(
            ran.stderr,
            format!(
                "error: there is no prebuilt vapihook for {system} {machine}\n\
                 hint: build it from the source with a Rust toolchain: cargo install --path .\n"
            )
        );
        assert_eq!(shop.requests(), Vec::<String>::new());
    }
}

#[test]
fn wget_serves_when_there_is_no_curl() {
    if find("wget").is_none() {
        not_tested("wget");
        return;
    }
    let shop = Shop::new();
    shop.without(&["curl"]);
    shop.with("wget");
    let ran = shop.fails_and_changes_nothing();
    assert!(
        ran.stderr.contains("error: could not download http"),
        "{ran:?}"
    );
    shop.publish(VERSION, LINUX);
    shop.install(&[]).code(0).err("");
    assert!(shop.home().join(".local/bin/vapihook").exists());
}

#[test]
fn any_of_three_programs_verifies_the_checksum() {
    for verifier in ["sha256sum", "shasum", "openssl"] {
        if find(verifier).is_none() {
            not_tested(verifier);
            continue;
        }
        let shop = Shop::new();
        let archive = shop.publish(VERSION, LINUX);
        shop.without(&["sha256sum", "shasum", "openssl"]);
        shop.with(verifier);
        shop.install(&[]).code(0).err("");

        fs::write(sum_of(&archive), "f".repeat(64)).expect("written");
        let ran = shop.fails_and_changes_nothing();
        assert!(
            ran.stderr.contains("error: wrong checksum"),
            "{verifier}: {ran:?}"
        );
    }
}

#[test]
fn a_program_that_is_missing_is_named() {
    for (programs, error) in [
        (
            &["curl", "wget"][..],
            "error: neither curl nor wget is installed\nhint: ",
        ),
        (&["tar"], "error: tar is not installed\nhint: "),
        (
            &["sha256sum", "shasum", "openssl"],
            "error: cannot verify the download: ",
        ),
    ] {
        let shop = Shop::new();
        shop.publish(VERSION, LINUX);
        shop.without(programs);
        let ran = shop.fails_and_changes_nothing();
        assert!(ran.stderr.starts_with(error), "{ran:?}");
    }
}

#[test]
fn a_script_that_was_cut_short_does_nothing() {
    let shop = Shop::new();
    shop.publish(VERSION, LINUX);
    let text = fs::read_to_string(script()).expect("install.sh");
    // After every line, and anywhere in the last three.
    let ends = text.match_indices('\n').map(|(at, _)| at);
    let last = text.trim_end().len();
    let cuts: Vec<usize> = ends
        .filter(|at| *at < last)
        .chain(last - 120..last)
        .collect();
    assert!(cuts.len() > 200);
    for cut in cuts {
        let mut command = shop.shell();
        let mut shell = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("sh starts");
        let mut stdin = shell.stdin.take().expect("piped");
        // A shell that gave up may have stopped reading.
        let _ = stdin.write_all(&text.as_bytes()[..cut]);
        drop(stdin);
        shell.wait().expect("sh ends");
        assert!(
            !shop.home().join(".local").exists(),
            "cut after {cut} bytes, it installed"
        );
    }
    assert_eq!(shop.requests(), Vec::<String>::new());
}

#[test]
fn read_from_a_pipe_it_installs() {
    let shop = Shop::new();
    shop.publish(VERSION, LINUX);
    let mut command = shop.shell();
    command.stdin(fs::File::open(script()).expect("install.sh"));
    Ran::of(command).code(0).err("");
    assert!(shop.home().join(".local/bin/vapihook").exists());
}

#[test]
fn interrupted_it_leaves_nothing_behind() {
    let shop = Shop::new();
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    let mut command = shop.command(&[]);
    command
        .env("VAPIHOOK_INSTALL_BASE_URL", url)
        .process_group(0);
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("sh starts");
    let download = silent.accept().expect("it asks");
    let group = format!("-{}", child.id());
    let killed = Command::new("kill")
        .args(["-TERM", "--", &group])
        .status()
        .expect("kill");
    assert!(killed.success());
    let output = child.wait_with_output().expect("sh ends");
    drop(download);
    assert_eq!(Ran::from(output).code, 143);
    shop.assert_clean();
    assert!(!shop.home().join(".local").exists());
}

#[test]
fn help_and_wrong_usage() {
    let shop = Shop::new();
    for flag in ["-h", "--help"] {
        let ran = shop.install(&[flag]);
        ran.code(0).err("");
        for word in [
            "--version",
            "--dir",
            "VAPIHOOK_INSTALL_DIR",
            "VAPIHOOK_INSTALL_BASE_URL",
            VERSION,
        ] {
            assert!(ran.stdout.contains(word), "{word} is not in {ran:?}");
        }
    }
    for (arguments, error) in [
        (&["--nope"][..], "unknown argument '--nope'"),
        (&["--dir"], "--dir needs a value"),
        (&["--version"], "--version needs a value"),
        (
            &["--version", "latest"],
            "'latest' is not a version, as in ",
        ),
        (
            &["--version", "1/../../x"],
            "'1/../../x' is not a version, as in ",
        ),
    ] {
        let ran = shop.install(arguments);
        ran.code(2);
        assert!(
            ran.stderr.starts_with(&format!("error: {error}")),
            "{ran:?}"
        );
        assert!(
            ran.stderr.ends_with("\nhint: sh install.sh --help\n"),
            "{ran:?}"
        );
    }
    let mut command = shop.command(&[]);
    command.env_remove("HOME");
    let ran = Ran::of(command);
    ran.code(1)
        .err("error: HOME is not set\nhint: say where to install: --dir DIR\n");
    assert_eq!(shop.requests(), Vec::<String>::new());
}

#[test]
fn the_script_is_clean() {
    let parsed = Command::new("sh")
        .arg("-n")
        .arg(script())
        .status()
        .expect("sh");
    assert!(parsed.success(), "sh -n says no");
    let Some(shellcheck) = find("shellcheck") else {
        not_tested("shellcheck");
        return;
    };
    let output = Command::new(shellcheck)
        .arg(script())
        .output()
        .expect("shellcheck");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

// ---- the shop: a folder served over HTTP, and a customer's machine ----

struct Shop {
    dir: TempDir,
    url: String,
    asked: Receiver<String>,
}

impl Shop {
    /// A shop with an empty shelf, and a customer on `x86_64` Linux with every program needed.
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        for name in ["shelf", "home", "tmp", "tools"] {
            fs::create_dir(dir.path().join(name)).expect("created");
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (sender, asked) = channel();
        let shelf = dir.path().join("shelf");
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                // When the shop is gone, so is the one who counts.
                let Ok(path) = serve(stream, &shelf) else {
                    continue;
                };
                if sender.send(path).is_err() {
                    break;
                }
            }
        });
        let shop = Self { dir, url, asked };
        for tool in [
            "sh", "tar", "gzip", "mktemp", "mkdir", "chmod", "cp", "mv", "rm", "cat", "tr", "curl",
        ] {
            shop.with(tool);
        }
        let verifier = ["sha256sum", "shasum"]
            .into_iter()
            .find(|name| find(name).is_some());
        shop.with(verifier.expect("sha256sum or shasum"));
        shop.pretend("Linux", "x86_64");
        shop
    }

    fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    fn tools(&self) -> PathBuf {
        self.dir.path().join("tools")
    }

    /// Puts a program on the customer's PATH.
    fn with(&self, tool: &str) {
        let program = find(tool).unwrap_or_else(|| panic!("this test needs {tool}"));
        symlink(program, self.tools().join(tool)).expect("linked");
    }

    /// Takes programs off the customer's PATH.
    fn without(&self, tools: &[&str]) {
        for tool in tools {
            let link = self.tools().join(tool);
            if link.symlink_metadata().is_ok() {
                fs::remove_file(link).expect("it was there");
            }
        }
    }

    /// Has the customer's machine say what it is.
    fn pretend(&self, system: &str, machine: &str) {
        let text = format!(
            "#!/bin/sh\ncase $1 in\n-s) echo {system} ;;\n-m) echo {machine} ;;\n*) exit 9 ;;\nesac\n"
        );
        executable(&self.tools().join("uname"), &text);
    }

    /// Puts an archive and its checksum on the shelf; returns the archive's path.
    fn publish(&self, version: &str, triple: &str) -> PathBuf {
        self.publish_file(version, triple, "vapihook", &program(version))
    }

    fn publish_file(&self, version: &str, triple: &str, name: &str, text: &str) -> PathBuf {
        let packed = tempfile::tempdir().expect("a temporary directory");
        executable(&packed.path().join(name), text);
        fs::write(packed.path().join("LICENSE"), "MIT\n").expect("written");
        let archive = self
            .dir
            .path()
            .join(format!("shelf/vapihook-{version}-{triple}.tar.gz"));
        let tar = Command::new("tar")
            .arg("-czf")
            .arg(&archive)
            .arg("-C")
            .arg(packed.path())
            .args(["LICENSE", name])
            .status()
            .expect("tar");
        assert!(tar.success());
        write_sum(&archive);
        archive
    }

    /// An older vapihook where the next one goes.
    fn place_old(&self) -> PathBuf {
        let installed = self.home().join(".local/bin/vapihook");
        fs::create_dir_all(installed.parent().expect("a folder")).expect("created");
        executable(&installed, OLD);
        installed
    }

    /// A shell on the customer's machine.
    fn shell(&self) -> Command {
        let mut command = Command::new(find("sh").expect("sh"));
        command
            .env_clear()
            .env("PATH", self.tools())
            .env("HOME", self.home())
            .env("TMPDIR", self.dir.path().join("tmp"))
            .env("VAPIHOOK_INSTALL_BASE_URL", &self.url)
            .current_dir(self.home());
        command
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.shell();
        command.arg(script()).args(arguments);
        command
    }

    fn install(&self, arguments: &[&str]) -> Ran {
        let ran = Ran::of(self.command(arguments));
        self.assert_clean();
        ran
    }

    /// Runs the script on an empty machine and over an older binary: it fails, and both stay as
    /// they were.
    fn fails_and_changes_nothing(&self) -> Ran {
        let local = self.home().join(".local");
        if local.exists() {
            fs::remove_dir_all(&local).expect("removed");
        }
        let ran = self.install(&[]);
        assert_eq!(ran.code, 1, "{ran:?}");
        let bin = local.join("bin");
        let there = bin.read_dir().map_or(0, Iterator::count);
        assert_eq!(there, 0, "it installed something: {ran:?}");

        let installed = self.place_old();
        assert_eq!(self.install(&[]).code, 1);
        assert_eq!(
            fs::read_to_string(installed).expect("it is still there"),
            OLD
        );
        assert_eq!(bin.read_dir().expect("a folder").count(), 1);
        ran
    }

    fn assert_clean(&self) {
        let left: Vec<_> = self
            .dir
            .path()
            .join("tmp")
            .read_dir()
            .expect("a folder")
            .collect();
        assert!(left.is_empty(), "the script left behind {left:?}");
    }

    /// The paths that were asked for, in order.
    fn requests(&self) -> Vec<String> {
        self.asked.try_iter().collect()
    }
}

/// Answers one request from the shelf; returns the path it asked for.
fn serve(mut stream: TcpStream, shelf: &Path) -> std::io::Result<String> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let (status, body) = match fs::read(shelf.join(path.trim_start_matches('/'))) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", b"no such file\n".to_vec()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)?;
    Ok(path)
}

/// What a run of the script came to.
#[derive(Debug)]
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Ran {
    fn of(mut command: Command) -> Self {
        if command.get_args().next().is_some() {
            command.stdin(Stdio::null());
        }
        Self::from(command.output().expect("sh starts"))
    }

    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("ended by itself"),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    #[track_caller]
    fn code(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    #[track_caller]
    fn err(&self, text: &str) -> &Self {
        assert_eq!(self.stderr, text, "{self:?}");
        self
    }
}

fn script() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("install.sh")
}

/// The stand-in for the binary.
fn program(version: &str) -> String {
    format!("#!/bin/sh\n[ \"$1\" = --version ] && echo 'vapihook {version}'\n")
}

fn version_of(binary: &Path) -> String {
    let output = Command::new(binary)
        .arg("--version")
        .output()
        .expect("it runs");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Writes a program. `cp` writes the file itself: were it open for writing here, a test that forks
/// at that moment would make it "text file busy".
fn executable(path: &Path, text: &str) {
    let draft = tempfile::NamedTempFile::new().expect("a temporary file");
    fs::write(draft.path(), text).expect("written");
    let copied = Command::new("cp").arg(draft.path()).arg(path).status();
    assert!(copied.expect("cp").success());
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("made executable");
}

fn sum_of(archive: &Path) -> PathBuf {
    let mut name = archive.as_os_str().to_owned();
    name.push(".sha256");
    name.into()
}

/// Writes the checksum as `sha256sum` does.
fn write_sum(archive: &Path) {
    let digest = Sha256::digest(fs::read(archive).expect("an archive"));
    let line: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let line = line.concat();
    let name = archive.file_name().expect("a name").to_string_lossy();
    fs::write(sum_of(archive), format!("{line}  {name}\n")).expect("written");
}

#[expect(clippy::print_stderr, reason = "what was not tested must be seen")]
fn not_tested(program: &str) {
    eprintln!("not tested here: {program} is not installed");
}

/// Where a program stands on the PATH of this test.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").expect("PATH");
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
