//! What the command line leaves open, from the layers below it. A flag replaces the whole of its
//! setting: lists are not joined.

use super::Args;
use crate::commands::values;
use crate::config::setting::{EVENTS, EXCLUDE, FORWARD_TO, HEADERS, PORT, ROUTES};
use crate::config::value::Value;
use crate::context::Context;
use crate::error::{Error, Result};

/// The app that events go to.
///
/// # Errors
/// [`crate::error::Kind::Usage`] when nobody names one.
pub fn forward_to(args: &Args, context: &Context) -> Result<String> {
    if let Some(target) = &args.forward_to {
        return Ok(target.clone());
    }
    let found = context.setting(&FORWARD_TO)?;
    found.map(|found| found.value.to_string()).ok_or_else(|| {
        Error::usage("nothing says where your app is").hint(
            "name it with --forward-to 3000, or once for this project with: \
             vapihook config set --project listen.forward_to 3000",
        )
    })
}

/// The arguments with everything filled in that some layer has.
///
/// # Errors
/// When a layer has something of another shape.
pub fn fill(args: &mut Args, context: &Context) -> Result<()> {
    args.forward_to = Some(forward_to(args, context)?);
    if args.port.is_none() {
        let found = context.setting(&PORT)?.map(|found| found.value);
        args.port = match found {
            Some(Value::Port(port)) => Some(port),
            _ => None,
        };
    }
    if args.route.is_empty() {
        let routes = context.map(&ROUTES)?.into_iter();
        args.route = routes
            .map(|(name, target)| format!("{name}={target}"))
            .collect();
    }
    if args.events.is_empty() {
        args.events = context.list(&EVENTS)?;
    }
    if args.exclude.is_empty() {
        args.exclude = context.list(&EXCLUDE)?;
    }
    if args.headers.is_empty() {
        for (name, value) in context.map(&HEADERS)? {
            let header = values::header(&format!("{name}: {value}"));
            let named = |why| Error::usage(format!("{} is not right: {why}", HEADERS.name));
            args.headers.push(header.map_err(named)?);
        }
    }
    Ok(())
}
