//! The database: there, of a kind and version that fits, with tables up to date, and with the same time as this host.

use super::super::database::shown;
use super::super::files::others_can_read;
use super::super::serve::ServeArgs;
use super::super::target::missing_file;
use super::{Finding, said};
use app::clock::SKEW;
use jiff::Timestamp;
use model::message;
use std::path::Path;
use std::time::Instant;
use store::{Product, Store, SubscriptionRow};

/// The oldest version of PostgreSQL that its makers mend.
const OLDEST: u32 = 14;

/// Adds what is found; gives the subscriptions, if they can be read.
pub(super) async fn look(serve: &ServeArgs, found: &mut Vec<Finding>) -> Vec<SubscriptionRow> {
    let url = match serve.database.url() {
        Ok(url) => url,
        Err(failure) => {
            found.push(Finding::wrong("database", said(failure), message!("doctor-setting-remedy")));
            return Vec::new();
        }
    };
    if let Some(file) = missing_file(&url) {
        let file = file.display().to_string();
        found.push(Finding::odd(
            "database",
            message!("doctor-no-file", file = file),
            message!("doctor-no-file-remedy"),
        ));
        return Vec::new();
    }
    let store = match Store::open_as_it_is(&url).await {
        Ok(store) => store,
        Err(error) => {
            let says = message!(
                "doctor-database-fails",
                url = shown(&url),
                why = model::Argument::Message(said(error.into()))
            );
            found.push(Finding::wrong("database", says, message!("doctor-database-remedy")));
            return Vec::new();
        }
    };
    let subscriptions = opened(&store, &url, found).await;
    store.close().await;
    subscriptions
}

async fn opened(store: &Store, url: &str, found: &mut Vec<Finding>) -> Vec<SubscriptionRow> {
    found.push(version(store, url).await);
    let asked = Instant::now();
    match store.ping().await {
        Ok(None) => found.push(Finding::good("clock", message!("doctor-one-clock"))),
        Ok(Some(time)) => {
            let (took, host) = (asked.elapsed(), Timestamp::now().as_millisecond());
            let half = i64::try_from(took.as_millis() / 2).unwrap_or(i64::MAX);
            found.push(clock(host.saturating_sub(half).saturating_sub(time)));
        }
        Err(error) => {
            found.push(Finding::wrong("database", said(error.into()), message!("doctor-database-remedy")));
        }
    }
    if let Some(file) = url.strip_prefix("sqlite:").and_then(|rest| rest.split('?').next()) {
        let path = Path::new(file.strip_prefix("//").unwrap_or(file));
        let name = path.display().to_string();
        if others_can_read(path) {
            let remedy = message!("doctor-mode-remedy", file = &name);
            found.push(Finding::odd("files", message!("doctor-mode", file = name), remedy));
        }
    }
    match store.steps_to_make().await {
        Ok(steps) if steps.is_empty() => {
            found.push(Finding::good("tables", message!("migrate-up-to-date")));
            return store.subscriptions().await.unwrap_or_default();
        }
        Ok(steps) => {
            let says = message!("doctor-tables-old", steps = steps.len());
            found.push(Finding::odd("tables", says, message!("doctor-tables-remedy")));
        }
        Err(error) => {
            found.push(Finding::wrong("tables", said(error.into()), message!("doctor-newer-remedy")))
        }
    }
    Vec::new()
}

async fn version(store: &Store, url: &str) -> Finding {
    let shown = shown(url);
    match store.product().await {
        Ok(Product::Sqlite(version)) => Finding::good(
            "database",
            message!("doctor-database", url = shown, product = format!("SQLite {version}")),
        ),
        Ok(Product::Postgres(version)) => {
            let major = version.split(['.', ' ']).next().and_then(|major| major.parse::<u32>().ok());
            let says =
                message!("doctor-database", url = shown, product = format!("PostgreSQL {version}, UTF-8"));
            match major {
                Some(major) if major < OLDEST => {
                    Finding::odd("database", says, message!("doctor-postgres-old", oldest = OLDEST))
                }
                _ => Finding::good("database", says),
            }
        }
        Err(error) => Finding::wrong("database", said(error.into()), message!("doctor-database-remedy")),
    }
}

/// How far the clock of this host is ahead of that of the database, in milliseconds.
fn clock(ahead: i64) -> Finding {
    let says = message!("doctor-clock", milliseconds = ahead.unsigned_abs());
    if ahead.saturating_abs() <= SKEW {
        Finding::good("clock", says)
    } else {
        Finding::odd("clock", says, message!("doctor-clock-remedy"))
    }
}
