//! `trigger`: sends one made-up event, as Vapi would send it now.

mod list;
mod make;
mod print;
mod send;

use clap::ValueEnum;
use http::{HeaderName, HeaderValue};

use super::changes::Changes;
use super::signing::SigningArgs;
use super::values::{self, Deadline};
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::relay::target::Target;
use crate::render::out;
use crate::synth::calls::Shape;
use crate::synth::kind;

/// Arguments of `trigger`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  vapihook trigger --list
  vapihook trigger tool-calls --to localhost:3000/vapi/webhook
  vapihook trigger tool-calls --to 3000 --tool bookAppointment --args '{\"date\": \"2027-03-04\"}'
  vapihook trigger tool-calls --to 3000 --tools tools.json            valid arguments for each tool
  vapihook trigger tool-calls --to 3000 --tools tools.json --fuzz 20  what models get wrong
  vapihook trigger status-update --to 3000 --set message.status=ringing
  vapihook trigger end-of-call-report --from last:end-of-call-report --to 3000
  vapihook trigger hang --to 3000 --sign hmac --secret-env WEBHOOK_SECRET
  vapihook trigger assistant-request --print curl --to 3000

Ids and times are fresh each time, unless --exact keeps those of the template. The answer is
checked as listen checks it: 3 is the exit code when Vapi would not accept it, 6 when the app
cannot be reached.")]
pub struct Args {
    /// What to send: a message's type, voice.completed, custom-llm ..; --list has them all. May be
    /// left out with --from
    #[arg(value_name = "TYPE", required_unless_present_any = ["list", "from"])]
    kind: Option<String>,
    /// Print what can be sent: who asks, until when, what for
    #[arg(long, conflicts_with_all = ["kind", "from", "print"])]
    list: bool,
    /// Use this event as the template: a file with a body, a recorded event (an id, last,
    /// last:TYPE), - for stdin
    #[arg(long, value_name = "WHAT")]
    from: Option<String>,
    #[command(flatten)]
    changes: Changes,
    /// The call's id, instead of a fresh one
    #[arg(long, value_name = "ID", conflicts_with = "exact")]
    call_id: Option<String>,
    /// Keep the ids and times of the template
    #[arg(long)]
    exact: bool,
    /// Send the shapes of another program's webhook map
    #[arg(long = "as", value_name = "MAP")]
    mapped: Option<Map>,
    /// Send it so often, each with fresh ids
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    repeat: u32,
    #[command(flatten)]
    calls: Calls,
    #[command(flatten)]
    sending: Sending,
    #[command(flatten)]
    signing: SigningArgs,
}

/// The flags that say where it goes.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Sending")]
struct Sending {
    /// The app: 3000, :3000/path, localhost:3000/path or a URL; what listen
    /// is set to forward to, unless given
    #[arg(short, long, value_name = "TARGET")]
    to: Option<String>,
    /// Send to exactly the path of --to, also what is sent to a path of its own
    /// (/chat/completions)
    #[arg(long)]
    fixed_path: bool,
    /// Add a header to what the app gets, or replace it; repeatable
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = values::header)]
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Write the request to stdout instead of sending it: as HTTP, as the JSON body alone, or as a
    /// command for curl
    #[arg(long, value_name = "FORM", num_args = 0..=1, default_missing_value = "http")]
    print: Option<Form>,
    /// Accept any certificate of an https app, also a self-signed one
    #[arg(long)]
    skip_verify: bool,
    /// What happens when the app is slower than Vapi waits: enforce gives up as Vapi does, warn
    /// waits on, as at a breakpoint
    #[arg(long, value_enum, default_value_t = Deadline::Enforce, value_name = "POLICY")]
    deadline: Deadline,
}

/// The flags that make tool calls.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Tool calls")]
struct Calls {
    /// How a tool call is written: object (arguments are an object, as Vapi sends them), openai
    /// (a string of JSON), flat ({id, name, parameters}, as the documentation has them)
    #[arg(long, value_name = "SHAPE")]
    shape: Option<ShapeName>,
    /// Call this tool; with --tools, this one of them alone
    #[arg(long, value_name = "NAME")]
    tool: Option<String>,
    /// What the tool is called with: JSON, or @FILE
    #[arg(long, value_name = "JSON", value_parser = values::json)]
    args: Option<Box<str>>,
    /// Call each of the tools that are defined in a file (Vapi's or OpenAI's JSON, an assistant),
    /// with arguments that their JSON Schema allows
    #[arg(long, value_name = "FILE", conflicts_with = "args")]
    tools: Option<String>,
    /// Send so many calls of --tools with one mistake each, as models make them: a value missing,
    /// null, of another type; two calls at once; arguments that break off
    #[arg(long, value_name = "N", requires = "tools", value_parser = clap::value_parser!(u32).range(1..))]
    fuzz: Option<u32>,
    /// Repeat the arguments and mistakes of another run
    #[arg(long, value_name = "N", requires = "tools")]
    seed: Option<u64>,
}

/// How a tool call is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ShapeName {
    Object,
    Openai,
    Flat,
}

impl From<ShapeName> for Shape {
    fn from(name: ShapeName) -> Self {
        match name {
            ShapeName::Object => Self::Object,
            ShapeName::Openai => Self::Openai,
            ShapeName::Flat => Self::Flat,
        }
    }
}

/// Whose shapes are sent.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Map {
    /// The Corsair plugin's six events: a timestamp and tool arguments in strings, and nothing
    /// that its map does not name
    Corsair,
}

/// How a request is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Http,
    Json,
    Curl,
}

/// Runs `trigger`; the result is the exit code.
///
/// # Errors
/// When the event cannot be made, or the app cannot be reached.
pub fn run(args: &Args, context: &Context) -> Result<u8> {
    if args.list {
        list::print(context);
        return Ok(0);
    }
    let given = match &args.sending.to {
        Some(to) => Some(to.clone()),
        None => context.forward_to()?,
    };
    // What is only printed goes nowhere: any app will do.
    let printed = args.sending.print.map(|_| "3000".to_owned());
    let to = given.or(printed).ok_or_else(|| {
        Error::usage("nothing says where your app is").hint(
            "name it with --to 3000, or once for this project with: \
             vapihook config set --project listen.forward_to 3000",
        )
    });
    // A type that does not exist is told before a target that is missing.
    if let Some(kind) = args.kind.as_deref().filter(|_| args.from.is_none()) {
        find(kind)?;
    }
    let target = Target::parse(&to?)?.fixed_path(args.sending.fixed_path);
    let maker = make::Maker::new(args, &target, context)?;
    if let Some(form) = args.sending.print {
        return print::all(maker, &target, form, args, context);
    }
    if let Some(seed) = maker.seed_to_tell()
        && !context.json()
    {
        out::talk(&format!("the same again with: --seed {seed}"));
    }
    let sent = send::all(maker, &target, args, context);
    let accepted = super::runtime()?.block_on(sent)?;
    Ok(if accepted { 0 } else { Kind::No.exit_code() })
}

/// What is called `name`.
fn find(name: &str) -> Result<kind::Kind> {
    kind::find(name).ok_or_else(|| {
        let near = kind::did_you_mean(name);
        let list = "all of them: vapihook trigger --list";
        let hint = match &near[..] {
            [] => format!("{list}; a payload of your own: --from FILE"),
            near => format!("did you mean {}? {list}", near.join(" or ")),
        };
        Error::not_found(format!("there is no event \"{name}\" to make up")).hint(hint)
    })
}
