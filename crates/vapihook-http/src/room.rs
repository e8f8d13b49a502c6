//! Memory for large bodies, used again: memory that is new to a process costs about as much as what
//! is read into it, as its pages are cleared and mapped one by one.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// Room that is made at once: no more before its bytes come, as what was announced may never come.
pub(crate) const ROOM: usize = 256 << 10;
/// Bodies from this length on get room of that size; the memory of others is made to measure.
const LARGE: usize = 64 << 10;
/// How many are kept while no body needs them.
const KEPT: usize = 16;

/// Rooms that no body needs.
#[derive(Debug)]
struct Free(Mutex<Vec<Vec<u8>>>);

static FREE: Free = Free::none();

/// Gives the memory back that no body needs.
pub fn release() {
    FREE.release();
}

impl Free {
    const fn none() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    fn rooms(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn release(&self) {
        let unused = std::mem::take(&mut *self.rooms());
        drop(unused);
    }

    /// Room for so many bytes.
    fn room(&'static self, bytes: usize) -> Room {
        let bytes = if (LARGE..=ROOM).contains(&bytes) {
            let used_before = self.rooms().pop();
            used_before.unwrap_or_else(|| Vec::with_capacity(ROOM))
        } else {
            Vec::with_capacity(bytes)
        };
        Room { bytes, home: self }
    }
}

/// The bytes of a body.
#[derive(Debug)]
pub(crate) struct Room {
    bytes: Vec<u8>,
    home: &'static Free,
}

impl Room {
    /// No room.
    pub const NONE: Self = Self {
        bytes: Vec::new(),
        home: &FREE,
    };

    /// Room for so many bytes.
    pub fn of(bytes: usize) -> Self {
        FREE.room(bytes)
    }

    /// What is in it. The room is used again once nobody has that any more.
    pub fn into_bytes(mut self) -> Bytes {
        if self.bytes.capacity() == ROOM {
            Bytes::from_owner(self)
        } else {
            std::mem::take(&mut self.bytes).into()
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        if self.bytes.capacity() == ROOM {
            self.bytes.clear();
            let mut rooms = self.home.rooms();
            if rooms.len() < KEPT {
                rooms.push(std::mem::take(&mut self.bytes));
            }
        }
    }
}

impl Deref for Room {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.bytes
    }
}

impl DerefMut for Room {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }
}

impl AsRef<[u8]> for Room {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_used_again_and_what_was_in_it_is_gone() {
        static HERE: Free = Free::none();
        let mut room = HERE.room(LARGE);
        room.extend_from_slice(&[1; 10]);
        let place = room.as_ptr();
        let bytes = room.into_bytes();
        let other = HERE.room(LARGE);
        assert_ne!(other.as_ptr(), place);
        assert_eq!(bytes[..], [1; 10]);
        drop(bytes);
        let again = HERE.room(ROOM);
        assert_eq!((again.as_ptr(), again.len()), (place, 0));
        drop((again, other));
        HERE.release();
        assert!(HERE.rooms().is_empty());
    }

    #[test]
    fn what_is_kept_is_bounded() {
        static HERE: Free = Free::none();
        for bytes in [0, 1, LARGE - 1, ROOM + 1] {
            drop(HERE.room(bytes).into_bytes());
            assert!(HERE.rooms().is_empty(), "{bytes}");
        }
        let many: Vec<_> = (0..=KEPT).map(|_| HERE.room(LARGE)).collect();
        drop(many);
        assert_eq!(HERE.rooms().len(), KEPT);
    }
}
