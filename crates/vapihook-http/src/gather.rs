//! A body that is kept until it is whole, in one piece of memory.

use std::task::{Context, Poll};

use bytes::{BufMut, Bytes};

use crate::body::{Body, BodyError, Length, Next};
use crate::connection::Connection;
use crate::room::{ROOM, Room};

/// Why a body was not gathered.
#[derive(Debug)]
pub enum GatherError {
    /// It is longer than the limit.
    TooLarge,
    /// It has no end.
    Body(BodyError),
}

impl From<BodyError> for GatherError {
    fn from(error: BodyError) -> Self {
        Self::Body(error)
    }
}

/// A body that is kept until it is whole.
#[derive(Debug)]
pub struct Gathering {
    body: Body,
    whole: Room,
    limit: usize,
}

impl Gathering {
    /// A body of this length, of no more than `limit` bytes.
    #[must_use]
    pub fn new(length: Length, limit: usize) -> Self {
        Self {
            body: Body::new(length),
            whole: Room::NONE,
            limit,
        }
    }

    /// What came.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.whole.into_bytes()
    }

    /// What is still to be read.
    #[must_use]
    pub fn body(&self) -> Body {
        self.body
    }

    /// Makes room for as many of `coming` bytes as are likely to come soon.
    fn make_room(&mut self, coming: u64) {
        let room = usize::try_from(coming).unwrap_or(usize::MAX);
        let room = room.min(ROOM.max(self.whole.len()));
        if self.whole.capacity() == 0 {
            self.whole = Room::of(room);
        } else if self.whole.len() == self.whole.capacity() {
            self.whole.reserve_exact(room);
        }
    }
}

impl Connection {
    /// Reads on in a body: whether it is whole, or more of it came.
    ///
    /// # Errors
    /// When it is too large, or has no end.
    pub fn poll_gather(
        &mut self,
        cx: &mut Context<'_>,
        gathering: &mut Gathering,
    ) -> Poll<Result<bool, GatherError>> {
        let before = gathering.whole.len();
        loop {
            let (skipped, next) = gathering.body.step(self.input())?;
            self.use_up(skipped);
            let read = match next {
                Next::End => return Poll::Ready(Ok(true)),
                Next::More => self.poll_fill(cx),
                Next::Data(most) => {
                    let room = gathering.limit.saturating_sub(gathering.whole.len());
                    if most > room as u64 {
                        return Poll::Ready(Err(GatherError::TooLarge));
                    }
                    gathering.make_room(most);
                    let here = self.input().len();
                    let most = usize::try_from(most).unwrap_or(usize::MAX);
                    if here > 0 {
                        let bytes = most.min(here);
                        gathering.whole.extend_from_slice(&self.input()[..bytes]);
                        self.use_up(bytes);
                        gathering.body.took(bytes);
                        continue;
                    }
                    let whole = &mut *gathering.whole;
                    let read = self.stream.poll_read_into(cx, &mut whole.limit(most));
                    if let Poll::Ready(Ok(bytes)) = read {
                        gathering.body.took(bytes);
                    }
                    read
                }
            };
            match read {
                Poll::Ready(Ok(0)) => gathering.body.closed()?,
                Poll::Ready(Ok(_)) => {}
                Poll::Ready(Err(error)) => {
                    return Poll::Ready(Err(BodyError::Io(error).into()));
                }
                Poll::Pending if gathering.whole.len() > before => return Poll::Ready(Ok(false)),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}
