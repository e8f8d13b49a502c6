//! Waiting awake for an app that answers promptly.
//!
//! A thread that sleeps until its answer comes is woken 20 to 50 µs after that. An app that answers
//! sooner than a thread falls asleep and wakes up is waited for awake, for that long at most: then
//! the answer is passed on at once. It is done for a lone event, when the last answer was prompt and
//! there is a core for the app as well: nobody waits for this thread meanwhile, and whatever else
//! comes is served.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use super::at_once;

/// An answer that came within this time is prompt; another one is not waited for awake longer.
const PROMPT: Duration = Duration::from_micros(100);

/// Whether answers are prompt.
#[derive(Debug)]
pub(super) struct Promptness {
    /// There is a core for the app beside ours.
    has_room: bool,
    was_prompt: AtomicBool,
}

impl Default for Promptness {
    fn default() -> Self {
        Self {
            has_room: thread::available_parallelism().is_ok_and(|cores| cores.get() > 1),
            was_prompt: AtomicBool::new(false),
        }
    }
}

impl Promptness {
    /// Takes note of how long an answer took.
    pub fn saw(&self, took: Duration) {
        let is_prompt = took <= PROMPT;
        if self.was_prompt.load(Ordering::Relaxed) != is_prompt {
            self.was_prompt.store(is_prompt, Ordering::Relaxed);
        }
    }

    /// Waits awake for an answer that was asked for at `asked`, if it is expected to be prompt.
    pub async fn wait<F: Future>(
        &self,
        mut answer: Pin<&mut F>,
        asked: Instant,
    ) -> Poll<F::Output> {
        while self.has_room && self.was_prompt.load(Ordering::Relaxed) {
            // The app may need this core; then the runtime looks for what came in, and runs whoever
            // can go on.
            thread::yield_now();
            tokio::task::yield_now().await;
            if let Poll::Ready(answer) = at_once(answer.as_mut()).await {
                return Poll::Ready(answer);
            }
            if asked.elapsed() > PROMPT {
                break;
            }
        }
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, poll_fn};
    use std::pin::pin;

    use super::*;

    /// With two cores, whatever the machine has.
    fn after(took: Duration) -> Promptness {
        let promptness = Promptness {
            has_room: true,
            ..Promptness::default()
        };
        promptness.saw(took);
        promptness
    }

    /// What comes of an answer that is there when it is asked for the fifth time, if it is waited
    /// for at all, and how often it was asked for.
    async fn fifth(promptness: &Promptness) -> (Poll<()>, u32) {
        let mut asked = 0;
        let answer = poll_fn(|_| {
            asked += 1;
            if asked == 5 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        });
        // Begun in the future, it has as long as it needs.
        let begun = Instant::now() + Duration::from_secs(60);
        let got = promptness.wait(pin!(answer), begun).await;
        (got, asked)
    }

    #[tokio::test]
    async fn an_app_that_was_prompt_is_waited_for() {
        assert_eq!(fifth(&after(PROMPT)).await, (Poll::Ready(()), 5));
        assert_eq!(fifth(&after(PROMPT * 2)).await, (Poll::Pending, 0));
        assert_eq!(fifth(&Promptness::default()).await, (Poll::Pending, 0));
    }

    #[tokio::test]
    async fn one_that_is_not_prompt_any_more_is_given_up_soon() {
        let app = after(PROMPT);
        let got = app.wait(pin!(pending::<()>()), Instant::now()).await;
        assert_eq!(got, Poll::Pending);
    }
}
