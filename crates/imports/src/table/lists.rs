//! Cells that hold lists, as people write them.

/// One entry of a list cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// A name.
    One(String),
    /// Names side by side that may stand in for each other: `A/B`, `A oder B`, `A, B (redundant)`.
    Group(Vec<String>),
    /// The first needs the second: `A -> B`.
    Arrow(String, String),
}

/// Splits a list cell. `is_known` tells whether a text is one name, whatever stands in it.
pub(super) fn list(text: &str, is_known: &dyn Fn(&str) -> bool) -> Vec<Entry> {
    let mut entries = Vec::new();
    for part in split_outside(text, &[';', '\n', '•', '|']) {
        let part = part.trim().trim_start_matches(['-', '*', '·']).trim();
        if part.is_empty() {
            continue;
        }
        if is_known(part) {
            entries.push(Entry::One(part.to_owned()));
            continue;
        }
        let arrow = ["->", "→", "=>"].iter().find_map(|arrow| part.split_once(arrow));
        if let Some((from, to)) = arrow {
            entries.push(Entry::Arrow(from.trim().to_owned(), to.trim().to_owned()));
            continue;
        }
        let (plain, redundant) = without_hint(part);
        let words: Vec<String> = split_outside(&plain, &[','])
            .into_iter()
            .flat_map(|piece| {
                if is_known(&piece) {
                    vec![piece]
                } else {
                    split_word(&piece, &["und", "and", "sowie", "&", "+"])
                }
            })
            .collect();
        let mut names = Vec::new();
        for word in words.iter().map(|word| word.trim()).filter(|word| !word.is_empty()) {
            let either: Vec<String> = match is_known(word) {
                true => vec![word.to_owned()],
                false => split_word(word, &["oder", "or", "bzw."])
                    .iter()
                    .flat_map(|piece| {
                        if is_known(piece) { vec![piece.clone()] } else { split_outside(piece, &['/']) }
                    })
                    .map(|name| name.trim().to_owned())
                    .filter(|name| !name.is_empty())
                    .collect(),
            };
            names.push(either);
        }
        if redundant && names.iter().map(Vec::len).sum::<usize>() > 1 {
            entries.push(Entry::Group(names.into_iter().flatten().collect()));
            continue;
        }
        entries.extend(names.into_iter().filter_map(|mut names| match names.len() {
            0 => None,
            1 => names.pop().map(Entry::One),
            _ => Some(Entry::Group(names)),
        }));
    }
    entries
}

/// The text without a remark that says that its parts stand in for each other.
fn without_hint(text: &str) -> (String, bool) {
    let Some((before, rest)) = text.split_once('(') else { return (text.to_owned(), false) };
    let Some((inside, after)) = rest.split_once(')') else { return (text.to_owned(), false) };
    let lower = inside.to_lowercase();
    let hints = ["redundan", "cluster", "gespiegelt", "alternativ", "failover", "hot standby", "wahlweise"];
    match hints.iter().any(|hint| lower.contains(hint)) {
        true => (format!("{before}{after}"), true),
        false => (text.to_owned(), false),
    }
}

/// Splits at these characters where they stand in no brackets.
fn split_outside(text: &str, at: &[char]) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0_u32);
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && at.contains(&c) {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Splits at words that stand alone.
fn split_word(text: &str, words: &[&str]) -> Vec<String> {
    let mut parts = vec![Vec::new()];
    for word in text.split_whitespace() {
        if words.contains(&word.to_lowercase().as_str()) {
            parts.push(Vec::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(word);
        }
    }
    parts.into_iter().map(|part| part.join(" ")).filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_as_people_write_them() {
        let one = |name: &str| Entry::One(name.to_owned());
        let group = |names: &[&str]| Entry::Group(names.iter().map(|name| (*name).to_owned()).collect());
        for (cell, entries) in [
            ("KFZ21; Kasse (ePayment), AD", vec![one("KFZ21"), one("Kasse (ePayment)"), one("AD")]),
            ("SRV-DB01/SRV-DB02 (redundant)", vec![group(&["SRV-DB01", "SRV-DB02"])]),
            ("SRV-DB01 und SRV-DB02", vec![one("SRV-DB01"), one("SRV-DB02")]),
            ("E-Mail oder Fax", vec![group(&["E-Mail", "Fax"])]),
            ("A\nB", vec![one("A"), one("B")]),
            ("KFZ21 -> Datenbank Oracle", vec![Entry::Arrow("KFZ21".into(), "Datenbank Oracle".into())]),
            ("Leitung A/B", vec![one("Leitung A/B")]),
            (" ; ,", vec![]),
        ] {
            assert_eq!(list(cell, &|name| name == "Leitung A/B"), entries, "{cell}");
        }
    }
}
