//! The commands: one row for each.

use clap::{ArgMatches, Args, FromArgMatches};

use crate::commands::{
    check, completions, config, demo, doctor, events, inspect, listen, login, logout,
};
use crate::commands::{probe, replay, server, sign, simulate, trigger, verify, whoami};
use crate::context::Context;
use crate::error::{Error, Result};

/// One command.
pub(super) struct Row {
    pub(super) name: &'static str,
    about: &'static str,
    args: fn(clap::Command) -> clap::Command,
    /// Runs it with what was given.
    pub(super) run: fn(&ArgMatches, &Context) -> Result<u8>,
}

impl Row {
    /// Its definition, which is much larger than its row.
    pub(super) fn command(&self) -> clap::Command {
        let command = (self.args)(clap::Command::new(self.name));
        command.about(self.about).long_about(None)
    }
}

/// In the order of the help.
pub(super) const ROWS: &[Row] = &[
    Row {
        name: "listen",
        about: "Relay events to your app, and its answers back",
        args: listen::Args::augment_args,
        run: |given, context| listen::run(read(given)?, context),
    },
    Row {
        name: "inspect",
        about: "Show recorded events, or events in files",
        args: inspect::Args::augment_args,
        run: |given, context| inspect::run(&read(given)?, context),
    },
    Row {
        name: "events",
        about: "List recorded events",
        args: events::Args::augment_args,
        run: |given, context| events::run(&read(given)?, context),
    },
    Row {
        name: "replay",
        about: "Send recorded events again",
        args: replay::Args::augment_args,
        run: |given, context| replay::run(&read(given)?, context),
    },
    Row {
        name: "trigger",
        about: "Send a made-up event",
        args: trigger::Args::augment_args,
        run: |given, context| trigger::run(&read(given)?, context),
    },
    Row {
        name: "simulate",
        about: "Play a whole call, or many, to your app, as Vapi would: offline",
        args: simulate::Args::augment_args,
        run: |given, context| simulate::run(&read(given)?, context),
    },
    Row {
        name: "check",
        about: "Check an answer against what Vapi accepts, offline",
        args: check::Args::augment_args,
        run: |given, context| check::run(&read(given)?, context),
    },
    Row {
        name: "verify",
        about: "Check who sent a request, and say which mistake explains a wrong signature",
        args: verify::Args::augment_args,
        run: |given, context| verify::run(&read(given)?, context),
    },
    Row {
        name: "sign",
        about: "Print the headers that show who sends a body",
        args: sign::Args::augment_args,
        run: |given, context| sign::run(&read(given)?, context),
    },
    Row {
        name: "probe",
        about: "Send your app the wrong things, and show which of them it accepts",
        args: probe::Args::augment_args,
        run: |given, context| probe::run(&read(given)?, context),
    },
    Row {
        name: "server",
        about: "Set, read and explain the server URLs of assistants, phone numbers and tools",
        args: server::Args::augment_args,
        run: |given, context| server::run(read(given)?, context),
    },
    Row {
        name: "demo",
        about: "Play a whole call on this machine: no account, no network",
        args: demo::Args::augment_args,
        run: |given, context| demo::run(&read(given)?, context),
    },
    Row {
        name: "login",
        about: "Save an API key, once Vapi has accepted it",
        args: login::Args::augment_args,
        run: |given, context| login::run(&read(given)?, context),
    },
    Row {
        name: "logout",
        about: "Forget a saved API key",
        args: logout::Args::augment_args,
        run: |given, context| logout::run(&read(given)?, context),
    },
    Row {
        name: "whoami",
        about: "Show which key and API are used, and whether Vapi accepts it",
        args: whoami::Args::augment_args,
        run: |given, context| whoami::run(&read(given)?, context),
    },
    Row {
        name: "config",
        about: "Read and change settings",
        args: config::Args::augment_args,
        run: |given, context| config::run(&read(given)?, context),
    },
    Row {
        name: "doctor",
        about: "Check everything that has to work, and say what to run where it does not",
        args: doctor::Args::augment_args,
        run: |given, context| doctor::run(&read(given)?, context),
    },
    Row {
        name: "completions",
        about: "Print a shell's completion script",
        args: completions::Args::augment_args,
        run: |given, context| completions::run(&read(given)?, context, super::command()),
    },
];

/// A command's arguments. What was given has been checked against their definition.
fn read<A: FromArgMatches>(given: &ArgMatches) -> Result<A> {
    A::from_arg_matches(given).map_err(|error| Error::usage(error.to_string()))
}
