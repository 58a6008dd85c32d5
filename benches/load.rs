//! A load generator that costs little: blocking connections that are kept, requests written once, answers only counted.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A request as it goes over the wire.
#[derive(Debug, Clone)]
pub struct Request(Vec<u8>);

impl Request {
    fn new(method: &str, path: &str, headers: &str, body: &str) -> Self {
        let length = body.len();
        Self(format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n{headers}\r\n{body}").into())
    }

    /// A GET.
    pub fn get(path: &str) -> Self {
        Self::new("GET", path, "", "")
    }

    /// A POST of JSON.
    pub fn post(path: &str, body: &str) -> Self {
        Self::new("POST", path, "content-type: application/json\r\n", body)
    }

    /// A POST of JSON with a token.
    pub fn post_as(path: &str, body: &str, token: &str) -> Self {
        let headers = format!("content-type: application/json\r\nauthorization: Bearer {token}\r\n");
        Self::new("POST", path, &headers, body)
    }

    /// Creates something.
    pub fn put(path: &str, body: &str, token: &str) -> Self {
        let headers = format!(
            "content-type: application/json\r\nif-none-match: *\r\nauthorization: Bearer {token}\r\n"
        );
        Self::new("PUT", path, &headers, body)
    }

    /// Replaces something.
    pub fn replace(path: &str, body: &str, token: &str) -> Self {
        let headers =
            format!("content-type: application/json\r\nif-match: *\r\nauthorization: Bearer {token}\r\n");
        Self::new("PUT", path, &headers, body)
    }

    /// A merge patch with a token.
    pub fn patch(path: &str, body: &str, token: &str) -> Self {
        let headers = format!(
            "content-type: application/merge-patch+json\r\nif-match: *\r\nauthorization: Bearer {token}\r\n"
        );
        Self::new("PATCH", path, &headers, body)
    }
}

/// What a run has counted.
#[derive(Debug, Default)]
pub struct Load {
    times: Vec<Duration>,
    lasted: Duration,
}

impl Load {
    /// Answers per second.
    pub fn per_second(&self) -> f64 {
        self.times.len() as f64 / self.lasted.as_secs_f64()
    }

    /// The median time of an answer.
    pub fn p50(&self) -> Duration {
        self.quantile(50)
    }

    /// The time within which so many of a hundred answers came.
    pub fn quantile(&self, percent: usize) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times.get(times.len() * percent / 100).copied().unwrap_or_default()
    }

    /// Adds another run.
    pub fn add(&mut self, other: Self) {
        self.times.extend(other.times);
        self.lasted += other.lasted;
    }
}

/// A connection that is kept.
pub struct Connection {
    out: TcpStream,
    back: BufReader<TcpStream>,
    body: Vec<u8>,
}

impl Connection {
    /// Opens one.
    pub fn open(address: SocketAddr) -> Self {
        let out = TcpStream::connect(address).unwrap_or_else(|e| panic!("{e}"));
        let _ = out.set_nodelay(true);
        let back = out.try_clone().unwrap_or_else(|e| panic!("{e}"));
        Self { out, back: BufReader::with_capacity(64 << 10, back), body: Vec::new() }
    }

    /// The body of the last answer.
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Sends a request and reads the whole answer; gives its status.
    pub fn ask(&mut self, request: &Request) -> u16 {
        self.out.write_all(&request.0).unwrap_or_else(|e| panic!("{e}"));
        let (mut status, mut length, mut line) = (0, 0, String::new());
        loop {
            line.clear();
            self.back.read_line(&mut line).unwrap_or_else(|e| panic!("{e}"));
            if line.trim().is_empty() {
                break;
            }
            if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
                status = rest.split(' ').next().and_then(|s| s.parse().ok()).unwrap_or(0);
            } else if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        self.body.resize(length, 0);
        self.back.read_exact(&mut self.body).unwrap_or_else(|e| panic!("{e}"));
        status
    }
}

/// One request on a connection of its own; the body of its answer.
pub fn once(address: SocketAddr, request: &Request) -> String {
    let mut connection = Connection::open(address);
    let status = connection.ask(request);
    let text = String::from_utf8_lossy(&connection.body).into_owned();
    assert!((200..300).contains(&status), "{status}: {text}");
    text
}

/// So many clients at once for so long.
pub fn run(address: SocketAddr, request: &Request, clients: usize, lasts: Duration) -> Load {
    let begin = Instant::now();
    let client = || {
        let mut connection = Connection::open(address);
        let mut times = Vec::new();
        while begin.elapsed() < lasts {
            let start = Instant::now();
            assert_eq!(connection.ask(request), 200);
            times.push(start.elapsed());
        }
        times
    };
    let times = std::thread::scope(|scope| {
        let running: Vec<_> = (0..clients).map(|_| scope.spawn(client)).collect();
        running.into_iter().flat_map(|r| r.join().unwrap_or_default()).collect()
    });
    Load { times, lasted: begin.elapsed() }
}

/// The variable that makes a bench the process of a bare route, and says how large its answer is.
const BARE: &str = "TRAGWEITE_BENCH_BARE";

/// A bare axum route that answers with so many bytes of JSON, whatever it is sent, in a process of its own as the service is,
/// killed at the end.
pub struct Bare {
    child: Child,
    address: SocketAddr,
}

impl Bare {
    /// Starts it; the bench must begin with [`Bare::serve_if_asked`].
    pub fn start(size: usize) -> Self {
        let program = std::env::current_exe().unwrap_or_else(|e| panic!("{e}"));
        let mut child = Command::new(program)
            .env(BARE, size.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{e}"));
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap_or_else(|| panic!("no output"));
        BufReader::new(stdout).read_line(&mut line).unwrap_or_else(|e| panic!("{e}"));
        let address = line.trim().parse().unwrap_or_else(|e| panic!("{line:?}: {e}"));
        Self { child, address }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Is the bare route for ever, when this process was started as one.
    pub fn serve_if_asked() {
        let Some(size) = std::env::var(BARE).ok().and_then(|size| size.parse().ok()) else { return };
        let runtime = tokio::runtime::Runtime::new().unwrap_or_else(|e| panic!("{e}"));
        runtime.block_on(async move {
            let body = bytes::Bytes::from(vec![b' '; size]);
            let answer = ([(axum::http::header::CONTENT_TYPE, "application/json")], body);
            let again = answer.clone();
            let route = axum::routing::get(async move || answer.clone())
                .post(async move |_: bytes::Bytes| again.clone());
            let listener =
                tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|e| panic!("{e}"));
            println!("{}", listener.local_addr().unwrap_or_else(|e| panic!("{e}")));
            let _ = axum::serve(
                listener,
                axum::Router::new().route("/", route.clone()).route("/v1/impact", route),
            )
            .await;
        });
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
