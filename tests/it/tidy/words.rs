//! What people read stands in `locales/`, in both languages, once, in the terms of the house, and is used.

use super::{files, none};
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};

/// What one message says.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Message {
    /// Its text with placeables by name, for comparing.
    text: String,
    /// The arguments that it takes.
    arguments: BTreeSet<String>,
    /// The messages and terms that it refers to.
    refers: BTreeSet<String>,
}

type Catalogue = BTreeMap<String, Message>;

impl Message {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            match element {
                PatternElement::TextElement { value } => self.text += value,
                PatternElement::Placeable { expression } => self.expression(expression),
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.text += "|";
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => {
                self.text += value
            }
            InlineExpression::VariableReference { id } => {
                self.text += &format!("{{${}}}", id.name);
                self.arguments.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.text += &format!("{{{}}}", id.name);
                self.refers.insert(id.name.to_owned());
            }
            InlineExpression::TermReference { id, arguments, .. } => {
                let form = |a: &CallArguments<&str>| format!("{:?}", a.named);
                self.text += &format!("{{-{}{}}}", id.name, arguments.as_ref().map(form).unwrap_or_default());
                self.refers.insert(format!("-{}", id.name));
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::FunctionReference { id, .. } => self.text += id.name,
        }
    }
}

/// Reads files of one language; complains about what is not Fluent and about ids given twice.
fn catalogue(texts: &[(&str, &str)]) -> (Catalogue, Vec<String>) {
    let (mut all, mut wrong) = (Catalogue::new(), Vec::new());
    for (file, text) in texts {
        let resource = fluent_syntax::parser::parse(*text).unwrap_or_else(|(read, errors)| {
            wrong.extend(errors.iter().map(|error| format!("{file}: {error}")));
            read
        });
        for entry in &resource.body {
            let (id, pattern) = match entry {
                Entry::Message(message) => (message.id.name.to_owned(), message.value.as_ref()),
                Entry::Term(term) => (format!("-{}", term.id.name), Some(&term.value)),
                Entry::Junk { content } => {
                    wrong.push(format!("{file}: not a message: {content:?}"));
                    continue;
                }
                _ => continue,
            };
            let mut message = Message::default();
            pattern.into_iter().for_each(|pattern| message.pattern(pattern));
            if all.insert(id.clone(), message).is_some() {
                wrong.push(format!("{file}: {id} stands in the catalogue twice"));
            }
        }
    }
    (all, wrong)
}

/// What a message takes, with what the messages take that it refers to.
fn arguments(all: &Catalogue, id: &str) -> BTreeSet<String> {
    let (mut found, mut seen, mut queue) = (BTreeSet::new(), BTreeSet::new(), vec![id.to_owned()]);
    while let Some(id) = queue.pop() {
        if let Some(message) = all.get(&id).filter(|_| seen.insert(id.clone())) {
            // A term is given its arguments where it is named.
            if !id.starts_with('-') {
                found.extend(message.arguments.iter().cloned());
            }
            queue.extend(message.refers.iter().cloned());
        }
    }
    found
}

/// Differences between the languages, references that lead nowhere, one text under two ids.
fn compare(german: &Catalogue, english: &Catalogue) -> Vec<String> {
    let mut wrong = Vec::new();
    for (here, all, there, others) in [("de", german, "en", english), ("en", english, "de", german)] {
        // The terms of a language are its own.
        let messages = all.keys().filter(|id| !id.starts_with('-'));
        wrong.extend(
            messages.clone().filter(|id| !others.contains_key(*id)).map(|id| format!("{there}: no {id}")),
        );
        for (id, message) in all {
            let missing = message.refers.iter().filter(|name| !all.contains_key(*name));
            wrong.extend(missing.map(|name| format!("{here}: {id} refers to {name}, which is not there")));
        }
    }
    let mut texts: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for (id, message) in german.iter().filter(|(id, _)| !id.starts_with('-')) {
        let Some(other) = english.get(id) else { continue };
        if arguments(german, id) != arguments(english, id) {
            wrong.push(format!("{id} takes other arguments in German than in English"));
        }
        texts.entry((&message.text, &other.text)).or_default().push(id);
    }
    // Two flags may say the same.
    texts.values_mut().for_each(|ids| ids.retain(|id| !id.starts_with("help-")));
    wrong.extend(
        texts
            .values()
            .filter(|ids| ids.len() > 1)
            .map(|ids| format!("one text under several ids, use one of them: {}", ids.join(", "))),
    );
    wrong
}

/// A use of a message in the code: its id and, where it is filled, the names of the arguments.
#[derive(Debug, PartialEq, Eq)]
struct Use {
    id: String,
    arguments: Option<BTreeSet<String>>,
}

/// The end of a string literal that begins at `text[0] == '"'`, behind the quotation mark.
fn literal(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

/// What stands between the parenthesis that is just open and the one that closes it, with literals as they are.
fn inside(text: &str) -> &str {
    let (mut depth, mut at) = (1, 0);
    while let Some(c) = text[at..].chars().next() {
        match c {
            '"' => at += literal(&text[at..]) - 1,
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[..at];
        }
        at += c.len_utf8();
    }
    text
}

/// The string literals of a piece of code that are values and not patterns.
fn values(code: &str) -> Vec<String> {
    let (mut found, mut rest) = (Vec::new(), code);
    while let Some(start) = rest.find('"') {
        let end = start + literal(&rest[start..]);
        let behind = rest[end..].trim_start();
        if !behind.starts_with("=>") && !behind.starts_with('|') {
            found.push(rest[start + 1..end - 1].to_owned());
        }
        rest = &rest[end..];
    }
    found
}

/// Whether a call of `.text(` behind this code is asked of a language; pictures and decoders have a `text` of their own.
fn is_language(code: &str) -> bool {
    let code = code.trim_end().trim_end_matches("()");
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name = &code[code.rfind(|c| !word(c)).map_or(0, |at| at + 1)..];
    ["l", "language", "messages", "De", "En"].contains(&name)
}

/// Every `.text(...)` of a language, `say!(...)` and `id!(...)` of a source file or a template.
fn uses(source: &str) -> Vec<Use> {
    let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = lines.flat_map(|line| [line, "\n"]).collect();
    let mut found = Vec::new();
    let texts = code.match_indices(".text(").filter(|(at, _)| is_language(&code[..*at]));
    let kept = code.match_indices("id!(").filter(|(at, _)| !code[..*at].ends_with(char::is_alphanumeric));
    for (at, name) in texts.chain(kept) {
        let ids = values(inside(&code[at + name.len()..])).into_iter();
        found.extend(ids.map(|id| Use { id, arguments: None }));
    }
    let filled = ["say!(", "message!("].into_iter().flat_map(|name| code.match_indices(name));
    for (at, name) in filled {
        let call = inside(&code[at + name.len()..]);
        let Some(start) = call.find('"') else { continue };
        let end = start + literal(&call[start..]);
        let (mut names, mut depth, mut from, mut rest) = (BTreeSet::new(), 0, end, end);
        while let Some(c) = call[rest..].chars().next() {
            match c {
                '"' => rest += literal(&call[rest..]) - 1,
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                ',' if depth == 0 => from = rest + 1,
                '=' if depth == 0 && from <= rest && !call[from..rest].contains('=') => {
                    names.insert(call[from..rest].trim().to_owned());
                }
                _ => {}
            }
            rest += c.len_utf8();
        }
        names.retain(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
        found.push(Use { id: call[start + 1..end - 1].to_owned(), arguments: Some(names) });
    }
    found
}

/// What does not fit between the code and the catalogue.
fn check_uses(name: &str, uses: &[Use], all: &Catalogue) -> Vec<String> {
    let check = |used: &Use| {
        let id = &used.id;
        let takes = arguments(all, id);
        match &used.arguments {
            _ if !all.contains_key(id) => Some(format!("{name}: there is no message {id}")),
            None if !takes.is_empty() => {
                Some(format!("{name}: {id} takes {takes:?}: say!(l, \"{id}\", ...)"))
            }
            Some(given) if *given != takes => Some(format!("{name}: {id} takes {takes:?}, given {given:?}")),
            _ => None,
        }
    };
    uses.iter().filter_map(check).collect()
}

/// Source files and templates that may use words.
fn sources() -> Vec<(String, String)> {
    let all = ["crates", "src"]
        .into_iter()
        .flat_map(|folder| [".rs", ".html", ".css"].map(|ending| files(folder, ending)));
    all.flatten().filter(|(name, _)| !name.starts_with("crates/words/src/lib.rs")).collect()
}

fn german() -> (Catalogue, Vec<String>) {
    catalogue(&words::catalogues().iter().map(|file| (file.0, file.1)).collect::<Vec<_>>())
}

fn english() -> (Catalogue, Vec<String>) {
    catalogue(&words::catalogues().iter().map(|file| (file.0, file.2)).collect::<Vec<_>>())
}

#[test]
fn both_languages_say_the_same_and_each_text_once() {
    let ((german, mut wrong), (english, more)) = (german(), english());
    wrong.extend(more);
    wrong.extend(compare(&german, &english));
    let on_disk: Vec<String> = files("locales", ".ftl").into_iter().map(|file| file.0).collect();
    let built_in = ["de", "en"].into_iter().flat_map(|language| {
        words::catalogues().iter().map(move |file| format!("locales/{language}/{}.ftl", file.0))
    });
    let built_in: BTreeSet<String> = built_in.collect();
    wrong.extend(
        on_disk.iter().filter(|name| !built_in.contains(*name)).map(|name| {
            format!("{name} is not part of the program: name it in crates/words/src/catalogue.rs")
        }),
    );
    none(wrong);

    let read = |text: &str| catalogue(&[("x", text)]);
    let wrong = |de: &str, en: &str| compare(&read(de).0, &read(en).0).len();
    assert_eq!(wrong("a = A\nb = { a }{ $x }", "a = B\nb = { a }{ $x }"), 0);
    assert_eq!(wrong("a = A", "b = B"), 2);
    assert_eq!(wrong("a = { $x }", "a = { $y }"), 1);
    assert_eq!(wrong("a = A\nb = A", "a = X\nb = X"), 1);
    assert_eq!(wrong("a = { -n }", "a = N"), 1);
    assert_eq!(read("a = A\na = B\n???").1.len(), 3);
}

#[test]
fn every_message_is_there_and_used() {
    let (german, _) = german();
    let sources = sources();
    let found: Vec<(&String, Vec<Use>)> = sources.iter().map(|(name, text)| (name, uses(text))).collect();
    let mut wrong: Vec<String> =
        found.iter().flat_map(|(name, uses)| check_uses(name, uses, &german)).collect();
    let mut used: BTreeSet<&str> =
        found.iter().flat_map(|(_, uses)| uses).map(|used| used.id.as_str()).collect();
    // Their ids follow from the commands; the command line keeps them.
    used.extend(words::help_ids().map(|id| {
        let id: &str = id;
        id
    }));
    used.extend(german.values().flat_map(|message| &message.refers).map(String::as_str));
    let unused = german.keys().filter(|id| !used.contains(id.as_str()));
    wrong.extend(unused.map(|id| format!("nothing uses {id}")));
    none(wrong);

    let all = catalogue(&[("x", "a = A\nb = { a } { $n ->\n  [one] x\n *[other] y\n }\n")]).0;
    let wrong = |code: &str| check_uses("x", &uses(code), &all).len();
    assert_eq!(
        wrong("l.text(\"a\"); say!(l, \"b\", n = f(1, \"x, y = z\"),); l.text(match x { \"z\" => \"a\" })"),
        0
    );
    assert_eq!(wrong("l.text(\"c\"); l.text(if x { \"a\" } else { \"d\" })"), 2);
    assert_eq!(wrong("l.text(\"b\"); say!(l, \"b\", m = 1); say!(l, \"a\", n = n == 1)"), 3);
    assert_eq!(wrong("// l.text(\"c\")\nsvg.text(\"c\"); id!(\"a\")"), 0);
    assert_eq!(wrong("self.l\n.text(\"c\"); self.l().text(\"c\"); id!(\"c\")"), 3);
}

/// What is not said, and what is said instead: one term for one thing, in the sense of a field.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    ("de", "Ausweich", "Ersatzverfahren (workaround) oder Rückfallebene (fallback)"),
    ("de", "Ersatzweg", "Ersatzverfahren"),
    ("de", "Notlösung", "Ersatzverfahren"),
    ("de", "Überbrückung", "Ersatzverfahren"),
    ("de", "Rückfall ", "Rückfallebene"),
    ("de", "Wiederanlaufziel", "geforderte Wiederanlaufzeit (WAZ)"),
    ("de", "Fehlerstelle", "einzelner Ausfallpunkt"),
    ("de", "mitnimmt", "zieht mit, hat die schwersten Folgen"),
    ("de", "nimmt mit", "zieht mit, hat die schwersten Folgen"),
    ("de", "nehmen zusammen", "haben zusammen Folgen"),
    ("de", "Grund beider", "gemeinsame Grundlage"),
    ("de", "stehen auf", "hängen ab von"),
    ("de", "gedacht", "angenommen"),
    ("de", "Güte", "Verlässlichkeit"),
    ("de", "Rückkehr", "Wiederinbetriebnahme"),
    ("de", "Wieder da", "wieder in Betrieb"),
    ("de", "wieder da", "wieder in Betrieb"),
    ("de", "Ort:", "Standort"),
    ("de", "leicht", "niedrig"),
    ("de", "MTPD)", "MTA"),
    ("en", "mend", "fix, repair"),
    ("en", "takes most", "hits hardest"),
    ("en", "one thread", "a thread"),
    ("en", "To spare", "Slack"),
    ("en", "place:", "site"),
    ("en", "For the worse", "Worsened"),
];

/// Forbidden wording in a text of this language.
fn check_wording(language: &str, id: &str, text: &str) -> Vec<String> {
    let found = FORBIDDEN.iter().filter(|(of, word, _)| {
        let starts = |at: usize| !text[..at].ends_with(char::is_alphanumeric);
        *of == language && text.match_indices(word).any(|(at, _)| starts(at))
    });
    found.map(|(_, word, better)| format!("locales/{language}: {id} says {word:?}: {better}")).collect()
}

#[test]
fn one_thing_has_one_name() {
    let all = [("de", german().0), ("en", english().0)];
    none(
        all.iter()
            .flat_map(|(language, all)| {
                all.iter().flat_map(|(id, message)| check_wording(language, id, &message.text))
            })
            .collect(),
    );
    assert_eq!(check_wording("de", "x", "Ausweichverfahren, vielleicht").len(), 1);
    assert_eq!(check_wording("en", "x", "amend it").len(), 0);
}

/// Where every fault, problem and failure is a message of the catalogues.
const CONVERTED: &[&str] = &[
    "crates/map/src/",
    "crates/model/src/dependency.rs",
    "crates/model/src/key.rs",
    "crates/model/src/node.rs",
    "crates/model/src/period.rs",
    "crates/model/src/reliability.rs",
    "crates/model/src/scenario.rs",
    "crates/model/src/time.rs",
    "crates/wire/src/decode.rs",
    "crates/wire/src/need_decode.rs",
    "crates/wire/src/node_decode.rs",
    "crates/wire/src/scenario.rs",
    "crates/formats/src/events.rs",
    "crates/formats/src/places.rs",
    "crates/formats/src/read.rs",
    "crates/formats/src/syntax.rs",
    "src/cli/",
];

/// Sentences in the code of a file that tells faults by messages.
fn check_faults(name: &str, text: &str) -> Vec<String> {
    const CALLS: [&str; 10] = [
        "Fault::new(",
        "Problem::new(",
        ".report(",
        ".warn(",
        ".missing(",
        "wrong_type(",
        "Failure::Wrong(",
        "Failure::Usage(",
        "Failure::Refused(",
        ".fail(",
    ];
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let calls = CALLS.iter().flat_map(|call| code.match_indices(call).map(|(at, call)| (at, call.len())));
    let said = |(at, length): (usize, usize)| {
        let sentence = |value: &String| value.contains(' ') && value.contains(char::is_alphabetic);
        let sentences = values(inside(&code[at + length..])).into_iter().filter(sentence);
        sentences.map(move |value| format!("{name}: {value:?}: say it by its id, with message!"))
    };
    calls.flat_map(said).collect()
}

#[test]
fn faults_that_have_messages_keep_them() {
    let converted = |name: &str| CONVERTED.iter().any(|place| name.starts_with(place));
    let sources = sources().into_iter().filter(|(name, _)| converted(name));
    none(sources.flat_map(|(name, text)| check_faults(&name, &text)).collect());
    let wrong = |text: &str| check_faults("x", text).len();
    assert_eq!(wrong("Fault::new(\"\", \"a-code\", message!(\"problem-x\", key = quoted(key)), remedy)"), 0);
    assert_eq!(wrong("problems.report(&p, at, \"a-code\", format!(\"{x} is wrong\"), \"write y z\")"), 2);
}

/// Where German stands in code on purpose.
const GERMAN: &[&str] = &[
    // Names in generated maps, names of the Länder, and of the marking that the law prescribes.
    "crates/formats/src/generate/",
    "crates/render/src/theme.rs",
    "crates/app/src/present.rs",
    // What people write in tables and tools of theirs.
    "crates/imports/src/",
    // Umlauts as letters: the spelling that a search forgives, keys made of labels, a page that tries the printer.
    "crates/map/src/search.rs",
    "crates/model/src/alert_rule.rs",
    "crates/model/src/key.rs",
    // What people write instead of what is read.
    "crates/model/src/duration_words.rs",
    "crates/wire/src/meant.rs",
    // Examples of values.
    "crates/formats/src/reference.rs",
    "crates/outside/src/weasyprint.rs",
];

/// Texts in two languages, or German ones, that do not come from the catalogue.
fn check_literals(name: &str, text: &str) -> Vec<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let mut wrong = Vec::new();
    for (at, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        let said = line.split(" // ").next().unwrap_or_default();
        let german = said.contains(['ä', 'ö', 'ü', 'ß', 'Ä', 'Ö', 'Ü', '„']);
        // Examples of maps stand in attributes and in JSON of the documentation.
        let example = line.contains('#') || line.contains("\": ") || name.starts_with("crates/api/");
        let pair = ["Language::De", "Language::En"]
            .iter()
            .any(|of| line.contains(&format!("{of} => \"")) || line.contains(&format!("{of} => format!")));
        let picked = line.split(".pick(").skip(1).any(|call| call.trim_start().starts_with('"'));
        if (german && !example && !GERMAN.iter().any(|place| name.starts_with(place))) || pair || picked {
            wrong.push(format!("{name}:{}: say it by its id: the text belongs into locales/", at + 1));
        }
    }
    wrong
}

#[test]
fn words_stand_in_the_catalogues() {
    none(sources().iter().flat_map(|(name, text)| check_literals(name, text)).collect());
    let wrong = |text: &str| check_literals("crates/app/src/x.rs", text).len();
    assert_eq!(wrong("let x = \"Behörde\";\nl.pick(\"ja\", \"yes\");\nLanguage::De => \"ja\",\n"), 3);
    assert_eq!(wrong("// Behörde\nl.pick(&texts.de, &texts.en); l.text(\"report-agency\")"), 0);
}
