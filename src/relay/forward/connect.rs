//! Connecting to the app: which addresses are tried, and what each of them said.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpSocket, TcpStream};

use super::Reason;
use crate::relay::loopback;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The addresses behind a target, in the order they are tried: `localhost` means `::1` and
/// 127.0.0.1, whatever the hosts file says.
///
/// # Errors
/// When the name is unknown.
pub async fn addresses(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    if host.eq_ignore_ascii_case("localhost") {
        return Ok(vec![
            (Ipv6Addr::LOCALHOST, port).into(),
            (Ipv4Addr::LOCALHOST, port).into(),
        ]);
    }
    if let Ok(ip) = host.parse::<IpAddr>() {
        return Ok(vec![(ip, port).into()]);
    }
    Ok(tokio::net::lookup_host((host, port)).await?.collect())
}

/// Connects to the first address that accepts.
///
/// # Errors
/// What was tried, and what each address said.
pub async fn connect(host: &str, port: u16) -> Result<TcpStream, ConnectError> {
    let mut failure = ConnectError {
        place: format!("{host}:{port}"),
        tried: Vec::new(),
        lookup: None,
    };
    let addresses = match addresses(host, port).await {
        Ok(addresses) => addresses,
        Err(error) => {
            failure.lookup = Some(error);
            return Err(failure);
        }
    };
    for address in addresses {
        let attempt = tokio::time::timeout(CONNECT_TIMEOUT, connect_to(address)).await;
        let timed_out = io::Error::new(io::ErrorKind::TimedOut, "no connection within 10 s");
        match attempt.unwrap_or(Err(timed_out)) {
            Ok(stream) => {
                // Without it a small answer can wait for the peer's delayed acknowledgement.
                stream.set_nodelay(true).ok();
                return Ok(stream);
            }
            Err(error) => failure.tried.push((address, error)),
        }
    }
    Err(failure)
}

async fn connect_to(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    loopback::unpaced(&socket, address);
    socket.connect(address).await
}

/// No address of the app accepted a connection.
#[derive(Debug)]
pub struct ConnectError {
    place: String,
    tried: Vec<(SocketAddr, io::Error)>,
    lookup: Option<io::Error>,
}

impl ConnectError {
    pub(super) fn reason(&self) -> Reason {
        let refused = |(_, error): &(SocketAddr, io::Error)| {
            // An IPv6 loopback that is switched off says "address not available".
            matches!(
                error.kind(),
                io::ErrorKind::ConnectionRefused | io::ErrorKind::AddrNotAvailable
            )
        };
        if self.lookup.is_some() {
            Reason::UnknownHost
        } else if self.tried.iter().all(refused) {
            Reason::Refused
        } else {
            Reason::Unreachable
        }
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(error) = &self.lookup {
            return write!(f, "the host of {} cannot be found ({error})", self.place);
        }
        let tried: Vec<String> = match self.reason() {
            Reason::Refused => self
                .tried
                .iter()
                .map(|(address, _)| address.to_string())
                .collect(),
            _ => self
                .tried
                .iter()
                .map(|(address, error)| format!("{address}: {error}"))
                .collect(),
        };
        match self.reason() {
            Reason::Refused => write!(f, "nothing listens on {}", tried.join(" or ")),
            _ => write!(f, "{} cannot be reached ({})", self.place, tried.join("; ")),
        }
    }
}

impl StdError for ConnectError {}
