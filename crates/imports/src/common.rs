//! What several importers say in the same way.

use crate::draft::{Draft, Thing};
use crate::place::Place;
use model::{Contact, Fault, message};

/// The id of an agency that a source only names; it is made when it is met first.
pub(crate) fn agency(draft: &mut Draft, name: &str, place: &Place) -> String {
    let id = format!("agency:{}", name.trim());
    if draft.thing(&id).is_none() {
        draft.add(Thing::agency(id.clone(), name.trim(), place));
    }
    id
}

/// Whether a text can be taken for an office that people call and not for a person: an address or a number without a name.
pub(crate) fn contact(email: Option<&str>, phone: Option<&str>) -> Option<Contact> {
    let email = email.map(str::trim).filter(|email| email.contains('@') && email.len() < 200);
    let phone = phone.map(str::trim).filter(|phone| phone.chars().any(|c| c.is_ascii_digit()));
    if email.is_none() && phone.is_none() {
        return None;
    }
    Some(Contact { email: email.map(Into::into), phone: phone.map(Into::into), ..Contact::default() })
}

/// That a file is not what it should be.
pub(crate) fn foreign(file: &str, form: &'static str, missing: &str) -> Fault {
    let detail = message!("import-foreign", form = form, missing = missing);
    Fault::new(file, "foreign-file", detail, message!("import-foreign-remedy", form = form))
}

/// How many of `all` have to work when `lost` of them are too many.
pub(crate) fn enough(all: usize, lost: usize) -> u32 {
    u32::try_from((all + 1).saturating_sub(lost.max(1))).unwrap_or(u32::MAX)
}
