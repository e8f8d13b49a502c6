//! What among the headers could be a signature, however it is written.

use super::super::mac::Tag;
use super::super::plan::{Encoding, Hmac};
use super::super::request::Request;
use super::super::sighting::{PREFIXES, decode, pieces};
use super::Clue;
use crate::event::envelope::lines;

/// Something that could be a signature.
#[derive(Clone)]
pub(super) struct Seen {
    /// The header's name, in lower case.
    pub header: String,
    pub prefix: String,
    pub encoding: Encoding,
    /// Whether it is base64 of hex.
    pub twice: bool,
    pub tag: Tag,
}

/// Everything among the headers that could be a signature.
pub(super) fn seen(request: Request<'_>) -> Vec<Seen> {
    let mut found = Vec::new();
    for (name, value) in lines(request.headers) {
        let header = name.to_ascii_lowercase();
        // A token is base64 often enough, and never a signature.
        if matches!(&*header, "cookie" | "host" | "traceparent" | "x-request-id") {
            continue;
        }
        for piece in pieces(value) {
            for prefix in prefixes(piece) {
                let rest = &piece[prefix.len()..];
                for encoding in [Encoding::Hex, Encoding::Base64] {
                    let Some(tag) = decode(rest, encoding) else {
                        continue;
                    };
                    let mut put = |tag: Tag, twice| {
                        if matches!(tag.bytes().len(), 20 | 32 | 64) {
                            found.push(Seen {
                                header: header.clone(),
                                prefix: prefix.to_owned(),
                                encoding,
                                twice,
                                tag,
                            });
                        }
                    };
                    put(tag, false);
                    if let Some(tag) = decode(tag.bytes(), Encoding::Hex) {
                        put(tag, true);
                    }
                }
            }
        }
    }
    found
}

/// What may stand before a signature: nothing, a usual prefix, whatever ends in `=`, `,` or `:`.
fn prefixes(piece: &[u8]) -> Vec<&str> {
    let usual = PREFIXES.iter().copied();
    let mut all: Vec<&str> = usual
        .filter(|prefix| piece.starts_with(prefix.as_bytes()))
        .collect();
    let end = piece
        .iter()
        .take(24)
        .rposition(|byte| matches!(byte, b'=' | b',' | b':'));
    if let Some(any) = end.and_then(|end| str::from_utf8(&piece[..=end]).ok())
        && !all.contains(&any)
    {
        all.push(any);
    }
    all.insert(0, "");
    all
}

impl Seen {
    /// Why the right signature is not accepted as it stands here.
    pub fn explain(&self, hmac: &Hmac) -> Clue {
        let header = &self.header;
        if *header != hmac.signature_header.as_str() {
            return Clue::new(
                "wrong-header",
                format!(
                    "the signature is in {header}, and the plan looks in {}",
                    hmac.signature_header
                ),
                format!("read {header}: req.get('{header}'), request.headers['{header}']"),
            );
        }
        if self.twice || self.encoding != hmac.encoding {
            let found = match (self.twice, self.encoding) {
                (true, _) => "base64 of hex",
                (false, Encoding::Hex) => "hex",
                (false, Encoding::Base64) => "base64",
            };
            let digest = match self.encoding {
                _ if self.twice => "digest, not of its hex text",
                Encoding::Hex => "digest('hex'), .hexdigest()",
                Encoding::Base64 => "digest('base64'), base64.b64encode(h.digest())",
            };
            return Clue::new(
                "wrong-encoding",
                format!(
                    "the signature is right, but in {found}, and the plan says {}",
                    hmac.encoding.name()
                ),
                format!("make signatureEncoding and the app agree: {digest}"),
            );
        }
        let quoted = |prefix: &str| match prefix {
            "" => "no prefix".to_owned(),
            prefix => format!("the prefix \"{}\"", prefix.escape_debug()),
        };
        Clue::new(
            "wrong-prefix",
            format!(
                "the signature is right, but has {}, and the plan says {}",
                quoted(&self.prefix),
                quoted(&hmac.prefix)
            ),
            "make signaturePrefix and the app agree: take the prefix off before comparing, or put \
             it before what is compared",
        )
    }
}
