//! A whole plan on the command line: for `verify`, `sign` and `probe`.

use std::path::PathBuf;

use serde_json::{Map, Value};

use super::{SecretArgs, in_file, named, no_secret, with_secret};
use crate::config::setting::AUTH;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::signature::preset::{PRESETS, preset};
use crate::signature::{Auth, read};

/// How requests are authenticated.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Authentication")]
pub struct PlanArgs {
    /// An authentication of your settings, [auth.NAME]
    #[arg(long, value_name = "NAME", conflicts_with_all = ["plan", "scheme"])]
    auth: Option<String>,
    /// A plan in a file: JSON, a credential as Vapi's API returns it or its authenticationPlan
    #[arg(long, value_name = "FILE", conflicts_with = "scheme")]
    plan: Option<PathBuf>,
    /// hmac (Vapi's plan), shared-secret, bearer, svix, standard-webhooks, legacy-secret,
    /// legacy-hmac, legacy-sha256; for verify also auto, whatever the headers allow
    #[arg(long, value_name = "SCHEME")]
    scheme: Option<String>,
    #[command(flatten)]
    secret: SecretArgs,
    /// hmac: sha256, sha512 or sha1
    #[arg(long, value_name = "NAME")]
    algorithm: Option<String>,
    /// hmac: the signature's header; bearer, shared-secret: the secret's
    #[arg(long, value_name = "NAME")]
    signature_header: Option<String>,
    /// hmac: the timestamp's header
    #[arg(long, value_name = "NAME")]
    timestamp_header: Option<String>,
    /// hmac: the header of {svix-id}
    #[arg(long, value_name = "NAME")]
    message_id_header: Option<String>,
    /// hmac: what stands before the signature, as in sha256=
    #[arg(long, value_name = "TEXT")]
    signature_prefix: Option<String>,
    /// hmac: what is signed, of {body} {timestamp} {method} {url} {svix-id}
    #[arg(long, value_name = "TEXT")]
    payload_format: Option<String>,
    /// hmac: how the signature is written, hex or base64
    #[arg(long, value_name = "NAME")]
    signature_encoding: Option<String>,
    /// hmac: the secret is base64 of the key
    #[arg(long)]
    secret_is_base64: bool,
    /// hmac: no timestamp is sent
    #[arg(long)]
    no_timestamp: bool,
    /// bearer: nothing stands before the secret
    #[arg(long)]
    no_bearer_prefix: bool,
}

impl PlanArgs {
    /// Whether the secret comes from stdin.
    #[must_use]
    pub fn reads_stdin(&self) -> bool {
        let file = self.secret.secret_file.as_deref();
        file == Some("-".as_ref())
    }

    /// The authentication that the flags describe. `auto` is what stands in when they name none
    /// but give a secret; settings are read only when no flag says enough.
    ///
    /// # Errors
    /// When the plan or its secret cannot be found or used.
    pub fn auth(&self, context: &Context, auto: bool) -> Result<Auth> {
        let fields = self.fields();
        if let Some(name) = &self.auth {
            Self::refuse_fields(&fields, "--auth")?;
            return named(name, &self.secret, context);
        }
        if let Some(path) = &self.plan {
            Self::refuse_fields(&fields, "--plan")?;
            return in_file(path, &self.secret);
        }
        match self.scheme.as_deref() {
            Some("auto") if !auto => Err(Error::usage(
                "auto is for checking: there is no one scheme to sign by",
            )
            .hint(format!("name one of {}", schemes()))),
            Some("auto") => {
                Self::refuse_fields(&fields, "--scheme auto")?;
                let secret = self.secret.read()?;
                let secret = secret.ok_or_else(|| {
                    no_secret("the command line")
                        .hint("give it with --secret-file FILE or --secret-env VAR")
                })?;
                Auth::auto(secret)
            }
            Some(scheme) => self.by_scheme(scheme, fields),
            None if !fields.is_empty() => {
                let token = fields.contains_key("bearer_prefix_enabled");
                self.by_scheme(if token { "bearer" } else { "hmac" }, fields)
            }
            None => match self.secret.read()? {
                Some(secret) if auto => Auth::auto(secret),
                _ => match context.setting(&AUTH)? {
                    Some(found) => named(&found.value.to_string(), &self.secret, context),
                    None => Err(Error::usage("nothing says how requests are authenticated").hint(
                        "name an authentication with --auth NAME, a plan with --plan FILE, or a \
                         scheme, as in --scheme hmac --secret-env VAPI_WEBHOOK_SECRET",
                    )),
                },
            },
        }
    }

    fn by_scheme(&self, scheme: &str, mut fields: Map<String, Value>) -> Result<Auth> {
        if preset(scheme).is_none() {
            let scheme = scheme.escape_debug();
            return Err(Error::usage(format!("there is no scheme \"{scheme}\""))
                .hint(format!("the schemes are {}", schemes())));
        }
        fields.insert("scheme".to_owned(), scheme.into());
        let sends = preset(scheme).is_some_and(|preset| preset.plan().sends_the_secret());
        if sends && let Some(header) = fields.remove("signature_header") {
            fields.insert("header_name".to_owned(), header);
        }
        let found = read::fields(&fields, read::From::Person)?;
        with_secret(found.plan, None, &self.secret)
    }

    fn fields(&self) -> Map<String, Value> {
        let texts = [
            ("algorithm", &self.algorithm),
            ("signature_header", &self.signature_header),
            ("timestamp_header", &self.timestamp_header),
            ("message_id_header", &self.message_id_header),
            ("signature_prefix", &self.signature_prefix),
            ("payload_format", &self.payload_format),
            ("signature_encoding", &self.signature_encoding),
        ];
        let texts = texts
            .into_iter()
            .filter_map(|(name, text)| Some((name.to_owned(), text.as_deref()?.into())));
        let truths = [
            ("secret_is_base64", self.secret_is_base64, true),
            ("include_timestamp", self.no_timestamp, false),
            ("bearer_prefix_enabled", self.no_bearer_prefix, false),
        ];
        let truths = truths
            .into_iter()
            .filter(|(_, given, _)| *given)
            .map(|(name, _, value)| (name.to_owned(), value.into()));
        texts.chain(truths).collect()
    }

    fn refuse_fields(fields: &Map<String, Value>, beside: &str) -> Result<()> {
        let Some(field) = fields.keys().next() else {
            return Ok(());
        };
        Err(Error::usage(format!(
            "{beside} says the whole plan; {} has no place beside it",
            field.replace('_', "-")
        ))
        .hint("change the plan, or describe it with --scheme and its flags"))
    }
}

fn schemes() -> String {
    let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    names.join(", ")
}
