//! A running `listen`.

use std::process::Command;
use std::sync::Arc;

use serde_json::Value;

use super::process::{Output, Process, Signal};
use super::text::json_lines;

/// A running `listen`. Killed when dropped.
pub struct Listener {
    process: Process,
    pub url: String,
    pub port: u16,
    _home: Arc<tempfile::TempDir>,
}

impl Listener {
    /// Waits for the `ready` object on stdout.
    pub fn json(command: Command, home: Arc<tempfile::TempDir>) -> Self {
        let process = Process::start(command);
        let url = process.stdout().wait_for("ready", |text| {
            let mut objects = json_lines(text).into_iter();
            let ready = objects.find(|object| object["type"] == "ready")?;
            let url = ready["url"].as_str().expect("a URL").to_owned();
            assert!(url.ends_with(&format!(":{}", ready["port"])), "{ready}");
            Some(url)
        });
        Self::at(process, url, home)
    }

    /// Waits for `relaying URL -> ..` on stderr.
    pub fn text(command: Command, home: Arc<tempfile::TempDir>) -> Self {
        let process = Process::start(command);
        let url = process.stderr().wait_for("banner", |text| {
            let (_, url) = text.split_once("relaying ")?;
            Some(url.split(' ').next()?.trim().to_owned())
        });
        Self::at(process, url, home)
    }

    fn at(process: Process, url: String, home: Arc<tempfile::TempDir>) -> Self {
        let port = url.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        let port = port.expect("a port in the URL");
        Self {
            process,
            url,
            port,
            _home: home,
        }
    }

    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    pub fn signal(&self, signal: Signal) {
        self.process.signal(signal);
    }

    pub fn wait(self) -> Output {
        self.process.wait()
    }

    /// Ends it with SIGTERM, as a supervisor does.
    pub fn stop(self) -> Output {
        self.signal(Signal::TERM);
        self.wait()
    }

    /// Ends it and gives the objects it printed.
    pub fn stop_json(self) -> Vec<Value> {
        json_lines(&self.stop().code(143).stdout)
    }

    /// Waits until so many `event` objects were printed.
    pub fn events(&self, count: usize) -> Vec<Value> {
        self.process.stdout().wait_for("event", |text| {
            let events: Vec<Value> = json_lines(text)
                .into_iter()
                .filter(|object| object["type"] == "event")
                .collect();
            (events.len() >= count).then_some(events)
        })
    }

    /// Waits for the one `event` object of a run.
    pub fn event(&self) -> Value {
        self.events(1).remove(0)
    }

    /// Waits for the first object of this type for which `fits` holds.
    pub fn object(&self, kind: &str, fits: impl Fn(&Value) -> bool) -> Value {
        self.process.stdout().wait_for(kind, |text| {
            let mut objects = json_lines(text).into_iter();
            objects.find(|object| object["type"] == kind && fits(object))
        })
    }

    /// Waits for a `warning` object with this code and gives its message.
    pub fn warning(&self, code: &str) -> String {
        self.process.stdout().wait_for(code, |text| {
            let warning = json_lines(text)
                .into_iter()
                .find(|object| object["type"] == "warning" && object["code"] == code)?;
            Some(warning["message"].as_str().expect("a message").to_owned())
        })
    }

    /// Waits until stdout has a line that holds `part`, and gives the line.
    pub fn line(&self, part: &str) -> String {
        self.process.stdout().wait_for(part, |text| {
            text.lines()
                .find(|line| line.contains(part))
                .map(str::to_owned)
        })
    }
}
