//! Every command with input that would act on a terminal: in arguments, file names, files, what
//! the API and a tunnel's program say. Nothing of it may reach stdout or stderr as it is.

use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::fake_vapi::{FakeVapi, Fault};
use crate::sandbox::{Answer, App, Output, Process, Sandbox, post};

/// Clears a screen, sets a title, rings, links, reorders, breaks a line, and hides.
const EVIL: &str = "e\u{1b}[2J\u{1b}]0;owned\u{7}\u{1b}]8;;http://x\u{1b}\\\u{9b}31m\u{8}\u{7f}\u{202e}\u{2066}\u{2028}\u{200f}\rz";
/// The same without what cannot be in a file name of a test or a header.
const NAME: &str = "n\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}\u{2028}\rz";

fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Fails when anything in an output acts on a terminal.
fn harmless(output: &Output, what: &dyn std::fmt::Debug) {
    for text in [&output.stdout, &output.stderr] {
        if let Some(at) = text.find(acts) {
            let from = text[..at]
                .char_indices()
                .rev()
                .nth(60)
                .map_or(0, |(at, _)| at);
            let near: String = text[from..].chars().take(90).collect();
            panic!("{what:?}: {near:?}");
        }
    }
    assert_ne!(output.code, 101, "{what:?}: {output:?}");
}

/// What a command needs beside the argument that is tried. Nothing listens on port 1.
const NEEDS: &[(&str, &[&str])] = &[
    (
        "listen",
        &["--forward-to", "1", "--port", "0", "--for", "1ms"],
    ),
    ("replay", &["--to", "1"]),
    ("trigger", &["--to", "1"]),
    ("simulate", &["--to", "1", "--speed", "max"]),
    ("verify", &["--scheme", "hmac"]),
];

/// Every argument of a command and its subcommands that takes a value, with [`EVIL`] as value.
fn cases(command: &clap::Command, path: &[String], found: &mut Vec<Vec<String>>) {
    for below in command
        .get_subcommands()
        .filter(|below| below.get_name() != "help")
    {
        let path = [path, &[below.get_name().to_owned()]].concat();
        let name = path.join(" ");
        for argument in below.get_arguments() {
            let takes_value = argument
                .get_num_args()
                .is_none_or(|args| args.takes_values());
            let long = argument.get_long().map(|long| format!("--{long}"));
            // What every command has is tried once.
            if !takes_value || (argument.is_global_set() && name != "inspect") {
                continue;
            }
            let mut args = path.clone();
            let needs = NEEDS.iter().find(|(command, _)| *command == name);
            let needs = needs.map_or(&[][..], |(_, needs)| needs);
            for pair in needs
                .chunks(2)
                .filter(|pair| Some(pair[0]) != long.as_deref())
            {
                args.extend(pair.iter().map(|&part| part.to_owned()));
            }
            args.extend(long.or_else(|| argument.is_last_set().then(|| "--".to_owned())));
            args.push(EVIL.to_owned());
            found.push(args);
        }
        cases(below, &path, found);
    }
}

#[test]
fn no_argument_of_any_command_acts_on_a_terminal() {
    let sandbox = Sandbox::new();
    let mut command = vapihook::cli::command();
    command.build();
    let mut found = Vec::new();
    cases(&command, &[], &mut found);
    assert!(found.len() > 100, "{}", found.len());
    found.push(vec![EVIL.to_owned()]);
    found.push(vec![format!("--{EVIL}")]);
    found.push(vec!["listen".to_owned(), format!("--{EVIL}")]);
    for args in found {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        harmless(&sandbox.run(&args), &args);
        let coloured = [&["--color", "always"], &*args].concat();
        let output = sandbox.run(&coloured);
        let plain = |text: &str| without_colours(text);
        let output = Output {
            stdout: plain(&output.stdout),
            stderr: plain(&output.stderr),
            code: output.code,
        };
        harmless(&output, &coloured);
    }
}

/// Our own colours taken out: `ESC [ digits m` with nothing of a payload's `2J` in it.
fn without_colours(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        match digits.strip_prefix('m') {
            Some(rest) => plain += rest,
            None => plain += &format!("\u{1b}[{part}"),
        }
    }
    plain
}

#[test]
fn no_file_acts_on_a_terminal() {
    let app = App::answering(|_| Answer::new(500).body(json!({ "error": EVIL }).to_string()));
    let sandbox = Sandbox::new();
    let call = json!({"id": EVIL, "assistant": {"name": EVIL}, "customer": {"name": EVIL}});
    let message = json!({"message": {"type": "tool-calls", "call": call, "status": EVIL, (EVIL): EVIL,
        "toolCallList": [{"id": EVIL, "name": EVIL, "arguments": {(EVIL): EVIL}}]}});
    let scenario = json!({"name": EVIL, "steps": [{"event": EVIL, (EVIL): EVIL}]}).to_string();
    let toml = format!(
        "name = {}\n[[steps]]\nevent = {}\n",
        json!(EVIL),
        json!(EVIL)
    );
    let plan =
        json!({"authenticationPlan": {"type": EVIL, "algorithm": EVIL, (EVIL): 1}}).to_string();
    let event = message.to_string();
    let to = app.at("");
    let contents = [
        event.as_str(),
        &scenario,
        &toml,
        &plan,
        EVIL,
        "\u{1b}[2J{",
        "{\"a\u{1b}\u{202e}\":",
    ];
    for (number, content) in contents.iter().enumerate() {
        for suffix in ["json", "ndjson", "toml", "yaml", "har", "http"] {
            let name = format!("{number}{NAME}.{suffix}");
            sandbox.file(&name, content);
            for args in [
                &["inspect", &*name][..],
                &["inspect", &name, "--view", "headers"],
                &["inspect", &name, "--view", "conversation"],
                &["inspect", &name, "--view", "timeline"],
                &["inspect", &name, "--field", EVIL],
                &["check", &name],
                &["check", &name, "--format", "junit"],
                &["check", &name, "--format", "sarif"],
                &["check", &name, "--format", "github"],
                &["check", "--event", &name, "--response", &name],
                &["replay", &name, "--to", &to],
                &["replay", &name, "--to", &to, "-v"],
                &["simulate", &name, "--to", &to, "--speed", "max"],
                &["verify", &name, "--scheme", "hmac", "--secret-file", &name],
                &["verify", &name, "--plan", &name, "--secret-file", &name],
                &["sign", &name, "--plan", &name, "--secret-file", &name],
                &["--config", &name, "config", "list"],
                &["--config", &name, "whoami"],
                &["--store", &name, "events", "list"],
                &["--api-key-file", &name, "whoami"],
            ] {
                if suffix != "json" && !matches!(args[0], "inspect" | "simulate") {
                    continue;
                }
                harmless(&sandbox.run(args), &args);
            }
            std::fs::remove_file(sandbox.path(&name)).expect("it is there");
        }
    }
    let settings = format!(
        "[listen]\nforward_to = {0}\n[auth.{0}]\nscheme = {0}\n[profiles.{0}]\nbase_url = {0}\n{0} = {0}\n",
        json!(EVIL)
    );
    sandbox.file("vapihook.toml", settings.replace("[profiles", "[other"));
    sandbox.file("mine.toml", settings);
    for args in [
        &["listen", "-p", "0", "--for", "1ms"][..],
        &["config", "list"],
        &["config", "get", "listen.forward_to"],
        &["doctor"],
        &["trigger", "hang"],
    ] {
        harmless(&sandbox.run(args), &args);
        let mine = [&["--config", "mine.toml"], args].concat();
        harmless(&sandbox.run(&mine), &mine);
    }
}

#[test]
fn nothing_of_a_live_run_acts_on_a_terminal() {
    let answer = json!({ "error": EVIL, "results": [{"toolCallId": EVIL, "result": EVIL}] });
    let app = App::answering(move |_| Answer::json(answer.to_string()));
    let body = json!({"message": {"type": EVIL, "call": {"id": EVIL}, "status": EVIL}}).to_string();
    for output in ["compact", "pretty"] {
        let sandbox = Sandbox::with_record();
        let listener = sandbox.listen_in_text(&["-f", &app.at(""), "--output", output]);
        post(listener.port, &body);
        post(
            listener.port,
            body.replacen(&*json!(EVIL).to_string(), "\"tool-calls\"", 1),
        );
        post(listener.port, EVIL);
        let printed = listener.stop().code(143);
        assert!(!printed.stdout.is_empty(), "{output}");
        harmless(&printed, &output);
        for args in [
            &["events", "list"][..],
            &["inspect", "--last", "3"],
            &["check", "last:3"],
        ] {
            harmless(&sandbox.run(args), &args);
        }
    }
}

#[test]
fn nothing_that_the_api_or_a_tunnel_says_acts_on_a_terminal() {
    let named = json!({"id": "a1", "name": EVIL, "server": {"url": format!("https://x/{EVIL}"), (EVIL): EVIL}});
    let vapi = FakeVapi::new().assistant(named).start();
    let sandbox = Sandbox::new();
    let bore = sandbox.file(
        "bore",
        format!("#!/bin/sh\nprintf '%s\\n' '{EVIL}'\nprintf '%s\\n' '{EVIL}' >&2\nexit 3\n"),
    );
    std::fs::set_permissions(&bore, std::fs::Permissions::from_mode(0o700)).expect("its mode");
    let path = format!("{}:/usr/bin:/bin", sandbox.path("").display());
    let run = |args: &[&str]| {
        let mut command = sandbox.command(args);
        command
            .env("VAPI_API_KEY", vapi.key())
            .env("VAPI_BASE_URL", vapi.url())
            .env("PATH", &path);
        Process::start(command).wait()
    };
    let commands: [&[&str]; 9] = [
        &["server", "list"],
        &["server", "get", "--assistant", "a1"],
        &[
            "server",
            "set",
            "--assistant",
            "a1",
            "--url",
            "https://new.example/x",
            "--dry-run",
        ],
        &["server", "route", "--assistant", "a1"],
        &["server", "leases"],
        &["whoami"],
        &["doctor"],
        &[
            "listen", "-f", "1", "-p", "0", "--for", "1ms", "--tunnel", "bore",
        ],
        &["server", "get", "--assistant", EVIL],
    ];
    for args in commands {
        harmless(&run(args), &args);
    }
    assert!(run(commands[0]).stdout.contains("owned"));
    let tunnel = run(commands[7]);
    assert!(tunnel.stderr.contains("it printed:\n  e"), "{tunnel:?}");
    vapi.fail(Fault::refusing(EVIL).always());
    for args in commands {
        harmless(&run(args), &args);
    }
    vapi.take_violations();
}
