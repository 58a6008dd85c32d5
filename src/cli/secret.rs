//! Secrets out of files or the environment; never out of arguments, which others can see.

use super::failure::{Failure, plain, warn};
use super::filed;
use super::files::others_can_read;
use model::{Message, message};
use std::io::Read;
use std::path::Path;

/// Most bytes of a file with a secret: whatever is longer is another file.
const LONGEST: u64 = 4_096;

/// Which secret is meant.
#[derive(Clone, Copy)]
pub(super) enum Secrets {
    /// The bearer token.
    Token,
    /// The password of the mail server.
    Password,
    /// The password of the database.
    Database,
    /// The secret of the service at the identity provider.
    Client,
}

/// A secret, and where it was found.
pub(super) struct Secret {
    /// For messages.
    pub(super) from: Message,
    /// Without blanks around it.
    pub(super) text: String,
}

/// The secret: out of the file or, without one, the environment variable.
pub(super) fn secret(what: Secrets, file: Option<&Path>, variable: &str) -> Result<Option<Secret>, Failure> {
    let (from, text) = match file {
        Some(file) => {
            let text = read(what, file)?;
            if others_can_read(file) {
                warn(&message!("others-can-read", file = called(what, file)));
            }
            (called(what, file), text)
        }
        None => match filed::variable(variable) {
            None => return Ok(None),
            Some(text) => (variable.to_owned().into(), text),
        },
    };
    Ok(Some(Secret { from, text: text.trim().to_owned() }))
}

/// How messages call the file of a secret.
fn called(what: Secrets, file: &Path) -> Message {
    let file = file.display().to_string();
    match what {
        Secrets::Token => message!("token-file", file = file),
        Secrets::Password => message!("password-file", file = file),
        Secrets::Database => message!("database-password-file", file = file),
        Secrets::Client => message!("client-secret-file", file = file),
    }
}

fn read(what: Secrets, file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::fs::File::open(file).and_then(|f| f.take(LONGEST + 1).read_to_string(&mut text));
    let refused = |why| Err(Failure::Usage(why));
    match read {
        Err(e) => refused(message!("cannot-read-secret", file = called(what, file), why = plain(&e))),
        Ok(length) if length as u64 > LONGEST => {
            refused(message!("secret-long", file = called(what, file), longest = LONGEST))
        }
        Ok(_) => Ok(text),
    }
}
