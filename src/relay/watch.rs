//! Watches the app's ports while nothing is in flight, and gives up what stays idle.

use std::sync::Arc;
use std::time::Duration;

use vapihook_http::room;

use super::forward::connect;
use super::target::Target;
use super::{AppState, Observer, Relay};

const INTERVAL: Duration = Duration::from_secs(1);

/// Tells each target's state at the start and whenever it changes, until it is aborted.
pub(super) async fn watch<O: Observer>(relay: Arc<Relay<O>>) {
    let mut targets: Vec<(&Target, Option<bool>)> = Vec::new();
    for target in relay.options.routing.targets() {
        let same = |(known, _): &(&Target, _)| {
            known.host() == target.host() && known.port() == target.port()
        };
        if !targets.iter().any(same) {
            targets.push((target, None));
        }
    }
    loop {
        relay.forwarder.close_idle();
        if relay.in_flight() == 0 {
            room::release();
        }
        for (target, was_up) in &mut targets {
            if relay.in_flight() > 0 {
                continue;
            }
            let attempt = connect(target.host(), target.port()).await;
            let is_up = attempt.is_ok();
            if was_up.replace(is_up) == Some(is_up) {
                continue;
            }
            let target = target.to_string();
            relay.observer.app_changed(&match attempt {
                Ok(_) => AppState::Up { target },
                Err(error) => AppState::Down {
                    target,
                    detail: error.to_string(),
                },
            });
        }
        tokio::time::sleep(INTERVAL).await;
    }
}
