//! Reads a plan: as Vapi's API returns a credential (bare plan or the whole of it), or as fields
//! of a settings file. Names are compared without case, `-` and `_`, so that `secretIsBase64` and
//! `secret_is_base64` are one. What Vapi adds tomorrow is left alone; what a person misspells is
//! an error, so the caller says whose fields they are.

use http::HeaderName;
use serde_json::{Map, Value};

use super::mac::Algorithm;
use super::plan::{Encoding, Plan, Scheme, Unit};
use super::preset::{PRESETS, preset};
use super::template::Template;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Whose fields they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// Vapi's API: unknown members are left alone.
    Vapi,
    /// A person: an unknown field is a mistake.
    Person,
}

/// A plan and the secret that stood beside it.
#[derive(Debug)]
pub struct Read {
    /// The plan.
    pub plan: Plan,
    /// The secret, when it is there (Vapi's API leaves it out or shows stars).
    pub secret: Option<Secret>,
}

/// Reads a credential's JSON, or its `authenticationPlan` alone.
///
/// # Errors
/// [`crate::error::Kind::Usage`] when it is neither.
pub fn credential(text: &str) -> Result<Read> {
    let no_plan = |why: &str| {
        Error::usage(format!("the plan {why}")).hint(
            "it has to be JSON: Vapi's credential, or its authenticationPlan, as in \
             {\"type\": \"hmac\", \"algorithm\": \"sha256\"}",
        )
    };
    let value: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| no_plan(&format!("is not JSON: {error}")))?;
    let Value::Object(object) = value else {
        return Err(no_plan("is not an object"));
    };
    match object.get("authenticationPlan") {
        Some(Value::Object(plan)) => fields(plan, From::Vapi),
        Some(_) => Err(no_plan("is not an object: authenticationPlan")),
        None => {
            if !object.contains_key("type") && !object.contains_key("scheme") {
                return Err(no_plan("has no type"));
            }
            fields(&object, From::Vapi)
        }
    }
}

/// Reads the fields of a plan.
///
/// # Errors
/// [`crate::error::Kind::Usage`] when one has a value that it cannot have.
pub fn fields(fields: &Map<String, Value>, from: From) -> Result<Read> {
    let mut secret = None;
    let mut scheme = "hmac";
    for (name, value) in fields {
        if matches!(plain(name).as_str(), "type" | "scheme") {
            scheme = text(name, value)?;
        }
    }
    let preset = preset(&scheme.to_ascii_lowercase()).ok_or_else(|| unknown_scheme(scheme))?;
    let mut plan = preset.plan();
    let mut reader = Reader::new(&mut plan);
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        match plain(name).as_str() {
            "type" | "scheme" => {}
            "secretkey" | "token" | "secret" => {
                let text = text(name, value)?;
                // A key that the API shows as stars is none.
                secret = (!text.is_empty() && !text.contains("***") && !text.contains('•'))
                    .then(|| Secret::new(text.to_owned()));
            }
            field => {
                let known = reader.read(field, name, value)?;
                if !known && from == From::Person {
                    return Err(unknown_field(name, &plan));
                }
            }
        }
    }
    if let Scheme::Hmac(hmac) = &plan.scheme
        && !hmac.formats().iter().all(Template::has_body)
    {
        return Err(Error::usage(
            "the plan's payload format has no {body}: it would sign nothing of the request",
        )
        .hint("as in \"{timestamp}.{body}\", Vapi's default"));
    }
    Ok(Read { plan, secret })
}

/// The names of a plan's fields, as a settings file has them.
#[must_use]
pub fn field_names(plan: &Plan) -> &'static [&'static str] {
    match plan.scheme {
        Scheme::Token(_) => &["scheme", "header_name", "bearer_prefix_enabled"],
        Scheme::Hmac(_) => &[
            "scheme",
            "algorithm",
            "signature_header",
            "timestamp_header",
            "message_id_header",
            "signature_prefix",
            "include_timestamp",
            "payload_format",
            "signature_encoding",
            "secret_is_base64",
            "timestamp_unit",
        ],
    }
}

fn unknown_scheme(scheme: &str) -> Error {
    let names: Vec<&str> = PRESETS.iter().map(|preset| preset.name).collect();
    let error = Error::usage(format!("\"{}\" is no scheme", scheme.escape_debug()));
    if plain(scheme) == "oauth2" {
        return error.hint("the access token of an oauth2 plan is a bearer token: use bearer");
    }
    error.hint(format!("the schemes are {}", names.join(", ")))
}

fn unknown_field(name: &str, plan: &Plan) -> Error {
    let names = field_names(plan).join(", ");
    let message = format!(
        "a plan with the scheme {} has no field `{}`",
        plan.label,
        name.escape_debug()
    );
    Error::usage(message).hint(format!("its fields are {names}"))
}

/// Fills a plan's fields in.
struct Reader<'a> {
    plan: &'a mut Plan,
    id_header: bool,
}

impl<'a> Reader<'a> {
    fn new(plan: &'a mut Plan) -> Self {
        Self {
            plan,
            id_header: false,
        }
    }

    /// Whether there is such a field.
    fn read(&mut self, field: &str, name: &str, value: &Value) -> Result<bool> {
        let relabel = match &mut self.plan.scheme {
            Scheme::Token(token) => {
                match field {
                    "headername" | "header" => token.header = header(name, value)?,
                    "bearerprefixenabled" | "prefix" => token.bearer = truth(name, value)?,
                    _ => return Ok(false),
                }
                false
            }
            Scheme::Hmac(hmac) => {
                match field {
                    "algorithm" => {
                        let text = text(name, value)?;
                        hmac.algorithm = Algorithm::from_name(text)
                            .ok_or_else(|| one_of(name, "sha256, sha512 or sha1"))?;
                    }
                    "signatureheader" => {
                        hmac.signature_header = header(name, value)?;
                        if !self.id_header {
                            hmac.id_header = beside(&hmac.signature_header, &hmac.id_header);
                        }
                    }
                    "timestampheader" => hmac.timestamp_header = header(name, value)?,
                    "messageidheader" => {
                        hmac.id_header = header(name, value)?;
                        self.id_header = true;
                    }
                    "signatureprefix" => text(name, value)?.clone_into(&mut hmac.prefix),
                    "includetimestamp" => hmac.include_timestamp = truth(name, value)?,
                    "payloadformat" => {
                        let format = Template::parse(text(name, value)?);
                        if format.has_id() {
                            hmac.unit = Unit::Seconds;
                        }
                        hmac.format = Some(format);
                    }
                    "signatureencoding" => {
                        hmac.encoding = match &*text(name, value)?.to_ascii_lowercase() {
                            "hex" => Encoding::Hex,
                            "base64" => Encoding::Base64,
                            _ => return Err(one_of(name, "hex or base64")),
                        };
                    }
                    "secretisbase64" => hmac.secret_is_base64 = truth(name, value)?,
                    "timestampunit" => {
                        hmac.unit = match text(name, value)? {
                            "ms" => Unit::Millis,
                            "s" => Unit::Seconds,
                            _ => return Err(one_of(name, "ms or s")),
                        };
                    }
                    _ => return Ok(false),
                }
                self.plan.label.starts_with("hmac-")
            }
        };
        if relabel && let Scheme::Hmac(hmac) = &self.plan.scheme {
            self.plan.label = format!("hmac-{}", hmac.algorithm.name());
        }
        Ok(true)
    }
}

/// The header of the id that goes with a signature header: `webhook-id` with
/// `webhook-signature`.
fn beside(signature: &HeaderName, otherwise: &HeaderName) -> HeaderName {
    let brand = signature.as_str().strip_suffix("-signature");
    brand
        .filter(|brand| matches!(*brand, "svix" | "webhook"))
        .and_then(|brand| HeaderName::try_from(format!("{brand}-id")).ok())
        .unwrap_or_else(|| otherwise.clone())
}

fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn one_of(name: &str, what: &str) -> Error {
    Error::usage(format!(
        "the plan's `{}` has to be {what}",
        name.escape_debug()
    ))
}

fn text<'a>(name: &str, value: &'a Value) -> Result<&'a str> {
    value.as_str().ok_or_else(|| one_of(name, "a text"))
}

fn truth(name: &str, value: &Value) -> Result<bool> {
    value.as_bool().ok_or_else(|| one_of(name, "true or false"))
}

fn header(name: &str, value: &Value) -> Result<HeaderName> {
    text(name, value)?
        .parse()
        .map_err(|_| one_of(name, "a header's name"))
}
