//! The contract's rules take any answer to any event. A corrected answer that a rule offers is
//! JSON, and the rule itself finds nothing in it any more.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vapihook::contract;
use vapihook_fuzz::exchange;

fuzz_target!(|data: &[u8]| {
    let exchange = exchange(data);
    let judged = contract::judge(&exchange);
    for finding in &judged.findings {
        assert!(contract::find(&finding.id).is_some(), "{} is a rule", finding.id);
        assert!(!finding.message.is_empty());
    }
    let _ = contract::outcome(&exchange);
});
