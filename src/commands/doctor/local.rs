//! What is on this machine: the app, the port, the record, tunnels, leases.

use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{PATIENCE, failed};
use crate::config::env::{data_dir, find_program};
use crate::config::setting::{FORWARD_TO, PORT};
use crate::config::value::Value;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::relay::target::Target;
use crate::render::health::{Check, Status};
use crate::store::{Filter, Store};

/// Programs that make a public URL, best first.
const TUNNELS: &[&str] = &["cloudflared", "ngrok", "bore", "ssh"];
/// The folder of the leases in the data directory.
const LEASES: &str = "leases";

/// Whether something listens where events are forwarded to.
pub async fn app(given: Option<&str>, context: &Context) -> Check {
    let target = match given {
        Some(target) => Ok(Some(target.to_owned())),
        None => context
            .config()
            .get(&FORWARD_TO)
            .map(|found| found.map(|found| found.value.to_string())),
    };
    let target = match target {
        Err(error) => return failed("app", error),
        Ok(None) => {
            let detail = "not checked: no project file says where it is";
            return Check::new("app", Status::Warn, detail).fix("vapihook doctor -f TARGET");
        }
        Ok(Some(text)) => match Target::parse(&text) {
            Err(error) => return failed("app", error),
            Ok(target) => target,
        },
    };
    let host = target.host().trim_matches(['[', ']']).to_owned();
    match timeout(PATIENCE, TcpStream::connect((host, target.port()))).await {
        Ok(Ok(_)) => Check::new("app", Status::Ok, format!("{target} accepts connections")),
        Ok(Err(error)) => {
            let detail = format!("{target} cannot be reached: {error}");
            Check::new("app", Status::Fail, detail)
                .fix(format!("start your app on port {}", target.port()))
        }
        Err(_) => {
            let detail = format!("{target} did not answer in {} s", PATIENCE.as_secs());
            Check::new("app", Status::Fail, detail)
                .fix(format!("start your app on port {}", target.port()))
        }
    }
}

/// Whether `listen` could listen.
pub fn port(context: &Context) -> Check {
    let port = match context.config().get(&PORT) {
        Err(error) => return failed("port", error),
        Ok(found) => match found.map(|found| found.value) {
            Some(Value::Port(port)) => port,
            _ => 0,
        },
    };
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) if port == 0 => Check::new("port", Status::Ok, "any free one is taken"),
        Ok(_) => Check::new("port", Status::Ok, format!("{port} is free")),
        Err(error) => Check::new("port", Status::Fail, format!("{port}: {error}"))
            .fix("vapihook listen --port 0"),
    }
}

/// Whether the record can be read and written.
pub async fn store(context: &Context) -> Check {
    let path = match context.store_path() {
        Err(error) => return failed("store", error),
        Ok(path) => path,
    };
    let name = path.display().to_string();
    let looked = tokio::task::spawn_blocking(move || look(&path));
    match timeout(PATIENCE, looked).await {
        Ok(Ok(Ok(what))) => Check::new("store", Status::Ok, format!("{name}: {what}")),
        Ok(Ok(Err(error))) => {
            let fix = error.hint.clone();
            let mut check = failed("store", error);
            check.fix = fix.or_else(|| Some(format!("mv '{name}' '{name}.broken'")));
            check
        }
        Ok(Err(_)) => Check::new("store", Status::Fail, format!("{name} cannot be looked at")),
        Err(_) => {
            let detail = format!(
                "{name}: the disk did not answer in {} s",
                PATIENCE.as_secs()
            );
            Check::new("store", Status::Fail, detail).fix("vapihook listen -f TARGET --store FILE")
        }
    }
}

/// Reads the newest event, and asks whether another could be written.
fn look(path: &Path) -> Result<&'static str> {
    let what = match Store::open_existing(path) {
        Err(error) if error.kind == Kind::NotFound => "no events yet",
        Err(error) => return Err(error),
        Ok(store) => {
            let newest = store.newest(&Filter {
                limit: Some(1),
                ..Filter::default()
            })?;
            for id in newest {
                store.get(id)?;
            }
            "readable"
        }
    };
    let existing = path.ancestors().find(|path| path.exists());
    let locked = existing
        .and_then(|path| path.metadata().ok())
        .is_some_and(|data| data.permissions().readonly());
    if locked {
        let there = existing.unwrap_or(path).display();
        return Err(Error::failed(format!("{there} cannot be written"))
            .hint(format!("chmod u+w '{there}'")));
    }
    Ok(what)
}

/// Which programs could make a public URL.
pub fn tunnels() -> Check {
    let found: Vec<&str> = TUNNELS
        .iter()
        .copied()
        .filter(|name| find_program(name).is_some())
        .collect();
    if found.is_empty() {
        Check::new("tunnels", Status::Warn, "no tunnel program is installed").fix(INSTALL_TUNNEL)
    } else {
        Check::new("tunnels", Status::Ok, found.join(", "))
    }
}

#[cfg(target_os = "macos")]
const INSTALL_TUNNEL: &str = "brew install cloudflared";
#[cfg(windows)]
const INSTALL_TUNNEL: &str = "winget install --id Cloudflare.cloudflared";
#[cfg(not(any(target_os = "macos", windows)))]
const INSTALL_TUNNEL: &str = "open https://github.com/cloudflare/cloudflared/releases";

/// Whether server URLs are waiting to be given back.
pub fn leases() -> Check {
    let Some(dir) = data_dir().map(|dir| dir.join(LEASES)) else {
        return Check::new("leases", Status::Ok, "none open");
    };
    let files = match dir.read_dir() {
        Ok(files) => files,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Check::new("leases", Status::Ok, "none open");
        }
        Err(error) => {
            let dir = dir.display();
            return Check::new("leases", Status::Fail, format!("{dir}: {error}"))
                .fix(format!("ls -ld '{dir}'"));
        }
    };
    let open = files
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .count();
    match open {
        0 => Check::new("leases", Status::Ok, "none open"),
        1 => Check::new("leases", Status::Warn, "1 server URL is not given back")
            .fix("vapihook server restore"),
        _ => {
            let detail = format!("{open} server URLs are not given back");
            Check::new("leases", Status::Warn, detail).fix("vapihook server restore")
        }
    }
}
