//! The local app: a real server on a port of its own, a thread for each connection. It is made
//! of nothing but sockets, so that a test decides every byte it sends.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use super::PATIENCE;
use super::http::{Headers, Message, Wire};

/// What the app got.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub uri: String,
    pub headers: Headers,
    pub body: Vec<u8>,
}

impl Request {
    fn of(message: Message) -> Self {
        let mut words = message.first_line.split(' ').map(str::to_owned);
        Self {
            method: words.next().expect("a method"),
            uri: words.next().expect("a URI"),
            headers: message.headers,
            body: message.body,
        }
    }

    /// The id that the relay gave it.
    pub fn event_id(&self) -> String {
        self.headers
            .get("x-vapihook-event-id")
            .expect("an event id")
    }
}

/// What the app says.
#[derive(Clone, Debug)]
pub struct Answer {
    head: String,
    body: Vec<u8>,
}

impl Answer {
    pub fn new(status: u16) -> Self {
        let head = format!("HTTP/1.1 {status} Whatever\r\n");
        Self {
            head,
            body: Vec::new(),
        }
    }

    /// `200` with a JSON body.
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200)
            .header("Content-Type", "application/json")
            .body(body)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.head += &format!("{name}: {value}\r\n");
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.header("Content-Length", &length)
    }

    fn bytes(&self, method: &str) -> Vec<u8> {
        let body: &[u8] = if method == "HEAD" { b"" } else { &self.body };
        [self.head.as_bytes(), b"\r\n", body].concat()
    }
}

/// A running app. Closes its port, and its connections, when it is dropped.
pub struct App {
    address: SocketAddr,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    seen: Mutex<Vec<Request>>,
    arrived: Condvar,
    connections: AtomicUsize,
    open: Mutex<Vec<TcpStream>>,
    stopped: AtomicBool,
}

impl App {
    /// An app that answers each request.
    pub fn answering(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::serving(move |request, wire| wire.try_send(answer(request).bytes(&request.method)))
    }

    /// An app that answers `200 {}`.
    pub fn new() -> Self {
        Self::answering(|_| Answer::json("{}"))
    }

    /// An app that answers each request with its own bytes; `false` closes the connection.
    pub fn serving(serve: impl Fn(&Request, &mut Wire) -> bool + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        Self::serving_on(listener, serve)
    }

    /// The same on a socket of the caller's.
    pub fn serving_on(
        listener: TcpListener,
        serve: impl Fn(&Request, &mut Wire) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self::talking_on(listener, move |mut wire, state| {
            while let Some(message) = wire.read_request() {
                // A sender that leaves in the middle has asked nothing.
                if message.broken_off {
                    return;
                }
                let request = Request::of(message);
                state.note(request.clone());
                if !serve(&request, &mut wire) {
                    wire.close();
                    return;
                }
            }
        })
    }

    /// A server that speaks as it likes on each connection.
    pub fn raw(talk: impl Fn(Wire) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        Self::talking_on(listener, move |wire, _| talk(wire))
    }

    /// An app with TLS, its certificate signed by itself, that answers `200 {}`.
    pub fn with_tls() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]);
        let made = made.expect("a certificate");
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let config = rustls::ServerConfig::builder_with_provider(Arc::new(
            rustls::crypto::ring::default_provider(),
        ))
        .with_safe_default_protocol_versions()
        .expect("TLS versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key.into())
        .expect("a TLS configuration");
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let accept = move |stream: TcpStream| {
            let session = rustls::ServerConnection::new(config.clone()).expect("a TLS session");
            Wire::over(rustls::StreamOwned::new(session, stream))
        };
        Self::start(listener, accept, |mut wire, state| {
            while let Some(message) = wire.read_request() {
                let request = Request::of(message);
                let answer = Answer::json("{}").bytes(&request.method);
                state.note(request);
                wire.try_send(answer);
            }
        })
    }

    fn talking_on(
        listener: TcpListener,
        talk: impl Fn(Wire, &State) + Send + Sync + 'static,
    ) -> Self {
        Self::start(listener, Wire::of, talk)
    }

    fn start(
        listener: TcpListener,
        accept: impl Fn(TcpStream) -> Wire + Send + Sync + 'static,
        talk: impl Fn(Wire, &State) + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().expect("a bound socket");
        let state = Arc::<State>::default();
        let shared = state.clone();
        let (accept, talk) = (Arc::new(accept), Arc::new(talk));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.stopped.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let copy = stream.try_clone().expect("a socket");
                lock(&shared.open).push(copy);
                let (accept, talk, shared) = (accept.clone(), talk.clone(), shared.clone());
                std::thread::spawn(move || {
                    // The relay looks whether the port is open: a connection that says nothing
                    // is not counted.
                    if stream.peek(&mut [0]).is_ok_and(|read| read > 0) {
                        shared.connections.fetch_add(1, Ordering::SeqCst);
                    }
                    talk(accept(stream), &shared);
                });
            }
        });
        Self { address, state }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// `127.0.0.1:PORT` and a path, as a target.
    pub fn at(&self, path: &str) -> String {
        format!("127.0.0.1:{}{path}", self.port())
    }

    /// How many connections carried something.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// Waits until so many requests have come, and gives all of them.
    pub fn requests(&self, count: usize) -> Vec<Request> {
        let (seen, wait) = self
            .state
            .arrived
            .wait_timeout_while(lock(&self.state.seen), PATIENCE, |seen| seen.len() < count)
            .unwrap_or_else(PoisonError::into_inner);
        assert!(!wait.timed_out(), "{} of {count} requests", seen.len());
        seen.clone()
    }

    /// Waits for the first request.
    pub fn request(&self) -> Request {
        self.requests(1).remove(0)
    }

    /// How many requests have come so far.
    pub fn count(&self) -> usize {
        lock(&self.state.seen).len()
    }
}

impl State {
    fn note(&self, request: Request) {
        lock(&self.seen).push(request);
        self.arrived.notify_all();
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.state.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts, so that it sees that it is over.
        TcpStream::connect(self.address).ok();
        for stream in lock(&self.state.open).drain(..) {
            stream.shutdown(std::net::Shutdown::Both).ok();
        }
    }
}

impl super::http::Transport for rustls::StreamOwned<rustls::ServerConnection, TcpStream> {
    fn close(&mut self) {
        self.conn.send_close_notify();
        self.sock.shutdown(std::net::Shutdown::Both).ok();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something that a test holds closed until it is time.
#[derive(Clone, Default)]
pub struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn open(&self) {
        *lock(&self.0.0) = true;
        self.0.1.notify_all();
    }

    /// Waits until it is open. An app must not outlive its test by more than the deadline.
    pub fn wait(&self) {
        let (lock, opened) = &*self.0;
        let guard = lock.lock().unwrap_or_else(PoisonError::into_inner);
        drop(opened.wait_timeout_while(guard, PATIENCE, |open| !*open));
    }
}

/// A port on which nothing listens, and that nobody gets who asks for any port.
pub fn free_port() -> u16 {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    // Each process starts somewhere else.
    let start = usize::try_from(std::process::id()).expect("a small number") * 97;
    loop {
        let offset = start + NEXT.fetch_add(1, Ordering::SeqCst);
        let port = u16::try_from(15_000 + offset % 15_000).expect("a port");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
