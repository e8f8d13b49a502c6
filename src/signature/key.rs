//! From a secret to the key of a signature.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::plan::Hmac;
use super::template::Template;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// What Svix puts before a secret.
pub(super) const SVIX_PREFIX: &str = "whsec_";

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Reads base64 of either alphabet, padded or not.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let url_safe = text.iter().any(|byte| matches!(byte, b'-' | b'_'));
    let engine = if url_safe { &URL_SAFE } else { &STANDARD };
    engine.decode(text).ok()
}

/// The key that a plan makes of a secret.
///
/// # Errors
/// When it has to be base64 and is not; what it is is not repeated.
pub(super) fn of(hmac: &Hmac, secret: &Secret) -> Result<Zeroizing<Vec<u8>>> {
    let text = secret.reveal();
    let bare = text.strip_prefix(SVIX_PREFIX);
    let is_svix = hmac.formats().iter().any(Template::has_id);
    if hmac.secret_is_base64 || (is_svix && bare.is_some()) {
        return base64(bare.unwrap_or(text).as_bytes())
            .map(Zeroizing::new)
            .ok_or_else(|| {
                Error::usage("the secret is not base64, and the plan says that it is").hint(
                    "copy it as it was given to Vapi, or leave secretIsBase64 out of the plan",
                )
            });
    }
    Ok(Zeroizing::new(text.as_bytes().to_vec()))
}
