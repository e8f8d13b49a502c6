//! Memory for bodies, used again. For a large body, memory that is new to a process costs about as
//! much as what is read into it: its pages are cleared and mapped one by one. And for one of a
//! kilobyte the allocator looks through all that was given back before.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

/// Room that is made at once: no more before its bytes come, as what was announced may never come.
pub(crate) const ROOM: usize = 256 << 10;
/// The smallest room that is used again: what is smaller is the allocator's, which is quick there.
const LEAST: usize = 1 << 10;
/// The sizes of rooms that are: each is twice the one before.
const SIZES: usize = 9;
/// Bytes that are kept of each size while no body needs them.
const KEPT: usize = 2 << 20;

const _: () = assert!(LEAST << (SIZES - 1) == ROOM, "the largest room is the last");

/// Rooms that no body needs, by their size.
#[derive(Debug)]
struct Free([Mutex<Vec<Vec<u8>>>; SIZES]);

static FREE: Free = Free::none();

/// Gives the memory back that no body needs.
pub fn release() {
    FREE.release();
}

/// A copy of these bytes.
#[must_use]
pub fn copy(bytes: &[u8]) -> Bytes {
    let mut room = Room::of(bytes.len());
    room.extend_from_slice(bytes);
    room.into_bytes()
}

/// Which size so many bytes need.
fn size(bytes: usize) -> Option<usize> {
    if !(LEAST..=ROOM).contains(&bytes) {
        return None;
    }
    Some((bytes.next_power_of_two() / LEAST).trailing_zeros() as usize)
}

impl Free {
    const fn none() -> Self {
        Self([const { Mutex::new(Vec::new()) }; SIZES])
    }

    fn rooms(&self, size: usize) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.0[size].lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn release(&self) {
        for size in 0..SIZES {
            let unused = std::mem::take(&mut *self.rooms(size));
            drop(unused);
        }
    }

    /// Room for so many bytes.
    fn room(&'static self, bytes: usize) -> Room {
        let bytes = match size(bytes) {
            None => Vec::with_capacity(bytes),
            Some(size) => {
                let used_before = self.rooms(size).pop();
                used_before.unwrap_or_else(|| Vec::with_capacity(LEAST << size))
            }
        };
        Room { bytes, home: self }
    }

    fn take_back(&self, mut bytes: Vec<u8>) {
        // What has grown meanwhile is of another size, or of none.
        if let Some(size) = size(bytes.capacity())
            && bytes.capacity() == LEAST << size
        {
            bytes.clear();
            let mut rooms = self.rooms(size);
            if rooms.len() < KEPT / (LEAST << size) {
                rooms.push(bytes);
            }
        }
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
        if size(self.bytes.capacity()).is_some() {
            Bytes::from_owner(self)
        } else {
            std::mem::take(&mut self.bytes).into()
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.home.take_back(std::mem::take(&mut self.bytes));
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
        for bytes in [LEAST, LEAST + 1, 100_000, ROOM] {
            static HERE: Free = Free::none();
            let mut room = HERE.room(bytes);
            assert!(room.capacity() >= bytes);
            room.extend_from_slice(&[1; 10]);
            let place = room.as_ptr();
            let taken = room.into_bytes();
            let other = HERE.room(bytes);
            assert_ne!(other.as_ptr(), place);
            assert_eq!(taken[..], [1; 10]);
            drop(taken);
            let again = HERE.room(bytes);
            assert_eq!((again.as_ptr(), again.len()), (place, 0));
            drop((again, other));
            assert_eq!(HERE.count(), 2);
            HERE.release();
            assert_eq!(HERE.count(), 0);
        }
    }

    #[test]
    fn what_is_kept_is_bounded_and_of_its_size() {
        static HERE: Free = Free::none();
        for bytes in [0, 1, LEAST - 1, ROOM + 1] {
            let mut room = HERE.room(bytes);
            room.resize(bytes, 7);
            assert_eq!(room.into_bytes(), vec![7; bytes]);
            assert_eq!(HERE.count(), 0, "{bytes}");
        }
        let mut grown = HERE.room(LEAST);
        grown.resize(5 * LEAST / 2, 7);
        let capacity = grown.capacity();
        drop(grown);
        assert_eq!(HERE.count(), usize::from(capacity.is_power_of_two()));
        HERE.release();
        for size in [LEAST, ROOM] {
            let many: Vec<_> = (0..=KEPT / size).map(|_| HERE.room(size)).collect();
            drop(many);
            assert_eq!(HERE.count(), KEPT / size);
            HERE.release();
        }
    }

    impl Free {
        fn count(&self) -> usize {
            (0..SIZES).map(|size| self.rooms(size).len()).sum()
        }
    }
}
