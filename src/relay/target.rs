//! Where events go: the forms of TARGET, and how a request's path is appended to it.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use http::uri::{Authority, InvalidUri, PathAndQuery, Scheme};
use http::{HeaderValue, Uri};

use crate::error::{Error, Result};

/// A local app: scheme, address and base path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    place: Arc<Place>,
    /// What the `Host` header says: the scheme's own port is left out.
    host: HeaderValue,
    /// Without a trailing slash; empty for the root.
    base_path: String,
    query: Option<String>,
    fixed_path: bool,
}

/// Where a connection leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    scheme: Scheme,
    authority: Authority,
}

impl Place {
    fn url(&self, path: PathAndQuery) -> Result<Uri, http::Error> {
        let (scheme, authority) = (self.scheme.clone(), self.authority.clone());
        let url = Uri::builder().scheme(scheme).authority(authority);
        url.path_and_query(path).build()
    }

    fn port(&self) -> u16 {
        self.authority
            .port_u16()
            .unwrap_or_else(|| self.usual_port())
    }

    fn usual_port(&self) -> u16 {
        if self.scheme == Scheme::HTTPS {
            443
        } else {
            80
        }
    }
}

const FORMS: &str = "a target is 3000, :3000/path, localhost:3000/path or http(s)://host:port/path";

impl Target {
    /// Reads `3000`, `:3000/path`, `localhost:3000/path` or a full `http(s)://` URL.
    ///
    /// # Errors
    /// [`crate::error::Kind::Usage`] for anything else, with the forms as a hint.
    pub fn parse(text: &str) -> Result<Self> {
        let trimmed = text.trim();
        let digits = trimmed.len()
            - trimmed
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .len();
        let only_port = digits > 0 && matches!(trimmed.as_bytes().get(digits), None | Some(b'/'));
        let url = if trimmed.contains("://") {
            trimmed.to_owned()
        } else if trimmed.starts_with(':') {
            format!("http://localhost{trimmed}")
        } else if only_port {
            format!("http://localhost:{trimmed}")
        } else {
            format!("http://{trimmed}")
        };
        let refuse =
            |why: &str| Error::usage(format!("\"{text}\" is not a target: {why}")).hint(FORMS);
        let uri: Uri = url
            .parse()
            .map_err(|_| refuse("it does not read as a URL"))?;
        let parts = uri.into_parts();
        let scheme = parts
            .scheme
            .filter(|scheme| *scheme == Scheme::HTTP || *scheme == Scheme::HTTPS)
            .ok_or_else(|| refuse("only http and https are forwarded to"))?;
        let authority = parts
            .authority
            .filter(|authority| !authority.host().is_empty())
            .ok_or_else(|| refuse("it names no host"))?;
        if authority.as_str().contains('@') {
            return Err(refuse("a user name or password cannot be part of it")
                .hint("send credentials with -H 'Authorization: ..'"));
        }
        let port_text = authority.as_str().rsplit_once(':').map(|(_, port)| port);
        let has_port = port_text.is_some_and(|port| !port.contains(']'));
        if has_port && authority.port_u16().is_none_or(|port| port == 0) {
            return Err(refuse("the port is not between 1 and 65535"));
        }
        let path = parts
            .path_and_query
            .unwrap_or_else(|| PathAndQuery::from_static("/"));
        let place = Place { scheme, authority };
        let host = if place.port() == place.usual_port() {
            place.authority.host()
        } else {
            place.authority.as_str()
        };
        Ok(Self {
            host: HeaderValue::try_from(host).map_err(|_| refuse("it names no host"))?,
            place: Arc::new(place),
            base_path: path.path().trim_end_matches('/').to_owned(),
            query: path.query().map(str::to_owned),
            fixed_path: false,
        })
    }

    /// The same target; with `fixed` everything is sent to exactly its path.
    #[must_use]
    pub fn fixed_path(mut self, fixed: bool) -> Self {
        self.fixed_path = fixed;
        self
    }

    /// Host name or address, without the brackets of IPv6.
    #[must_use]
    pub fn host(&self) -> &str {
        self.place.authority.host().trim_matches(['[', ']'])
    }

    /// The port, from the URL or by its scheme.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.place.port()
    }

    /// Whether the app speaks TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.place.scheme == Scheme::HTTPS
    }

    /// Where connections to it lead.
    pub(super) fn place(&self) -> &Arc<Place> {
        &self.place
    }

    /// What the `Host` header of a request says.
    pub(super) fn host_header(&self) -> &HeaderValue {
        &self.host
    }

    /// Whether the target is this machine's loopback.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        host.eq_ignore_ascii_case("localhost")
            || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }

    /// The URL that a request for `path_and_query` goes to: base path, then the request's own
    /// path and query, as a reverse proxy does; exactly the target's with a fixed path.
    ///
    /// # Errors
    /// When the two do not make a valid URL (a path that HTTP does not allow).
    pub fn uri_for(&self, path_and_query: &str) -> Result<Uri, http::Error> {
        let path = self.path_for(path_and_query)?;
        self.place.url(PathAndQuery::try_from(&*path)?)
    }

    /// Path and query of that URL.
    pub(super) fn path_for<'a>(&self, path_and_query: &'a str) -> Result<Cow<'a, str>, InvalidUri> {
        let is_bare = self.base_path.is_empty() && self.query.is_none() && !self.fixed_path;
        if is_bare && path_and_query.starts_with('/') {
            return checked(path_and_query);
        }
        let (path, query) = match path_and_query.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path_and_query, None),
        };
        let appended = if self.fixed_path || path == "/" || path == "*" {
            ""
        } else {
            path
        };
        let mut joined = format!("{}{appended}", self.base_path);
        if !joined.starts_with('/') {
            joined.insert(0, '/');
        }
        let query = query.filter(|_| !self.fixed_path);
        for part in [self.query.as_deref(), query].into_iter().flatten() {
            joined.push(if joined.contains('?') { '&' } else { '?' });
            joined.push_str(part);
        }
        Ok(checked(&joined)?.into_owned().into())
    }
}

/// A path, with its query, that HTTP allows.
fn checked(path: &str) -> Result<Cow<'_, str>, InvalidUri> {
    if is_plain(path) {
        return Ok(path.into());
    }
    // It is without a fragment then.
    let path = PathAndQuery::try_from(path)?;
    Ok(path.as_str().to_owned().into())
}

/// Whether this is a path, with or without a query, of characters that HTTP allows everywhere.
pub(super) fn is_plain(path: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/?-_.~=&%+:".contains(&byte);
    path.starts_with('/') && path.bytes().all(allowed)
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { scheme, authority } = &*self.place;
        write!(f, "{scheme}://{authority}{}", self.base_path)?;
        self.query
            .as_ref()
            .map_or(Ok(()), |query| write!(f, "?{query}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(target: &str, path: &str) -> String {
        let target = Target::parse(target).expect("a target");
        target.uri_for(path).expect("a URL").to_string()
    }

    #[test]
    fn every_form_is_read() {
        for (text, url) in [
            ("3000", "http://localhost:3000"),
            ("3000/hook", "http://localhost:3000/hook"),
            (":3000/path", "http://localhost:3000/path"),
            ("localhost:3000/path/", "http://localhost:3000/path"),
            ("app.test/x", "http://app.test/x"),
            ("127.0.0.1:80", "http://127.0.0.1:80"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("https://app.test:8443/a?k=v", "https://app.test:8443/a?k=v"),
        ] {
            assert_eq!(Target::parse(text).expect(text).to_string(), url, "{text}");
        }
        let target = Target::parse("https://[::1]").expect("a target");
        assert_eq!((target.host(), target.port()), ("::1", 443));
        assert!(target.is_loopback());
    }

    #[test]
    fn what_is_no_target_is_refused_with_the_forms() {
        for text in [
            "",
            ":",
            "0",
            "70000",
            "localhost:0",
            "localhost:99999",
            "ftp://localhost",
            "http://",
            "http://u:p@localhost:1",
            "a b",
            "localhost:abc",
        ] {
            let error = Target::parse(text).expect_err(text);
            assert_eq!(error.kind, crate::error::Kind::Usage, "{text}");
            assert!(error.hint.is_some(), "{text}");
        }
    }

    #[test]
    fn path_and_query_are_appended_unless_fixed() {
        assert_eq!(to("3000", "/"), "http://localhost:3000/");
        assert_eq!(to("3000/hook", "/"), "http://localhost:3000/hook");
        assert_eq!(to("3000/hook", "/?a=1"), "http://localhost:3000/hook?a=1");
        assert_eq!(
            to("3000/llm?k=v", "/chat/completions?a=1"),
            "http://localhost:3000/llm/chat/completions?k=v&a=1"
        );
        let fixed = Target::parse("3000/hook?k=v")
            .expect("a target")
            .fixed_path(true);
        let url = fixed.uri_for("/other?a=1").expect("a URL");
        assert_eq!(url.to_string(), "http://localhost:3000/hook?k=v");
    }
}
