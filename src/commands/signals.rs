//! The signals that end a run: Ctrl-C is an answer, not an accident.

use std::sync::{Arc, OnceLock};

use crate::error::{Error, Result};

/// A signal that asks to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// `kill`.
    Terminate,
    /// The terminal was closed.
    HangUp,
}

impl Signal {
    /// 128 and the signal's number, as a shell reports it.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::HangUp => 129,
            Self::Interrupt => 130,
            Self::Terminate => 143,
        }
    }
}

/// Receives the signals from now on, instead of dying of them.
#[cfg(unix)]
pub(super) struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
    hang_up: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    pub fn install() -> Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let receive = |kind| {
            signal(kind)
                .map_err(|error| Error::failed(format!("signals cannot be received: {error}")))
        };
        Ok(Self {
            interrupt: receive(SignalKind::interrupt())?,
            terminate: receive(SignalKind::terminate())?,
            hang_up: receive(SignalKind::hangup())?,
        })
    }

    /// The next signal.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
            _ = self.hang_up.recv() => Signal::HangUp,
        }
    }
}

/// Receives Ctrl-C from now on, instead of dying of it.
#[cfg(not(unix))]
pub(super) struct Signals(());

#[cfg(not(unix))]
impl Signals {
    pub fn install() -> Result<Self> {
        Ok(Self(()))
    }

    /// The next Ctrl-C.
    pub async fn next(&mut self) -> Signal {
        tokio::signal::ctrl_c().await.ok();
        Signal::Interrupt
    }
}

/// Receives the signals on a thread of its own, for work that looks up between two pieces of it:
/// the first signal stays here.
pub(super) fn watch() -> Result<Arc<OnceLock<Signal>>> {
    let heard = Arc::new(OnceLock::new());
    let told = heard.clone();
    let runtime = super::runtime()?;
    let mut signals = {
        let _inside = runtime.enter();
        Signals::install()?
    };
    std::thread::spawn(move || told.set(runtime.block_on(signals.next())));
    Ok(heard)
}
