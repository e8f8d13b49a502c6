//! Connections that stay on this machine.

use std::net::SocketAddr;
#[cfg(target_os = "linux")]
use std::os::fd::AsFd;

/// Has what goes over a socket leave without a pace, if `address`, its own or the other side's, is one of this
/// machine alone: nothing is congested there, and where Linux is set up to measure how fast it may
/// send (BBR) that is a part of what sending costs. Connections take it over from their listener.
#[cfg(target_os = "linux")]
pub fn unpaced(socket: impl AsFd, address: SocketAddr) {
    if address.ip().to_canonical().is_loopback() {
        // Every kernel has this one; without it nothing is wrong.
        rustix::net::sockopt::set_tcp_congestion(socket, "reno").ok();
    }
}

/// Elsewhere there is no such choice.
#[cfg(not(target_os = "linux"))]
pub fn unpaced<S>(_: S, _: SocketAddr) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::net::sockopt::tcp_congestion;
    use tokio::net::TcpListener;

    use super::*;
    use crate::relay::forward::connect;

    #[tokio::test]
    async fn connections_on_this_machine_have_no_pace() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("its address");
        unpaced(&listener, address);
        let asking = connect("localhost", address.port())
            .await
            .expect("a connection");
        let (answering, _) = listener.accept().await.expect("a connection");
        assert!(asking.nodelay().expect("a socket"));
        for stream in [asking, answering] {
            assert_eq!(tcp_congestion(&stream).expect("a name"), "reno");
        }
    }

    #[test]
    fn others_are_left_as_they_are() {
        let usual = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let other = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        unpaced(&other, ([192, 0, 2, 1], 80).into());
        let [usual, other] = [usual, other].map(|it| tcp_congestion(&it).expect("a name"));
        assert_eq!(usual, other);
    }
}
