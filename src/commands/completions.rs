//! `completions SHELL`: prints the script that completes `vapihook` in a shell.

use clap_complete::Shell;

use crate::context::Context;
use crate::error::{Error, Result};
use crate::render::out;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook completions bash > ~/.local/share/bash-completion/completions/vapihook
  vapihook completions zsh > ~/.zfunc/_vapihook
  vapihook completions fish > ~/.config/fish/completions/vapihook.fish")]
pub struct Args {
    /// The shell to complete in
    #[arg(value_enum)]
    shell: Shell,
}

/// Runs `completions` for the command line `command`; the result is the exit code.
///
/// # Errors
/// When JSON is asked for.
pub fn run(args: &Args, context: &Context, command: clap::Command) -> Result<u8> {
    if context.json() {
        let message = "completions prints a script and --json prints objects";
        return Err(Error::usage(message).hint("leave out --json"));
    }
    out::data(&script(args.shell, command)).ok();
    Ok(0)
}

/// The script for a shell.
#[must_use]
pub fn script(shell: Shell, mut command: clap::Command) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "vapihook", &mut script);
    script
}
