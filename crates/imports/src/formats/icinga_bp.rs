//! Icinga Business Process Modelling: its text files (`processes/*.conf`).

use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree;
use model::{Fault, Form, Layer, Message, message};
use std::collections::BTreeMap;

/// Processes of Icinga Business Process.
#[derive(Debug)]
pub struct IcingaBp;

impl MapFormat for IcingaBp {
    fn word(&self) -> &'static str {
        "icinga-bp"
    }

    fn about(&self) -> Message {
        message!("import-about-icinga-bp")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        for file in files {
            match tree::text(file, draft) {
                Ok(text) => Config::new(&file.name).read(&text, draft),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}

/// One configuration: its processes are known in others as `@name:process`.
struct Config {
    name: String,
    place: Place,
}

/// How the parts of a process hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    And,
    Or,
    Degraded,
    AtLeast(u32),
}

impl Config {
    fn new(file: &str) -> Self {
        let name = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        Self { name: name.to_owned(), place: Place::file(file) }
    }

    fn id(&self, process: &str) -> String {
        format!("{}:{process}", self.name)
    }

    fn read(&self, text: &str, draft: &mut Draft) {
        let lines = || text.lines().enumerate().map(|(at, line)| (self.place.at(at + 1), line.trim()));
        let (mut shown, mut links) = (BTreeMap::new(), BTreeMap::new());
        let mut title = None;
        for (place, line) in lines() {
            let line = match line.strip_prefix('#') {
                Some(comment) => {
                    let head = comment.split_once(':').map(|(key, value)| (key.trim(), value.trim()));
                    title =
                        title.or(head.filter(|(key, _)| *key == "Title").map(|(_, value)| value.to_owned()));
                    continue;
                }
                None => line,
            };
            if let Some(rest) = line.strip_prefix("display ") {
                let parts = split(rest, ';', 3);
                if let [_, name, alias] = parts.as_slice() {
                    shown.insert(name.clone(), alias.clone());
                }
            } else if let Some(rest) = line.strip_prefix("info_url ") {
                let parts = split(rest, ';', 2);
                if let [name, url] = parts.as_slice() {
                    links.insert(name.clone(), url.clone());
                }
            } else if line.starts_with("state_overrides ") {
                draft.tell(What::LeftOut, &place, message!("import-state-overrides"));
            }
        }
        for (place, line) in lines() {
            let Some((name, formula)) = assignment(line) else { continue };
            let (id, name) = (self.id(&name), unescaped(&name));
            let alias = shown.get(&name).cloned().unwrap_or_else(|| name.clone());
            let mut process = Thing::service(id.clone(), &alias, Layer::Application, &place);
            process.spec.description = links.get(&name).cloned();
            process.label("title", title.as_deref().unwrap_or_default());
            draft.add(process);
            self.formula(&id, &alias, &formula, &place, draft);
        }
    }

    fn formula(&self, id: &str, name: &str, formula: &str, place: &Place, draft: &mut Draft) {
        if formula.is_empty() {
            draft.tell(What::Flagged, place, message!("import-empty-process", name = name));
            return;
        }
        let (operator, parts) = match parsed(formula) {
            Ok(parsed) => parsed,
            Err(problem) => {
                draft.tell(What::Refused, place, problem.told(name));
                return;
            }
        };
        let parts: Vec<String> = parts.iter().filter_map(|part| self.part(part, place, draft)).collect();
        let form = match operator {
            _ if parts.len() == 1 && operator != Operator::Degraded => Form::On,
            Operator::And => Form::On,
            Operator::Or => Form::AnyOf,
            Operator::Degraded => Form::SupportedBy,
            Operator::AtLeast(count) => Form::AtLeast(count),
        };
        if !parts.is_empty() {
            draft.link(Link::of(id, parts, Strength::Stated(form), place));
        }
    }

    /// The id of a part of a process; hosts and services of hosts are made.
    fn part(&self, part: &str, place: &Place, draft: &mut Draft) -> Option<String> {
        if let Some(other) = part.strip_prefix('@') {
            let (config, process) = other.split_once(':')?;
            return Some(format!("{config}:{}", unescaped(process)));
        }
        let ends = split(part, ';', 2);
        let [host, service] = ends.as_slice() else { return Some(self.id(&unescaped(part))) };
        let computer = format!("host:{host}");
        if draft.thing(&computer).is_none() {
            let mut thing = Thing::service(computer.clone(), host, Layer::Infrastructure, place);
            thing.label("host", host);
            draft.add(thing);
        }
        if service == "Hoststatus" {
            return Some(computer);
        }
        let id = format!("host:{host};{service}");
        if draft.thing(&id).is_none() {
            let mut thing =
                Thing::service(id.clone(), &format!("{service} ({host})"), Layer::Platform, place);
            thing.label("host", host);
            thing.label("service", service);
            draft.add(thing);
            draft.link(Link::of(id.clone(), vec![computer], Strength::Stated(Form::On), place));
        }
        Some(id)
    }
}

/// `name = formula`; other lines say something else.
fn assignment(line: &str) -> Option<(String, String)> {
    if line.starts_with('#')
        || ["display ", "info_url ", "external_info ", "template ", "state_overrides "]
            .iter()
            .any(|w| line.starts_with(w))
    {
        return None;
    }
    let (name, formula) = line.split_once('=')?;
    let name = unescaped(name.trim());
    (!name.is_empty()).then(|| (name, formula.trim().to_owned()))
}

/// Why a formula cannot be taken.
enum Problem {
    /// It holds while something fails.
    NotMonotone(char),
    Mixed,
}

impl Problem {
    fn told(&self, name: &str) -> Message {
        match self {
            Self::NotMonotone(operator) => {
                message!("import-not-monotone", name = name, operator = operator.to_string())
            }
            Self::Mixed => message!("import-mixed-operators", name = name),
        }
    }
}

/// The operator of a formula and its parts.
fn parsed(formula: &str) -> Result<(Operator, Vec<String>), Problem> {
    let (counted, formula) = match formula.split_once(" of:").or_else(|| formula.split_once("of:")) {
        Some((count, rest)) => {
            // `n:m of:` says from how many on it is fully there, too; the first is what it needs.
            let count = count.split(':').next().and_then(|count| count.trim().parse().ok());
            (Some(count.ok_or(Problem::Mixed)?), rest)
        }
        None => (None, formula),
    };
    let (mut parts, mut operators, mut part, mut escaped) = (Vec::new(), Vec::new(), String::new(), false);
    for c in formula.chars() {
        match c {
            _ if escaped => {
                part.extend(['\\', c]);
                escaped = false;
            }
            '\\' => escaped = true,
            '&' | '|' | '%' | '+' | '^' => {
                operators.push(c);
                parts.push(std::mem::take(&mut part).trim().to_owned());
            }
            '!' if part.trim().is_empty() => return Err(Problem::NotMonotone('!')),
            _ => part.push(c),
        }
    }
    parts.push(part.trim().to_owned());
    parts.retain(|part| !part.is_empty());
    let first = operators.first().copied();
    if operators.contains(&'^') {
        return Err(Problem::NotMonotone('^'));
    }
    if operators.iter().any(|operator| Some(*operator) != first) {
        return Err(Problem::Mixed);
    }
    let operator = match (counted, first) {
        (Some(count), Some('+') | None) => Operator::AtLeast(count),
        (None, Some('|')) => Operator::Or,
        (None, Some('%')) => Operator::Degraded,
        (None, Some('&') | None) => Operator::And,
        _ => return Err(Problem::Mixed),
    };
    Ok((operator, parts))
}

/// Splits at the first unescaped separators into at most so many parts, and takes the escapes out.
fn split(text: &str, separator: char, most: usize) -> Vec<String> {
    let (mut parts, mut part, mut escaped) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            _ if escaped => {
                part.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            _ if c == separator && parts.len() + 1 < most => {
                parts.push(std::mem::take(&mut part).trim().to_owned())
            }
            _ => part.push(c),
        }
    }
    parts.push(part.trim().to_owned());
    parts
}

fn unescaped(text: &str) -> String {
    split(text.trim(), '\0', 1).concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_read_as_icinga_reads_them() {
        let read = |formula: &str| parsed(formula).map_err(|problem| problem.told("p"));
        assert_eq!(read("a & b;c & @x:y").unwrap().1, ["a", "b;c", "@x:y"]);
        assert_eq!(
            read("2 of: a + b + c").unwrap(),
            (Operator::AtLeast(2), vec!["a".into(), "b".into(), "c".into()])
        );
        assert_eq!(read("a % b").unwrap().0, Operator::Degraded);
        assert_eq!(read(r"host\;1;pi;ng | b").unwrap().1, [r"host\;1;pi;ng", "b"]);
        for refused in ["a ^ b", "!a & b", "a & b | c", "a + b", "x of: a + b"] {
            assert!(read(refused).is_err(), "{refused}");
        }
        assert_eq!(split(r"host\;1;pi;ng", ';', 2), ["host;1", "pi;ng"]);
    }
}
