//! A link to the database server that the test can stall: what is sent is taken and goes nowhere, as behind a firewall
//! that has forgotten the connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, UnixStream};

/// A link that goes on until the test ends.
pub(crate) struct Link {
    /// The database behind it.
    pub(crate) url: String,
    /// Connections that began before so many were made go nowhere.
    stalled: Arc<AtomicU64>,
    made: Arc<AtomicU64>,
    /// New connections are refused.
    cut: Arc<AtomicBool>,
    /// How much later everything arrives, in milliseconds.
    delay: Arc<AtomicU64>,
}

impl Link {
    /// To the database of this URL, which names a folder with a socket.
    pub(crate) async fn to(url: &str) -> Self {
        let (name, options) = url.strip_prefix("postgres:///").unwrap().split_once('?').unwrap();
        let folder = options.split('&').find_map(|option| option.strip_prefix("host=")).unwrap();
        let socket = format!("{folder}/.s.PGSQL.5432");
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stalled, made) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let cut = Arc::new(AtomicBool::new(false));
        let delay = Arc::<AtomicU64>::default();
        let later = Arc::clone(&delay);
        let refused = Arc::clone(&cut);
        let (until, count) = (Arc::clone(&stalled), Arc::clone(&made));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if refused.load(Ordering::SeqCst) {
                    continue;
                }
                let Ok(server) = UnixStream::connect(&socket).await else { continue };
                let number = count.fetch_add(1, Ordering::SeqCst);
                let ((from_client, to_client), (from_server, to_server)) =
                    (client.into_split(), server.into_split());
                tokio::spawn(pump(from_client, to_server, number, Arc::clone(&until), Arc::clone(&later)));
                tokio::spawn(pump(from_server, to_client, number, Arc::clone(&until), Arc::clone(&later)));
            }
        });
        Self {
            url: format!("postgres://tragweite@127.0.0.1:{port}/{name}?sslmode=disable"),
            stalled,
            made,
            cut,
            delay,
        }
    }

    /// From now on the connections that there are go nowhere; new ones work.
    pub(crate) fn stall(&self) {
        self.stalled.store(self.made.load(Ordering::SeqCst), Ordering::SeqCst);
    }

    /// From now on nothing goes through, whatever is tried.
    pub(crate) fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
        self.stall();
    }

    /// From now on new connections are refused; those that there are go on.
    pub(crate) fn refuse(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    /// From now on everything arrives so much later.
    pub(crate) fn slow(&self, delay: Duration) {
        self.delay.store(u64::try_from(delay.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// New connections work again.
    pub(crate) fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }

    /// How many connections were made.
    pub(crate) fn made(&self) -> u64 {
        self.made.load(Ordering::SeqCst)
    }
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    number: u64,
    stalled: Arc<AtomicU64>,
    delay: Arc<AtomicU64>,
) {
    let mut bytes = vec![0; 64 << 10];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        let delay = Duration::from_millis(delay.load(Ordering::SeqCst));
        let _ = tokio::time::timeout(delay, std::future::pending::<()>()).await;
        if number >= stalled.load(Ordering::SeqCst) && to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
    // Whoever stalls does not even say that the other side has gone.
    if number < stalled.load(Ordering::SeqCst) {
        std::future::pending::<()>().await;
    }
}
