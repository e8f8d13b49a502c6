//! Names that stand for recorded events.

use crate::error::{Error, Result};
use crate::event::catalog;
use crate::event::id::EventId;
use crate::store::{Filter, Store};

/// What stands behind `last` or `last:`.
pub(super) fn which_last(name: &str) -> Option<&str> {
    if name == "last" {
        return Some("");
    }
    name.strip_prefix("last:")
}

/// The newest events, oldest of them first: one, `3`, or the newest of a type.
pub(super) fn last(store: &Store, which: &str) -> Result<Vec<EventId>> {
    let count = which.parse().ok();
    if count == Some(0) {
        return Err(Error::usage("last:0 names no event").hint("the newest three are last:3"));
    }
    let name = (count.is_none() && !which.is_empty()).then(|| which.to_owned());
    let filter = Filter {
        name,
        limit: Some(count.unwrap_or(1)),
        ..Filter::default()
    };
    let mut ids = store.newest(&filter)?;
    if ids.is_empty() {
        let what = if which.is_empty() { "event" } else { which };
        let near = catalog::did_you_mean(which);
        let hint = match near.first() {
            Some(near) if catalog::find(which).is_none() => format!("did you mean last:{near}?"),
            _ => "record some with: vapihook listen --forward-to 3000".to_owned(),
        };
        let path = store.path().display();
        let message = format!("no {} is recorded in {path}", what.escape_debug());
        return Err(Error::not_found(message).hint(hint));
    }
    ids.reverse();
    Ok(ids)
}

/// The events of the one call that is meant, oldest first.
pub(super) fn call(store: &Store, id: &str) -> Result<Vec<EventId>> {
    if id.is_empty() {
        return Err(
            Error::usage("call: names no call").hint("the recorded calls: vapihook events calls")
        );
    }
    let filter = Filter {
        call_id: Some(store.resolve_call(id)?),
        ..Filter::default()
    };
    let mut ids = store.newest(&filter)?;
    ids.reverse();
    Ok(ids)
}
