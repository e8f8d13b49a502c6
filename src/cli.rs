//! The command line: global flags, and one line per command.

mod table;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, ValueEnum};

use crate::context::{Color, Context, Flags};
use crate::error::{Error, Result};
use crate::render::out;
use crate::render::text::{escape, escape_lines};
use table::{ROWS, Row};

/// Develop against Vapi's server messages: relay them to your app, record them, read them, send
/// them again.
#[derive(Debug, Parser)]
#[command(
    name = "vapihook",
    version,
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
Examples:
  vapihook demo                                a whole call, without an account or a network
  vapihook listen --forward-to localhost:3000  relay to the app on port 3000
  vapihook listen -f 3000 --tunnel auto --assistant support-bot
                                               a real call, from Vapi to the app and back
  vapihook inspect                             the newest event in full
  vapihook replay last --to localhost:3000     send it again

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 a check says no, 4 no usable API key, 5 not found,
6 the app is unreachable, 7 the network or Vapi's API failed, 8 a server URL was not given back"
)]
struct Cli {
    #[command(flatten)]
    global: Global,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
struct Global {
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        help = "The profile whose key is used [env: VAPIHOOK_PROFILE]"
    )]
    profile: Option<String>,
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help = "The file with your settings and keys [env: VAPIHOOK_CONFIG]"
    )]
    config: Option<PathBuf>,
    #[arg(
        long,
        global = true,
        value_name = "URL",
        help = "Vapi's API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]"
    )]
    base_url: Option<String>,
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help = "Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]"
    )]
    api_key_file: Option<PathBuf>,
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        help = "The file that events are recorded in, if not the one in your data directory \
                [env: VAPIHOOK_STORE]"
    )]
    store: Option<PathBuf>,
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = ColorChoice::Auto,
        value_name = "WHEN",
        help = "When to use colours; auto: on a terminal, unless NO_COLOR is set"
    )]
    color: ColorChoice,
    /// Print JSON to stdout, one object per line, and nothing else
    #[arg(long, global = true)]
    json: bool,
    /// Print only what went wrong
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print more: both bodies of every event
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ColorChoice {
    Auto,
    Always,
    Never,
}

/// The command line's definition, for completions and documentation.
#[must_use]
pub fn command() -> clap::Command {
    with(ROWS)
}

/// The command line, with these commands.
fn with<'a>(rows: impl IntoIterator<Item = &'a Row>) -> clap::Command {
    Cli::command().subcommands(rows.into_iter().map(Row::command))
}

/// Runs a command line; the result is the exit code.
///
/// # Errors
/// What the command failed with.
pub fn run(args: impl Iterator<Item = OsString>) -> Result<u8> {
    let args: Vec<OsString> = args.collect();
    let given = match parse(&args) {
        Ok(given) => given,
        Err(error) => {
            complain(&error, &args);
            return Ok(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let cli = Cli::from_arg_matches(&given).map_err(|error| Error::usage(error.to_string()))?;
    let context = Context::new(Flags {
        profile: cli.global.profile,
        config: cli.global.config,
        base_url: cli.global.base_url,
        api_key_file: cli.global.api_key_file,
        store: cli.global.store,
        color: match cli.global.color {
            ColorChoice::Auto => Color::Auto,
            ColorChoice::Always => Color::Always,
            ColorChoice::Never => Color::Never,
        },
        json: cli.global.json,
        quiet: cli.global.quiet,
        verbose: cli.global.verbose,
    });
    let Some((name, given)) = given.subcommand() else {
        return Err(Error::usage("no command is named"));
    };
    match ROWS.iter().find(|row| row.name == name) {
        Some(row) => (row.run)(given, &context),
        None => Err(Error::usage(format!("there is no command {name}"))),
    }
}

/// Reads a command line. Defining what all commands take costs more than many of them do: where
/// the first word names one, the others are left out, and are there again for those who made a
/// mistake and are told what else there is.
fn parse(args: &[OsString]) -> std::result::Result<ArgMatches, clap::Error> {
    let named = ROWS
        .iter()
        .find(|row| args.get(1).is_some_and(|first| first == row.name));
    match with(named).try_get_matches_from(args) {
        Err(error) if error.kind() == ErrorKind::DisplayVersion => Err(error),
        Err(error) if error.kind() == ErrorKind::DisplayHelp && named.is_some() => Err(error),
        Err(_) => command().try_get_matches_from(args),
        given => given,
    }
}

/// Prints what clap says: help and version are data, the rest is talk; a closed pipe is no
/// failure. It repeats arguments as they are, and a script may pass on what others wrote: those
/// that would act on a terminal are shown escaped.
fn complain(error: &clap::Error, args: &[OsString]) {
    let text: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let safe: Vec<String> = text.iter().map(|arg| escape(arg)).collect();
    if !error.use_stderr() {
        let printed = error.print().and_then(|()| out::data(&[]));
        printed.unwrap_or_else(|why| out::lost(&why));
        return;
    }
    if safe.iter().eq(text.iter()) {
        error.print().ok();
        return;
    }
    match command().try_get_matches_from(&safe) {
        Err(again) if again.kind() == error.kind() => {
            again.print().ok();
        }
        _ => out::talk(escape_lines(&error.render().to_string()).trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(words: &[&str]) -> [String; 2] {
        let args: Vec<OsString> = std::iter::once("vapihook")
            .chain(words.iter().copied())
            .map(OsString::from)
            .collect();
        let all = command().try_get_matches_from(&args);
        [parse(&args), all].map(|given| match given {
            Ok(given) => format!("{:?}", given.subcommand()),
            Err(error) => format!("{:?} {}", error.kind(), error.render().ansi()),
        })
    }

    #[test]
    fn a_command_by_itself_is_what_it_is_among_all() {
        for Row { name, .. } in ROWS {
            for words in [
                &[name, "--help"][..],
                &[name, "-h"],
                &[name, "--version"],
                &[name, "--nope"],
                &[name, "--json", "--profile", "p", "--color", "never"],
                &["help", name],
                &["--quiet", name, "--help"],
                &["--help", name],
                &[name],
            ] {
                let [one, all] = both(words);
                assert_eq!(one, all, "{words:?}");
            }
        }
    }

    #[test]
    fn who_names_no_command_is_told_of_all() {
        for words in [
            &[][..],
            &["--help"],
            &["--version"],
            &["-V"],
            &["help"],
            &["lisen"],
            &["--forward-to", "3000"],
            &["--json", "events", "list", "--limit", "3"],
            &["--json", "listen", "--forward-to", "3000"],
            &["events", "lst"],
        ] {
            let [one, all] = both(words);
            assert_eq!(one, all, "{words:?}");
        }
    }
}
