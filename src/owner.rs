//! Whose a file is: on a machine that is shared, somebody else may put a file, or a link, where we
//! are about to write secrets or to take settings from.
//!
//! One's own links are followed (dotfiles are often links), and those of the system.

use std::fs::{DirBuilder, OpenOptions};
use std::path::Path;

/// How a file is opened that, from its first moment, only its owner may read.
#[must_use]
pub fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// How a folder is made that only its owner may enter.
#[must_use]
pub fn private_folder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Whether a file or link may have been put there by another user, to be used by us. The root
/// user trusts everybody's folders but those that anybody may write to.
#[cfg(unix)]
#[must_use]
pub fn is_planted(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let me = rustix::process::geteuid().as_raw();
    let by_another = |path: &Path| {
        let owner = path.symlink_metadata().map(|data| data.uid());
        owner.is_ok_and(|owner| owner != me && owner != 0 && (me != 0 || is_open_to_all(path)))
    };
    // The link, and what it leads to.
    by_another(path) || path.canonicalize().is_ok_and(|path| by_another(&path))
}

/// Whether a file or link may have been put there by another user, to be used by us.
#[cfg(not(unix))]
#[must_use]
pub fn is_planted(_path: &Path) -> bool {
    false
}

/// Whether anybody may put files beside this one.
#[cfg(unix)]
fn is_open_to_all(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let path = std::path::absolute(path).unwrap_or_default();
    path.parent()
        .and_then(|folder| folder.metadata().ok())
        .is_some_and(|folder| folder.permissions().mode() & 0o002 != 0)
}
