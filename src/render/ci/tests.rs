use serde_json::Value;

use super::{Checked, Rule, annotations, junit, sarif};
use crate::event::finding::{Finding, Judged, Severity};

fn finding(severity: Severity) -> Finding {
    Finding {
        id: "VW024".into(),
        severity,
        path: "results[0].result".into(),
        found: "an object: {\"a\":\"<100%>\"}".into(),
        expected: "a string".into(),
        message: "one\r\n::error::two".into(),
        fix: "JSON.stringify(result)".into(),
        fix_body: None,
    }
}

fn checked(severity: Severity) -> Checked {
    Checked {
        name: "tool-calls".to_owned(),
        file: Some(("./a, b:c.json".to_owned(), 3)),
        judged: Judged {
            findings: vec![finding(severity)],
            ..Judged::default()
        },
        skipped: None,
    }
}

const RULE: Rule = Rule {
    id: "VW024",
    when: "a result is an object",
    message: "Vapi reads only a string",
    fix: "stringify",
    severity: "error",
};

#[test]
fn annotations_cannot_be_left_by_what_stands_in_them() {
    assert_eq!(
        annotations(&checked(Severity::Note)),
        "::notice file=a%2C b%3Ac.json,line=3,title=VW024 tool-calls::results[0].result: \
         one\\r\\n::error::two%0Afound: an object: {\"a\":\"<100%25>\"}%0Aexpected: a string%0A\
         fix: JSON.stringify(result)\n"
    );
    let nowhere = Checked {
        file: None,
        ..checked(Severity::Error)
    };
    assert!(annotations(&nowhere).starts_with("::error title=VW024 tool-calls::"));
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let log = sarif(&[checked(Severity::Warning)], &[RULE]);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["name"], "vapihook");
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "VW024");
    let result = &run["results"][0];
    assert_eq!(
        (&result["ruleId"], &result["ruleIndex"], &result["level"]),
        (
            &Value::from("VW024"),
            &Value::from(0),
            &Value::from("warning")
        )
    );
    assert!(result["message"]["text"].is_string());
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%2C%20b%3Ac.json");
    assert_eq!(place["region"]["startLine"], 3);
    let none = sarif(&[], &[]);
    assert_eq!(none["runs"][0]["results"], serde_json::json!([]));
}

#[test]
fn junit_fails_what_counts_and_tells_the_rest() {
    let good = Checked {
        judged: Judged::default(),
        ..checked(Severity::Note)
    };
    let all = [checked(Severity::Error), checked(Severity::Warning), good];
    let document = junit("check", &all, Severity::Error);
    assert_eq!(document.matches("<testcase ").count(), 3);
    assert!(
        document
            .contains("<testsuite name=\"vapihook check\" tests=\"3\" failures=\"1\" errors=\"0\"")
    );
    assert_eq!(document.matches("<failure type=\"VW024\"").count(), 1);
    assert_eq!(document.matches("<system-out>warning VW024").count(), 1);
    assert!(
        document.contains("{&quot;a&quot;:&quot;&lt;100%&gt;&quot;}"),
        "{document}"
    );
    assert!(junit("check", &all, Severity::Warning).contains("failures=\"2\""));
}

#[test]
fn junit_skips_what_nothing_was_compared_with() {
    let why = "nothing to compare: <no answer>";
    let skipped = |severity| Checked {
        skipped: Some(why.to_owned()),
        ..checked(severity)
    };
    let all = [skipped(Severity::Note), skipped(Severity::Error)];
    let document = junit("replay", &all, Severity::Error);
    let counts = "tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\">";
    let suite = format!("<testsuite name=\"vapihook replay\" {counts}");
    assert!(document.contains(&suite), "{document}");
    let case = "<testcase classname=\"vapihook.replay\" ";
    assert_eq!(document.matches(case).count(), 2);
    let element = "<skipped message=\"nothing to compare: &lt;no answer&gt;\"/>";
    assert_eq!(
        document.matches(element).count(),
        1,
        "what failed is not skipped"
    );
    assert!(!document.contains("<system-out>"), "told twice: {document}");
}
