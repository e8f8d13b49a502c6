//! `config`: reads and changes settings, each with where it is from. Keys are not settings: they
//! come with `login` and are never shown.

use serde_json::{Value as Json, json};

use crate::api::region;
use crate::config::auth::{Named, Source};
use crate::config::edit::{self, Change};
use crate::config::env::working_dir;
use crate::config::file::Role;
use crate::config::key::fingerprint;
use crate::config::layers::PROJECT_FILE;
use crate::config::setting::{self, BASE_URL, FORWARD_TO, SETTINGS, STORE, Setting};
use crate::config::value::Value;
use crate::config::{Found, Origin};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::relay::target::Target;
use crate::render::{out, table};

/// Arguments of `config`.
#[derive(Debug, clap::Args)]
#[command(
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "\
A flag wins over a variable, that over the project's vapihook.toml, that over your own settings, and
those over the default.

Examples:
  vapihook config list
  vapihook config set profile work
  vapihook config set --project listen.forward_to localhost:3000/vapi
  vapihook config set --project listen.routes 'tool-calls=3001/tools'
  $EDITOR \"$(vapihook config path)\""
)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Print a setting's value; where it is from goes to stderr
    Get {
        /// As `config list` names it
        name: String,
    },
    /// Change a setting in your own settings, or in the project's; comments stay
    Set {
        /// As `config list` names it
        name: String,
        /// Lists are written as a,b and tables as NAME=TEXT,NAME=TEXT
        value: String,
        /// Change the project's vapihook.toml; without one, start it here
        #[arg(long)]
        project: bool,
    },
    /// Take a setting out of your own settings, or out of the project's
    Unset {
        /// As `config list` names it
        name: String,
        /// Change the project's vapihook.toml
        #[arg(long)]
        project: bool,
    },
    /// Print every setting with where it is from, the profiles, and the key's fingerprint
    List,
    /// Print where your own settings are
    Path {
        /// Print where the project's vapihook.toml is
        #[arg(long)]
        project: bool,
    },
}

/// Runs `config`; the result is the exit code.
///
/// # Errors
/// When a setting does not exist or is not set, or a file cannot be used.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    match &args.command {
        Command::Get { name } => get(known(name)?, context),
        Command::Set {
            name,
            value,
            project,
        } => {
            let setting = known(name)?;
            let value = checked(setting, value, *project)?;
            change(setting, Change::Set(value), *project, context)
        }
        Command::Unset { name, project } => change(known(name)?, Change::Remove, *project, context),
        Command::List => list(context),
        Command::Path { project } => path(*project, context),
    }
}

fn known(name: &str) -> Result<&'static Setting> {
    if let Some(setting) = setting::named(name) {
        return Ok(setting);
    }
    let error = Error::usage(format!("there is no setting `{name}`"));
    if name.contains("key") {
        return Err(error.hint("a key is saved with `vapihook login`, and never shown"));
    }
    let names = SETTINGS.iter().map(|setting| setting.name);
    Err(match setting::nearest(name, names) {
        Some(meant) => error.hint(format!("did you mean `{meant}`?")),
        None => error.hint("see all of them: vapihook config list"),
    })
}

/// A value for a file, which the setting's own reader must take, too.
fn checked(setting: &'static Setting, text: &str, project: bool) -> Result<Value> {
    let value = Value::from_text(setting.shape, text).ok_or_else(|| {
        let (name, about) = (setting.name, setting.shape.about());
        Error::usage(format!("`{name}` has to be {about}"))
    })?;
    if setting.name == BASE_URL.name {
        region::base_url(text)?;
    } else if setting.name == FORWARD_TO.name {
        Target::parse(text)?;
    }
    Ok(match (value, working_dir()) {
        // A path on the command line starts here; one in a file starts there.
        (Value::Path(path), Some(here)) if !project && !path.starts_with("~") => {
            Value::Path(here.join(path))
        }
        (value, _) => value,
    })
}

fn found(setting: &'static Setting, context: &Context) -> Result<Option<Found>> {
    let found = context.setting(setting)?;
    if found.is_none() && setting.name == STORE.name {
        return Ok(Some(Found {
            value: Value::Path(context.store_path()?),
            origin: Origin::Default,
        }));
    }
    Ok(found)
}

fn get(setting: &'static Setting, context: &Context) -> Result<u8> {
    let name = setting.name;
    let Some(found) = found(setting, context)? else {
        return Err(Error::not_found(format!("`{name}` is not set"))
            .hint(format!("set it with: vapihook config set {name} VALUE")));
    };
    if context.json() {
        let mut object = json!({ "v": 1, "type": "setting" });
        if let (Json::Object(object), Json::Object(members)) =
            (&mut object, setting_json(setting, Some(&found)))
        {
            object.extend(members);
        }
        out::data_line(&object.to_string());
        return Ok(0);
    }
    out::data_line(&found.value.to_string());
    if !context.quiet() {
        out::talk(&format!("(from {})", found.origin));
    }
    Ok(0)
}

fn change(
    setting: &'static Setting,
    change: Change,
    project: bool,
    context: &Context,
) -> Result<u8> {
    let config = context.config();
    let (path, role) = if project {
        let here = || working_dir().map(|dir| dir.join(PROJECT_FILE));
        let path = config.project_path().or_else(here);
        let path = path.ok_or_else(|| Error::failed("the working directory is gone"))?;
        (path, Role::Project)
    } else {
        (config.user_path()?, Role::User)
    };
    let names = setting.name.split('.').collect();
    let changed = edit::apply(&path, role, vec![(names, change)])?;
    if context.json() {
        let object = json!({
            "v": 1,
            "type": "config-changed",
            "name": setting.name,
            "file": path,
            "changed": changed,
        });
        out::data_line(&object.to_string());
    } else if !context.quiet() {
        let what = if changed { "changed" } else { "unchanged" };
        out::talk(&format!("{what}: {} in {}", setting.name, path.display()));
    }
    // What was just written may still lose against a layer above.
    if changed
        && let Ok(Some(Found { origin, .. })) = config.get(setting)
        && matches!(origin, Origin::Flag(_) | Origin::Variable(_))
    {
        out::warn(&format!("{origin} is set and wins over it"));
    }
    Ok(0)
}

fn setting_json(setting: &Setting, found: Option<&Found>) -> Json {
    json!({
        "name": setting.name,
        "value": found.map(|found| found.value.to_json()),
        "origin": found.map(|found| found.origin.layer()),
        "from": found.map(|found| found.origin.to_string()),
    })
}

fn auth_json(auth: &Named) -> Json {
    json!({
        "name": auth.name,
        "scheme": auth.scheme(),
        "secret": auth.secret.as_ref().map(Source::place),
        "origin": auth.origin.layer(),
        "from": auth.origin.to_string(),
    })
}

fn list(context: &Context) -> Result<u8> {
    let config = context.config();
    let mut all = Vec::new();
    for setting in SETTINGS {
        all.push((*setting, found(setting, context)?));
    }
    let key = config.key()?;
    let user = config.user()?;
    let project = config.project()?;
    let auths = config.auths()?;
    if context.json() {
        let settings: Vec<Json> = all
            .iter()
            .map(|(setting, found)| setting_json(setting, found.as_ref()))
            .collect();
        let profiles: Vec<Json> = user
            .profiles
            .iter()
            .map(|(name, profile)| {
                json!({
                    "name": name,
                    "has_key": profile.api_key.is_some(),
                    "base_url": profile.base_url,
                })
            })
            .collect();
        let object = json!({
            "v": 1,
            "type": "config",
            "settings": settings,
            "profiles": profiles,
            "auth": auths.iter().map(auth_json).collect::<Vec<Json>>(),
            "key": key.map(|key| json!({
                "fingerprint": fingerprint(&key.secret),
                "origin": key.origin.layer(),
                "from": key.origin.to_string(),
            })),
            "user_file": user.path,
            "project_file": project.map(|file| &file.path),
        });
        out::data_line(&object.to_string());
        return Ok(0);
    }
    let mut rows: Vec<[String; 3]> = all
        .into_iter()
        .map(|(setting, found)| {
            let (value, origin) = found.map_or_else(
                || ("-".to_owned(), "not set".to_owned()),
                |found| (found.value.to_string(), found.origin.to_string()),
            );
            [setting.name.to_owned(), value, origin]
        })
        .collect();
    rows.push(key.map_or_else(
        || ["(key)".into(), "-".into(), "not set".into()],
        |key| {
            let mark = fingerprint(&key.secret);
            ["(key)".into(), mark, key.origin.to_string()]
        },
    ));
    for (name, profile) in &user.profiles {
        let key = match profile.api_key {
            Some(_) => "key saved",
            None => "no key",
        };
        let url = profile.base_url.as_deref();
        let url = url.map_or_else(String::new, |url| format!(", base_url {url}"));
        let from = user.path.display().to_string();
        rows.push([format!("(profile {name})"), format!("{key}{url}"), from]);
    }
    for auth in &auths {
        let secret = auth.secret.as_ref();
        let secret = secret.map_or_else(
            || "no secret".to_owned(),
            |source| format!("secret {}", source.place()),
        );
        let value = format!("{}, {secret}", auth.scheme());
        rows.push([
            format!("(auth {})", auth.name),
            value,
            auth.origin.to_string(),
        ]);
    }
    out::data(table::rows(&rows).as_bytes()).ok();
    Ok(0)
}

fn path(project: bool, context: &Context) -> Result<u8> {
    let config = context.config();
    let user = config.user_path()?;
    let found = config.project_path();
    if context.json() {
        let object = json!({
            "v": 1,
            "type": "config-path",
            "user_file": user,
            "user_file_exists": user.is_file(),
            "project_file": found,
        });
        out::data_line(&object.to_string());
        return Ok(0);
    }
    let path = if project {
        found.ok_or_else(|| {
            Error::not_found(format!("no {PROJECT_FILE} here or in a directory above"))
                .hint("start one with: vapihook config set --project listen.forward_to TARGET")
        })?
    } else {
        user
    };
    out::data_line(&path.display().to_string());
    Ok(0)
}
