//! The record, read event by event: one whose body is lost is told and left out, once, and the
//! rest goes on.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Deref;

use crate::context::Context;
use crate::error::{Kind, Result};
use crate::event::exchange::Exchange;
use crate::event::id::EventId;
use crate::render::out;
use crate::store::Store;
use crate::store::read::Seen;

pub(super) struct Reader {
    store: Store,
    lost: RefCell<BTreeSet<EventId>>,
}

impl Reader {
    pub(super) fn open(context: &Context) -> Result<Self> {
        Ok(Self {
            store: context.store()?,
            lost: RefCell::default(),
        })
    }

    /// The exchange of that id, if it is recorded and can be read.
    pub(super) fn get(&self, id: EventId) -> Result<Option<Exchange>> {
        Ok(match self.store.look(id)? {
            Seen::Exchange(exchange) => Some(exchange),
            Seen::Nothing => None,
            Seen::Lost(error) => {
                if self.lost.borrow_mut().insert(id) {
                    out::error(&error);
                }
                None
            }
        })
    }

    pub(super) fn into_store(self) -> Store {
        self.store
    }

    /// 1 when something was lost, else 0.
    pub(super) fn exit_code(&self) -> u8 {
        if self.lost.borrow().is_empty() {
            0
        } else {
            Kind::Failed.exit_code()
        }
    }
}

impl Deref for Reader {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}
