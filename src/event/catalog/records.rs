//! Messages about what is kept beside calls: chats, sessions, workflow nodes.

use vapihook_json::members::Members;

use super::words::{join, quote, text};
use super::{Deadline, Member, Reply, Row, Server, Standing, View};

const CHAT: &[Member] = &[
    ("chat", &["chat", "id"]),
    ("name", &["chat", "name"]),
    ("session", &["chat", "sessionId"]),
    ("user", &["chat", "input"]),
    ("assistant", &["chat", "output"]),
    ("cost", &["chat", "cost"]),
];
const SESSION: &[Member] = &[
    ("session", &["session", "id"]),
    ("name", &["session", "name"]),
    ("status", &["session", "status"]),
    ("assistant", &["session", "assistantId"]),
    ("expires", &["session", "expirationSeconds"]),
    ("messages", &["session", "messages"]),
];

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
        view: View::Members(CHAT),
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
        view: View::Members(CHAT),
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
        view: View::Members(SESSION),
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
        view: View::Members(SESSION),
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
        view: View::Members(SESSION),
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
        view: View::Members(&[("node", &["node"])]),
        sample: include_str!("../samples/workflow.node.started.json"),
    },
];

/// `<id>  "what the user wrote"`.
fn chat(message: &Members<'_>) -> String {
    let input = quote(message, &["chat", "input"]);
    join("  ", [text(message, &["chat", "id"]), input])
}

/// `<id>  active`.
fn session(message: &Members<'_>) -> String {
    let session = |name| text(message, &["session", name]);
    join("  ", [session("id"), session("status")])
}
