//! A lease's journal that was cut off or damaged is said to be; one that is read is written the
//! same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vapihook::lease::journal::Journal;

fuzz_target!(|data: &[u8]| {
    match Journal::parse(data) {
        Err(why) => assert!(!why.is_empty()),
        Ok(journal) => {
            let bytes = journal.bytes();
            let again = Journal::parse(&bytes).expect("what we write, we read");
            assert_eq!(bytes, again.bytes());
        }
    }
});
