//! `completions SHELL`: prints the script that completes `vapihook` in a shell.

use clap_complete::Shell;

use crate::error::Result;
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
/// None: a reader that went away is no failure.
pub fn run(args: &Args, command: clap::Command) -> Result<u8> {
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
