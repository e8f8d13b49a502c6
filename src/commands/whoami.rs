//! `whoami`: which key and API are used, and whether Vapi accepts it. The key is never shown; a
//! fingerprint tells keys apart.

use std::time::Duration;

use serde_json::{Value, json};

use crate::api::probe::probe;
use crate::api::{Client, Kind, client};
use crate::config::key::fingerprint;
use crate::context::Context;
use crate::error::{self, Error, Result};
use crate::render::{out, table};

/// The longest wait for Vapi's first answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// Arguments of `whoami`.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// What the account holds of each kind.
type Counts = [(Kind, usize); 3];

/// Runs `whoami`; the result is the exit code.
///
/// # Errors
/// When there is no key, Vapi refuses it, or it cannot be asked.
pub fn run(_args: &Args, context: &Context) -> Result<u8> {
    let profile = context.config().profile()?;
    let (base_url, base_origin) = context.base_url()?;
    let key = context.key()?;
    let asked = super::runtime()?.block_on(async {
        probe(&base_url, Some(&key.secret), PATIENCE)
            .await?
            .accepted?;
        let client = Client::new(&base_url, &key.secret, client::Settings::default())?;
        counts(&client).await
    });

    let mark = fingerprint(&key.secret);
    if context.json() {
        let object = json!({
            "v": 1,
            "type": "whoami",
            "profile": profile.value.to_json(),
            "profile_origin": profile.origin.to_string(),
            "key": { "fingerprint": mark, "origin": key.origin.to_string() },
            "base_url": base_url,
            "base_url_origin": base_origin.to_string(),
            "accepted": accepted(&asked),
            "counts": asked.as_ref().ok().map(counts_json),
        });
        out::data_line(&object.to_string());
    } else {
        let row = |name: &str, value: String, origin: String| [name.to_owned(), value, origin];
        let verdict = match &asked {
            Ok(counts) => format!("accepted: {}", counts_text(counts)),
            Err(error) if error.kind == error::Kind::Credentials => "refused".to_owned(),
            Err(_) => "not checked".to_owned(),
        };
        let rows = [
            row(
                "profile",
                profile.value.to_string(),
                format!("({})", profile.origin),
            ),
            row("key", mark, format!("({})", key.origin)),
            row("API", base_url, format!("({base_origin})")),
        ];
        let text = format!("{}{verdict}\n", table::rows(&rows));
        out::data(text.as_bytes()).ok();
    }
    asked.map(|_| 0)
}

/// Whether the key was accepted; `null` when that is not known.
fn accepted(asked: &Result<Counts, Error>) -> Value {
    match asked {
        Ok(_) => true.into(),
        Err(error) if error.kind == error::Kind::Credentials => false.into(),
        Err(_) => Value::Null,
    }
}

async fn counts(client: &Client) -> Result<Counts> {
    let count = async |kind| Ok::<_, Error>((kind, client.all(kind).await?.len()));
    let (assistants, numbers, tools) = tokio::try_join!(
        count(Kind::Assistant),
        count(Kind::PhoneNumber),
        count(Kind::Tool)
    )?;
    Ok([assistants, numbers, tools])
}

fn counts_json(counts: &Counts) -> Value {
    counts
        .iter()
        .map(|(kind, count)| (kind.path().to_owned(), (*count).into()))
        .collect::<serde_json::Map<_, Value>>()
        .into()
}

fn counts_text(counts: &Counts) -> String {
    let parts: Vec<String> = counts
        .iter()
        .map(|(kind, count)| {
            let plural = if *count == 1 { "" } else { "s" };
            format!("{count} {}{plural}", kind.label())
        })
        .collect();
    parts.join(", ")
}
