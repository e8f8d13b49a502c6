//! How requests are authenticated, without the secret: what Vapi calls an authentication plan.
//! Fields and their defaults are Vapi's; what Vapi does not say (the unit of a timestamp, the
//! header of a message's id) has the field's usual value.

use http::HeaderName;

use super::mac::Algorithm;
use super::template::Template;

/// How a signature's bytes are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Hexadecimal, Vapi's default.
    #[default]
    Hex,
    /// Base64 with padding.
    Base64,
}

impl Encoding {
    /// As Vapi names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Hex => "hex",
            Self::Base64 => "base64",
        }
    }
}

/// The unit of a timestamp that we sign; one that we check may be in either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds since 1970, which Vapi was seen to send.
    #[default]
    Millis,
    /// Seconds since 1970, as Svix has it.
    Seconds,
}

/// The secret itself, in a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Which header.
    pub header: HeaderName,
    /// Whether `Bearer ` stands before it.
    pub bearer: bool,
}

/// A signature over the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hmac {
    /// The digest.
    pub algorithm: Algorithm,
    /// Where the signature is.
    pub signature_header: HeaderName,
    /// Where the timestamp is.
    pub timestamp_header: HeaderName,
    /// Where the message's id is.
    pub id_header: HeaderName,
    /// What stands before the signature.
    pub prefix: String,
    /// Whether a timestamp is sent.
    pub include_timestamp: bool,
    /// What is signed; `None` when the plan leaves it to the default.
    pub format: Option<Template>,
    /// How the signature is written.
    pub encoding: Encoding,
    /// Whether the secret is base64 of the key.
    pub secret_is_base64: bool,
    /// The unit of timestamps that we sign.
    pub unit: Unit,
}

impl Default for Hmac {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::default(),
            signature_header: HeaderName::from_static("x-signature"),
            timestamp_header: HeaderName::from_static("x-timestamp"),
            id_header: HeaderName::from_static("svix-id"),
            prefix: String::new(),
            include_timestamp: true,
            format: None,
            encoding: Encoding::default(),
            secret_is_base64: false,
            unit: Unit::default(),
        }
    }
}

impl Hmac {
    /// What is signed, in the order of how likely it is. Only one, unless the plan leaves out
    /// both timestamp and format: what the default means then is not documented.
    #[must_use]
    pub fn formats(&self) -> Vec<Template> {
        match (&self.format, self.include_timestamp) {
            (Some(format), _) => vec![format.clone()],
            (None, true) => vec![Template::parse("{timestamp}.{body}")],
            (None, false) => ["{body}", ".{body}"].map(Template::parse).into(),
        }
    }
}

/// How requests are authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// By the secret itself.
    Token(Token),
    /// By a signature.
    Hmac(Box<Hmac>),
}

/// A scheme and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// `hmac-sha256`, `bearer`, `svix`: for verdicts.
    pub label: String,
    /// The scheme.
    pub scheme: Scheme,
}

impl Plan {
    /// The secret in this header; `bearer` puts `Bearer ` before it.
    #[must_use]
    pub fn token(label: &str, header: HeaderName, bearer: bool) -> Self {
        Self {
            label: label.to_owned(),
            scheme: Scheme::Token(Token { header, bearer }),
        }
    }

    /// A signature.
    #[must_use]
    pub fn hmac(hmac: Hmac) -> Self {
        Self {
            label: format!("hmac-{}", hmac.algorithm.name()),
            scheme: Scheme::Hmac(Box::new(hmac)),
        }
    }

    /// The same plan under another name.
    #[must_use]
    pub fn labelled(mut self, label: &str) -> Self {
        label.clone_into(&mut self.label);
        self
    }

    /// The header that shows who sent a request.
    #[must_use]
    pub fn header(&self) -> &HeaderName {
        match &self.scheme {
            Scheme::Token(token) => &token.header,
            Scheme::Hmac(hmac) => &hmac.signature_header,
        }
    }

    /// Whether the secret itself is sent.
    #[must_use]
    pub fn sends_the_secret(&self) -> bool {
        matches!(self.scheme, Scheme::Token(_))
    }

    /// Every header that signing sets: a stale one must not stay beside it.
    #[must_use]
    pub fn headers(&self) -> Vec<HeaderName> {
        let mut names = vec![self.header().clone()];
        if let Scheme::Hmac(hmac) = &self.scheme {
            let formats = hmac.formats();
            if hmac.include_timestamp || formats.iter().any(Template::has_timestamp) {
                names.push(hmac.timestamp_header.clone());
            }
            if formats.iter().any(Template::has_id) {
                names.push(hmac.id_header.clone());
            }
        }
        names
    }
}
