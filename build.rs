//! Links the unwinder into a release, where a compiler's own archive has it. As a library that is
//! loaded, `libgcc_s` is a tenth of what a short command takes: it asks the processor a dozen times
//! what it can do, and on a virtual machine each of these leaves the machine.

use std::env;
use std::path::PathBuf;
use std::process::Command;

const ARCHIVE: &str = "libgcc_eh.a";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name, value| env::var(name).is_ok_and(|it| it == value);
    let is_usual = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    let is_here = env::var_os("HOST") == env::var_os("TARGET");
    if is("PROFILE", "release") && is_usual && is_here && has_archive() {
        println!("cargo::rustc-link-lib=gcc_eh");
    }
}

/// Whether the linker finds it: what is not there is printed as it was asked for.
fn has_archive() -> bool {
    let found = Command::new("cc")
        .arg(format!("-print-file-name={ARCHIVE}"))
        .output();
    found.is_ok_and(|it| {
        let path = String::from_utf8_lossy(&it.stdout);
        PathBuf::from(path.trim()).is_absolute()
    })
}
