//! Every importer is held to the rules of all, with the small files under `examples/` that bear its name.

use crate::draft::Options;
use crate::registry::{FORMATS, File, MapFormat, propose};
use crate::report::What;
use crate::settle::{Known, Nothing, Proposal};
use model::{Confirmation, Form, Key, Kind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use words::Language;

/// The example files of a format.
fn example(format: &dyn MapFormat) -> Vec<File<'static>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(format.word());
    let mut files: Vec<File<'static>> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            File { name, bytes: std::fs::read(path).unwrap().into() }
        })
        .collect();
    files.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(
        !files.is_empty() && files.iter().map(|file| file.bytes.len()).sum::<usize>() < 100_000,
        "{}",
        format.word()
    );
    files
}

fn read(format: &dyn MapFormat, files: &[File<'_>], options: Options, known: &dyn Known) -> Proposal {
    propose(format, files, options, known).unwrap_or_else(|faults| panic!("{}: {faults:?}", format.word()))
}

/// What an earlier import has brought into the map.
struct Earlier(BTreeMap<String, Key>, BTreeMap<Key, (Kind, String)>);

impl Earlier {
    fn of(proposal: &Proposal) -> Self {
        let nodes = || proposal.nodes.iter();
        Self(
            nodes().map(|p| (p.id.clone(), p.node.key.clone())).collect(),
            nodes().map(|p| (p.node.key.clone(), (p.node.kind, p.node.name.clone()))).collect(),
        )
    }
}

impl Known for Earlier {
    fn key_of(&self, id: &str, _: Kind) -> Option<Key> {
        self.0.get(id).cloned()
    }
    fn at(&self, key: &Key) -> Option<(Kind, String)> {
        self.1.get(key).cloned()
    }
}

fn each(check: impl Fn(&dyn MapFormat, &[File<'_>], &Proposal)) {
    for format in FORMATS {
        let files = example(*format);
        let found = read(*format, &files, Options::default(), &Nothing);
        assert!(found.nodes.len() > 1, "{}: its example makes no map", format.word());
        check(*format, &files, &found);
    }
}

#[test]
fn everything_arrives_unconfirmed_and_names_its_place() {
    each(|format, files, found| {
        let names_file = |text: &str| files.iter().any(|file| text.starts_with(&file.name));
        for proposed in &found.nodes {
            let node = &proposed.node;
            let source = node.provenance.source.as_deref().unwrap_or_default();
            assert!(names_file(source), "{}: {} comes from {source:?}", format.word(), node.key);
            assert!(node.provenance.confirmed_by.is_none());
            assert!(
                proposed.exact
                    || node.identifiers.contains_key(format.scheme())
                    || proposed.id.starts_with("into:"),
                "{}: {} has no id of its source",
                format.word(),
                node.key
            );
            for need in &node.needs {
                assert_eq!(need.confirmation, Confirmation::Assumed, "{}: {}", format.word(), node.key);
                assert!(
                    names_file(need.source.as_deref().unwrap_or_default()),
                    "{}: {}",
                    format.word(),
                    node.key
                );
            }
        }
    });
}

#[test]
fn several_providers_of_a_kind_are_stated_to_be_alternatives_or_asked() {
    each(|format, files, found| {
        let questions: Vec<_> = found.questions.iter().filter(|q| q.id.starts_with("redundant-")).collect();
        for question in questions {
            assert_eq!(
                question.choices.iter().map(|c| c.word).collect::<Vec<_>>(),
                ["each", "any", "shared", "unknown"]
            );
            assert!(question.answer.is_none() && !question.places.is_empty(), "{}", format.word());
            let answers = BTreeMap::from([(question.id.clone(), "any".to_owned())]);
            let answered = read(format, files, Options { answers, ..Options::default() }, &Nothing);
            let any = |proposal: &Proposal| {
                let needs = proposal.nodes.iter().flat_map(|p| p.node.needs.clone());
                needs.filter(|need| need.form == Form::AnyOf && need.providers.len() > 1).count()
            };
            assert!(any(&answered) > any(found), "{}: {} changes nothing", format.word(), question.id);
            let again = answered.questions.iter().find(|q| q.id == question.id).unwrap();
            assert_eq!(again.answer, Some("any"), "{}: an answer is forgotten", format.word());
        }
    });
}

#[test]
fn the_same_files_give_the_same_and_a_second_import_keeps_the_keys() {
    each(|format, files, found| {
        let nodes = |proposal: &Proposal| {
            let of_source = proposal.nodes.iter().filter(|p| !p.id.starts_with("into:"));
            of_source.map(|p| (p.id.clone(), p.node.clone())).collect::<Vec<_>>()
        };
        let same = |again: &Proposal| assert!(nodes(found) == nodes(again), "{}", format.word());
        same(&read(format, files, Options::default(), &Nothing));
        same(&read(format, files, Options::default(), &Earlier::of(found)));
        let into = Options { into: Key::new("anderswo").ok(), ..Options::default() };
        let elsewhere = read(format, files, into, &Earlier::of(found));
        let keys = |proposal: &Proposal| {
            proposal
                .nodes
                .iter()
                .map(|p| p.id.clone())
                .filter(|id| !id.starts_with("into:"))
                .collect::<BTreeSet<_>>()
        };
        assert_eq!(keys(found), keys(&elsewhere), "{}: ids depend on where it goes", format.word());
    });
}

#[test]
fn the_direction_is_shown_and_can_be_turned() {
    each(|format, files, found| {
        assert!(found.sentences.len() <= 3, "{}", format.word());
        let turned = read(format, files, Options { turned: true, ..Options::default() }, &Nothing);
        for sentence in &found.sentences {
            let needs = |proposal: &Proposal, dependent: &str, provider: &str| {
                let keys: BTreeSet<Key> = (proposal.nodes.iter())
                    .filter(|p| p.node.name == provider)
                    .map(|p| p.node.key.clone())
                    .collect();
                let of = proposal.nodes.iter().filter(|p| p.node.name == dependent);
                of.flat_map(|p| p.node.needs.clone())
                    .any(|need| need.providers.iter().any(|key| keys.contains(key)))
            };
            let (dependent, provider) = (&*sentence.dependent, &*sentence.provider);
            assert!(needs(found, dependent, provider), "{}: {sentence:?}", format.word());
            assert!(needs(&turned, provider, dependent), "{}: {sentence:?} is not turned", format.word());
        }
    });
}

#[test]
fn every_line_and_question_has_its_place_and_words() {
    each(|format, files, found| {
        assert!(found.report.count(What::Made) as usize == found.nodes.len(), "{}", format.word());
        for line in found.report.lines() {
            assert!(files.iter().any(|file| *file.name == *line.place.file), "{}: {line:?}", format.word());
            for l in [Language::De, Language::En] {
                assert!(!l.told(&line.text).is_empty() && !l.told(&format.about()).is_empty());
            }
        }
        for question in &found.questions {
            for l in [Language::De, Language::En] {
                assert!(question.choices.iter().all(|choice| !l.told(&choice.text).is_empty()));
                assert!(!l.told(&question.text).is_empty());
            }
        }
    });
}

#[test]
fn files_that_are_cut_or_foreign_end_in_words() {
    each(|format, files, _| {
        for file in files {
            let broken: Vec<Vec<u8>> =
                [0, 1, 7, 64, file.bytes.len() / 2, file.bytes.len().saturating_sub(2)]
                    .into_iter()
                    .map(|end| file.bytes[..end.min(file.bytes.len())].to_vec())
                    .chain([
                        vec![0xff; 3000],
                        b"[[[[".repeat(20_000),
                        b"{\"a\":".repeat(20_000),
                        b"<a>".repeat(20_000),
                    ])
                    .chain([b"- ".repeat(20_000), b"a: &a [*a, *a]\n".repeat(100), b"PK\x03\x04".to_vec()])
                    .collect();
            for bytes in broken {
                let mut files = files.to_vec();
                files.retain(|other| other.name != file.name);
                files.push(File { name: file.name.clone(), bytes: bytes.into() });
                if let Err(faults) = propose(format, &files, Options::default(), &Nothing) {
                    assert!(!faults.is_empty());
                    for fault in &faults {
                        assert!(
                            !Language::De.told(&fault.detail).is_empty()
                                && !Language::En.told(&fault.remedy).is_empty()
                        );
                    }
                }
            }
        }
    });
}

/// Stands in the examples wherever a source may hold a secret.
const SECRET: &str = "geheim-3f9";

/// Each word of each text file in turn misspelt: whatever follows, it ends, and what is made is not more than a few times the file.
#[test]
fn files_with_a_misspelt_word_end() {
    for format in FORMATS {
        let files = example(*format);
        for (at, file) in files.iter().enumerate() {
            let Ok(text) = std::str::from_utf8(&file.bytes) else { continue };
            let ends = text.char_indices().filter(|&(end, c)| {
                !c.is_alphanumeric() && text[..end].chars().next_back().is_some_and(char::is_alphanumeric)
            });
            for (end, _) in ends {
                let misspelt = format!("{}x{}", &text[..end], &text[end..]);
                let mut files = files.clone();
                files[at].bytes = misspelt.into_bytes().into();
                if let Ok(found) = propose(*format, &files, Options::default(), &Nothing) {
                    let made = found.nodes.len();
                    assert!(made <= text.len(), "{}: {made} things of {} bytes", format.word(), text.len());
                }
            }
        }
    }
}

#[test]
fn secrets_are_not_read() {
    each(|format, _, found| {
        let told = format!("{:?} {:?}", found.nodes, found.report.lines());
        assert!(!told.contains(SECRET), "{}: a secret was read", format.word());
        assert!(!format!("{:?}", found.questions).contains(SECRET), "{}", format.word());
    });
}

#[test]
fn every_format_has_a_word_and_no_two_the_same() {
    let words: BTreeSet<&str> = FORMATS.iter().map(|format| format.word()).collect();
    assert_eq!(words.len(), FORMATS.len());
    for format in FORMATS {
        assert!(Key::new(format.word()).is_ok() && Key::new(format.scheme()).is_ok());
        assert!(crate::format(format.word()).is_some());
    }
}

/// What an example says, in short.
fn in_short(found: &Proposal) -> String {
    let mut lines = Vec::new();
    for proposed in &found.nodes {
        let node = &proposed.node;
        let what = node.layer.map_or(node.kind.as_str(), |layer| layer.as_str());
        let runs = node.agency.as_ref().map_or(String::new(), |agency| format!(", run by {agency}"));
        lines.push(format!("{} \"{}\" {what}{runs}", node.key, node.name));
        lines.extend(node.labels.iter().map(|(name, value)| format!("  label {name} = {value}")));
        for need in &node.needs {
            let keys: Vec<&str> = need.providers.iter().map(Key::as_str).collect();
            let when = if need.needed == model::Needed::Start { " to start" } else { "" };
            lines.push(format!("  {}{when} {:?} {}", need.relation.as_str(), need.form, keys.join(", ")));
        }
    }
    for question in &found.questions {
        lines.push(format!("? {}", Language::De.told(&question.text)));
    }
    for line in found.report.lines().iter().filter(|line| line.what > What::Made) {
        lines.push(format!("{} {}: {}", line.what.as_str(), line.place, Language::De.told(&line.text)));
    }
    lines.join("\n") + "\n"
}

#[test]
fn examples_mean_what_is_written_down_beside_them() {
    let differ = std::cell::RefCell::new(Vec::new());
    each(|format, _, found| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        let (path, new) = (folder.join(format!("{}.txt", format.word())), in_short(found));
        if std::fs::read_to_string(&path).ok().as_deref() != Some(&*new) {
            std::fs::write(path.with_extension("txt.new"), new).unwrap();
            differ.borrow_mut().push(format.word());
        }
    });
    let differ = differ.into_inner();
    assert!(differ.is_empty(), "{differ:?}: compare examples/WORD.txt with examples/WORD.txt.new");
}
