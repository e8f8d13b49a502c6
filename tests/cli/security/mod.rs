//! What is promised in `docs/security.md`, attacked: web pages, payloads, other users of the
//! machine, whoever gets to see a record or a screen.

mod elsewhere;
mod files;
mod hostile;
mod pages;
mod promises;
mod secrets;
