//! A process whose output is read as it comes and whose end is waited for, never for ever.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

pub use rustix::process::Signal;
use rustix::process::{Pid, kill_process};

use super::PATIENCE;

/// What a command printed and how it ended.
#[derive(Debug)]
pub struct Output {
    pub stdout: String,
    pub stderr: String,
    /// Its exit code; 1000 and the signal's number when one killed it.
    pub code: i32,
}

impl Output {
    /// The same, once it is sure that the command ended with this code.
    pub fn code(self, wanted: i32) -> Self {
        assert_eq!(self.code, wanted, "{self:?}");
        self
    }
}

/// A running process. Killed when dropped.
pub struct Process {
    child: Child,
    stdout: Stream,
    stderr: Stream,
}

impl Process {
    pub fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null());
        Self::spawn(command)
    }

    pub fn start_with_stdin(mut command: Command, stdin: &[u8]) -> Self {
        command.stdin(Stdio::piped());
        let mut process = Self::spawn(command);
        let mut pipe = process.child.stdin.take().expect("a piped stdin");
        // The process may end without reading all of it.
        pipe.write_all(stdin).ok();
        process
    }

    /// Starts a command whose stdout is the caller's.
    pub fn with_own_stdout(mut command: Command, stdout: impl Into<Stdio>) -> Self {
        command.stdin(Stdio::null());
        command.stdout(stdout).stderr(Stdio::piped());
        let mut child = command.spawn().expect("a process");
        let stderr = Stream::of(child.stderr.take().expect("a piped stderr"));
        Self {
            child,
            stdout: Stream::of(std::io::empty()),
            stderr,
        }
    }

    /// Starts a command whose outputs are the caller's.
    pub fn with_own_outputs(mut command: Command) -> Self {
        command.stdin(Stdio::null());
        let child = command.spawn().expect("a process");
        Self {
            child,
            stdout: Stream::of(std::io::empty()),
            stderr: Stream::of(std::io::empty()),
        }
    }

    fn spawn(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("a process");
        let stdout = Stream::of(child.stdout.take().expect("a piped stdout"));
        let stderr = Stream::of(child.stderr.take().expect("a piped stderr"));
        Self {
            child,
            stdout,
            stderr,
        }
    }

    pub fn stdout(&self) -> &Stream {
        &self.stdout
    }

    pub fn stderr(&self) -> &Stream {
        &self.stderr
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.id().cast_signed()).expect("a process id");
        kill_process(pid, signal).expect("a process to signal");
    }

    /// Waits for its end and takes what it printed.
    pub fn wait(mut self) -> Output {
        let status = self.ended();
        Output {
            stdout: self.stdout.to_end(),
            stderr: self.stderr.to_end(),
            code: status
                .code()
                .or_else(|| status.signal().map(|signal| 1_000 + signal))
                .expect("a code or a signal"),
        }
    }

    fn ended(&mut self) -> std::process::ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            assert!(
                Instant::now() < until,
                "still running; stdout: {:?} stderr: {:?}",
                self.stdout.text(),
                self.stderr.text()
            );
            // std has no wait with a deadline: this polls for one.
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// What a process has printed so far, on one of its outputs.
pub struct Stream(Arc<(Mutex<Seen>, Condvar)>);

#[derive(Default)]
struct Seen {
    bytes: Vec<u8>,
    ended: bool,
}

impl Stream {
    fn of(mut pipe: impl Read + Send + 'static) -> Self {
        let shared = Arc::<(Mutex<Seen>, Condvar)>::default();
        let stream = Self(shared.clone());
        std::thread::spawn(move || {
            let mut chunk = vec![0; 64 << 10];
            loop {
                let read = pipe.read(&mut chunk).unwrap_or_default();
                let mut so_far = shared.0.lock().unwrap_or_else(PoisonError::into_inner);
                so_far.bytes.extend_from_slice(&chunk[..read]);
                so_far.ended = read == 0;
                shared.1.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        stream
    }

    /// What was printed so far.
    pub fn text(&self) -> String {
        let read = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&read.bytes).into_owned()
    }

    /// Everything, once the output is closed.
    fn to_end(&self) -> String {
        let (lock, changed) = &*self.0;
        let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        let (read, wait) = changed
            .wait_timeout_while(guard, PATIENCE, |read| !read.ended)
            .unwrap_or_else(PoisonError::into_inner);
        assert!(!wait.timed_out(), "an output that nobody closes");
        String::from_utf8(read.bytes.clone()).expect("output in UTF-8")
    }

    /// Waits until `find` finds something in the lines that were printed whole.
    pub fn wait_for<T>(&self, what: &str, find: impl Fn(&str) -> Option<T>) -> T {
        let (lock, changed) = &*self.0;
        let until = Instant::now() + PATIENCE;
        let mut read = lock.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let whole = read.bytes.iter().rposition(|&byte| byte == b'\n');
            let text = String::from_utf8_lossy(&read.bytes[..whole.map_or(0, |at| at + 1)]);
            if let Some(found) = find(&text) {
                return found;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !read.ended, "no {what} in: {text}");
            drop(text);
            read = changed
                .wait_timeout(read, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}
