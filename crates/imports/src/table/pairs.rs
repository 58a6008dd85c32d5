//! Tables in which a row is one dependency.

use super::facts::Facts;
use super::heads::Sheet;
use super::lists::list;
use super::names::Names;
use super::roles::Role;
use super::rows::entry_links;
use crate::draft::Draft;
use crate::keys::slug;
use crate::report::What;
use model::{Layer, message};

/// Heads that say which side needs the other; others only name two ends.
const PLAIN: [&str; 8] = [
    "dependent",
    "abhaengiges-objekt",
    "abhaengiger",
    "abhaengiges-element",
    "consumer",
    "nutzer",
    "provider",
    "anbieter",
];

pub(super) fn read(sheet: &Sheet<'_>, names: &mut Names, draft: &mut Draft) {
    let ends = (sheet.first(|role| role == Role::From), sheet.first(|role| role == Role::To));
    let (Some(from), Some(to)) = ends else { return };
    let place = sheet.grid.place.clone();
    let is_plain =
        from.said || PLAIN.contains(&slug(&from.text).as_str()) || PLAIN.contains(&slug(&to.text).as_str());
    let turned = !is_plain && {
        let choices =
            [("first", message!("import-answer-first")), ("second", message!("import-answer-second"))];
        let ask = || message!("import-ask-direction", from = &from.text, to = &to.text);
        draft.ask("direction", &format!("{}\n{}", from.text, to.text), &place, ask, &choices) == "second"
    };
    let mut facts = Facts::new(sheet);
    for row in sheet.rows {
        facts.enter(row);
        let at = sheet.grid.row(row);
        let (from, to) = (facts.told_text(row, from.column, draft), facts.told_text(row, to.column, draft));
        if from.is_empty() || to.is_empty() {
            draft.tell(What::LeftOut, &at, message!("import-one-end"));
            continue;
        }
        let dependent = names.service(&from, Layer::Application, &at, draft);
        let note: Vec<String> = sheet
            .heads
            .iter()
            .filter(|head| {
                !matches!(
                    head.role,
                    Some(Role::From | Role::To | Role::Number | Role::Ignore | Role::Workaround)
                )
            })
            .map(|head| (head, facts.told_text(row, head.column, draft)))
            .filter(|(_, text)| !text.is_empty())
            .map(|(head, text)| format!("{}: {text}", head.text))
            .collect();
        let carries_on = super::facts::workaround(sheet, &facts, row, draft);
        for entry in list(&to, &|name| names.find(name).is_some()) {
            for mut link in entry_links(entry, &dependent, (Layer::Application, turned), &at, names, draft) {
                link.note = (!note.is_empty()).then(|| note.join("; "));
                link.workaround = carries_on.clone();
                draft.link(link);
            }
        }
    }
}
