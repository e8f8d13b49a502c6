//! Many events at once.

use std::collections::HashSet;

use crate::sandbox::{Answer, App, Client, Sandbox};

const SENDERS: usize = 64;

/// 10,000, or as many as `VAPIHOOK_EVENTS` says.
fn how_many() -> usize {
    std::env::var("VAPIHOOK_EVENTS").map_or(10_000, |events| {
        events.parse().expect("VAPIHOOK_EVENTS is a number")
    })
}

#[test]
fn every_answer_of_many_is_the_one_to_its_own_request_and_all_are_recorded_once() {
    let events = how_many();
    // The app answers with what it was asked, and with the id that it was asked under.
    let app = App::answering(|request| {
        let id = request.event_id();
        Answer::new(200)
            .header("X-Id", &id)
            .body(request.body.clone())
    });
    let sandbox = Sandbox::with_record();
    let listener = sandbox.listen(&["-f", &app.at("")]);
    let port = listener.port;
    let senders: Vec<_> = (0..SENDERS)
        .map(|sender| {
            std::thread::spawn(move || {
                let mut client = Client::connect(port);
                // Every sender's share, so that all of them make `events`.
                let ids = (sender..events).step_by(SENDERS).map(|number| {
                    let body = body(number);
                    let answer = client.post(&body);
                    assert_eq!((answer.status(), answer.text()), (200, &*body));
                    (answer.headers.get("x-id").expect("an id"), body)
                });
                ids.collect::<Vec<_>>()
            })
        })
        .collect();
    let answered: Vec<(String, String)> = senders
        .into_iter()
        .flat_map(|sender| sender.join().expect("a sender"))
        .collect();
    assert_eq!(answered.len(), events);
    // Connections are reused towards the app. One may still be on its way back to the pool when
    // the next event comes, so there can be more of them than senders.
    assert!(
        app.connections() <= SENDERS + events / 10,
        "{} connections",
        app.connections()
    );

    let answered: HashSet<(&str, &str)> =
        answered.iter().map(|(id, body)| (&**id, &**body)).collect();
    let printed = listener.stop_json();
    let recorded = sandbox.json(&["events", "list"]);
    for (what, lines) in [("printed", &printed), ("recorded", &recorded)] {
        let of_events = lines.iter().filter(|object| object["type"] == "event");
        let of_events: Vec<(&str, &str)> = of_events
            .map(|event| {
                assert_eq!(event["outcome"], "answered");
                assert_eq!(event["response"]["body"], event["request"]["body"]);
                let body = event["request"]["body"].as_str().expect("a body");
                (event["id"].as_str().expect("an id"), body)
            })
            .collect();
        assert_eq!(of_events.len(), events, "{what}");
        let of_events: HashSet<_> = of_events.into_iter().collect();
        assert!(
            of_events == answered,
            "{what}: other events than were answered"
        );
    }
    let summary = printed.last().expect("a summary");
    assert_eq!(
        (&summary["events"], &summary["failures"]),
        (&events.into(), &0.into())
    );
}

/// Event `number`, of a size of its own.
fn body(number: usize) -> String {
    let pad = "x".repeat(number % 997);
    format!(r#"{{"message":{{"type":"speech-update","number":{number},"pad":"{pad}"}}}}"#)
}
