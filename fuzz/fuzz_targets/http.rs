//! A head is whole at its last byte and not before; what is passed on of it reads as the same to
//! the next; a body comes out the same in whatever pieces it comes.
#![no_main]

use bytes::Bytes;
use http::Method;
use libfuzzer_sys::fuzz_target;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use tokio::io::AsyncWriteExt;
use vapihook_http::body::{Body, Length};
use vapihook_http::connection::Connection;
use vapihook_http::fields::{Fields, Set};
use vapihook_http::head::{self, HeadError};
use vapihook_http::stream::Stream;
use vapihook_http::write::{Sender, write_answer, write_request};

/// A body of chunks that comes in pieces of `step` bytes, if it is one.
fn body(data: &[u8], step: usize) -> Option<Vec<u8>> {
    let (here, mut there) = tokio::io::duplex(1 << 20);
    let mut connection = Connection::new(Stream::Layered(Box::new(here)));
    let mut cx = Context::from_waker(Waker::noop());
    let mut body = Body::new(Length::Chunked);
    let mut read = Vec::new();
    let mut pieces = data.chunks(step);
    let mut there = Some(&mut there);
    loop {
        match connection.poll_data(&mut cx, &mut body) {
            Poll::Ready(Ok(Some(piece))) => read.extend_from_slice(&piece),
            Poll::Ready(Ok(None)) => return Some(read),
            Poll::Ready(Err(_)) => return None,
            Poll::Pending => match (pieces.next(), &mut there) {
                (Some(piece), Some(there)) => {
                    let sent = pin!(there.write_all(piece));
                    assert!(std::future::Future::poll(sent, &mut cx).is_ready());
                }
                _ => {
                    let there = there.take().expect("it ends once");
                    let closed = pin!(there.shutdown());
                    assert!(std::future::Future::poll(closed, &mut cx).is_ready());
                }
            },
        }
    }
}

/// A head that is whole, unless its lines are too many now.
fn unless_too_large<T>(head: Result<Option<T>, HeadError>) -> Option<T> {
    match head {
        Err(HeadError::TooLarge) => None,
        head => Some(head.expect("HTTP").expect("all of it")),
    }
}

fuzz_target!(|data: &[u8]| {
    if let Ok(Some((asked, size))) = head::request(data) {
        assert!(!matches!(head::request(&data[..size - 1]), Ok(Some(_))));
        let lower = asked.fields.in_lower_case();
        assert_eq!(Fields::of_block(&lower).in_lower_case(), lower);
        let set = [Set {
            name: "host",
            value: b"app",
        }];
        let mut out = Vec::new();
        write_request(
            &mut out,
            &asked.method,
            &asked.target,
            &asked.fields,
            &set,
            3,
        );
        if let Some((passed, whole)) = unless_too_large(head::request(&out)) {
            assert_eq!(whole, out.len());
            assert_eq!(
                (&passed.method, &passed.target),
                (&asked.method, &asked.target)
            );
            assert_eq!(
                (passed.length, passed.keeps_alive),
                (Length::Exact(3), true)
            );
            assert_eq!(passed.fields.all("host").collect::<Vec<_>>(), [b"app"]);
        }
    }
    for method in [Method::POST, Method::HEAD] {
        if let Ok(Some((answer, size))) = head::answer(data, &method) {
            assert!(!matches!(
                head::answer(&data[..size - 1], &method),
                Ok(Some(_))
            ));
            for is_1_1 in [true, false] {
                let to = Sender {
                    is_1_1,
                    stays: true,
                };
                let mut out = Vec::new();
                write_answer(&mut out, &answer, to);
                // A line more can be one too many.
                let Some((passed, whole)) = unless_too_large(head::answer(&out, &method)) else {
                    continue;
                };
                assert_eq!(whole, out.len());
                assert_eq!(passed.status, answer.status);
                assert_eq!(passed.fields.in_lower_case(), answer.fields.in_lower_case());
                let expected = match answer.length {
                    Length::Exact(bytes) => Length::Exact(bytes),
                    _ if is_1_1 || method == Method::HEAD => Length::Chunked,
                    _ => Length::UntilClose,
                };
                assert_eq!(passed.length, expected);
            }
        }
    }
    let whole = body(data, data.len().max(1)).map(Bytes::from);
    for step in [1, 7] {
        assert_eq!(body(data, step).map(Bytes::from), whole);
    }
});
