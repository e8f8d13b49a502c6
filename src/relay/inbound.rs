//! The listening side: accepts connections, waits for requests on them, and says what is none.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, StatusCode};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use vapihook_http::connection::{Connection, MessageError};
use vapihook_http::head::{HeadError, RequestHead};
use vapihook_http::stream::Stream;
use vapihook_http::write::Sender;

use super::alarm::Alarm;
use super::answer::Back;
use super::exchange::exchange;
use super::workers::Workers;
use super::{Observer, Relay};
use crate::event::envelope::Headers;

/// How often a relay that ends looks whether everything is answered, and how long it gives the
/// last bytes.
const DRAIN_STEP: Duration = Duration::from_millis(10);
const FLUSH_TIME: Duration = Duration::from_millis(500);
/// Pause after a failed accept (out of file descriptors), so that it does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

impl<O: Observer> Relay<O> {
    /// Accepts connections until `stop` resolves, then finishes what is in flight and returns.
    /// Dropping the future stops at once.
    pub async fn serve(self: Arc<Self>, listener: TcpListener, stop: impl Future<Output = ()>) {
        let (ending, is_ending) = watch::channel(false);
        let workers = Workers::start();
        let mut stop = pin!(stop);
        let watch = tokio::spawn(super::watch::watch(self.clone()));
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                () = &mut stop => break,
            };
            match accepted.and_then(|(stream, peer)| Ok((stream.into_std()?, peer))) {
                Ok((stream, peer)) => {
                    workers.spawn(self.clone().connection(stream, peer, is_ending.clone()));
                }
                Err(error) => {
                    self.observer.accept_failed(&error);
                    sleep(ACCEPT_PAUSE).await;
                }
            }
        }
        drop((listener, is_ending));
        watch.abort();
        ending.send_replace(true);
        tokio::select! {
            // Events whose sender left are still with the app when every connection is closed.
            ((), ()) = async { tokio::join!(ending.closed(), self.all_answered()) } => {}
            // A sender in the middle of its request is not waited for, once every event that came
            // whole is answered and its last bytes had time to leave.
            () = async {
                self.all_answered().await;
                sleep(FLUSH_TIME).await;
            } => {}
        }
    }

    /// Serves a connection until its end, on the thread that this future is polled by.
    async fn connection(
        self: Arc<Self>,
        stream: std::net::TcpStream,
        peer: SocketAddr,
        ending: watch::Receiver<bool>,
    ) {
        let stream = match TcpStream::from_std(stream) {
            Ok(stream) => stream,
            Err(error) => return self.observer.accept_failed(&error),
        };
        stream.set_nodelay(true).ok();
        let mut connection = Connection::new(Stream::Tcp(stream));
        let peer = peer.ip().to_string();
        let mut waiting = Waiting {
            alarm: Alarm::default(),
            ending: ending.clone(),
        };
        loop {
            let (is_1_1, stays, asked) = match self.next_head(&mut connection, &mut waiting).await {
                Ok(Some(head)) => (head.is_1_1, head.keeps_alive, Ok(head)),
                Err(MessageError::Head(error)) => (true, false, Err(error)),
                Ok(None) | Err(MessageError::Closed(_)) => break,
            };
            let mut back = Back {
                connection: &mut connection,
                sender: Sender { is_1_1, stays },
                wants_head_only: matches!(&asked, Ok(head) if head.method == Method::HEAD),
                ending: &ending,
            };
            match asked {
                Ok(head) => exchange(&self, &peer, head, &mut back).await,
                Err(error) => {
                    Box::pin(back.answer(status_of(error), &Headers::default(), Bytes::new()))
                        .await;
                }
            }
            if !back.sender.stays {
                break;
            }
        }
        // A broken connection is the sender's affair.
        poll_fn(|cx| connection.poll_shutdown(cx)).await.ok();
    }

    /// Waits for the head of a request. None comes from who has left or is silent for too long, and
    /// none is waited for when the relay ends.
    async fn next_head(
        &self,
        connection: &mut Connection,
        waiting: &mut Waiting,
    ) -> Result<Option<RequestHead>, MessageError> {
        let until = Instant::now() + self.options.sender_timeout;
        let mut ended = pin!(waiting.ending.wait_for(|ended| *ended));
        let head = poll_fn(|cx| {
            if let Poll::Ready(head) = connection.poll_request(cx) {
                return Poll::Ready(head);
            }
            let is_idle = !connection.has_input();
            if is_idle && ended.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Ok(None));
            }
            waiting.alarm.poll_at(until, cx).map(|()| Ok(None))
        });
        head.await
    }

    async fn all_answered(&self) {
        while self.in_hand.count() > 0 {
            sleep(DRAIN_STEP).await;
        }
    }
}

/// What a connection waits for between two requests.
struct Waiting {
    alarm: Alarm,
    ending: watch::Receiver<bool>,
}

/// What is answered to what is no head.
fn status_of(error: HeadError) -> StatusCode {
    match error {
        HeadError::TargetTooLong => StatusCode::URI_TOO_LONG,
        HeadError::TooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        HeadError::Malformed(_) => StatusCode::BAD_REQUEST,
    }
}
