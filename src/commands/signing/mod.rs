//! The flags that say how what is sent is signed, shared by the commands that send.

mod plan;

use std::path::{Path, PathBuf};

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::config::auth::{secret_in_file, secret_in_variable};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::event::envelope::now_ms;
use crate::event::id::EventId;
use crate::secret::Secret;
use crate::signature::preset::{PRESETS, preset};
use crate::signature::{Auth, Plan, read};
pub use plan::PlanArgs;

/// Where a secret is, when no settings say so.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct SecretArgs {
    /// Read the secret from a file, - for stdin; one newline at its end is dropped
    #[arg(long, value_name = "FILE", conflicts_with = "secret_env")]
    pub secret_file: Option<PathBuf>,
    /// Read the secret from this variable
    #[arg(long, value_name = "VAR")]
    pub secret_env: Option<String>,
}

impl SecretArgs {
    /// The secret; `None` without either flag.
    ///
    /// # Errors
    /// When it is not where it should be.
    pub fn read(&self) -> Result<Option<Secret>> {
        match (&self.secret_file, &self.secret_env) {
            (Some(path), _) => secret_in_file(path).map(Some),
            (None, Some(name)) => secret_in_variable(name).map(Some),
            (None, None) => Ok(None),
        }
    }
}

/// How what is sent is signed.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Signing")]
pub struct SigningArgs {
    /// Sign with this authentication of your settings, [auth.NAME]
    #[arg(long, value_name = "NAME", conflicts_with = "sign")]
    pub auth: Option<String>,
    /// Sign by a scheme (hmac, svix, standard-webhooks, shared-secret, bearer ..), by a plan in a
    /// file (JSON as Vapi's API returns a credential), or as --auth does
    #[arg(long, value_name = "SCHEME|FILE|NAME")]
    pub sign: Option<String>,
    /// Where the secret is, when no settings say so.
    #[command(flatten)]
    pub secret: SecretArgs,
}

impl SigningArgs {
    /// What signs; `None` when nothing is to be signed.
    ///
    /// # Errors
    /// When the plan or its secret cannot be found or used.
    pub fn signer(&self, context: &Context) -> Result<Option<Signer>> {
        let auth = match (&self.auth, &self.sign) {
            (Some(name), _) => named(name, &self.secret, context)?,
            (None, Some(text)) => by_text(text, &self.secret, context)?,
            (None, None) if self.secret.read()?.is_some() => {
                return Err(Error::usage("a secret alone says not how to sign")
                    .hint("name a scheme, as in --sign hmac"));
            }
            (None, None) => return Ok(None),
        };
        Ok(Some(Signer(auth)))
    }
}

/// The authentication that `[auth.NAME]` describes; a flag's secret goes before its own.
pub(super) fn named(name: &str, secret: &SecretArgs, context: &Context) -> Result<Auth> {
    let found = context.config().auth(name);
    context.tell_warnings();
    let found = found?;
    let (origin, place) = (&found.origin, format!("[auth.{name}]"));
    let plan = read::fields(&found.fields, read::From::Person)
        .map_err(|error| prefixed(error, &format!("{origin} {place}")))?
        .plan;
    let secret = match (secret.read()?, &found.secret) {
        (Some(secret), _) => secret,
        (None, Some(source)) => source.read()?,
        (None, None) => {
            let user = context.config().user_path()?;
            return Err(no_secret(&format!("{place} in {origin}")).hint(format!(
                "name where it is with secret_env or secret_file there, or keep it as secret in \
                 {place} of {}",
                user.display()
            )));
        }
    };
    Ok(Auth::new(plan, secret)?.named(name))
}

/// A plan in a file, with its secret.
pub(super) fn in_file(path: &Path, secret: &SecretArgs) -> Result<Auth> {
    let name = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::not_found(format!("there is no file \"{name}\"")),
        _ => Error::failed(format!("{name} cannot be read: {error}")),
    })?;
    let found = read::credential(&text).map_err(|error| prefixed(error, &name.to_string()))?;
    with_secret(found.plan, found.secret, secret)
}

/// A plan with the secret of a flag, or the one that stood beside it.
pub(super) fn with_secret(plan: Plan, own: Option<Secret>, secret: &SecretArgs) -> Result<Auth> {
    let secret = secret.read()?.or(own).ok_or_else(|| {
        no_secret("the plan").hint("give it with --secret-file FILE or --secret-env VAR")
    })?;
    Auth::new(plan, secret)
}

fn by_text(text: &str, secret: &SecretArgs, context: &Context) -> Result<Auth> {
    if Path::new(text).is_file() {
        return in_file(Path::new(text), secret);
    }
    if let Some(preset) = preset(text) {
        return with_secret(preset.plan(), None, secret);
    }
    named(text, secret, context).map_err(|error| {
        if error.kind != crate::error::Kind::NotFound {
            return error;
        }
        let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
        let message = format!("{}, no such scheme and no such file", error.message);
        Error::not_found(message).hint(format!("the schemes are {}", names.join(", ")))
    })
}

fn no_secret(whose: &str) -> Error {
    let message = format!("{whose} has no secret");
    Error::new(crate::error::Kind::Credentials, message)
}

fn prefixed(mut error: Error, place: &str) -> Error {
    error.message = format!("{place}: {}", error.message);
    error
}

/// Signs what is sent.
#[derive(Clone, Debug)]
pub struct Signer(Auth);

impl Signer {
    /// The headers that show who sends this request, now. `url` is the whole URL it goes to.
    ///
    /// # Errors
    /// When the secret cannot be sent in a header.
    pub fn sign(
        &self,
        method: &Method,
        url: &str,
        body: &[u8],
    ) -> Result<Vec<(HeaderName, HeaderValue)>> {
        let id = format!("msg_{}", EventId::new());
        self.0.sign(method.as_str(), url, body, now_ms(), &id)
    }

    /// Signs a request in place: its own headers of these names go away, so that no old signature
    /// stays beside the new one.
    ///
    /// # Errors
    /// When the secret cannot be sent in a header.
    pub fn apply(
        &self,
        headers: &mut HeaderMap,
        method: &Method,
        url: &str,
        body: &[u8],
    ) -> Result<()> {
        for (name, value) in self.sign(method, url, body)? {
            headers.insert(name, value);
        }
        Ok(())
    }
}
