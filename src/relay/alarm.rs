//! A timer for one wait after the other, most of which end in time: setting it anew for each would
//! cost each of them, and wake the thread that keeps the time.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::time::{Instant, Sleep, sleep_until};

/// Goes off at the time that is asked for, and looks now and then whether that is still far.
#[derive(Debug, Default)]
pub struct Alarm(Option<Pin<Box<Sleep>>>);

impl Alarm {
    /// Waits until `at`.
    pub fn poll_at(&mut self, at: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let sleep = self.0.get_or_insert_with(|| Box::pin(sleep_until(at)));
        if sleep.deadline() > at {
            sleep.as_mut().reset(at);
        }
        loop {
            ready!(sleep.as_mut().poll(cx));
            if sleep.deadline() >= at {
                return Poll::Ready(());
            }
            // It is from an earlier wait.
            sleep.as_mut().reset(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn it_goes_off_when_it_is_asked_to_whatever_it_was_before() {
        const LATE: Duration = Duration::from_secs(5);
        let mut alarm = Alarm::default();
        for ms in [20_000, 5_000, 30, 60_000, 10, 0] {
            let at = Instant::now() + Duration::from_millis(ms);
            if ms > 1_000 {
                // Most waits end before.
                let early = poll_fn(|cx| Poll::Ready(alarm.poll_at(at, cx))).await;
                assert!(early.is_pending());
            } else {
                let late = timeout(LATE, poll_fn(|cx| alarm.poll_at(at, cx))).await;
                assert!(late.is_ok() && Instant::now() >= at, "{ms}");
            }
        }
    }
}
