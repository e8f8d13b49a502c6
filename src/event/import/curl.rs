//! Requests in the words of curl: scripts, documentation, a browser's "copy as cURL", our export.
//!
//! Nothing is run. An option that changes what is sent and is not known here is an error, so that
//! no request is read as another one.

use ::http::Method;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;

use super::super::envelope::Headers;
use super::NotAnEvent;
use super::http::{Placed, path_of};
use super::shell;

/// Whether a line looks like a command with curl in it.
#[must_use]
pub fn is_command(line: &[u8]) -> bool {
    let mut words = line
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let first = words.find(|word| !matches!(*word, b"$" | b"%" | b">"));
    first.is_some_and(|word| is_curl(word) || matches!(word, b"printf" | b"echo" | b"set"))
        || line.starts_with(b"#!")
}

fn is_curl(word: &[u8]) -> bool {
    matches!(
        word.rsplit(|&byte| byte == b'/').next(),
        Some(b"curl" | b"curl.exe")
    )
}

/// Every curl command in a script. `file` reads what `@FILE` names.
pub fn read(text: &[u8], file: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>) -> Vec<Placed> {
    let (commands, broken) = shell::commands(text);
    let mut found = Vec::new();
    let mut printed = None;
    for command in commands {
        let stdin = command
            .heredoc
            .clone()
            .or(printed.take().filter(|_| command.reads_pipe));
        let name = command.words.first().map(Vec::as_slice).unwrap_or_default();
        match name {
            b"printf" => printed = printf(&command.words[1..]),
            b"echo" => printed = Some([command.words[1..].join(&b' ').as_slice(), b"\n"].concat()),
            b"cat" if command.words.len() == 1 => printed = stdin,
            name if is_curl(name) => {
                // `--next` begins another request of the same command.
                for words in command.words[1..].split(|word| word == b"--next" || word == b"-:") {
                    let request = one(words, stdin.as_deref(), file);
                    found.push((command.line, request));
                }
            }
            _ => {}
        }
    }
    found.extend(broken.map(|(line, why)| (line, Err(why.into()))));
    found
}

/// What `printf FORMAT TEXT..` prints, for formats of text and `%s`.
fn printf(words: &[Vec<u8>]) -> Option<Vec<u8>> {
    let (format, mut rest) = words.split_first()?;
    let mut printed = Vec::new();
    let mut parts = format.as_slice();
    while let Some(at) = parts.iter().position(|&byte| byte == b'%') {
        shell::unescape(&parts[..at], &mut printed);
        match parts.get(at + 1)? {
            b'%' => printed.push(b'%'),
            b's' => {
                let (first, others) = rest.split_first()?;
                printed.extend_from_slice(first);
                rest = others;
            }
            b'b' => {
                let (first, others) = rest.split_first()?;
                shell::unescape(first, &mut printed);
                rest = others;
            }
            _ => return None,
        }
        parts = &parts[at + 2..];
    }
    shell::unescape(parts, &mut printed);
    rest.is_empty().then_some(printed)
}

/// Options that take a value and change nothing of what is sent.
const IGNORED_WITH_VALUE: &str = "\
    --output --max-time --connect-timeout --retry --retry-delay --retry-max-time \
    --write-out --proxy --cacert --capath --cert --key --resolve --connect-to --interface \
    --limit-rate --cookie-jar --dump-header --stderr --trace --trace-ascii --ciphers \
    --max-redirs --noproxy --unix-socket --tls-max --expect100-timeout --keepalive-time \
    --speed-time --speed-limit -o -m -w -x -c -D -E -y -Y";

/// Options that take a value and decide what is sent.
const READ: &str = "\
    -X --request --url -H --header -A --user-agent -e --referer -b --cookie -u --user \
    --oauth2-bearer --data-raw -d --data --data-ascii --data-binary --json -F --form -T \
    --upload-file --data-urlencode";

fn takes_value(option: &str) -> bool {
    is_in(READ, option) || is_in(IGNORED_WITH_VALUE, option)
}

/// Options without a value that change nothing of what is sent.
const IGNORED: &str = "\
    --silent --show-error --insecure --include --verbose --location --fail --fail-with-body \
    --globoff --http1.0 --http1.1 --http2 --http2-prior-knowledge --http3 --no-buffer \
    --progress-bar --path-as-is --remote-name --tcp-nodelay --ipv4 --ipv6 --tlsv1.2 \
    --tlsv1.3 --raw --no-keepalive --no-progress-meter --styled-output --basic \
    --remove-on-error --create-dirs";

/// What one command sends.
#[derive(Default)]
struct Sent {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<(String, Vec<u8>)>,
    data: Option<Vec<u8>>,
    is_query: bool,
    is_head: bool,
    is_json: bool,
}

fn one(
    words: &[Vec<u8>],
    stdin: Option<&[u8]>,
    file: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<super::Exchange, NotAnEvent> {
    let mut sent = Sent::default();
    let mut words = words.iter().map(Vec::as_slice);
    while let Some(word) = words.next() {
        let text = String::from_utf8_lossy(word);
        if !text.starts_with('-') || text == "-" {
            sent.set_url(&text)?;
            continue;
        }
        // `--request=POST` and `-XPOST` carry their value; `-sSk` is three options.
        let mut rest: &[u8] = word;
        let mut is_first = true;
        while !rest.is_empty() {
            let (option, inner) = if text.starts_with("--") {
                let inner = text
                    .split_once('=')
                    .map(|(name, _)| &word[name.len() + 1..]);
                rest = b"";
                (text.split('=').next().unwrap_or_default().to_owned(), inner)
            } else {
                rest = if is_first { &word[1..] } else { rest };
                is_first = false;
                let Some((&letter, behind)) = rest.split_first() else {
                    break;
                };
                rest = behind;
                (
                    format!("-{}", char::from(letter)),
                    (!behind.is_empty()).then_some(behind),
                )
            };
            if is_flag(&option) {
                sent.flag(&option);
                continue;
            }
            if !takes_value(&option) {
                return Err(format!("curl's option {option} is not known here").into());
            }
            let value = inner.or_else(|| words.next());
            let value = value.ok_or_else(|| format!("curl's option {option} has no value"))?;
            sent.option(&option, value, stdin, file)?;
            rest = b"";
        }
    }
    sent.into_exchange()
}

fn is_in(list: &str, option: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == option)
}

fn is_flag(option: &str) -> bool {
    let letters = "sSkivLfgOGI0123456NqjJnap#Z";
    let is_letter = option.len() == 2 && option.chars().nth(1).is_some_and(|c| letters.contains(c));
    is_letter
        || is_in(IGNORED, option)
        || matches!(
            option,
            "--get" | "--head" | "--compressed" | "--disable" | "--anyauth"
        )
}

impl Sent {
    fn flag(&mut self, option: &str) {
        match option {
            "-G" | "--get" => self.is_query = true,
            "-I" | "--head" => self.is_head = true,
            "--compressed" => self.header("accept-encoding", b"deflate, gzip"),
            _ => {}
        }
    }

    fn option(
        &mut self,
        option: &str,
        value: &[u8],
        stdin: Option<&[u8]>,
        file: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
    ) -> Result<(), NotAnEvent> {
        let text = || String::from_utf8_lossy(value).into_owned();
        match option {
            "-X" | "--request" => self.method = Some(text()),
            "--url" => self.set_url(&text())?,
            "-H" | "--header" => {
                // `Name;` sends it empty, `Name:` not at all.
                let line = text();
                if let Some((name, content)) = line.split_once(':') {
                    let content = content.trim();
                    if content.is_empty() {
                        self.headers
                            .retain(|(found, _)| !found.eq_ignore_ascii_case(name));
                    } else {
                        self.header(name, content.as_bytes());
                    }
                } else if let Some(name) = line.strip_suffix(';') {
                    self.header(name, b"");
                } else {
                    return Err(
                        format!("a header is written as 'Name: value', not {line:?}").into(),
                    );
                }
            }
            "-A" | "--user-agent" => self.header("user-agent", value),
            "-e" | "--referer" => self.header("referer", value),
            "-b" | "--cookie" => self.header("cookie", value),
            "-u" | "--user" => {
                let login = format!("Basic {}", BASE64.encode(value));
                self.header("authorization", login.as_bytes());
            }
            "--oauth2-bearer" => self.header("authorization", &[b"Bearer ", value].concat()),
            "--data-raw" => self.add(value.to_vec()),
            "-d" | "--data" | "--data-ascii" | "--data-binary" | "--json" => {
                let content = match value.strip_prefix(b"@") {
                    None => value.to_vec(),
                    Some(b"-") => stdin
                        .ok_or("its body comes from stdin, and nothing is piped into it here")?
                        .to_vec(),
                    Some(name) => file(&String::from_utf8_lossy(name))?,
                };
                let is_file = value.starts_with(b"@");
                let strips = is_file && !matches!(option, "--data-binary" | "--json");
                let keep = |byte: &u8| !strips || !matches!(byte, b'\r' | b'\n');
                let content: Vec<u8> = content.into_iter().filter(keep).collect();
                if option == "--json" {
                    self.is_json = true;
                    self.data.get_or_insert_default().extend(content);
                } else {
                    self.add(content);
                }
            }
            "-F" | "--form" | "-T" | "--upload-file" | "--data-urlencode" => {
                return Err(
                    format!("curl's option {option} is not read here; Vapi sends JSON").into(),
                );
            }
            _ => {}
        }
        Ok(())
    }

    fn set_url(&mut self, url: &str) -> Result<(), NotAnEvent> {
        match self.url.replace(url.to_owned()) {
            None => Ok(()),
            Some(first) => Err(format!("it names two URLs: {first} and {url}").into()),
        }
    }

    fn header(&mut self, name: &str, value: &[u8]) {
        self.headers
            .push((name.trim().to_ascii_lowercase(), value.to_vec()));
    }

    /// Several pieces of data are joined with `&`, as curl does.
    fn add(&mut self, content: Vec<u8>) {
        match &mut self.data {
            None => self.data = Some(content),
            Some(data) => {
                data.push(b'&');
                data.extend(content);
            }
        }
    }

    fn into_exchange(mut self) -> Result<super::Exchange, NotAnEvent> {
        let url = self.url.take().ok_or("a curl command without a URL")?;
        let mut path = path_of(&url);
        let has = |headers: &[(String, Vec<u8>)], name: &str| {
            headers.iter().any(|(found, _)| found == name)
        };
        let mut body = self.data.take();
        if self.is_query
            && let Some(query) = body.take()
        {
            path.push(if path.contains('?') { '&' } else { '?' });
            path += &String::from_utf8_lossy(&query);
        }
        if body.is_some() && !has(&self.headers, "content-type") {
            let kind: &[u8] = if self.is_json {
                b"application/json"
            } else {
                b"application/x-www-form-urlencoded"
            };
            self.header("content-type", kind);
        }
        let usual = match &body {
            _ if self.is_head => "HEAD",
            Some(_) => "POST",
            None => "GET",
        };
        let method = self.method.as_deref().unwrap_or(usual);
        let method: Method = method
            .parse()
            .map_err(|_| format!("{method:?} is no HTTP method"))?;
        let mut block = Vec::new();
        for (name, value) in &self.headers {
            if value.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
                return Err(format!("the value of header {name} holds a line break").into());
            }
            block.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
        }
        let body = Bytes::from(body.unwrap_or_default());
        Ok(super::request(
            method,
            path,
            Headers::from_block(block),
            body,
        ))
    }
}
