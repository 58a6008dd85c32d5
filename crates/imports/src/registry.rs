//! The formats there are. A new one is a file in `formats/` and its line here; the tests hold it to the rules of all.

use super::draft::{Draft, Options};
use super::formats;
use super::settle::{Known, Proposal, settle};
use super::text::MAX_FILE;
use model::{Fault, Message, message};
use std::borrow::Cow;

/// Most files of one import.
pub const MAX_FILES: usize = 1_000;

/// A file with the name by which reports call it.
#[derive(Debug, Clone)]
pub struct File<'a> {
    /// Its name, without folders.
    pub name: String,
    /// What it holds.
    pub bytes: Cow<'a, [u8]>,
}

/// A format that maps can be read from.
pub trait MapFormat: Sync {
    /// Its word on the command line and in the API.
    fn word(&self) -> &'static str;

    /// Under which name the ids of the source stand among the identifiers of nodes.
    fn scheme(&self) -> &'static str {
        self.word()
    }

    /// What it is, for people.
    fn about(&self) -> Message;

    /// Reads files into a draft. What cannot be read in part is told in the draft; an error means that nothing can be read.
    ///
    /// # Errors
    /// Faults whose place is the text of a [`super::Place`].
    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>>;
}

/// All formats, by what an office is likely to have.
pub const FORMATS: &[&dyn MapFormat] = &[
    &formats::table::Table,
    &formats::itop::ITop,
    &formats::idoit::IDoit,
    &formats::archimate::ArchiMate,
    &formats::drawio::DrawIo,
    &formats::yed::YEd,
    &formats::icinga_bp::IcingaBp,
    &formats::icinga2::Icinga2,
    &formats::zabbix::Zabbix,
    &formats::checkmk::Checkmk,
    &formats::opennms::OpenNms,
    &formats::xzufi::XZuFi,
    &formats::netbox::NetBox,
    &formats::glpi::Glpi,
    &formats::backstage::Backstage,
    &formats::cyclonedx::CycloneDx,
    &formats::open_psa::OpenPsa,
    &formats::dora::Dora,
    &formats::kubernetes::Kubernetes,
    &formats::compose::Compose,
    &formats::terraform::Terraform,
];

/// The format of this word.
pub fn format(word: &str) -> Option<&'static dyn MapFormat> {
    FORMATS.iter().copied().find(|format| format.word() == word)
}

/// Reads files and makes a proposal for a map of which `known` tells. The same files, options and map give the same.
///
/// # Errors
/// Nothing can be read; the place of each fault is the text of a [`super::Place`].
pub fn propose(
    format: &dyn MapFormat,
    files: &[File<'_>],
    options: Options,
    known: &dyn Known,
) -> Result<Proposal, Vec<Fault>> {
    if files.is_empty() || files.len() > MAX_FILES {
        let detail = message!("import-files", max = MAX_FILES);
        return Err(vec![Fault::new("", "no-files", detail, message!("import-files-remedy"))]);
    }
    if let Some(file) = files.iter().find(|file| file.bytes.len() > MAX_FILE) {
        let detail = message!("problem-file-large", size = file.bytes.len(), max = MAX_FILE);
        return Err(vec![Fault::new(file.name.clone(), "file-too-large", detail, message!("import-split"))]);
    }
    let mut draft = Draft::new(options);
    format.read(files, &mut draft)?;
    Ok(settle(draft, format.scheme(), known))
}
