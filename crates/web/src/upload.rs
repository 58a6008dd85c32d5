//! Forms with files, as browsers send them.

use axum::extract::multipart::{Multipart, MultipartError};

/// Files and fields that are read.
const PARTS: usize = 200;

/// A form with files.
#[derive(Debug, Default)]
pub(crate) struct Upload {
    /// Fields that are no files.
    pub(crate) fields: Vec<(String, String)>,
    /// Files that are not empty: name and content.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

impl Upload {
    /// Reads the whole form.
    ///
    /// # Errors
    /// It is none, is broken off, or is larger than the limit of the body.
    pub(crate) async fn read(mut form: Multipart) -> Result<Self, MultipartError> {
        let mut upload = Self::default();
        while let Some(part) = form.next_field().await? {
            if upload.fields.len() + upload.files.len() >= PARTS {
                break;
            }
            let name = part.name().unwrap_or_default().to_owned();
            let file = part.file_name().map(str::to_owned);
            let bytes = part.bytes().await?.to_vec();
            match file {
                Some(file) if !file.is_empty() => upload.files.push((file, bytes)),
                Some(_) => {}
                None => upload.fields.push((name, String::from_utf8_lossy(&bytes).into_owned())),
            }
        }
        Ok(upload)
    }

    /// The trimmed value of a field.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.trim())
    }
}
