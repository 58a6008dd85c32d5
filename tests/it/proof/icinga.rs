//! Icinga 2 checks a service, and runs our script to notify.

use super::Story;
use crate::support::beside::Beside;
use crate::support::service::TOKEN;
use std::path::Path;
use std::process::Command;

/// Who runs the tests: Icinga would otherwise change to a user of its own, who may not write here.
fn own(what: &str) -> String {
    let output = Command::new("id").arg(what).output().expect("id is missing");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The configuration: one service that is checked twice a second, and a command that notifies.
fn configuration(story: &Story) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/icinga-notification.sh");
    format!(
        r#"
include <itl>
object CheckerComponent "checker" {{ }}
object NotificationComponent "notification" {{ }}
object CheckCommand "in-step" {{
  command = [ "/bin/sh", "-c", "curl --noproxy '*' --silent --fail http://{probe}/state || exit 2" ]
}}
object Host "db1" {{
  check_command = "dummy"
  enable_active_checks = false
}}
object Service "storage-sync" {{
  host_name = "db1"
  check_command = "in-step"
  check_interval = 0.5
  retry_interval = 0.5
  max_check_attempts = 1
}}
object User "tragweite" {{ }}
object NotificationCommand "tragweite-service" {{
  command = [ "{script}" ]
  env = {{
    TRAGWEITE_URL = "{url}"
    TRAGWEITE_TOKEN_FILE = "token"
    NO_PROXY = "*"
    HOST = "$host.name$"
    SERVICE = "$service.name$"
    STATE = "$service.state$"
    SINCE = "$service.last_state_change$"
    NOTIFICATION_TYPE = "$notification.type$"
    OUTPUT = "$service.output$"
  }}
}}
object Notification "tragweite" {{
  host_name = "db1"
  service_name = "storage-sync"
  command = "tragweite-service"
  users = [ "tragweite" ]
  interval = 0
}}
"#,
        probe = story.probe.address,
        script = script.display(),
        url = story.url(),
    )
}

#[tokio::test]
async fn a_check_fails_and_a_district_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let story = Story::begin("icinga", "dresden.{service}").await;
    std::fs::write(folder.path().join("icinga2.conf"), configuration(&story)).unwrap();
    std::fs::write(folder.path().join("token"), TOKEN).unwrap();
    let mut arguments = vec!["daemon".to_owned(), "--config".into(), "icinga2.conf".into()];
    let mut define = |name: &str, value: String| arguments.push(format!("--define={name}={value}"));
    define("RunAsUser", own("-un"));
    define("RunAsGroup", own("-gn"));
    for name in ["DataDir", "LogDir", "CacheDir", "SpoolDir", "InitRunDir"] {
        let own = folder.path().join(name);
        std::fs::create_dir(&own).unwrap();
        define(name, own.display().to_string());
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut icinga = Beside::start("icinga2", folder.path(), &arguments);
    icinga.says("Activated all objects").await;
    story.told().await;
}
