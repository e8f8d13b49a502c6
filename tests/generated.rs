//! The committed files that are folds over the program's own tables: completions, the man page
//! and `docs/`. A stale one fails; `BLESS=1 cargo test --test generated` rewrites them all.

#[path = "cli/faults/table.rs"]
mod faults;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap_complete::Shell;
use vapihook::error::Kind;
use vapihook::event::catalog::{self, Deadline, Reply, Standing};
use vapihook::synth::{corsair, kind};
use vapihook::tunnel::{AUTO, PROVIDERS};
use vapihook::{cli, config, contract};

fn check(path: &str, wanted: &[u8]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, wanted).expect("writable");
    }
    let found = fs::read(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "{} is stale; rewrite it with: BLESS=1 cargo test --test generated",
        path.display()
    );
}

#[test]
fn completions() {
    for (shell, file) in [
        (Shell::Bash, "vapihook.bash"),
        (Shell::Zsh, "_vapihook"),
        (Shell::Fish, "vapihook.fish"),
        (Shell::PowerShell, "_vapihook.ps1"),
        (Shell::Elvish, "vapihook.elv"),
    ] {
        let script = vapihook::commands::completions::script(shell, cli::command());
        check(&format!("completions/{file}"), &script);
    }
}

#[test]
fn man_page() {
    let mut page = Vec::new();
    let man = clap_mangen::Man::new(cli::command());
    man.render(&mut page).expect("a page");
    check("docs/vapihook.1", &page);
}

#[test]
fn command_line() {
    let mut text = String::from(
        "# The command line\n\nEvery command with its options, as `--help` prints it.\n",
    );
    let mut command = cli::command().term_width(96);
    command.build();
    describe(&mut command, "", &mut text);
    check("docs/cli.md", text.as_bytes());
}

/// A section per command, depth first; `above` is what stands before its name.
fn describe(command: &mut clap::Command, above: &str, text: &mut String) {
    let name = format!("{above}{}", command.get_name());
    let help = command.render_long_help().to_string();
    let help: Vec<&str> = help.lines().map(str::trim_end).collect();
    let help = help.join("\n");
    write!(text, "\n## {name}\n\n```text\n{}\n```\n", help.trim_end()).expect("a string");
    let names: Vec<String> = command
        .get_subcommands()
        .map(|sub| sub.get_name().to_owned())
        .collect();
    for sub in names.iter().filter(|sub| *sub != "help") {
        let sub = command.find_subcommand_mut(sub).expect("a subcommand");
        *sub = std::mem::take(sub).term_width(96);
        describe(sub, &format!("{name} "), text);
    }
}

#[test]
fn events() {
    let mut text = String::from(
        "# Events\n\nThe messages that Vapi sends to a server URL. *Answer* says what it waits for; for the \
         others any 2xx will do.\nA deadline of \"server\" is `timeoutSeconds` of the server that is \
         asked, 20 s unless set. The last column\nis the event's hook in the webhook map of the Corsair \
         plugin; `vapihook trigger TYPE --as corsair` sends its shape.\n\n\
         | type | what it is for | sent to | answer | deadline | Corsair hook |\n|---|---|---|---|---|---|\n",
    );
    for row in catalog::rows() {
        let standing = match row.standing {
            Standing::Current => "",
            Standing::Legacy => " (legacy)",
            Standing::ClientOnly => " (web clients only)",
        };
        let answer = match row.reply {
            Reply::Expected(what) => what,
            Reply::Ignored => "ignored",
        };
        let deadline = match row.deadline {
            Deadline::Fixed(time) => format!("{} s", time.as_secs_f64()),
            Deadline::ServerTimeout => "server".to_owned(),
        };
        let (name, about, server) = (row.name, row.about, row.server.about());
        let hook = corsair::hook(name).map_or_else(String::new, |hook| format!("`{}`", hook.name));
        writeln!(
            text,
            "| `{name}`{standing} | {about} | {server} | {answer} | {deadline} | {hook} |"
        )
        .expect("a string");
    }
    text += "\n## Requests that are no server messages\n\nThey reach the same app; `vapihook trigger` sends \
             them too.\n\n| name | what it is | answer |\n|---|---|---|\n";
    for kind in kind::all().filter(|kind| catalog::find(kind.name).is_none()) {
        let (name, about, answer) = (kind.name, kind.about, kind.answer.unwrap_or("ignored"));
        writeln!(text, "| `{name}` | {about} | {answer} |").expect("a string");
    }
    check("docs/events.md", text.as_bytes());
}

#[test]
fn exit_codes() {
    let mut text = String::from("# Exit codes\n\n| code | meaning |\n|---|---|\n| 0 | done |\n");
    for kind in Kind::ALL {
        writeln!(text, "| {} | {} |", kind.exit_code(), kind.about()).expect("a string");
    }
    text += "| 129, 130, 143 | ended by a closed terminal, Ctrl-C, `kill`, after finishing what was in flight |\n\
             \nWith `listen ... -- CMD` the command's own exit code.\n";
    check("docs/exit-codes.md", text.as_bytes());
}

#[test]
fn environment() {
    let mut text = String::from(
        "# Environment variables\n\nA flag wins over its variable.\n\n| name | what it does |\n|---|---|\n",
    );
    for variable in config::VARIABLES {
        writeln!(text, "| `{}` | {} |", variable.name, variable.about).expect("a string");
    }
    check("docs/environment.md", text.as_bytes());
}

#[test]
fn settings() {
    let mut text = String::from(
        "# Settings\n\nA flag wins over its variable, that over the project's `vapihook.toml` (in the \
         working directory or above it), that over your own settings (`vapihook config path`), and \
         those over the default. A flag replaces the whole of its setting: lists are not joined.\n\n\
         Both files are TOML and name settings as here, `listen.port` as `port` below `[listen]`. Your \
         own file also has the profiles, `[profiles.NAME]` with `api_key` and `base_url`, and is \
         readable by you alone. A project's file never holds a secret.\n\n\
         Both may describe how requests are authenticated, `[auth.NAME]`, for `--auth NAME`: `scheme` (\
         `hmac`, `shared-secret`, `bearer`, `svix`, `standard-webhooks`, `legacy-secret`, `legacy-hmac`, \
         `legacy-sha256`), the fields of Vapi's authentication plan (`algorithm`, `signature_header`, \
         `timestamp_header`, `message_id_header`, `signature_prefix`, `include_timestamp`, \
         `payload_format`, `signature_encoding`, `secret_is_base64`, `timestamp_unit`; `header_name` and \
         `bearer_prefix_enabled` for a bearer or shared secret), and where the secret is: `secret_env` (a \
         variable), `secret_file` (in a project's file: one beside or below it), or, in your own file \
         alone, `secret`. A project's `hmac` plan may leave the secret to your own `[auth.NAME]`.\n\n\
         | name | what it does | is | flag | variable | default |\n|---|---|---|---|---|---|\n",
    );
    for setting in config::setting::SETTINGS {
        let code = |text: Option<&str>| text.map_or_else(String::new, |text| format!("`{text}`"));
        let variable = code(setting.variable.map(|variable| variable.name));
        writeln!(
            text,
            "| `{}` | {} | {} | `{}` | {variable} | {} |",
            setting.name,
            setting.about,
            setting.shape.about(),
            setting.flag,
            code(setting.default),
        )
        .expect("a string");
    }
    check("docs/settings.md", text.as_bytes());
}

#[test]
fn tunnels() {
    let names: Vec<&str> = PROVIDERS.iter().map(|provider| provider.name).collect();
    let names = names.join(", ");
    let mut text = format!(
        "# Tunnels\n\n`listen --tunnel NAME` starts a program that is already installed, reads the URL that \
         it prints, and starts it again when it dies. `--tunnel {AUTO}` takes the first that is there: \
         {names}. For any other, start it yourself and pass `--public-url URL`.\n\n\
         | `--tunnel` | what it is | program | how to get it |\n|---|---|---|---|\n"
    );
    for provider in PROVIDERS {
        let (name, form, about) = (provider.name, provider.form, provider.about);
        let (program, install) = (provider.program, provider.install);
        writeln!(
            text,
            "| `{name}{form}` | {about} | `{program}` | {install} |"
        )
        .expect("a string");
    }
    check("docs/tunnels.md", text.as_bytes());
}

#[test]
fn rules() {
    let mut text = String::from(
        "# Rules\n\nWhat `vapihook check` says about an answer, by what Vapi accepts. An *error* means that \
         Vapi does not use the answer\nor that data is lost; a *warning* that it is probably not used as \
         meant; a *note* is worth knowing, or disputed. A single\nfinding may weigh less than its rule where \
         the sources are unsure. Rules marked † need several events of a \
         run: `listen` and `replay` have them,\nand `check` of several. Those marked ‡ are about a configuration: `server set`, `server \
         route` and `doctor` check it.\n\
         Your `vapihook.toml` can ignore a rule for a reason, below `[check.ignore]`: `VW030 = \"our gateway adds it\"`.\n`vapihook check --explain VW024` prints one rule.\n\n\
         | id | severity | events | when | what it means | fix | source | how sure |\n|---|---|---|---|---|---|---|---|\n",
    );
    for rule in contract::rules() {
        let session = match rule.check {
            contract::Check::Exchange(_) => "",
            contract::Check::Session => " †",
            contract::Check::Setup(_) => " ‡",
        };
        writeln!(
            text,
            "| {}{session} | {} | {} | {} | {} | {} | {} | {} |",
            rule.id,
            rule.severity.name(),
            rule.on.about(),
            rule.when,
            rule.message,
            rule.fix,
            rule.source,
            rule.sure.name(),
        )
        .expect("a string");
    }
    check("docs/rules.md", text.as_bytes());
}

#[test]
fn fault_matrix() {
    let mut text = String::from(
        "# Faults\n\nWhat goes wrong around a running `listen`, and what comes of it. Each row is held by the \
         test it links to, with real\nsockets and the real program. None of them panics, none hangs, and what \
         was answered is recorded.\n",
    );
    for (who, rows) in faults::FAULTS {
        write!(
            text,
            "\n## {who}\n\n| fault | the sender gets | recorded is | printed is | test |\n|---|---|---|---|---|\n"
        )
        .expect("a string");
        for row in *rows {
            let (file, name) = row.test.rsplit_once("::").expect("a file and a test");
            let faults::Fault {
                what,
                sender,
                record,
                printed,
                ..
            } = row;
            writeln!(
                text,
                "| {what} | {sender} | {record} | {printed} | [{name}](../{file}.rs) |"
            )
            .expect("a string");
        }
    }
    check("docs/faults.md", text.as_bytes());
}

#[test]
fn every_test_of_the_fault_matrix_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for row in faults::FAULTS.iter().flat_map(|(_, rows)| *rows) {
        let (file, name) = row.test.rsplit_once("::").expect("a file and a test");
        let source = fs::read_to_string(root.join(format!("{file}.rs")));
        let source = source.unwrap_or_else(|error| panic!("{file}.rs: {error}"));
        let is_test = ["fn", "async fn"].iter().any(|kind| {
            let head = format!("\n{kind} {name}(");
            source.split_once(&head).is_some_and(|(before, _)| {
                let attributes = before.rsplit("\n\n").next().unwrap_or_default();
                attributes.contains("#[test]") || attributes.contains("#[tokio::test")
            })
        });
        assert!(is_test, "{file}.rs has no test {name}");
    }
}
