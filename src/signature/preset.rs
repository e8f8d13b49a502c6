//! The registry of schemes: every named way of authenticating, one row each.

use http::HeaderName;

use super::plan::{Encoding, Hmac, Plan, Unit};
use super::template::Template;

/// A named way of authenticating.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// Its name, as in `--scheme` and `scheme = ".."`.
    pub name: &'static str,
    /// What it is, one sentence without a full stop.
    pub about: &'static str,
    build: fn() -> Plan,
}

impl Preset {
    /// Its plan.
    #[must_use]
    pub fn plan(&self) -> Plan {
        let plan = (self.build)();
        match self.name {
            "hmac" => plan,
            name => plan.labelled(name),
        }
    }
}

/// The header with three meanings.
const LEGACY: HeaderName = HeaderName::from_static("x-vapi-signature");

/// Every preset.
pub const PRESETS: &[Preset] = &[
    Preset {
        name: "shared-secret",
        about: "the secret in X-Vapi-Secret",
        build: || Plan::token("", HeaderName::from_static("x-vapi-secret"), false),
    },
    Preset {
        name: "bearer",
        about: "the secret in Authorization, after \"Bearer\"",
        build: || Plan::token("", http::header::AUTHORIZATION, true),
    },
    Preset {
        name: "hmac",
        about: "Vapi's HMAC plan with its defaults: x-signature and x-timestamp",
        build: || Plan::hmac(Hmac::default()),
    },
    Preset {
        name: "svix",
        about: "Svix: svix-id, svix-timestamp, svix-signature",
        build: || Plan::hmac(svix("svix")),
    },
    Preset {
        name: "standard-webhooks",
        about: "Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature",
        build: || Plan::hmac(svix("webhook")),
    },
    Preset {
        name: "legacy-secret",
        about: "the secret itself in X-Vapi-Signature",
        build: || Plan::token("", LEGACY, false),
    },
    Preset {
        name: "legacy-hmac",
        about: "X-Vapi-Signature: HMAC-SHA256 of the body, in hex",
        build: || Plan::hmac(legacy("")),
    },
    Preset {
        name: "legacy-sha256",
        about: "X-Vapi-Signature: sha256= and HMAC-SHA256 of the body, in hex",
        build: || Plan::hmac(legacy("sha256=")),
    },
];

/// The preset of that name.
#[must_use]
pub fn preset(name: &str) -> Option<&'static Preset> {
    let name = match name {
        "secret" | "x-vapi-secret" => "shared-secret",
        "standardwebhooks" => "standard-webhooks",
        "x-vapi-signature" => "legacy-hmac",
        name => name,
    };
    PRESETS.iter().find(|preset| preset.name == name)
}

fn svix(brand: &str) -> Hmac {
    let header = |what: &str| {
        let name = format!("{brand}-{what}");
        HeaderName::try_from(name).unwrap_or(LEGACY)
    };
    Hmac {
        signature_header: header("signature"),
        timestamp_header: header("timestamp"),
        id_header: header("id"),
        prefix: "v1,".to_owned(),
        format: Some(Template::parse("{svix-id}.{timestamp}.{body}")),
        encoding: Encoding::Base64,
        secret_is_base64: true,
        unit: Unit::Seconds,
        ..Hmac::default()
    }
}

fn legacy(prefix: &str) -> Hmac {
    Hmac {
        signature_header: LEGACY,
        timestamp_header: HeaderName::from_static("x-vapi-timestamp"),
        prefix: prefix.to_owned(),
        include_timestamp: false,
        format: Some(Template::parse("{body}")),
        ..Hmac::default()
    }
}
