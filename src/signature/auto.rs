//! Every scheme that one secret may belong to, for requests whose headers are all that is known
//! of them. The order is that of how much a fit says: what is signed before what is only sent,
//! and for `x-vapi-signature`, which has meant three things, the oldest meaning first.

use http::HeaderName;

use super::mac::Algorithm;
use super::plan::{Hmac, Plan};
use super::preset::PRESETS;
use super::template::Template;
use super::way::Way;
use crate::secret::Secret;

/// Headers that signatures are seen in, and what timestamps beside them are called.
const SIGNED: &[(&str, &[&str])] = &[
    ("x-signature", &["x-timestamp", "x-vapi-timestamp"]),
    ("x-vapi-signature", &["x-vapi-timestamp", "x-timestamp"]),
];
/// Headers that a secret is seen in.
const SENT: &[&str] = &[
    "x-vapi-secret",
    "authorization",
    "x-vapi-signature",
    "x-api-key",
];

/// The ways; one that cannot use the secret is left out.
pub(super) fn ways(secret: &Secret) -> Vec<Way> {
    let mut plans: Vec<(Plan, bool)> = PRESETS
        .iter()
        .map(|preset| (preset.plan(), false))
        .collect();
    for name in SENT {
        for bearer in [false, true] {
            let plan = Plan::token(name, HeaderName::from_static(name), bearer);
            plans.push((plan, false));
        }
    }
    for (signature, timestamps) in SIGNED {
        for algorithm in Algorithm::ALL {
            for (format, timestamp) in timestamps
                .iter()
                .map(|timestamp| ("{timestamp}.{body}", *timestamp))
                .chain([("{body}", timestamps[0])])
            {
                let hmac = Hmac {
                    algorithm,
                    signature_header: HeaderName::from_static(signature),
                    timestamp_header: HeaderName::from_static(timestamp),
                    include_timestamp: format.starts_with("{timestamp}"),
                    format: Some(Template::parse(format)),
                    ..Hmac::default()
                };
                let label = format!("hmac-{} of {format} in {signature}", algorithm.name());
                plans.push((Plan::hmac(hmac).labelled(&label), true));
            }
        }
    }
    plans
        .into_iter()
        .filter_map(|(plan, lenient)| Way::new(plan, secret, lenient).ok())
        .collect()
}
