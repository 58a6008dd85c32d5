//! Which database is meant, and with which password.

use super::failure::Failure;
use super::filed::{self, variable};
use super::secret::{Secrets, secret};
use clap::Args;
use model::message;
use std::path::{Path, PathBuf};

/// The database when nothing is said.
const USUAL: &str = "sqlite:tragweite.db";
/// Where the database may be named instead of with `--database`.
const DATABASE: &str = "TRAGWEITE_DATABASE";
/// Where its password may stand instead of in a file, and where that file may be named.
const PASSWORD: &str = "TRAGWEITE_DATABASE_PASSWORD";
const PASSWORD_FILE: &str = "TRAGWEITE_DATABASE_PASSWORD_FILE";

/// The database that a command works on.
#[derive(Debug, Args)]
pub(super) struct DatabaseArgs {
    /// sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE; or in the variable TRAGWEITE_DATABASE
    #[arg(long, value_name = "URL", env = DATABASE, hide_env_values = true, default_value = USUAL)]
    database: String,
    /// A file that holds the password of the user in the URL of PostgreSQL (or give it in the environment variable
    /// TRAGWEITE_DATABASE_PASSWORD)
    #[arg(long, value_name = "FILE", env = PASSWORD_FILE)]
    database_password_file: Option<PathBuf>,
    /// A file of settings, NAME=VALUE in each line, with the names of the environment variables; a flag and the environment
    /// count before it
    #[arg(long, value_name = "FILE", env = filed::VARIABLE)]
    settings: Option<PathBuf>,
}

impl DatabaseArgs {
    /// The files that hold its password, and settings.
    pub(super) fn files(&self) -> [Option<&Path>; 2] {
        [self.database_password_file.as_deref(), self.settings.as_deref()]
    }

    /// The URL, with the password put in.
    pub(super) fn url(&self) -> Result<String, Failure> {
        with_password(&self.database, self.database_password_file.as_deref())
    }
}

/// The database that is named here, else in the environment or the file of settings, with its password.
pub(super) fn named(url: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(url) = url.map(str::to_owned).or_else(|| variable(DATABASE)) else { return Ok(None) };
    let file = variable(PASSWORD_FILE).map(PathBuf::from);
    Some(url).filter(|url| !url.is_empty()).map(|url| with_password(&url, file.as_deref())).transpose()
}

/// Puts the password out of the file or the environment into the URL of a server. A file needs none.
fn with_password(url: &str, file: Option<&Path>) -> Result<String, Failure> {
    let Some((scheme, rest)) = url.split_once("://").filter(|(scheme, _)| *scheme != "sqlite") else {
        return Ok(url.to_owned());
    };
    let Some(password) = secret(Secrets::Database, file, PASSWORD)? else { return Ok(url.to_owned()) };
    let (user, place) = rest.split_once('@').ok_or_else(|| Failure::Usage(message!("database-no-user")))?;
    if user.is_empty() || user.contains(':') {
        return Err(Failure::Usage(message!("database-two-passwords")));
    }
    Ok(format!("{scheme}://{user}:{}@{place}", escaped(&password.text)))
}

/// In percent-encoding, so that no sign of it means anything in a URL.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// The URL of a database as it may be shown: without user, password and parameters, also when it is wrong.
pub(super) fn shown(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://").filter(|(scheme, _)| *scheme != "sqlite") else {
        return url.to_owned();
    };
    // A password that is not in percent-encoding may hold any sign but ends at the last @.
    let (hidden, place) = rest.rsplit_once('@').map_or(("", rest), |(_, place)| ("***@", place));
    let (place, parameters) = match place.split_once(['?', '#']) {
        Some((place, _)) => (place, "?***"),
        None => (place, ""),
    };
    let server = place.split('/').next().unwrap_or_default();
    let is_port = |host: &str| {
        host.rsplit_once(':').is_none_or(|(_, port)| port.bytes().all(|b| b.is_ascii_digit() || b == b']'))
    };
    if server.split(',').all(is_port) {
        format!("{scheme}://{hidden}{place}{parameters}")
    } else {
        format!("{scheme}://***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_of_a_url_is_shown() {
        for (url, shows) in [
            ("sqlite:data/map.db", "sqlite:data/map.db"),
            ("postgres://db/map", "postgres://db/map"),
            ("postgres://[::1]:5432/map", "postgres://[::1]:5432/map"),
            ("postgres://u:pw@a:5432,b:5433/map?password=pw", "postgres://***@a:5432,b:5433/map?***"),
            ("postgres://u:p/w?p#w@w@db/map", "postgres://***@db/map"),
            ("postgres://u:pw/map", "postgres://***"),
        ] {
            assert_eq!(shown(url), shows, "{url}");
        }
    }

    #[test]
    fn signs_of_a_password_mean_nothing_in_a_url() {
        assert_eq!(escaped("a-B_1.~"), "a-B_1.~");
        assert_eq!(escaped("p@s/s:w?ö"), "p%40s%2Fs%3Aw%3F%C3%B6");
    }
}
