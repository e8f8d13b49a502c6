use std::future::poll_fn;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

use super::*;
use crate::body::Length;
use crate::gather::{GatherError, Gathering};

/// A connection, and its other end; `room` bytes are on their way at most.
fn connected(room: usize) -> (Connection, DuplexStream) {
    let (here, there) = duplex(room);
    (Connection::new(Stream::Layered(Box::new(here))), there)
}

/// A connection with a request on its way that is longer than there is room for, and its app.
fn asking() -> (Connection, DuplexStream) {
    let (mut connection, app) = connected(64);
    let head = b"POST / HTTP/1.1\r\n\r\n";
    connection.head().extend_from_slice(head);
    connection.body(&Bytes::from(vec![b'x'; 10_000]));
    (connection, app)
}

async fn request(connection: &mut Connection) -> Result<Option<RequestHead>, MessageError> {
    poll_fn(|cx| connection.poll_request(cx)).await
}

async fn answer(connection: &mut Connection) -> Result<Arc<AnswerHead>, MessageError> {
    poll_fn(|cx| connection.poll_answer(cx, &Method::POST)).await
}

/// The pieces of a body.
async fn pieces(connection: &mut Connection, length: Length) -> Result<Vec<Bytes>, BodyError> {
    let mut body = Body::new(length);
    let mut pieces = Vec::new();
    while let Some(piece) = poll_fn(|cx| connection.poll_data(cx, &mut body)).await? {
        pieces.push(piece);
    }
    assert!(body.has_ended());
    Ok(pieces)
}

async fn gathered(
    connection: &mut Connection,
    length: Length,
    limit: usize,
) -> Result<Bytes, GatherError> {
    let mut body = Gathering::new(length, limit);
    while !poll_fn(|cx| connection.poll_gather(cx, &mut body)).await? {}
    Ok(body.into_bytes())
}

async fn flush(connection: &mut Connection) {
    let sent = poll_fn(|cx| connection.poll_flush(cx)).await;
    sent.expect("it is taken");
}

#[tokio::test]
async fn requests_come_one_after_the_other_whatever_they_come_in() {
    let text = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n\r\n";
    for step in [1, 7, text.len()] {
        let (mut connection, mut sender) = connected(step);
        let sending = tokio::spawn(async move {
            sender.write_all(text).await.expect("it is read");
        });
        let head = request(&mut connection).await.expect("a head");
        let head = head.expect("a request");
        assert_eq!((&*head.target, head.length), ("/a", Length::Exact(3)));
        let body = gathered(&mut connection, head.length, 3).await;
        assert_eq!(body.expect("a body"), "abc");
        let next = request(&mut connection).await.expect("a head");
        assert_eq!(next.expect("a request").target, "/b");
        sending.await.expect("all was sent");
        assert!(matches!(request(&mut connection).await, Ok(None)));
    }
}

#[tokio::test]
async fn half_a_head_is_none() {
    let (mut connection, mut sender) = connected(100);
    sender.write_all(b"GET / HT").await.expect("room");
    drop(sender);
    let broken = request(&mut connection).await;
    assert!(matches!(broken, Err(MessageError::Closed(None))));
}

#[tokio::test]
async fn a_head_that_is_known_says_what_it_said() {
    const ONE: &str = "HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 0\r\n\r\n";
    let (mut connection, mut app) = connected(1 << 10);
    let other = ONE.replace('1', "0").replace("HTTP/0.0", "HTTP/1.0");
    let longer = ONE.replace("\r\n\r\n", "\r\nB: 2\r\n\r\n");
    for (text, asked, is_known) in [
        (ONE, Method::POST, false),
        (ONE, Method::POST, true),
        (ONE, Method::HEAD, false),
        (ONE, Method::POST, false),
        (&longer, Method::POST, false),
        (&other, Method::POST, false),
        (&other, Method::POST, true),
    ] {
        let before = connection.known.as_ref().map(|known| known.head.clone());
        app.write_all(text.as_bytes()).await.expect("room");
        let head = poll_fn(|cx| connection.poll_answer(cx, &asked)).await;
        let head = head.expect("a head");
        assert_eq!(before.is_some_and(|it| Arc::ptr_eq(&it, &head)), is_known);
        let read = head::answer(text.as_bytes(), &asked).expect("a head");
        let (read, size) = read.expect("a whole one");
        assert_eq!(size, text.len());
        assert_eq!(format!("{head:?}"), format!("{read:?}"));
        assert!(!connection.has_input());
    }
}

#[tokio::test]
async fn an_answer_may_come_before_the_request_is_sent() {
    let (mut connection, mut app) = asking();
    app.write_all(b"HTTP/1.1 200 OK\r\n\r\n")
        .await
        .expect("room");
    let head = answer(&mut connection).await.expect("an answer");
    assert_eq!(head.status, StatusCode::OK);
    assert!(connection.has_output());
    // What the app reads later is sent while its answer is read.
    let reading = tokio::spawn(async move {
        let mut request = vec![0; 19 + 10_000];
        app.read_exact(&mut request).await.expect("all of it");
        app.write_all(b"done").await.expect("room");
    });
    let all = pieces(&mut connection, Length::UntilClose).await;
    assert_eq!(all.expect("a body").concat(), b"done");
    reading.await.expect("the app has it");
}

#[tokio::test]
async fn an_app_that_takes_no_more_may_have_answered() {
    let (mut connection, mut app) = asking();
    let early = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n";
    app.write_all(early).await.expect("room");
    drop(app);
    let head = answer(&mut connection).await.expect("an answer");
    assert_eq!(head.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(head.reason.as_deref(), Some("Too Large"));
    assert!(!connection.has_output());
}

#[tokio::test]
async fn what_comes_before_the_answer_is_no_answer() {
    let (mut connection, mut app) = connected(1_000);
    let both = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n\
        HTTP/1.1 204 No Content\r\n\r\n";
    app.write_all(both).await.expect("room");
    let head = answer(&mut connection).await.expect("an answer");
    assert_eq!(head.status, StatusCode::NO_CONTENT);
    let upgrade = b"HTTP/1.1 101 Switching Protocols\r\n\r\n";
    app.write_all(upgrade).await.expect("room");
    let head = answer(&mut connection).await.expect("an answer");
    assert_eq!(head.status, StatusCode::SWITCHING_PROTOCOLS);
}

#[tokio::test]
async fn no_answer_says_whether_anything_was_sent() {
    let (mut connection, app) = connected(64);
    drop(app);
    connection
        .head()
        .extend_from_slice(b"GET / HTTP/1.1\r\n\r\n");
    assert!(answer(&mut connection).await.is_err());
    assert!(!connection.has_sent());

    let (mut connection, mut app) = connected(64);
    connection
        .head()
        .extend_from_slice(b"GET / HTTP/1.1\r\n\r\n");
    flush(&mut connection).await;
    app.write_all(b"HTTP/1.1 2").await.expect("room");
    drop(app);
    assert!(answer(&mut connection).await.is_err());
    assert!(connection.has_sent());
}

#[tokio::test]
async fn pieces_are_passed_on_as_they_come_and_the_last_is_known() {
    let (mut connection, mut app) = connected(1_000);
    let mut body = Body::new(Length::Chunked);
    app.write_all(b"2\r\nab\r\n").await.expect("room");
    let piece = poll_fn(|cx| connection.poll_data(cx, &mut body)).await;
    assert_eq!(piece.expect("a piece"), Some("ab".into()));
    assert!(!body.has_ended());
    app.write_all(b"2\r\ncd\r\n0\r\n\r\n").await.expect("room");
    let piece = poll_fn(|cx| connection.poll_data(cx, &mut body)).await;
    assert_eq!(piece.expect("a piece"), Some("cd".into()));
    assert!(body.has_ended());
}

#[tokio::test]
async fn a_long_body_is_whole_whatever_it_comes_in() {
    let sent: Vec<u8> = (0..300_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    for (room, in_chunks) in [
        (1_000, false),
        (100_000, false),
        (5_000, true),
        (500_000, true),
    ] {
        let (mut connection, mut other) = connected(room);
        let data = sent.clone();
        let sending = tokio::spawn(async move {
            if in_chunks {
                for piece in data.chunks(70_000) {
                    let size = format!("{:x}\r\n", piece.len());
                    let chunk = [size.as_bytes(), piece, b"\r\n"].concat();
                    other.write_all(&chunk).await.expect("it is read");
                }
                other.write_all(b"0\r\n\r\n").await.expect("it is read");
            } else {
                other.write_all(&data).await.expect("it is read");
            }
            other
        });
        let length = if in_chunks {
            Length::Chunked
        } else {
            Length::Exact(sent.len() as u64)
        };
        if room % 1_000 == 0 && room > 50_000 {
            let body = gathered(&mut connection, length, sent.len()).await;
            assert!(body.expect("a body") == sent, "{room}");
        } else {
            let all = pieces(&mut connection, length).await.expect("a body");
            assert!(all.concat() == sent, "{room}");
        }
        sending.await.expect("all was sent");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_known_before_it_is_read() {
    for (length, sent) in [(Length::Exact(11), &b""[..]), (Length::Chunked, b"b\r\n")] {
        let (mut connection, mut sender) = connected(100);
        sender.write_all(sent).await.expect("room");
        let refused = gathered(&mut connection, length, 10).await;
        assert!(matches!(refused, Err(GatherError::TooLarge)));
    }
    let (mut connection, mut sender) = connected(100);
    sender.write_all(b"abc").await.expect("room");
    drop(sender);
    let broken = gathered(&mut connection, Length::Exact(10), 10).await;
    assert!(matches!(broken, Err(GatherError::Body(BodyError::Closed))));
}

#[tokio::test]
async fn chunks_are_read_as_they_were_written() {
    let long = "long ".repeat(2_000);
    for last in ["", "end", &long] {
        let (mut connection, there) = connected(3);
        let mut reader = Connection::new(Stream::Layered(Box::new(there)));
        let reading = tokio::spawn(async move {
            let head = answer(&mut reader).await.expect("an answer");
            let all = pieces(&mut reader, head.length).await;
            all.expect("a body").concat()
        });
        let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        connection.head().extend_from_slice(head);
        for piece in ["one", "another", &long] {
            connection.chunk(&piece.to_owned().into(), false);
            assert_eq!(connection.has_body(), piece.len() > 5_000);
            assert!(connection.has_output());
        }
        flush(&mut connection).await;
        assert!(!connection.has_output());
        connection.chunk(&last.to_owned().into(), true);
        flush(&mut connection).await;
        let all = reading.await.expect("it was read");
        assert_eq!(all, format!("oneanother{long}{last}").as_bytes());
    }
}

#[tokio::test]
async fn a_connection_is_quiet_until_something_comes() {
    let quiet = |connection: &mut Connection| {
        let mut cx = Context::from_waker(std::task::Waker::noop());
        connection.is_quiet(&mut cx)
    };
    let (mut connection, mut other) = connected(100);
    assert!(quiet(&mut connection));
    connection.head().push(b'x');
    assert!(!quiet(&mut connection));
    flush(&mut connection).await;
    assert!(quiet(&mut connection));
    other.write_all(b"?").await.expect("room");
    assert!(!quiet(&mut connection));
    let (mut connection, other) = connected(100);
    drop(other);
    assert!(!quiet(&mut connection));
}

#[tokio::test]
async fn who_leaves_is_noticed_and_what_was_sent_before_is_kept() {
    let (mut connection, mut sender) = connected(1_000);
    sender
        .write_all(b"GET /next HTTP/1.1\r\n\r\n")
        .await
        .expect("room");
    let mut cx = Context::from_waker(std::task::Waker::noop());
    assert!(connection.poll_gone(&mut cx).is_pending());
    drop(sender);
    poll_fn(|cx| connection.poll_gone(cx)).await;
    let head = request(&mut connection).await.expect("a head");
    assert_eq!(head.expect("a request").target, "/next");
}
