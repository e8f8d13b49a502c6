//! What stands for what: numbers that nobody has (555-01xx), addresses and names of documentation
//! (`example.com`, 203.0.113.0/24), in the order in which the values come.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "named by what they are")]
pub enum Kind {
    Phone,
    Email,
    Name,
    Sip,
    Ip,
    Url,
    Secret,
    Id,
}

impl Kind {
    /// What it is called: one, and many.
    #[must_use]
    pub fn about(self) -> (&'static str, &'static str) {
        match self {
            Self::Phone => ("phone number", "phone numbers"),
            Self::Email => ("email address", "email addresses"),
            Self::Name => ("name", "names"),
            Self::Sip => ("SIP address", "SIP addresses"),
            Self::Ip => ("IP address", "IP addresses"),
            Self::Url => ("recording or log URL", "recording or log URLs"),
            Self::Secret => ("secret", "secrets"),
            Self::Id => ("id", "ids"),
        }
    }
}

/// Area codes for numbers of the form +1 XXX 555 01XX, which are reserved for fiction.
const AREAS: &[u16] = &[
    202, 206, 212, 213, 214, 215, 216, 303, 305, 312, 314, 404, 407, 410, 412, 415, 503, 504, 505,
    512, 602, 614, 615, 617, 619, 702, 704, 713, 718, 801, 808, 813, 901, 907, 913, 916, 919, 925,
    949, 954,
];

/// The pseudonyms given so far.
#[derive(Debug, Default)]
pub(super) struct Pseudonyms {
    /// Which value of its kind it was, from 0.
    order: HashMap<(Kind, String), usize>,
    counts: HashMap<Kind, usize>,
}

impl Pseudonyms {
    /// How many values of a kind have a pseudonym.
    pub(super) fn count(&self, kind: Kind) -> usize {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    fn number(&mut self, kind: Kind, value: String) -> usize {
        let next = self.counts.entry(kind).or_default();
        *self.order.entry((kind, value)).or_insert_with(|| {
            *next += 1;
            *next - 1
        })
    }

    /// The pseudonym of a value.
    pub(super) fn of(&mut self, kind: Kind, value: &str) -> String {
        match kind {
            Kind::Phone => self.phone(value),
            Kind::Sip => self.sip(value),
            Kind::Ip => self.ip(value),
            Kind::Email => {
                let number = self.number(kind, value.to_lowercase());
                format!("person-{}@example.com", number + 1)
            }
            Kind::Name => {
                let number = self.number(kind, value.trim().to_lowercase());
                format!("Person {}", number + 1)
            }
            Kind::Secret => format!("secret-{}", self.number(kind, value.to_owned()) + 1),
            Kind::Url => {
                let number = self.number(kind, value.to_owned()) + 1;
                let scheme = value
                    .split_once("://")
                    .map_or("https", |(scheme, _)| scheme);
                let path = value.split(['?', '#']).next().unwrap_or_default();
                let name = path.rsplit('/').next().unwrap_or_default();
                let is_plain =
                    |ending: &&str| ending.len() <= 8 && ending.chars().all(char::is_alphanumeric);
                let ending = name.split_once('.').map(|(_, ending)| ending);
                let ending = ending
                    .and_then(|ending| ending.rsplit('.').next())
                    .filter(is_plain);
                let ending = ending.map_or_else(String::new, |ending| format!(".{ending}"));
                format!("{scheme}://media.example.com/{number}{ending}")
            }
            Kind::Id => {
                let number = self.number(kind, value.to_owned()) + 1;
                match value.split_once('_') {
                    Some((prefix, _)) => format!("{prefix}_{number:024}"),
                    None => format!("00000000-0000-4000-8000-{number:012x}"),
                }
            }
        }
    }

    /// A number with or without `+` and the 1 of North America is the same number.
    fn phone(&mut self, value: &str) -> String {
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        let has_plus = value.trim_start().starts_with('+');
        let is_short = !has_plus && digits.len() == 10;
        let whole = if is_short {
            format!("1{digits}")
        } else {
            digits
        };
        let number = self.number(Kind::Phone, whole);
        let national = match AREAS.get(number / 100) {
            Some(area) => format!("{area}55501{:02}", number % 100),
            None => format!("99{number:08}"),
        };
        match (has_plus, is_short) {
            (true, _) => format!("+1{national}"),
            (false, true) => national,
            (false, false) => format!("1{national}"),
        }
    }

    fn sip(&mut self, value: &str) -> String {
        let (scheme, rest) = value.split_once(':').unwrap_or(("sip", value));
        let user = rest.split('@').next().unwrap_or_default();
        let digits = user.chars().filter(char::is_ascii_digit).count();
        let is_number = digits >= 7 && user.chars().all(|c| c.is_ascii_digit() || c == '+');
        let user = if is_number {
            self.phone(user)
        } else {
            format!("person-{}", self.number(Kind::Sip, rest.to_lowercase()) + 1)
        };
        format!("{scheme}:{user}@sip.example.com")
    }

    fn ip(&mut self, value: &str) -> String {
        let number = self.number(Kind::Ip, value.to_lowercase());
        if let Ok(IpAddr::V6(_)) = value.parse() {
            let low = u16::try_from(number + 1).unwrap_or(u16::MAX);
            return Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, low).to_string();
        }
        let nets = [[203, 0, 113], [198, 51, 100], [192, 0, 2]];
        let last = u8::try_from(number % 254 + 1).unwrap_or_default();
        match nets.get(number / 254) {
            Some([a, b, c]) => Ipv4Addr::new(*a, *b, *c, last),
            // Reserved for measurements: 198.18.0.0/15.
            None => Ipv4Addr::new(
                198,
                18,
                u8::try_from(number / 254 % 256).unwrap_or_default(),
                last,
            ),
        }
        .to_string()
    }
}
