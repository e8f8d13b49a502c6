//! What can be a public URL.

use vapihook::error::Kind;
use vapihook::tunnel::check_public_url;

#[test]
fn a_url_of_the_internet_is_taken() {
    for (text, url) in [
        ("https://example.com", "https://example.com"),
        (" https://example.com/ ", "https://example.com"),
        (
            "https://hooks.example.com:8443/vapi/",
            "https://hooks.example.com:8443/vapi",
        ),
        ("https://93.184.215.14", "https://93.184.215.14"),
        ("https://[2606:2800::1]/x", "https://[2606:2800::1]/x"),
        ("https://172.32.0.1", "https://172.32.0.1"),
        ("https://localhost.run", "https://localhost.run"),
        ("https://mylocal.example", "https://mylocal.example"),
    ] {
        let checked = check_public_url(text, false).expect(text);
        assert_eq!(checked.url, url);
        assert!(checked.warnings.is_empty(), "{text}");
    }
}

#[test]
fn http_is_warned_about() {
    let checked = check_public_url("http://bore.pub:24664", false).expect("it is public");
    assert_eq!(checked.warnings.len(), 1);
    assert!(checked.warnings[0].contains("https is advised"));
}

#[test]
fn what_the_internet_does_not_reach_is_refused_unless_forced() {
    for host in [
        "localhost",
        "LOCALHOST.",
        "app.localhost",
        "127.0.0.1:4242",
        "127.9.9.9",
        "0.0.0.0",
        "10.0.0.7",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.10:3000",
        "169.254.1.1",
        "100.64.0.1",
        "255.255.255.255",
        "224.0.0.1",
        "[::1]:4242",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[fe80::1]",
        "[fd00::1]",
        "[64:ff9b::10.0.0.1]",
        "printer.local",
        "api.internal",
        "nas.lan",
        "router.home.arpa",
        "app.test",
        "myhost",
        "127.1",
        "2130706433",
        "0x7f000001",
    ] {
        let text = format!("https://{host}");
        let error = check_public_url(&text, false).expect_err(host);
        assert_eq!(error.kind, Kind::Usage, "{host}");
        assert!(error.message.contains("reaches it"), "{}", error.message);
        assert!(
            error.hint.is_some_and(|hint| hint.contains("--force")),
            "{host}"
        );

        let checked = check_public_url(&text, true).expect(host);
        assert_eq!(checked.url, text);
        assert_eq!(checked.warnings.len(), 1, "{host}");
    }
}

#[test]
fn what_cannot_be_called_is_refused_also_by_force() {
    for (text, why) in [
        ("example.com", "it has no https://"),
        ("/path", "it has no https://"),
        ("ftp://example.com", "only http and https are called"),
        ("https://", "it does not read as a URL"),
        ("https://exa mple.com", "it does not read as a URL"),
        (
            "https://me:secret@example.com",
            "a user name or password cannot be part of it",
        ),
        (
            "https://example.com:0",
            "the port is not between 1 and 65535",
        ),
        (
            "https://example.com:99999",
            "the port is not between 1 and 65535",
        ),
        (
            "https://example.com/?a=b",
            "a query or fragment cannot be part of it",
        ),
        (
            "https://example.com/#a",
            "a query or fragment cannot be part of it",
        ),
    ] {
        let error = check_public_url(text, true).expect_err(text);
        assert_eq!(error.kind, Kind::Usage, "{text}");
        assert!(error.message.contains(why), "{}", error.message);
    }
}
