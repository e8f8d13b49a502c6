//! What a value is by the name it has.

use super::Kind;

/// A name without what differs by taste: `x-api-key`, `apiKey`, `API_KEY`.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Whether a header tells who somebody is.
pub(super) fn is_secret_header(name: &str) -> bool {
    let name = plain(name);
    matches!(
        &*name,
        "authorization" | "proxyauthorization" | "cookie" | "setcookie"
    ) || ["secret", "signature", "token", "apikey", "password"]
        .iter()
        .any(|word| name.contains(word))
}

/// Whether a parameter of a URL is one that opens something.
pub(super) fn is_secret_parameter(name: &str) -> bool {
    let name = plain(name);
    matches!(&*name, "key" | "sig" | "auth" | "code" | "xamzcredential")
        || ["secret", "signature", "token", "apikey", "password"]
            .iter()
            .any(|word| name.contains(word))
}

/// What the value of a member is; `None` when its form has to tell. `parent` is the name of the
/// object it is in.
pub(super) fn kind_of(name: &str, parent: &str) -> Option<Kind> {
    let (name, parent) = (plain(name), plain(parent));
    if parent == "headers" && is_secret_header(&name) {
        return Some(Kind::Secret);
    }
    let of_a_person = matches!(
        &*parent,
        "customer"
            | "contact"
            | "leadcontact"
            | "caller"
            | "lead"
            | "patient"
            | "guest"
            | "client"
            | "person"
            | "user"
            | "recipient"
            | "arguments"
            | "parameters"
    );
    Some(match &*name {
        "secret" | "serverurlsecret" | "apikey" | "token" | "accesstoken" | "refreshtoken"
        | "idtoken" | "authtoken" | "bearertoken" | "authorization" | "password" | "privatekey"
        | "clientsecret" | "cookie" | "signature" | "xvapisecret" | "xvapisignature" => {
            Kind::Secret
        }
        _ if matches!(&*parent, "credential" | "credentials") && !name.ends_with("id") => {
            Kind::Secret
        }
        "number"
        | "phone"
        | "phonenumber"
        | "customernumber"
        | "callerid"
        | "callernumber"
        | "from"
        | "to"
        | "mobile"
        | "tel"
        | "telephone"
        | "contactnumber"
        | "forwardingphonenumber"
        | "fallbackdestinationnumber"
        | "twiliophonenumber" => Kind::Phone,
        "recordingurl" | "stereorecordingurl" | "videorecordingurl" | "stereourl"
        | "combinedurl" | "assistanturl" | "customerurl" | "logurl" | "pcapurl"
        | "presignedurl" | "listenurl" | "controlurl" => Kind::Url,
        "name" if of_a_person => Kind::Name,
        "firstname" | "lastname" | "fullname" | "customername" | "callername" | "patientname"
        | "guestname" | "contactname" | "clientname" | "givenname" | "familyname" | "surname" => {
            Kind::Name
        }
        _ => return None,
    })
}
