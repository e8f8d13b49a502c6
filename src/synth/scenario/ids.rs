//! Ids that look like Vapi's.

use crate::synth::random::Random;

/// `call_` and 24 letters and digits.
pub fn tool_call(random: &mut Random) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let id = (0..24).map(|_| random.char(LETTERS));
    "call_".chars().chain(id).collect()
}
