//! HTTP/1.1 messages passed on as they are written: what an intermediary reads on one connection
//! and writes on another. Names keep their case and their order, values their bytes; of a message
//! it is known where it ends, and nothing else.
//!
//! | module | what it does |
//! |---|---|
//! | [`connection`] | a connection: a head is read, then its body piece by piece; a message is sent |
//! | [`stream`] | what its bytes go through |
//! | [`output`] | what is on its way out of it |
//! | [`gather`] | a body that is kept until it is whole |
//! | [`room`] | the memory of large bodies, used again |
//! | [`head`] | the first lines of a request and of an answer, read by the parser that hyper uses |
//! | [`write`](mod@write) | heads on their way out |
//! | [`fields`] | header lines, and what of them is passed on |
//! | [`body`] | how long a body is, and where its chunks end |
//!
//! What the two sides may send is bounded: lines and bytes of a head, of a chunk's line and of a
//! trailer, which is thrown away. A message that can be read in two ways (lengths that differ, a
//! coding beside `chunked`) is none. Who is waited for and how long is the caller's affair, and so
//! is whether a connection is used again.
//!
//! It is a crate by itself because it is built for speed, where the rest of the program is built
//! for size. What is generic, marked for inlining or an `async fn` is compiled where it is used, for
//! size: what an event waits for stands in functions that are none of these.

pub mod body;
pub mod connection;
pub mod fields;
pub mod gather;
pub mod head;
mod output;
pub mod room;
pub mod stream;
pub mod write;
