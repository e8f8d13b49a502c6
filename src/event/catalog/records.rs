//! Messages about what is kept beside calls: chats, sessions, workflow nodes.

use super::words::{join, quote, text};
use super::{Deadline, Reply, Row, Server, Standing};
use crate::event::raw::Raw;

pub(super) const ROWS: &[Row] = &[
    Row {
        name: "chat.created",
        about: "A text chat turn was answered and kept.",
        server: Server::Assistant,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: chat,
        sample: include_str!("../samples/chat.created.json"),
    },
    Row {
        name: "chat.deleted",
        about: "A text chat turn was deleted.",
        server: Server::Assistant,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: chat,
        sample: include_str!("../samples/chat.deleted.json"),
    },
    Row {
        name: "session.created",
        about: "A session, which keeps one conversation over several chats, was opened.",
        server: Server::Assistant,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: session,
        sample: include_str!("../samples/session.created.json"),
    },
    Row {
        name: "session.deleted",
        about: "A session was deleted.",
        server: Server::Assistant,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: session,
        sample: include_str!("../samples/session.deleted.json"),
    },
    Row {
        name: "session.updated",
        about: "A session changed: its status, its name or its messages.",
        server: Server::Assistant,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::Current,
        is_default: false,
        summary: session,
        sample: include_str!("../samples/session.updated.json"),
    },
    Row {
        name: "workflow.node.started",
        about: "A workflow entered a node.",
        server: Server::Nobody,
        reply: Reply::Ignored,
        deadline: Deadline::ServerTimeout,
        standing: Standing::ClientOnly,
        is_default: false,
        summary: |message| {
            let node = |name| text(message, &["node", name]);
            join("  ", [node("name"), node("type")])
        },
        sample: include_str!("../samples/workflow.node.started.json"),
    },
];

/// `<id>  "what the user wrote"`.
fn chat(message: Raw<'_>) -> String {
    let input = quote(message, &["chat", "input"]);
    join("  ", [text(message, &["chat", "id"]), input])
}

/// `<id>  active`.
fn session(message: Raw<'_>) -> String {
    let session = |name| text(message, &["session", name]);
    join("  ", [session("id"), session("status")])
}
