//! What the table, the document and the agents are told in the same sentences: the numbers, why, what it rests on.

use super::report::{Affected, AtRisk, Cause, Matters, OpenQuestion, Remark, Repair, Report, Totals};
use super::words::Language;
use model::{Level, Seconds};
use std::collections::HashSet;
use words::say;

/// Most chains of causes that are told in words.
const CHAINS: usize = 8;

/// The numbers in sentences.
pub fn totals(t: &Totals, l: Language) -> String {
    if t.unavailable + t.degraded == 0 {
        return l.text("report-nothing-affected").to_owned();
    }
    let mut what = Vec::new();
    if t.services > 0 {
        what.push(say!(
            l,
            "report-totals-services",
            services = t.services,
            public_services = t.public_services
        ));
    }
    if t.affected_sites > 0 {
        what.push(say!(l, "count-sites", sites = t.affected_sites));
    }
    if t.affected_agencies > 0 {
        what.push(say!(l, "count-agencies", agencies = t.affected_agencies));
    }
    let mut text = say!(
        l,
        "report-totals",
        what = what.join(", "),
        unavailable = t.unavailable,
        degraded = t.degraded,
        sites = t.sites,
        agencies = t.agencies,
        districts = t.districts,
        cases = t.cases,
        unknown = t.cases_unknown,
        breached = t.breached,
        undecided = t.undecided,
        uncertain = t.uncertain,
    );
    text.extend(people(t, l).map(|people| format!(" {people}")));
    text
}

/// How many people live behind the affected public services; `None` when there are none.
pub fn people(t: &Totals, l: Language) -> Option<String> {
    match (t.people, t.people_unknown) {
        (None | Some(0), 0) => None,
        (None, _) => Some(l.text("report-people-unknown").to_owned()),
        (Some(people), unknown) => Some(say!(l, "report-people", inhabitants = people, unknown = unknown)),
    }
}

/// A fallback that stands in, with who runs it and how to reach it, since when until when.
pub(super) fn fallback(name: &str, who: &[String], from: &str, until: &str, l: Language) -> String {
    let who = if who.is_empty() { String::new() } else { format!(" ({})", who.join(", ")) };
    format!("{}: {name}{who}{from}{until}", l.text("report-standing"))
}

/// What a degraded node is met by, which takes it away when it fails, too.
pub(super) fn last_leg(left: &[String], l: Language) -> String {
    say!(l, "report-last-leg", names = left.join(", "))
}

/// What becomes of the data of a node; nothing for any other remark.
pub(super) fn data(remark: &Remark, l: Language) -> String {
    let Remark::Data { last_copy, known, rpo, exceeds, restore, text } = remark else { return String::new() };
    let mut parts = Vec::new();
    parts.extend(last_copy.map(|age| match known {
        true => say!(l, "report-last-copy", age = l.duration(age)),
        false => say!(l, "report-last-copy-at-most", age = l.duration(age)),
    }));
    parts.extend(rpo.map(|rpo| {
        let exceeded = if *exceeds { l.text("report-rpo-exceeded") } else { "" };
        format!("{}{exceeded}", say!(l, "report-rpo", rpo = l.duration(rpo)))
    }));
    parts.extend(restore.map(|restore| say!(l, "report-restore", restore = l.duration(restore))));
    parts.extend(text.clone());
    format!("{}: {}", l.text("report-data"), parts.join("; "))
}

/// What a node has lost that still works, what is left, and what one more failure does.
pub(super) fn risk(node: &AtRisk, l: Language) -> String {
    let mut text = String::new();
    for (level, names) in [(Level::Unavailable, &node.lost), (Level::Degraded, &node.reduced)] {
        if !names.is_empty() {
            text.push_str(&format!("; {}: {}", l.level(level), names.join(", ")));
        }
    }
    if !node.left.is_empty() {
        text.push_str(&say!(l, "report-risk-left", names = node.left.join(", ")));
        text.push_str(match node.next {
            Level::Unavailable => l.text("report-risk-away"),
            _ => l.text("report-risk-reduced"),
        });
    }
    text
}

/// How long a workaround can be kept up.
pub(super) fn lasts(lasts: Option<Seconds>, l: Language) -> String {
    match lasts {
        Some(lasts) => format!(" ({} {})", l.text("report-most"), l.duration(lasts)),
        None => format!(" ({})", l.text("planning-without-end")),
    }
}

/// That it is open whether a deadline can be missed, and why; its end is known only where the beginning is.
pub(super) fn deadline_open(undecided: bool, due: Option<Seconds>, l: Language) -> &'static str {
    match (undecided, due) {
        (false, _) => "",
        (true, Some(_)) => l.text("report-undecided"),
        (true, None) => l.text("report-undecided-start"),
    }
}

/// What hangs on something that nobody knows: what it comes to for which provider.
pub fn open_question(question: &OpenQuestion, l: Language) -> String {
    let each = question.each.iter().map(|(level, names)| {
        let names = names.join(&format!(" {} ", l.text("report-or")));
        say!(l, "report-open-if", level = l.level(*level), names = names)
    });
    let mut told = each.collect::<Vec<_>>().join("; ");
    if question.omitted > 0 {
        told.push_str(&format!("; … +{}", l.number(question.omitted)));
    }
    match &question.agency {
        Some(agency) => format!("{} ({agency}): {told}", question.name),
        None => format!("{}: {told}", question.name),
    }
}

/// Why the most important nodes are affected, one chain of causes each.
pub(super) fn chains(report: &Report, l: Language) -> Vec<String> {
    let mut told_before = HashSet::new();
    most_important(report)
        .into_iter()
        .map(|node| {
            let mut text = chain(&node.why, node.why_omitted, l, Some(&mut told_before));
            text.push_str(&others(node, l));
            text
        })
        .collect()
}

/// How many nodes that others hit are left out of [`chains`].
pub(super) fn more_chains(report: &Report, told: usize) -> u64 {
    let hit_by_others = report.affected.iter().filter(|node| node.why.len() > 1).count();
    hit_by_others.saturating_sub(told) as u64
}

/// What else keeps a node down, one sentence for each way in which it matters.
fn others(node: &Affected, l: Language) -> String {
    let mut text = String::new();
    for how in [Matters::Alone, Matters::Together, Matters::NoHelp] {
        let of_this = node.others.iter().filter(|other| other.how == how);
        let names: Vec<String> = of_this
            .map(|other| {
                say!(l, "report-further-cause", name = other.cause.name, level = l.level(other.cause.level))
            })
            .collect();
        if names.is_empty() {
            continue;
        }
        let names = names.join(", ");
        text.push(' ');
        text.push_str(&match how {
            Matters::Alone => say!(l, "report-why-alone", causes = names),
            Matters::Together => say!(l, "report-why-together", causes = names),
            Matters::NoHelp => say!(l, "report-why-no-help", causes = names),
        });
    }
    text
}

/// What comes back if only one of the failed nodes is repaired, one sentence each.
pub(super) fn repairs(report: &Report, l: Language) -> Vec<String> {
    let sentence = |repair: &Repair| {
        if repair.better.is_empty() {
            return say!(l, "report-repair-nothing", name = repair.name);
        }
        let mut better =
            repair.better.iter().map(|name| say!(l, "quoted", text = name)).collect::<Vec<_>>().join(", ");
        if repair.more > 0 {
            better.push_str(&say!(l, "report-repair-more", number = repair.more));
        }
        say!(l, "report-repair", name = repair.name, better = better)
    };
    report.repairs.iter().map(sentence).collect()
}

/// First one node of each agency, then more, public services before others, in the order of the list.
fn most_important(report: &Report) -> Vec<&Affected> {
    let hit_by_others = |node: &&Affected| node.why.len() > 1;
    let mut order: Vec<&Affected> = report.affected.iter().filter(hit_by_others).collect();
    order.sort_by_key(|node| !node.is_public());
    let mut agencies = HashSet::new();
    let (mut first, rest): (Vec<_>, Vec<_>) =
        order.into_iter().partition(|node| agencies.insert(node.agency.as_deref()));
    first.extend(rest);
    first.truncate(CHAINS);
    first
}

/// Why one node is affected, in one sentence: because ..., because .... `omitted` causes before the last are left out.
pub fn because(why: &[Cause], omitted: u32, l: Language) -> String {
    chain(why, omitted, l, None)
}

/// The causes in words: because ..., because ...; up to one whose own causes were told before.
fn chain<'a>(
    why: &'a [Cause],
    omitted: u32,
    l: Language,
    mut told_before: Option<&mut HashSet<(&'a str, Level)>>,
) -> String {
    let mut text = String::new();
    let last = why.len().saturating_sub(1);
    for (i, cause) in why.iter().enumerate() {
        if i == last && omitted > 0 {
            text.push_str(&say!(l, "report-why-omitted", steps = omitted));
        }
        let level = l.level(cause.level);
        text.push_str(&match i {
            0 => say!(l, "report-why-first", name = cause.name, level = level),
            _ => say!(l, "report-why-next", name = cause.name, level = level),
        });
        let new = told_before.as_mut().is_none_or(|told| told.insert((&cause.name, cause.level)));
        if !new && i > 0 && i < last {
            text.push_str(l.text("report-see-above"));
            return text;
        }
    }
    text.push_str(l.text("report-supposed"));
    text
}

/// What the answer rests on, one sentence each.
pub(super) fn basis(report: &Report, l: Language) -> Vec<String> {
    let a = &report.assumptions;
    let (nodes, dependencies) = (a.nodes, a.dependencies);
    let mut told = vec![match a.revision {
        Some(revision) => {
            // The number of a revision is a name: it is not grouped.
            let revision = revision.to_string();
            say!(l, "report-map", revision = revision, nodes = nodes, dependencies = dependencies)
        }
        None => say!(l, "report-map-of-files", nodes = nodes, dependencies = dependencies),
    }];
    if a.changes > 0 {
        told.push(say!(l, "report-computed-with-changes", hypothetical_changes = a.changes));
    }
    told.push(match a.unconfirmed {
        _ if a.only_confirmed => l.text("report-only-confirmed-dependencies-count").to_owned(),
        0 => l.text("report-none-unconfirmed").to_owned(),
        unconfirmed => say!(l, "report-unconfirmed-count", number = unconfirmed),
    });
    if let Some(percent) = (100 * a.confirmed).checked_div(dependencies) {
        let confirmed = a.confirmed;
        told.push(say!(
            l,
            "report-confirmed-share",
            confirmed = confirmed,
            dependencies = dependencies,
            percent = percent
        ));
    }
    told.push(match a.horizon.map(|horizon| l.duration(horizon)) {
        None => l.text("report-to-the-end").to_owned(),
        Some(horizon) if a.cut_by_horizon => say!(l, "report-horizon-cut", horizon = horizon),
        Some(horizon) => say!(l, "report-horizon", horizon = horizon),
    });
    if a.without_end > 0 {
        told.push(say!(l, "report-without-end", number = a.without_end));
    }
    told
}
