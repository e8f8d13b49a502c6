//! `--from`: recorded events become a scenario file.

use std::path::Path;

use crate::context::Context;
use crate::error::Result;

pub(super) fn write(_from: &[String], _to: Option<&Path>, _context: &Context) -> Result<u8> {
    Ok(0)
}
