//! The body of an event line: unescaped into the digest that waits for it, or kept.

use vapihook_json::unescape::Unescaper;

use crate::signature::Begun;

/// A body, or the end of it when a digest took the rest.
#[derive(Debug, Default)]
pub(super) struct Body {
    text: Unescaper,
    begun: Option<Begun>,
    /// Whether the digest takes this body.
    is_digested: bool,
}

impl Body {
    /// Begins anew; without a digest the whole body is kept.
    pub fn clear(&mut self) {
        self.text.clear();
        self.is_digested = false;
    }

    /// The digest, to begin with.
    pub fn digest(&mut self) -> &mut Option<Begun> {
        &mut self.begun
    }

    /// Begins anew, with the digest, which gets `head` and the body.
    pub fn begin(&mut self, head: &[u8]) {
        self.clear();
        self.is_digested = true;
        self.text.push(head);
    }

    /// The digest that takes the body, if one does.
    pub fn begun(&self) -> Option<&Begun> {
        self.begun.as_ref().filter(|_| self.is_digested)
    }

    /// The digest, after the whole body.
    pub fn digested(&mut self) -> Option<&mut Begun> {
        let begun = self.begun.as_mut().filter(|_| self.is_digested)?;
        begun.update(self.text.rest());
        self.text.clear();
        Some(begun)
    }

    /// The body, when no digest took it.
    pub fn bytes(&self) -> &[u8] {
        self.text.rest()
    }

    /// Takes the string whose first byte is at `from` in `line`; the result is where its closing
    /// quote is, if it can be read.
    pub fn read(&mut self, line: &[u8], from: usize) -> Option<usize> {
        match self.begun.as_mut().filter(|_| self.is_digested) {
            Some(begun) => {
                let mut take = |block: &[u8; 64]| begun.update(block);
                self.text.read(line, from, Some(&mut take))
            }
            None => self.text.read(line, from, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::secret::Secret;
    use crate::signature::plan::Hmac;
    use crate::signature::template::Template;
    use crate::signature::{Auth, Clock, Plan, Shown};

    proptest! {
        #[test]
        fn what_is_digested_on_the_way_is_the_text(
            text in "([a-z\"\\\\\n🙂]{0,9}[ -~]{0,40}){0,60}",
            large in 0..3_usize,
        ) {
            // Longer than the buffer, too.
            let text = text.repeat(1 + large * 20);
            let format = Some(Template::parse("{timestamp}.{body}!{method}"));
            let plan = Plan::hmac(Hmac { format, ..Hmac::default() });
            let auth = Auth::new(plan, Secret::new("s3cret".to_owned())).expect("an auth");
            let made = auth.sign("PUT", "", text.as_bytes(), 1_790_000_000_000, "").expect("headers");
            let shown = Shown {
                method: b"PUT",
                signature: Some(made[0].1.as_bytes()),
                timestamp: Some(made[1].1.as_bytes()),
                id: None,
            };
            let clock = Clock::at(1_790_000_000_000);
            let line = serde_json::to_string(&text).expect("JSON") + ",";
            let mut digested = Body::default();
            for (change, wanted) in [("", true), ("x", false), ("", true)] {
                let line = format!("\"{change}{}", &line[1..]);
                let mut head = Vec::new();
                prop_assert!(auth.begin(&shown, digested.digest(), &mut head));
                digested.begin(&head);
                prop_assert!(digested.begun().is_some_and(Begun::is_bound));
                prop_assert_eq!(digested.read(line.as_bytes(), 1), Some(line.len() - 2));
                let begun = digested.digested().expect("begun");
                prop_assert_eq!(auth.accepts_begun(&shown, &clock, begun), wanted);
            }
        }
    }
}
