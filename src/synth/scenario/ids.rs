//! Ids that look like Vapi's. They need to differ, not to be secret: the randomness is the
//! hash seeds' of the standard library.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
static NEXT: AtomicU64 = AtomicU64::new(0);

fn random() -> u64 {
    SEED.hash_one(NEXT.fetch_add(1, Ordering::Relaxed))
}

/// A UUID of version 7, made at that time.
pub fn uuid(at_ms: i64) -> String {
    let time = at_ms.cast_unsigned() & 0xffff_ffff_ffff;
    let (low, high) = (random(), random());
    format!(
        "{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}",
        time >> 16,
        time & 0xffff,
        high & 0xfff,
        0x8000 | (high >> 16 & 0x3fff),
        low & 0xffff_ffff_ffff,
    )
}

/// `call_` and 24 letters and digits.
pub fn tool_call() -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut id = "call_".to_owned();
    for _ in 0..3 {
        let mut bits = random();
        for _ in 0..8 {
            id.push(char::from(LETTERS[(bits % 62) as usize]));
            bits /= 62;
        }
    }
    id
}
