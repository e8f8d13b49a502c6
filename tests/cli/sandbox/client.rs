//! What Vapi is to the relay: a sender of requests.

use super::http::{Message, Wire};

/// A sender with one connection, kept alive.
pub struct Client {
    wire: Wire,
}

impl Client {
    pub fn connect(port: u16) -> Self {
        let wire = Wire::connect(port);
        Self { wire }
    }

    /// Sends a request and reads the answer. `Host` and `Content-Length` are added.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Message {
        self.wire.send(request(method, path, headers, body));
        self.wire.read_answer(method)
    }

    /// POSTs JSON to `/`.
    pub fn post(&mut self, body: impl AsRef<[u8]>) -> Message {
        let headers = [("Content-Type", "application/json")];
        self.send("POST", "/", &headers, body.as_ref())
    }
}

/// A request as bytes.
fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!("{method} {path} HTTP/1.1\r\nHost: hooks.example.com\r\n");
    for (name, value) in headers {
        bytes += &format!("{name}: {value}\r\n");
    }
    if !body.is_empty() || matches!(method, "POST" | "PUT" | "PATCH") {
        bytes += &format!("Content-Length: {}\r\n", body.len());
    }
    [bytes.as_bytes(), b"\r\n", body].concat()
}

/// Sends one request on a connection of its own.
pub fn send(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: impl AsRef<[u8]>,
) -> Message {
    Client::connect(port).send(method, path, headers, body.as_ref())
}

/// POSTs JSON to `/`.
pub fn post(port: u16, body: impl AsRef<[u8]>) -> Message {
    Client::connect(port).post(body)
}

/// GETs a path.
pub fn get(port: u16, path: &str) -> Message {
    send(port, "GET", path, &[], "")
}
