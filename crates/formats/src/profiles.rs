//! Reporting profiles: those that come with the program, and files of the same form.

use super::read::{MAX_FILES, Source, fits, read_tree};
use model::Key;
use model::duty::ReportingProfile;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use wire::duty_decode::decode_profile;
use wire::{Mark, Place, Problems};

/// Largest profile file, in bytes.
pub const MAX_PROFILE: u64 = 1 << 20;

/// The profiles that come with the program, by file name.
const EMBEDDED: [(&str, &str); 5] = [
    ("profiles/avv-bund.yaml", include_str!("../../../profiles/avv-bund.yaml")),
    ("profiles/bsig-32.yaml", include_str!("../../../profiles/bsig-32.yaml")),
    ("profiles/dsgvo-33.yaml", include_str!("../../../profiles/dsgvo-33.yaml")),
    ("profiles/kritisdachg-18.yaml", include_str!("../../../profiles/kritisdachg-18.yaml")),
    ("profiles/saechsisichg.yaml", include_str!("../../../profiles/saechsisichg.yaml")),
];

static READ: LazyLock<Result<Vec<ReportingProfile>, Problems>> =
    LazyLock::new(|| read(EMBEDDED.map(|(name, text)| Source::new(name, text.as_bytes()))));

/// The profiles that come with the program, by id.
///
/// # Errors
/// The program was built with a profile that is not right.
pub fn embedded() -> Result<&'static [ReportingProfile], Problems> {
    READ.as_deref().map_err(Clone::clone)
}

/// Reads files of one profile each (YAML or JSON); they come back in the order of their ids.
///
/// # Errors
/// Every problem of every file at once, ids that are used twice included.
pub fn read<'a>(sources: impl IntoIterator<Item = Source<'a>>) -> Result<Vec<ReportingProfile>, Problems> {
    let mut problems = Problems::default();
    let mut profiles: BTreeMap<Key, (Arc<str>, ReportingProfile)> = BTreeMap::new();
    let mut names = Vec::new();
    for source in sources {
        problems.enter_file(Some(source.name.clone()));
        if names.len() == MAX_FILES {
            let detail = format!("there are more than {MAX_FILES} files");
            problems.report(&Place::ROOT, Mark::default(), "too-many-files", detail, "take some out");
            break;
        }
        names.push(source.name.clone());
        if !fits(&source, MAX_PROFILE, &mut problems) {
            continue;
        }
        let Ok(tree) = read_tree(&source.bytes, &mut problems) else { continue };
        let Some(profile) = decode_profile(&tree, &Place::ROOT, &mut problems) else { continue };
        if let Some((file, _)) = profiles.get(&profile.id) {
            let detail = format!("the id {} is used in {file}, too", profile.id);
            let (place, remedy) = (Place::ROOT.name("id"), "give each profile an id of its own");
            problems.report(&place, tree.locate("/id"), "duplicate-id", detail, remedy);
            continue;
        }
        profiles.insert(profile.id.clone(), (source.name, profile));
    }
    problems.sort(&names);
    problems.or(profiles.into_values().map(|(_, profile)| profile).collect())
}
