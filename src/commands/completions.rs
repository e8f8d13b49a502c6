//! `completions SHELL`: prints the script that completes `vapihook` in a shell.

use clap_complete::Shell;

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: vapihook completions zsh > ~/.zfunc/_vapihook")]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// The script for a shell.
#[must_use]
pub fn script(shell: Shell, mut command: clap::Command) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "vapihook", &mut script);
    script
}
