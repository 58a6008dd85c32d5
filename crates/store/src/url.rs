//! Reads the URL of a database, without ever repeating it: it may hold a password.

use std::path::PathBuf;

use super::error::StoreError;

/// Where the map is kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Target<'u> {
    Sqlite(SqliteUrl),
    /// The URL as it is: the driver reads it.
    Postgres(&'u str),
}

/// `sqlite:PATH[?mode=ro][&max_page_count=N]`
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SqliteUrl {
    /// The file, taken literally.
    pub(super) path: PathBuf,
    /// `mode=ro`: nothing is ever written.
    pub(super) read_only: bool,
    /// `max_page_count=N`: the file may not grow beyond that many pages (of 4096 bytes).
    pub(super) max_page_count: Option<u32>,
}

/// Tells the kind of database.
pub(super) fn parse(url: &str) -> Result<Target<'_>, StoreError> {
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err(StoreError::UnknownUrl { scheme: None });
    };
    match scheme {
        "sqlite" => sqlite(rest).map(Target::Sqlite),
        "postgres" | "postgresql" => Ok(Target::Postgres(url)),
        // Whatever does not look like a scheme may be part of a password.
        _ if !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            Err(StoreError::UnknownUrl { scheme: Some(scheme.to_owned()) })
        }
        _ => Err(StoreError::UnknownUrl { scheme: None }),
    }
}

fn sqlite(rest: &str) -> Result<SqliteUrl, StoreError> {
    let bad = |reason: &str| StoreError::BadUrl { reason: reason.to_owned() };
    let (path, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() {
        return Err(bad("the path of the file is missing: write sqlite:PATH"));
    }
    if path == ":memory:" {
        return Err(bad("a database in memory is not supported: name a file"));
    }
    if path.contains('\0') {
        return Err(bad("the path contains the character U+0000"));
    }
    let mut url = SqliteUrl { path: PathBuf::from(path), read_only: false, max_page_count: None };
    for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
        match parameter.split_once('=') {
            Some(("mode", "ro")) => url.read_only = true,
            Some(("mode", "rwc")) => url.read_only = false,
            Some(("max_page_count", pages)) => match pages.parse() {
                Ok(pages) if pages > 0 => url.max_page_count = Some(pages),
                _ => return Err(bad("max_page_count must be a positive whole number")),
            },
            _ => return Err(bad("the parameters of sqlite:PATH are mode=ro, mode=rwc and max_page_count=N")),
        }
    }
    Ok(url)
}
