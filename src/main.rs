//! The `vapihook` program; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    vapihook::run(std::env::args_os())
}
