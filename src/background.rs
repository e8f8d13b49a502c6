//! Work beside the relay's: recording and printing. A caller waits for the relay, and for neither.

/// Has the calling thread give way to others where cores are scarce (on Linux, where a thread has
/// a priority of its own).
pub fn give_way() {
    /// Of 19. It still gets a third of what it would.
    #[cfg(target_os = "linux")]
    const NICENESS: i32 = 5;
    #[cfg(target_os = "linux")]
    rustix::process::setpriority_process(None, NICENESS).ok();
}
