//! What bytes go through: TCP, or something around it.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use bytes::BufMut;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Something that bytes go through both ways.
pub trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// What a connection reads from and writes to.
pub enum Stream {
    /// TCP as it is.
    Tcp(TcpStream),
    /// Something around it, as TLS is.
    Layered(Box<dyn Io>),
}

impl Stream {
    /// Reads what is there into `room`: how many bytes, none when the other side has closed it.
    pub(crate) fn poll_read_into(
        &mut self,
        cx: &mut Context<'_>,
        room: &mut impl BufMut,
    ) -> Poll<io::Result<usize>> {
        pin!(self.read_buf(room)).poll(cx)
    }

    /// Writes as much of the parts as there is room for.
    pub(crate) fn poll_write_parts(
        &mut self,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match (self, parts) {
            (Self::Tcp(tcp), [part]) => Pin::new(tcp).poll_write(cx, part),
            (Self::Tcp(tcp), parts) => Pin::new(tcp).poll_write_vectored(cx, parts),
            (Self::Layered(layered), parts) => Pin::new(layered).poll_write_vectored(cx, parts),
        }
    }

    /// Writes what is held back on the way.
    pub(crate) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_flush(cx),
            Self::Layered(layered) => Pin::new(layered).poll_flush(cx),
        }
    }

    /// Tells the other side that nothing more is written.
    pub(crate) fn poll_shutdown(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Self::Layered(layered) => Pin::new(layered).poll_shutdown(cx),
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match &mut *self {
            Self::Tcp(tcp) => Pin::new(tcp).poll_read(cx, buf),
            Self::Layered(layered) => Pin::new(layered).poll_read(cx, buf),
        }
    }
}
