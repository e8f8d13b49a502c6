//! The command line: global flags, and one line per command.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::commands::{
    check, completions, config, demo, doctor, events, inspect, listen, login, logout,
};
use crate::commands::{probe, replay, server, sign, simulate, trigger, verify, whoami};
use crate::context::{Color, Context, Flags};
use crate::error::Result;
use crate::render::out;
use crate::render::text::{escape, escape_lines};

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
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
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

#[derive(Debug, Subcommand)]
enum Command {
    /// Relay events to your app, and its answers back
    Listen(Box<listen::Args>),
    /// Show recorded events, or events in files
    Inspect(inspect::Args),
    /// List recorded events
    Events(events::Args),
    /// Send recorded events again
    Replay(replay::Args),
    /// Send a made-up event
    Trigger(Box<trigger::Args>),
    /// Play a whole call, or many, to your app, as Vapi would: offline
    Simulate(Box<simulate::Args>),
    /// Check an answer against what Vapi accepts, offline
    Check(check::Args),
    /// Check who sent a request, and say which mistake explains a wrong signature
    Verify(Box<verify::Args>),
    /// Print the headers that show who sends a body
    Sign(Box<sign::Args>),
    /// Send your app the wrong things, and show which of them it accepts
    Probe(Box<probe::Args>),
    /// Set, read and explain the server URLs of assistants, phone numbers and tools
    Server(server::Args),
    /// Play a whole call on this machine: no account, no network
    Demo(demo::Args),
    /// Save an API key, once Vapi has accepted it
    Login(login::Args),
    /// Forget a saved API key
    Logout(logout::Args),
    /// Show which key and API are used, and whether Vapi accepts it
    Whoami(whoami::Args),
    /// Read and change settings
    Config(config::Args),
    /// Check everything that has to work, and say what to run where it does not
    Doctor(doctor::Args),
    /// Print a shell's completion script
    Completions(completions::Args),
}

/// The command line's definition, for completions and documentation.
#[must_use]
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs a command line; the result is the exit code.
///
/// # Errors
/// What the command failed with.
pub fn run(args: impl Iterator<Item = OsString>) -> Result<u8> {
    let args: Vec<OsString> = args.collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => {
            complain(&error, &args);
            return Ok(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
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
    match cli.command {
        Command::Listen(args) => listen::run(*args, &context),
        Command::Inspect(args) => inspect::run(&args, &context),
        Command::Events(args) => events::run(&args, &context),
        Command::Replay(args) => replay::run(&args, &context),
        Command::Trigger(args) => trigger::run(&args, &context),
        Command::Simulate(args) => simulate::run(&args, &context),
        Command::Check(args) => check::run(&args, &context),
        Command::Verify(args) => verify::run(&args, &context),
        Command::Probe(args) => probe::run(&args, &context),
        Command::Sign(args) => sign::run(&args, &context),
        Command::Server(args) => server::run(args, &context),
        Command::Demo(args) => demo::run(&args, &context),
        Command::Login(args) => login::run(&args, &context),
        Command::Logout(args) => logout::run(&args, &context),
        Command::Whoami(args) => whoami::run(&args, &context),
        Command::Config(args) => config::run(&args, &context),
        Command::Doctor(args) => doctor::run(&args, &context),
        Command::Completions(args) => completions::run(&args, command()),
    }
}

/// Prints what clap says: help and version are data, the rest is talk; a closed pipe is no
/// failure. It repeats arguments as they are, and a script may pass on what others wrote: those
/// that would act on a terminal are shown escaped.
fn complain(error: &clap::Error, args: &[OsString]) {
    let text: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let safe: Vec<String> = text.iter().map(|arg| escape(arg)).collect();
    if !error.use_stderr() || safe.iter().eq(text.iter()) {
        error.print().ok();
        return;
    }
    match Cli::try_parse_from(&safe) {
        Err(again) if again.kind() == error.kind() => {
            again.print().ok();
        }
        _ => out::talk(escape_lines(&error.render().to_string()).trim_end()),
    }
}
