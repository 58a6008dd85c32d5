//! The balancer that operators are given as an example, at work: a real HAProxy with TLS in front of the program.

use crate::cli::serve::Running;
use crate::cli::{SMALL, folder, program, run};
use crate::support::beside::Beside;
use crate::support::service::TOKEN;
use std::path::Path;
use std::process::Command;

const NAME: &str = "karte.example.org";

/// A certificate that only this test trusts; with its key in one file, as HAProxy wants it.
fn certificate(at: &Path) {
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=karte"]);
    openssl.args([
        "-addext",
        &format!("subjectAltName=DNS:{NAME}"),
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
    ]);
    let done =
        openssl.current_dir(at).output().expect("openssl is missing: run scripts/install-tools.sh test");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let both = ["cert.pem", "key.pem"].map(|name| std::fs::read_to_string(at.join(name)).unwrap());
    std::fs::write(at.join("karte.pem"), both.concat()).unwrap();
}

/// The status and the body of an answer that came through the balancer.
fn ask(at: &Path, path: &str, token: Option<&str>) -> (String, String) {
    let mut curl = Command::new("curl");
    curl.args(["-s", "--noproxy", "*", "--unix-socket", "proxy.sock", "--cacert", "cert.pem"]);
    curl.args(["-w", "\n%{http_code}"]).arg(format!("https://{NAME}{path}"));
    if let Some(token) = token {
        curl.args(["-H", &format!("authorization: Bearer {token}")]);
    }
    let done = curl.current_dir(at).output().expect("curl is missing: run scripts/install-tools.sh test");
    let out = String::from_utf8(done.stdout).unwrap();
    let (body, status) = out.rsplit_once('\n').unwrap();
    (status.to_owned(), body.to_owned())
}

#[tokio::test]
async fn the_example_of_a_balancer_works() {
    let here = folder(&[("map.yaml", SMALL), ("token", TOKEN)]);
    let at = here.path();
    certificate(at);
    run(at, ["apply", "--database", "sqlite:map.db", "map.yaml"]).ok();
    let mut serve = program(at);
    serve.args(["serve", "--listen", "127.0.0.1:0", "--database", "sqlite:map.db", "--token-file", "token"]);
    let running = Running::start(serve.args(["--host", NAME, "--trusted-proxy", "127.0.0.1"]));
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("operating/haproxy.cfg");
    let mut text = std::fs::read_to_string(example).unwrap();
    for (theirs, here) in [
        ("bind :443", format!("bind unix@{}", at.join("proxy.sock").display())),
        ("/etc/haproxy/karte.pem", at.join("karte.pem").display().to_string()),
        ("127.0.0.1:8080", running.address().to_owned()),
    ] {
        assert!(text.contains(theirs), "{theirs}");
        text = text.replace(theirs, &here);
    }
    std::fs::write(at.join("haproxy.cfg"), text).unwrap();
    let mut balancer = Beside::start("haproxy", at, &["-W", "-db", "-f", "haproxy.cfg"]);
    balancer.says("Loading success").await;

    let (status, body) = ask(at, "/v1/nodes", Some(TOKEN));
    assert!(status == "200" && body.contains("amt.b"), "{status} {body}");
    assert_eq!(ask(at, "/v1/nodes", None).0, "401");
    assert_eq!(ask(at, "/readyz", None).0, "200");
    running.kill();
    assert_eq!(ask(at, "/v1/nodes", Some(TOKEN)).0, "503");
}
