//! Opened, watched, brought back, closed.

use std::time::{Duration, Instant};

use vapihook::error::{Error, Kind};
use vapihook::tunnel::TunnelEvent;

use super::stand_in::StandIn;
use super::{down, hasty, next, open, up};

const FLAPPING: &str = r#"
box "run-$run"
read -r code <poke
echo "ERR it broke in run $run" >&2
exit "$code""#;

fn local() -> std::net::SocketAddr {
    ([127, 0, 0, 1], 4242).into()
}

async fn fails(stand_in: &StandIn, choice: &str) -> Error {
    let opened = open(choice, local(), &stand_in.settings()).await;
    opened.map(|_| ()).expect_err("it does not open")
}

#[tokio::test]
async fn a_tunnel_that_dies_comes_back_with_its_new_url() {
    let mut stand_in = StandIn::new("cloudflared", FLAPPING);
    let settings = stand_in.settings();
    let (tunnel, mut events) = open("cloudflared", local(), &settings)
        .await
        .expect("it opens");
    assert_eq!(tunnel.url(), "https://run-1.trycloudflare.com");
    assert_eq!(tunnel.provider().name, "cloudflared");
    for (run, again_in) in [(1, 20), (2, 40), (3, 40)] {
        stand_in.poke("3").await;
        let event = next(&mut events).await;
        let died = Instant::now();
        let TunnelEvent::Down {
            why,
            lines,
            hint,
            again_in: pause,
        } = event
        else {
            panic!("{event:?}");
        };
        assert_eq!(why, "cloudflared ended with exit code 3");
        let last = lines.last().map(String::as_str);
        assert_eq!(last, Some(&*format!("ERR it broke in run {run}")));
        assert_eq!(hint, None);
        assert_eq!(pause, Duration::from_millis(again_in));
        let url = up(&mut events).await;
        assert_eq!(url, format!("https://run-{}.trycloudflare.com", run + 1));
        // The pause was told a moment before it began.
        assert!(died.elapsed() + Duration::from_millis(10) >= pause);
    }
    tunnel.close().await;
    stand_in.gone().await;
    assert_eq!(events.recv().await, None);
}

#[tokio::test]
async fn the_pause_is_short_again_after_a_long_life() {
    let stand_in = StandIn::new("cloudflared", FLAPPING);
    let mut settings = stand_in.settings();
    settings.stable_after = Duration::ZERO;
    let (_tunnel, mut events) = open("cloudflared", local(), &settings)
        .await
        .expect("it opens");
    for _ in 0..3 {
        stand_in.poke("0").await;
        let event = next(&mut events).await;
        let TunnelEvent::Down { again_in, .. } = event else {
            panic!("{event:?}");
        };
        assert_eq!(again_in, settings.first_pause);
        up(&mut events).await;
    }
}

#[tokio::test]
async fn attempts_that_fail_are_told_and_repeated() {
    let stand_in = StandIn::new(
        "cloudflared",
        r#"
case $run in
1) box first; read -r code <poke; kill -9 $$ ;;
2) echo 'ERR status_code="429 Too Many Requests"' >&2; exit 1 ;;
3) exec sleep 600 ;;
*) box fourth; exec sleep 600 ;;
esac"#,
    );
    let mut settings = stand_in.settings();
    settings.url_within = Duration::from_secs(1);
    let (tunnel, mut events) = open("cloudflared", local(), &settings)
        .await
        .expect("it opens");
    stand_in.poke("").await;
    assert_eq!(down(&mut events).await, "cloudflared was ended by signal 9");
    let event = next(&mut events).await;
    let TunnelEvent::Down {
        why, lines, hint, ..
    } = event
    else {
        panic!("{event:?}");
    };
    assert_eq!(
        why,
        "cloudflared ended with exit code 1 before it named a URL"
    );
    assert_eq!(lines, ["ERR status_code=\"429 Too Many Requests\""]);
    assert!(hint.is_some_and(|hint| hint.contains("wait some minutes")));
    assert_eq!(
        down(&mut events).await,
        "cloudflared named no URL within 1 s"
    );
    assert_eq!(up(&mut events).await, "https://fourth.trycloudflare.com");
    tunnel.close().await;
}

#[tokio::test]
async fn a_url_that_changes_while_it_runs_is_told() {
    let stand_in = StandIn::new(
        "ssh",
        r"
echo 'Welcome to localhost.run! see https://localhost.run/docs/'
echo 'a1.lhr.life tunneled with tls termination, https://a1.lhr.life'
read -r _ <poke
echo 'a1.lhr.life tunneled with tls termination, https://a1.lhr.life'
echo 'b2.lhr.life tunneled with tls termination, https://b2.lhr.life'
exec sleep 600",
    );
    let (tunnel, mut events) = open("ssh", local(), &stand_in.settings())
        .await
        .expect("it opens");
    assert_eq!(tunnel.url(), "https://a1.lhr.life");
    stand_in.poke("").await;
    assert_eq!(up(&mut events).await, "https://b2.lhr.life");
}

#[tokio::test]
async fn a_program_that_ends_at_once_is_an_error_with_its_last_lines() {
    let stand_in = StandIn::new(
        "ngrok",
        r#"
echo '{"err":"<nil>","lvl":"info","msg":"open config file","t":"2026-10-08T21:14:04Z"}'
echo '{"err":"authentication failed: Usage of ngrok requires a verified account and authtoken.\n\nERR_NGROK_4018\r\n","lvl":"eror","msg":"failed to reconnect session","obj":"tunnels.session","t":"2026-10-08T21:14:04Z"}'
echo 'ERROR:  authentication failed: Usage of ngrok requires a verified account and authtoken.' >&2
echo 'ERROR:' >&2
echo 'ERROR:  ERR_NGROK_4018' >&2
exit 1"#,
    );
    let error = fails(&stand_in, "ngrok").await;
    assert_eq!(error.kind, Kind::Network);
    assert!(
        error
            .message
            .starts_with("ngrok ended with exit code 1 before it named a URL; it printed:\n  "),
        "{}",
        error.message
    );
    assert!(
        error.message.contains("\n  ERR_NGROK_4018"),
        "{}",
        error.message
    );
    let hint = error.hint.expect("a known failure");
    assert!(hint.contains("ngrok config add-authtoken TOKEN"), "{hint}");
}

#[tokio::test]
async fn a_program_that_names_no_url_is_ended() {
    let mut stand_in = StandIn::new(
        "cloudflared",
        "echo '2026 INF still thinking' >&2\nsleep 600 &\nwait",
    );
    let mut settings = stand_in.settings();
    settings.url_within = Duration::from_millis(300);
    let opened = open("cloudflared", local(), &settings).await;
    let error = opened.map(|_| ()).expect_err("it names none");
    assert_eq!(error.kind, Kind::Network);
    assert_eq!(
        error.message,
        "cloudflared named no URL within 0.3 s; it printed:\n  2026 INF still thinking"
    );
    stand_in.gone().await;
}

#[tokio::test]
async fn a_program_that_is_not_there_is_an_error_with_the_way_to_get_it() {
    for (choice, hint) in [
        ("cloudflared", "install cloudflared: "),
        ("ngrok", "install ngrok: "),
        ("bore", "install bore: "),
        ("ssh", "install ssh, "),
        ("auto", "install cloudflared: "),
    ] {
        let opened = open(choice, local(), &hasty(Vec::new())).await;
        let error = opened.map(|_| ()).expect_err("nothing is there");
        assert_eq!(error.kind, Kind::Network, "{choice}");
        let found = error.hint.unwrap_or_default();
        assert!(found.starts_with(hint), "{choice}: {found}");
    }
}

#[tokio::test]
async fn auto_takes_the_first_that_is_there() {
    let ssh = StandIn::new("ssh", "exec sleep 600");
    let ngrok = StandIn::new(
        "ngrok",
        r#"
printf '%s\n' "$@" >args
echo '{"addr":"http://127.0.0.1:4242","lvl":"info","msg":"started tunnel","name":"command_line","obj":"tunnels","t":"2026-09-30T02:40:01Z","url":"https://ab12.ngrok-free.app"}'
exec sleep 600"#,
    );
    let folders = [ssh.settings().path, ngrok.settings().path].concat();
    let (tunnel, _events) = open("auto", local(), &hasty(folders))
        .await
        .expect("it opens");
    assert_eq!(tunnel.provider().name, "ngrok");
    assert_eq!(tunnel.url(), "https://ab12.ngrok-free.app");
    assert_eq!(
        ngrok.wrote("args"),
        "http\nhttp://127.0.0.1:4242\n--log\nstdout\n--log-format\njson\n"
    );
}

#[tokio::test]
async fn a_listener_on_every_address_is_reached_on_loopback() {
    let stand_in = StandIn::new(
        "cloudflared",
        "printf '%s\\n' \"$@\" >args\nbox x\nexec sleep 600",
    );
    let everywhere = ([0, 0, 0, 0], 4242).into();
    let _tunnel = open("cloudflared", everywhere, &stand_in.settings())
        .await
        .expect("it opens");
    let args = stand_in.wrote("args");
    assert!(args.ends_with("--url\nhttp://127.0.0.1:4242\n"), "{args}");
}

#[tokio::test]
async fn a_flood_of_output_never_stops_the_program() {
    let stand_in = StandIn::new(
        "cloudflared",
        "box flood\nhead -c 5000000 /dev/zero\nhead -c 5000000 /dev/zero | tr '\\0' '\\n' >&2\n\
         echo >&2\necho done >&2\nexit 4",
    );
    let (_tunnel, mut events) = open("cloudflared", local(), &stand_in.settings())
        .await
        .expect("it opens");
    let event = next(&mut events).await;
    let TunnelEvent::Down { why, lines, .. } = event else {
        panic!("{event:?}");
    };
    assert_eq!(why, "cloudflared ended with exit code 4");
    assert!(lines.iter().any(|line| line == "done"), "{lines:?}");
    assert!(lines.iter().map(String::len).sum::<usize>() < 2000);
}
