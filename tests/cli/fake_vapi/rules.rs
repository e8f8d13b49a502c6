//! What a PATCH may contain: the members of the published `Update*DTO` schemas, and the member
//! that the published document and the running API disagree about.

use serde_json::{Map, Value};

/// What is done about a member whose rules are unsure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Member {
    Required,
    Forbidden,
    #[default]
    Either,
}

/// How this account's API behaves.
#[derive(Default)]
pub struct Rules {
    pub provider: Member,
    pub tool_type: Member,
    pub accept_legacy: bool,
    pub server_replaces_legacy: bool,
    pub strict_server: bool,
}

const ASSISTANT: &str = "transcriber model voice firstMessage firstMessageInterruptionsEnabled \
    firstMessageMode voicemailDetection clientMessages serverMessages maxDurationSeconds \
    backgroundSound modelOutputInMessagesEnabled transportConfigurations observabilityPlan \
    credentials hooks name voicemailMessage endCallMessage endCallPhrases compliancePlan metadata \
    backgroundSpeechDenoisingPlan analysisPlan artifactPlan startSpeakingPlan stopSpeakingPlan \
    monitorPlan credentialIds server keypadInputPlan";
const SQUAD: &str = "name members membersOverrides";
const PHONE_NUMBER: &str = "fallbackDestination hooks name assistantId workflowId squadId server";
/// What each provider's numbers have besides.
const PROVIDERS: &[(&str, &str)] = &[
    (
        "byo-phone-number",
        "numberE164CheckEnabled number credentialId",
    ),
    (
        "twilio",
        "smsEnabled number twilioAccountSid twilioAuthToken twilioApiKey twilioApiSecret",
    ),
    ("vonage", "number credentialId"),
    ("vapi", "sipUri authentication"),
    ("telnyx", "number credentialId"),
];
const TOOL: &str = "messages rejectionPlan";
/// What each type of tool has besides; those that are not here have nothing.
const TYPES: &[(&str, &str)] = &[
    (
        "apiRequest",
        "method timeoutSeconds credentialId name description url body headers backoffPlan \
         variableExtractionPlan",
    ),
    ("function", "async server function"),
    ("transferCall", "destinations"),
    ("handoff", "destinations function"),
    ("bash", "subType server name"),
    (
        "computer",
        "subType server name displayWidthPx displayHeightPx displayNumber",
    ),
    ("textEditor", "subType server name"),
    ("query", "knowledgeBases"),
    ("mcp", "server metadata"),
];
/// The members of `server`; the last three are newer or older than the published schema.
const SERVER: &str = "url timeoutSeconds credentialId headers backoffPlan \
    staticIpAddressesEnabled encryptedPaths secret";

impl Rules {
    /// The messages that a PATCH is refused with, none when it is fine.
    pub fn refused(&self, kind: &str, stored: &Value, members: &Map<String, Value>) -> Vec<String> {
        let (common, own) = match kind {
            "assistant" => (ASSISTANT, ""),
            "phone-number" => (PHONE_NUMBER, of(PROVIDERS, &stored["provider"])),
            "tool" => (TOOL, of(TYPES, &stored["type"])),
            _ => (SQUAD, ""),
        };
        let discriminator = match kind {
            "phone-number" => Some(("provider", self.provider)),
            "tool" => Some(("type", self.tool_type)),
            _ => None,
        };
        let mut refused = Vec::new();
        if let Some((name, Member::Required)) = discriminator
            && !members.contains_key(name)
        {
            refused.push(must_be_one_of(name));
        }
        for (name, value) in members {
            let legacy = self.accept_legacy
                && kind != "squad"
                && matches!(&**name, "serverUrl" | "serverUrlSecret");
            let known = legacy || [common, own].iter().any(|list| has(list, name));
            match discriminator {
                Some((own, rule)) if own == name && rule != Member::Forbidden => {
                    let right = *value == stored[name];
                    refused.extend((!right).then(|| must_be_one_of(name)));
                }
                _ if !known => refused.push(format!("property {name} should not exist")),
                _ if name == "server" => self.refused_server(value, &mut refused),
                _ => {}
            }
        }
        refused
    }

    fn refused_server(&self, server: &Value, refused: &mut Vec<String>) {
        let Value::Object(members) = server else {
            if !server.is_null() {
                refused.push("server must be an object".to_owned());
            }
            return;
        };
        for (name, value) in members {
            let wrong = match &**name {
                "url" | "credentialId" | "secret" if !value.is_string() => "must be a string",
                "headers" | "backoffPlan" if !value.is_object() => "must be an object",
                "timeoutSeconds" if !value.is_number() => "must be a number",
                "timeoutSeconds" if value.as_f64() > Some(300.0) => "must not be greater than 300",
                "timeoutSeconds" if value.as_f64() < Some(1.0) => "must not be less than 1",
                _ if self.strict_server && !has(SERVER, name) => {
                    refused.push(format!("server.property {name} should not exist"));
                    continue;
                }
                _ => continue,
            };
            refused.push(format!("server.{name} {wrong}"));
        }
    }
}

fn must_be_one_of(name: &str) -> String {
    format!("{name} must be one of the following values")
}

fn of(table: &[(&str, &'static str)], name: &Value) -> &'static str {
    let found = table.iter().find(|(known, _)| name == known);
    found.map_or("", |(_, members)| members)
}

fn has(list: &str, name: &str) -> bool {
    list.split_whitespace().any(|known| known == name)
}
