//! The socket: a thread with a runtime of its own, HTTP/1.1, connections that can be dropped.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;

use super::fault::{Dropped, Fault, Held, Moment};
use super::list::parse_query;
use super::state::{Reply, Request, State};
use super::{lock, schema};

/// Starts it; it ends when the sender is dropped.
pub fn start(state: Arc<Mutex<State>>) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<()>) {
    schema::published();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener
        .set_nonblocking(true)
        .expect("a socket that does not block");
    let address = listener.local_addr().expect("a bound socket");
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            tokio::select! {
                () = accept(listener, state) => {}
                _ = stopped => {}
            }
        });
    });
    (address, stop, thread)
}

async fn accept(listener: TcpListener, state: Arc<Mutex<State>>) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            continue;
        };
        let state = state.clone();
        let service = service_fn(move |request| {
            // A task of its own: it goes on when the sender has left.
            let task = tokio::spawn(serve(state.clone(), request));
            async move {
                let reply = task.await.map_err(|_| Dropped)??;
                Ok::<_, Dropped>(response(reply))
            }
        });
        let connection = hyper::server::conn::http1::Builder::new();
        tokio::spawn(connection.serve_connection(TokioIo::new(stream), service));
    }
}

async fn serve(
    state: Arc<Mutex<State>>,
    request: hyper::Request<Incoming>,
) -> Result<Reply, Dropped> {
    let request = read(request).await?;
    let line = request.line();
    let (fault, mut gates) = {
        let mut state = lock(&state);
        state.requests.push(request.clone());
        (
            Fault::take(&mut state.faults, &line),
            Held::take(&mut state.gates, &line),
        )
    };
    Held::pass(&mut gates, Moment::Before).await?;
    if let Some(fault) = fault.as_ref().filter(|fault| !fault.applied)
        && let Some(reply) = fault.play().await?
    {
        return Ok(reply);
    }
    let reply = lock(&state).answer(&request);
    Held::pass(&mut gates, Moment::Applied).await?;
    if let Some(fault) = fault.filter(|fault| fault.applied)
        && let Some(reply) = fault.play().await?
    {
        return Ok(reply);
    }
    Ok(reply)
}

async fn read(request: hyper::Request<Incoming>) -> Result<Request, Dropped> {
    let (head, body) = request.into_parts();
    let headers = head.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        (name.as_str().to_owned(), value.into_owned())
    });
    Ok(Request {
        method: head.method.to_string(),
        path: head.uri.path().to_owned(),
        query: parse_query(head.uri.query().unwrap_or_default()),
        headers: headers.collect(),
        body: body.collect().await.map_err(|_| Dropped)?.to_bytes(),
    })
}

fn response(reply: Reply) -> hyper::Response<Full<Bytes>> {
    let mut response = hyper::Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(*name, value);
    }
    let body = Full::new(Bytes::from(reply.body));
    response.body(body).expect("a response")
}
