//! Who may send to `listen`, and what signs for the app.

use std::sync::Arc;
use std::time::Duration;

use crate::commands::signing::{SecretArgs, named};
use crate::commands::values;
use crate::config::setting::AUTH;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::relay::Options;
use crate::relay::guard::Guard;

/// How requests are authenticated.
#[derive(Debug, clap::Args)]
pub(super) struct AuthArgs {
    /// Check who sends, by this authentication of your settings, [auth.NAME]; each event shows
    /// the verdict
    #[arg(long, value_name = "NAME")]
    auth: Option<String>,
    /// Answer 401 to what --auth does not accept; it does not reach the app
    #[arg(long)]
    require_auth: bool,
    /// How far off a signature's timestamp may be: 300s, 10m
    #[arg(long, value_name = "TIME", default_value = "300s", value_parser = values::duration)]
    tolerance: Duration,
    /// Sign what the app gets by this authentication of your settings, in the place of what was
    /// received
    #[arg(long, value_name = "NAME")]
    re_sign: Option<String>,
}

impl AuthArgs {
    /// Puts it into a relay's options.
    ///
    /// # Errors
    /// When an authentication cannot be found or used.
    pub fn apply(&self, options: &mut Options, context: &Context) -> Result<()> {
        let set = || Ok::<_, Error>(context.setting(&AUTH)?.map(|found| found.value.to_string()));
        let name = match &self.auth {
            Some(name) => Some(name.clone()),
            None => set()?,
        };
        let no_secret = SecretArgs::default();
        options.guard = match name {
            Some(name) => Some(Arc::new(Guard {
                auth: named(&name, &no_secret, context)?,
                tolerance: self.tolerance,
                require: self.require_auth,
            })),
            None if self.require_auth => {
                return Err(
                    Error::usage("--require-auth needs to know what is required")
                        .hint("name it with --auth NAME, as [auth.NAME] of your settings"),
                );
            }
            None => None,
        };
        if let Some(name) = &self.re_sign {
            let auth = named(name, &no_secret, context)?;
            // What cannot be signed is told now, not with the first event.
            auth.sign("POST", "http://localhost/", b"", 0, "msg_")?;
            options.re_sign = Some(auth);
        }
        Ok(())
    }
}
