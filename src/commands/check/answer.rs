//! An answer that stands in a file.

use std::fs;
use std::io::{self, Read};

use bytes::Bytes;
use vapihook_json::raw::{Raw, text_of};

use super::Args;
use crate::error::{Error, Result};
use crate::event::envelope::Headers;
use crate::event::exchange::{Delivery, Outcome};

/// The bytes of an answer in a file.
pub(super) fn read(file: &str) -> Result<Bytes> {
    let mut bytes = Vec::new();
    let read = match file {
        "-" => io::stdin().read_to_end(&mut bytes).map(|_| bytes),
        file => fs::read(file),
    };
    read.map(Bytes::from).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::not_found(format!("there is no file \"{file}\"")),
        _ => Error::failed(format!("{file} cannot be read: {error}")),
    })
}

/// An answer that came from a file.
pub(super) fn delivery(args: &Args, body: Bytes) -> Delivery {
    let fits = if Raw::parse(&text_of(&body)).is_ok() {
        "application/json"
    } else {
        "application/octet-stream"
    };
    let kind = args.content_type.as_deref().unwrap_or(fits);
    Delivery {
        outcome: Outcome::Answered,
        detail: None,
        status: args.status,
        headers: Headers::from_block(format!("content-type: {kind}\r\n").into_bytes()),
        body,
        body_omitted: 0,
        latency: args.elapsed.unwrap_or_default(),
    }
}
