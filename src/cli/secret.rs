//! Secrets out of files or the environment; never out of arguments, which others can see.

use super::failure::{Failure, plain, warn};
use std::io::Read;
use std::path::Path;

/// Most bytes of a file with a secret: whatever is longer is another file.
const LONGEST: u64 = 4_096;

/// A secret, and where it was found.
pub(super) struct Secret {
    /// For messages.
    pub(super) from: String,
    /// Without blanks around it.
    pub(super) text: String,
}

/// The secret that is called `what`: out of the file or, without one, the environment variable.
pub(super) fn secret(what: &str, file: Option<&Path>, variable: &str) -> Result<Option<Secret>, Failure> {
    let (from, text) = match file {
        Some(file) => {
            let text = read(what, file)?;
            if others_can_read(file) {
                warn(&format!(
                    "others can read the {what} file {}: take the right from them (chmod 600)",
                    file.display()
                ));
            }
            (format!("the {what} file {}", file.display()), text)
        }
        None => match std::env::var_os(variable) {
            None => return Ok(None),
            Some(text) => (variable.to_owned(), text.to_string_lossy().into_owned()),
        },
    };
    Ok(Some(Secret { from, text: text.trim().to_owned() }))
}

/// Whether anybody but the owner may read a file.
#[cfg(unix)]
fn others_can_read(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|file| file.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
fn others_can_read(_: &Path) -> bool {
    false
}

fn read(what: &str, file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::fs::File::open(file).and_then(|f| f.take(LONGEST + 1).read_to_string(&mut text));
    let refused = |why: String| Err(Failure::Usage(why));
    match read {
        Err(e) => refused(format!("cannot read the {what} file {}: {}", file.display(), plain(&e))),
        Ok(length) if length as u64 > LONGEST => refused(format!(
            "the {what} file {} is longer than {LONGEST} bytes: name a file that holds only the {what}",
            file.display()
        )),
        Ok(_) => Ok(text),
    }
}
