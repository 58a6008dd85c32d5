//! A real mail server on this machine (aiosmtpd), which answers as the test wants and tells what it was given.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::watch;

/// Longest wait for a mail.
const PATIENCE: Duration = Duration::from_secs(120);

/// A mail that was given to the server.
#[derive(Debug, Clone)]
pub(crate) struct Given(pub(crate) Value);

impl Given {
    /// A header, decoded; empty when it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.0["headers"][name].as_str().unwrap_or_default()
    }

    /// The text, decoded.
    pub(crate) fn text(&self) -> &str {
        self.0["text"].as_str().unwrap()
    }

    /// Whether the server took it.
    pub(crate) fn taken(&self) -> bool {
        self.0["answer"].as_str().unwrap().starts_with('2')
    }
}

/// A running mail server.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    child: Child,
    input: Mutex<ChildStdin>,
    told: watch::Receiver<Vec<Value>>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl MailServer {
    /// Starts it; the options are those of tests/tools/smtp.py.
    pub(crate) async fn start(options: &[&str]) -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/smtp.py");
        let mut command = Command::new("/usr/bin/python3");
        command.arg(script).args(options).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let input = Mutex::new(child.stdin.take().unwrap());
        let (tell, told) = watch::channel(Vec::<Value>::new());
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).unwrap();
                tell.send_modify(|all| all.push(value));
            }
        });
        let mut server = Self { port: 0, child, input, told };
        server.port = server.first("port").await.as_u64().unwrap().try_into().unwrap();
        server
    }

    /// The value of the first thing told that has this property.
    async fn first(&self, property: &str) -> Value {
        let mut told = self.told.clone();
        let says = |all: &Vec<Value>| all.iter().any(|value| !value[property].is_null());
        let all = tokio::time::timeout(PATIENCE, told.wait_for(says)).await.unwrap().unwrap();
        all.iter().find_map(|value| value.get(property).cloned()).unwrap()
    }

    /// Answers the next command of its kind so: `rcpt 451 later`.
    pub(crate) async fn answer(&self, answer: &str) {
        let queued = |all: &Vec<Value>| all.iter().filter(|value| value["queued"] == answer).count();
        let before = queued(&self.told.borrow());
        writeln!(self.input.lock().unwrap(), "{answer}").unwrap();
        let mut told = self.told.clone();
        let more = told.wait_for(|all| queued(all) > before);
        tokio::time::timeout(PATIENCE, more).await.unwrap().unwrap();
    }

    /// All mail that it was given until now, in the order of arrival.
    pub(crate) async fn given(&self) -> Vec<Given> {
        // What it has told before this answer is read when the answer is.
        self.answer("all until now").await;
        let told = self.told.borrow();
        told.iter().filter(|value| value["answer"].is_string()).cloned().map(Given).collect()
    }

    /// Waits until what it took fulfils this.
    pub(crate) async fn wait_for(&self, enough: impl Fn(&[Given]) -> bool) {
        let mut told = self.told.clone();
        let arrives = told.wait_for(|all| {
            let given: Vec<Given> =
                all.iter().filter(|value| value["answer"].is_string()).cloned().map(Given).collect();
            enough(&given)
        });
        let arrived = tokio::time::timeout(PATIENCE, arrives).await.is_ok();
        assert!(arrived, "the mail does not come");
    }
}

/// A certificate for 127.0.0.1, its key, and the authority that stands behind it.
pub(crate) struct Certificate {
    pub(crate) authority: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

impl Certificate {
    /// Makes one with openssl.
    pub(crate) fn make(folder: &Path) -> Self {
        let run = |arguments: &[&str]| {
            let done = Command::new("openssl").args(arguments).current_dir(folder).output().unwrap();
            assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        };
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        let authority =
            ["req", "-x509", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test", "-days", "2"];
        run(&[&authority[..], &key].concat());
        let request = ["req", "-keyout", "key.pem", "-out", "request.pem", "-subj", "/CN=127.0.0.1"];
        run(&[&request[..], &key].concat());
        std::fs::write(folder.join("names"), "subjectAltName=IP:127.0.0.1\n").unwrap();
        run(&[
            "x509",
            "-req",
            "-in",
            "request.pem",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            "names",
            "-out",
            "certificate.pem",
        ]);
        Self {
            authority: folder.join("ca.pem"),
            certificate: folder.join("certificate.pem"),
            key: folder.join("key.pem"),
        }
    }
}
