//! Reads the URL of a database, without ever repeating it: it may hold a password.

use std::path::PathBuf;

use super::error::StoreError;

/// Where the map is kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Database<'u> {
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
pub(super) fn parse(url: &str) -> Result<Database<'_>, StoreError> {
    let Some((scheme, rest)) = url.split_once(':') else {
        return Err(StoreError::UnknownUrl { scheme: None });
    };
    match scheme {
        "sqlite" => sqlite(rest).map(Database::Sqlite),
        "postgres" | "postgresql" => postgres(rest).map(|()| Database::Postgres(url)),
        // Whatever does not look like a scheme may be part of a password.
        _ if !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
            Err(StoreError::UnknownUrl { scheme: Some(scheme.to_owned()) })
        }
        _ => Err(StoreError::UnknownUrl { scheme: None }),
    }
}

/// The parameters that the driver knows.
const PARAMETERS: [&str; 19] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "password",
    "application_name",
    "options",
    "",
];

/// Looks at what the driver would misread or pass over: signs in a password that end it early, and unknown parameters,
/// which may be the rest of such a password.
fn postgres(rest: &str) -> Result<(), StoreError> {
    const RAW: &str = "a user or password with @ / : ? # % in it must be written in percent-encoding: %40 for @, %2F for /, \
                       %3A for :, %3F for ?, %23 for #, %25 for %; it has the form postgres://USER:PASSWORD@HOST/DATABASE";
    let bad = |reason: &str| Err(StoreError::BadUrl { reason: reason.to_owned() });
    let Some(rest) = rest.strip_prefix("//") else {
        return bad("it has the form postgres://USER:PASSWORD@HOST/DATABASE");
    };
    let (server, after) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (path, parameters) = after.split_once('?').unwrap_or((after, ""));
    let known = |parameter: &str| {
        let name = parameter.split('=').next().unwrap_or_default();
        PARAMETERS.contains(&name) || name.starts_with("options[") && name.ends_with(']')
    };
    let all_known = parameters.split('&').all(known);
    // What stands before the last @ is meant for user and password.
    let cut_off = path.contains('@') || parameters.contains('@') && !all_known;
    let user = server.rsplit_once('@').map_or("", |(user, _)| user);
    if cut_off
        || rest.contains('#')
        || user.contains('@')
        || user.matches(':').count() > 1
        || bad_escape(user)
    {
        return bad(RAW);
    }
    if !all_known {
        // Not repeated: it may be a part of a password.
        let names: Vec<&str> = PARAMETERS.into_iter().filter(|name| !name.is_empty()).collect();
        let reason = format!(
            "it has a parameter that is not known; those are {}, and options[NAME]; a sign such as & in a password is \
             written in percent-encoding (%26)",
            names.join(", ")
        );
        return Err(StoreError::BadUrl { reason });
    }
    Ok(())
}

/// Whether a percent sign stands for itself.
fn bad_escape(text: &str) -> bool {
    let hex = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    text.split('%').skip(1).any(|rest| !hex(rest))
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
