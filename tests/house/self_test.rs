//! The checker checked: a test that cannot fail is none.

use std::collections::BTreeSet;

use crate::MAX_LINES;
use crate::check::check;

/// Texts that break one rule: the file, the text, what the complaint says.
#[rustfmt::skip]
const OFFENCES: &[(&str, &str, &str)] = &[
    // Who may import whom.
    ("relay/mod.rs", "use crate::store::Store;", "relay/mod.rs:1: relay may not import store"),
    ("relay/mod.rs", "\n\nuse crate::{event::Event, tunnel};", ":3: relay may not import tunnel"),
    ("relay/mod.rs", "use {std::fmt, crate::{event, api::{self}}};", "relay may not import api"),
    ("api/mod.rs", "fn f() { crate::store::open() }", "api may not import store"),
    ("api/mod.rs", "fn f() { g(vec![<crate::config::Layer>::new()]) }", "api may not import config"),
    ("event/id.rs", "pub(in crate::event) fn f(x: &crate::relay::X) {}", "event may not import relay"),
    ("event/id.rs", "use super::super::api::Client;", "event may not import api"),
    ("event/mod.rs", "mod inner { use super::super::render; }", "event may not import render"),
    ("error.rs", "use super::secret::Secret;", "error may not import secret"),
    ("lib.rs", "mod store; fn run() { store::open() }", "lib may not import store"),
    ("lib.rs", "pub use self::relay::Relay;", "lib may not import relay"),
    ("main.rs", "fn main() { vapihook::commands::run() }", "main may not import commands"),
    ("store/mod.rs", "use crate as ours;", "store may not import everything"),
    ("store/mod.rs", "use crate::*;", "store may not import everything"),
    ("store/mod.rs", "use crate::run;", "`run` is no module of the table"),
    ("helpers/mod.rs", "", "`helpers` is no module of the table"),
    ("event/mod.rs", "macro_rules! m { () => { $crate::cli::run() } }", "event may not import cli"),
    ("event/mod.rs", "#[cfg(not(test))] mod a { use crate::api; }", "event may not import api"),
    ("relay/mod.rs", "use vapihook_json::raw::Raw;", "relay may not import vapihook_json"),
    ("error.rs", "fn f() { vapihook_json::check::whole(b) }", "error may not import vapihook_json"),
    ("vapihook_json/raw.rs", "use vapihook::event::Event;", "`vapihook` is no module of the table"),
    // What has a home.
    ("render/mod.rs", "use clap::Parser;", "`clap` belongs in cli, commands"),
    ("event/mod.rs", "#[derive(clap::ValueEnum)] enum E {}", "`clap` belongs in"),
    ("event/mod.rs", "#[derive(::clap::ValueEnum)] enum E {}", "`clap` belongs in"),
    ("event/mod.rs", "use clap;", "`clap` belongs in"),
    ("commands/get.rs", "async fn f() { reqwest::get(x).await; }", "`reqwest` belongs in api"),
    ("lease/mod.rs", "use rusqlite::{params, Connection};", "`rusqlite` belongs in store"),
    ("event/mod.rs", "use memchr::memchr2;", "`memchr::memchr2` belongs in vapihook_json"),
    ("vapihook_json/raw.rs", "fn f() { std::env::var(\"X\") }", "`std::env` belongs in config"),
    ("commands/demo.rs", "use colored::Colorize as _;", "`colored` belongs in render"),
    ("commands/demo.rs", "extern crate indicatif;", "`indicatif` belongs in render"),
    ("relay/mod.rs", "use httparse::{Header, Request};", "`httparse` belongs in vapihook_http"),
    ("relay/forward.rs", "use httparse::*;", "`httparse` belongs in vapihook_http"),
    ("api/mod.rs", "use vapihook_http::fields::Fields;", "api may not import vapihook_http"),
    ("store/mod.rs", "use std::{env, fs};", "`std::env` belongs in config"),
    ("store/mod.rs", "use std as s;", "`std::env` belongs in config"),
    ("store/mod.rs", "use std::{self};", "`std::env` belongs in config"),
    ("store/mod.rs", "fn f() { std::env::var(\"X\") }", "`std::env` belongs in config"),
    ("main.rs", "fn main() { std::env::var(\"X\") }", "`std::env` belongs in config"),
    // Event names.
    ("relay/mod.rs", "fn f() { match n { \"tool-calls\" => 1, _ => 2 } }", ":1: compares with the event name \"tool-calls\""),
    ("relay/mod.rs", "fn f() { match n { A { x: 1 } => {} Some(\"a\" | \"tool-calls\") if y => {} } }", "compares with"),
    ("relay/mod.rs", "fn f() { match n { x if x == \"tool-calls\" => {} } }", "compares with"),
    ("render/line.rs", "fn f() { if n == \"tool-calls\" {} }", "compares with"),
    ("render/line.rs", "fn f() { if &\"tool-calls\" != n {} }", "compares with"),
    ("render/line.rs", "fn f() { if n == Some(\"tool-calls\") {} }", "compares with"),
    ("render/line.rs", "fn f() { if let Some(r\"tool-calls\") = n {} }", "compares with"),
    ("render/line.rs", "fn f() { matches!(n, Some(\"tool-calls\")) }", "compares with"),
    ("render/line.rs", "fn f() { n.eq(\"tool-calls\") }", "compares with"),
    ("render/line.rs", "fn f() { [\"tool-calls\", \"x\"].contains(&n) }", "compares with"),
    ("event/mod.rs", "fn f() { n == b\"tool-calls\" }", "compares with"),
    ("event/mod.rs", "fn f() { (\"tool-calls\", 1) == n }", "compares with"),
    // The checker reads what it is given.
    ("error.rs", "fn f( {", "error.rs: not Rust"),
];

/// Texts that break none.
#[rustfmt::skip]
const GOOD: &[(&str, &str)] = &[
    ("relay/mod.rs", "//! use crate::store;\n/// crate::api::X, if n == \"tool-calls\"\n/* clap::Parser */ fn f() {}"),
    ("relay/mod.rs", "use crate::{error::Error, event::{self, Event}}; use crate::relay::forward;"),
    ("relay/mod.rs", "const ABOUT: &str = \"use crate::store::Store; std::env::var\";"),
    ("relay/forward.rs", "use vapihook_http::fields::Fields;"),
    ("relay/forward/pool.rs", "use crate::relay::target::Place; pub(crate) struct A;"),
    ("vapihook_http/head.rs", "use httparse::Header; use crate::fields::Fields;"),
    ("event/catalog/call.rs", "use super::super::raw::Raw; fn f() { n == \"tool-calls\" }"),
    ("event/mod.rs", "use vapihook_json::raw::Raw; use memchr::memchr;"),
    ("vapihook_json/raw.rs", "use crate::{check, event}; use serde_json::value::RawValue; use memchr::memchr2;"),
    ("event/id.rs", "#[cfg(test)] mod tests { use super::*; use crate::store; fn f() { n == \"tool-calls\" } }"),
    ("relay/tests.rs", "use crate::store; use std::env;"),
    ("relay/tests/flow.rs", "use crate::store; use std::env;"),
    ("commands/demo.rs", "fn f() { send(\"tool-calls\"); let a = x.get(\"tool-calls\"); std::env::consts::OS; }"),
    ("commands/demo.rs", "fn f() { match a { 1 => send(\"tool-calls\"), _ => {} } let colored = a.clap; }"),
    ("lib.rs", "pub mod store; fn run() { cli::run(); self::error::Error::new() }"),
    ("main.rs", "fn main() -> ExitCode { vapihook::run(std::env::args_os()) }"),
    ("render/line.rs", "fn f() { x.get(\"tool-calls\") == y.get(\"tool-calls\") }"),
    ("error.rs", "use std::{error::Error, io::{self, Write as _}};"),
];

#[test]
fn the_checker_complains() {
    let names = BTreeSet::from(["tool-calls"]);
    for (path, text, complaint) in OFFENCES {
        let found = check(path, text, &names);
        assert!(
            found.len() == 1 && found[0].contains(complaint),
            "{path}: {text}\nshould complain once: {complaint}\nbut says: {found:#?}"
        );
    }
}

#[test]
fn the_checker_lets_good_code_pass() {
    let names = BTreeSet::from(["tool-calls"]);
    for (path, text) in GOOD {
        assert_eq!(
            check(path, text, &names),
            Vec::<String>::new(),
            "{path}: {text}"
        );
    }
}

#[test]
fn the_checker_counts_lines_without_tests() {
    let names = BTreeSet::new();
    let tests = "#[cfg(test)]\nmod tests {\n    fn f() {}\n}\n";
    let full = "const A: u8 = 1;\n".repeat(MAX_LINES);
    assert_eq!(
        check("error.rs", &(full.clone() + tests), &names),
        Vec::<String>::new()
    );
    assert_eq!(
        check("error.rs", &(full + "// one more\n" + tests), &names),
        ["error.rs: 401 lines without tests, 400 are allowed: is it one thing, or two?"]
    );
    assert_eq!(
        check("main.rs", &"//\n".repeat(29), &names),
        Vec::<String>::new()
    );
    assert_eq!(check("main.rs", &"//\n".repeat(30), &names).len(), 1);
}
