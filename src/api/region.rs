//! Where the API is: `us`, `eu`, or any URL.

use crate::error::{Error, Result};

/// The regions' names and base URLs, the default first.
pub const REGIONS: &[(&str, &str)] = &[
    ("us", "https://api.vapi.ai"),
    ("eu", "https://api.eu.vapi.ai"),
];

/// The base URL behind a region's name or a URL, without a trailing slash.
///
/// # Errors
/// [`crate::error::Kind::Usage`] for anything else.
pub fn base_url(text: &str) -> Result<String> {
    if let Some((_, url)) = REGIONS.iter().find(|(name, _)| *name == text) {
        return Ok((*url).to_owned());
    }
    let url = text.trim_end_matches('/');
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') && !rest.contains('@') => {
            Ok(url.to_owned())
        }
        _ => Err(Error::usage(format!("\"{text}\" is not a base URL"))
            .hint("a base URL is us, eu or http(s)://host, as in --base-url eu")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_and_urls() {
        for (text, url) in [
            ("us", "https://api.vapi.ai"),
            ("eu", "https://api.eu.vapi.ai"),
            ("http://127.0.0.1:9/", "http://127.0.0.1:9"),
        ] {
            assert_eq!(base_url(text).expect(text), url);
        }
        for text in ["", "asia", "ftp://x", "https://", "https://k@x"] {
            assert!(base_url(text).is_err(), "{text}");
        }
    }
}
