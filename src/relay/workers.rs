//! The threads that serve connections: the one that accepts them, and others where there are cores
//! for them. Each has a runtime of its own, so that an event never changes threads on its way.

use std::future::Future;
use std::sync::Arc;
use std::thread;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

/// Two answer more than a local app can be asked, and leave cores for it.
const MOST: usize = 2;

/// The threads.
pub(super) struct Workers(Vec<Worker>);

struct Worker {
    runtime: Handle,
    /// Shared by every connection that is open here.
    open: Arc<()>,
    /// Its end is the thread's; the first one's runtime is not ours to end.
    _until: Option<oneshot::Sender<()>>,
}

impl Worker {
    fn of(runtime: Handle, until: Option<oneshot::Sender<()>>) -> Self {
        Self {
            runtime,
            open: Arc::default(),
            _until: until,
        }
    }

    fn start(name: String) -> std::io::Result<Self> {
        let runtime: Runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let (until, ended) = oneshot::channel::<()>();
        thread::Builder::new()
            .name(name)
            .spawn(move || runtime.block_on(ended))?;
        Ok(Self::of(handle, Some(until)))
    }
}

impl Workers {
    /// This thread, which must have a runtime, and one more where there is a second core. What was
    /// spawned on the others ends when this is dropped.
    pub fn start() -> Self {
        Self::with(thread::available_parallelism().map_or(1, usize::from))
    }

    fn with(cores: usize) -> Self {
        let mut workers = vec![Worker::of(Handle::current(), None)];
        // One that does not start is not needed: the others serve.
        let others = (1..cores.min(MOST)).map(|number| Worker::start(format!("relay-{number}")));
        workers.extend(others.flatten());
        Self(workers)
    }

    /// Serves a connection where the fewest are open. A lone one stays on this thread, which has no
    /// other to wake.
    pub fn spawn(&self, connection: impl Future<Output = ()> + Send + 'static) {
        let by_load = |worker: &&Worker| Arc::strong_count(&worker.open);
        let Some(worker) = self.0.iter().min_by_key(by_load) else {
            return;
        };
        let open = worker.open.clone();
        worker.runtime.spawn(async move {
            connection.await;
            drop(open);
        });
    }
}

#[cfg(test)]
mod tests {
    use std::thread::{self, ThreadId};

    use tokio::sync::{mpsc, oneshot};

    use super::*;

    /// A connection that stays open until it is told to close, and the thread that serves it.
    async fn open(workers: &Workers) -> (ThreadId, oneshot::Sender<()>) {
        let (served, mut thread) = mpsc::unbounded_channel();
        let (close, closed) = oneshot::channel::<()>();
        workers.spawn(async move {
            served.send(thread::current().id()).ok();
            closed.await.ok();
        });
        (thread.recv().await.expect("it is served"), close)
    }

    #[tokio::test]
    async fn connections_are_shared_out_and_a_lone_one_stays_here() {
        let workers = Workers::with(2);
        let here = thread::current().id();
        let (first, close) = open(&workers).await;
        let (second, _open) = open(&workers).await;
        assert_eq!(first, here);
        assert_ne!(second, here);
        drop(close);
        tokio::task::yield_now().await;
        assert_eq!(open(&workers).await.0, here);
    }

    #[tokio::test]
    async fn one_core_has_one_thread() {
        let workers = Workers::with(1);
        let (first, _open) = open(&workers).await;
        let (second, _open_too) = open(&workers).await;
        assert_eq!(first, second);
    }

    #[tokio::test]
    async fn what_is_served_ends_with_them() {
        let workers = Workers::with(2);
        let (_first, _open) = open(&workers).await;
        let (_second, mut close) = open(&workers).await;
        drop(workers);
        close.closed().await;
    }
}
