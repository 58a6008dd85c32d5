//! Each finding in words: what it is, why it matters, what to do.

use super::{About, Found};
use crate::planning::context::AnalysisContext;
use crate::planning::findings::{Finding, FindingsAnswer};
use crate::planning::sentences::{basis, names};
use model::finding::{FindingKind, Severity};
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use words::say;

/// Names in one sentence.
const NAMED: usize = 5;

pub(super) fn notes(l: Language) -> Vec<String> {
    [
        l.text("planning-list-without-findings-does-not-mean"),
        l.text("planning-time-critical-means-here-tolerable-most"),
    ]
    .map(str::to_owned)
    .to_vec()
}

/// The id of a finding: the same for the same finding on every map.
pub(super) fn id(found: &Found, context: &AnalysisContext<'_>) -> String {
    let mut id = format!("{}~{}", found.kind.as_str(), context.map.key(found.node));
    if let About::Dependency(dependency) | About::Defeated(dependency, ..) = found.about {
        id.push('~');
        id.push_str(&context.map.local_id(dependency));
    }
    id
}

/// The finding as it is written.
pub(super) fn told(found: &Found, context: &AnalysisContext<'_>) -> Finding {
    let [why, remedy] = words(found, context, Language::En);
    let others = match &found.about {
        About::Nodes(nodes, _) | About::Defeated(_, nodes, _) => {
            nodes.iter().map(|&node| context.node(node)).collect()
        }
        _ => Vec::new(),
    };
    Finding {
        id: id(found, context),
        kind: found.kind,
        severity: found.kind.severity(),
        node: context.node(found.node),
        dependency: match found.about {
            About::Dependency(dependency) | About::Defeated(dependency, ..) => {
                Some(context.map.dependency_address(dependency))
            }
            _ => None,
        },
        others,
        why,
        remedy,
        accepted: None,
        german: words(found, context, Language::De),
    }
}

/// Why it matters, and what to do.
fn words(found: &Found, context: &AnalysisContext<'_>, l: Language) -> [String; 2] {
    let [why, remedy] = said(found.kind, l);
    let count = match &found.about {
        About::Share(some, all) => format!("{} {} {}: ", some, l.text("report-of-2"), all),
        About::Nodes(nodes, all) | About::Defeated(_, nodes, all) => {
            let named: Vec<_> = nodes.iter().take(NAMED).map(|&node| context.node(node)).collect();
            format!("{}: ", names(&named, (*all).into(), NAMED, l))
        }
        About::Node | About::Dependency(_) => String::new(),
    };
    [format!("{count}{why}"), remedy.to_owned()]
}

/// What it is called.
pub fn title(kind: FindingKind, l: Language) -> &'static str {
    use FindingKind as K;
    match kind {
        K::FalseRedundancy => l.text("planning-false-redundancy"),
        K::HollowFallback => l.text("planning-fallback-stands-what-replaces"),
        K::SinglePointOfFailure => l.text("planning-single-point-failure"),
        K::SelfHoldingCircle => l.text("planning-circle-holds-itself-up"),
        K::ObjectiveGap => l.text("planning-objective-cannot-kept"),
        K::DisputedDependency => l.text("planning-disputed-dependency"),
        K::Circle => l.text("planning-circle-dependencies"),
        K::OpenQuestion => l.text("planning-not-known-which"),
        K::UnconfirmedRedundancy => l.text("planning-redundancy-nobody-confirmed"),
        K::NoObjective => l.text("planning-time-critical-without-objective"),
        K::NoContact => l.text("planning-no-contact"),
        K::NoReserve => l.text("planning-objective-without-reserve"),
        K::UnconfirmedDependencies => l.text("planning-dependencies-nobody-confirmed"),
        K::StaleConfirmation => l.text("planning-confirmed-long-ago"),
        K::NoOffice => l.text("planning-public-service-without-office"),
        K::IdleWorkaround => l.text("planning-workaround-without-use"),
    }
}

/// Why a kind matters, and what to do.
pub fn said(kind: FindingKind, l: Language) -> [&'static str; 2] {
    use FindingKind as K;
    let why = l.text(match kind {
        K::FalseRedundancy => "finding-false-redundancy-why",
        K::HollowFallback => "finding-hollow-fallback-why",
        K::SinglePointOfFailure => "finding-single-point-of-failure-why",
        K::SelfHoldingCircle => "finding-self-holding-circle-why",
        K::ObjectiveGap => "finding-objective-gap-why",
        K::DisputedDependency => "finding-disputed-dependency-why",
        K::Circle => "finding-circle-why",
        K::OpenQuestion => "finding-open-question-why",
        K::UnconfirmedRedundancy => "finding-unconfirmed-redundancy-why",
        K::NoObjective => "finding-no-objective-why",
        K::NoContact => "finding-no-contact-why",
        K::NoReserve => "finding-no-reserve-why",
        K::UnconfirmedDependencies => "finding-unconfirmed-dependencies-why",
        K::StaleConfirmation => "finding-stale-confirmation-why",
        K::NoOffice => "finding-no-office-why",
        K::IdleWorkaround => "finding-idle-workaround-why",
    });
    let remedy = l.text(match kind {
        K::FalseRedundancy => "finding-false-redundancy-remedy",
        K::HollowFallback => "finding-hollow-fallback-remedy",
        K::SinglePointOfFailure => "finding-single-point-of-failure-remedy",
        K::SelfHoldingCircle => "finding-self-holding-circle-remedy",
        K::ObjectiveGap => "finding-objective-gap-remedy",
        K::DisputedDependency => "finding-disputed-dependency-remedy",
        K::Circle => "finding-circle-remedy",
        K::OpenQuestion => "finding-open-question-remedy",
        K::UnconfirmedRedundancy => "finding-unconfirmed-redundancy-remedy",
        K::NoObjective => "finding-no-objective-remedy",
        K::NoContact => "finding-no-contact-remedy",
        K::NoReserve => "finding-no-reserve-remedy",
        K::UnconfirmedDependencies => "finding-unconfirmed-dependencies-remedy",
        K::StaleConfirmation => "finding-stale-confirmation-remedy",
        K::NoOffice => "finding-no-office-remedy",
        K::IdleWorkaround => "finding-idle-workaround-remedy",
    });
    [why, remedy]
}

fn severity(severity: Severity, l: Language) -> &'static str {
    match severity {
        Severity::High => l.text("planning-high"),
        Severity::Medium => l.text("planning-medium"),
        Severity::Low => l.text("planning-low"),
    }
}

pub(super) fn paper(answer: &FindingsAnswer, l: Language) -> Paper {
    let all: u64 = answer.totals.iter().map(|total| total.count).sum();
    let of = |wanted: Severity| {
        let counts = answer.totals.iter().filter(|total| total.severity == wanted);
        l.number(counts.map(|total| total.count).sum())
    };
    let lead = match all {
        0 => l.text("planning-no-findings").to_owned(),
        _ => format!(
            "{}: {} {}, {} {}, {} {}.",
            say!(l, "count-findings", findings = all),
            of(Severity::High),
            l.text("planning-high"),
            of(Severity::Medium),
            l.text("planning-medium"),
            of(Severity::Low),
            l.text("planning-low"),
        ),
    };
    let mut counts = Table::new(&[
        (l.text("planning-finding"), 5),
        (l.text("planning-severity"), 1),
        (l.text("planning-count"), 1),
    ])
    .numbers(&[2]);
    for total in &answer.totals {
        let title = title(total.kind, l);
        counts.row([Cell::from(title), severity(total.severity, l).into(), l.number(total.count).into()]);
    }
    let mut parts = vec![Part::new(l.text("planning-overview"), vec![Block::Table(counts)])];
    let mut list = Table::new(&[
        (l.text("planning-finding"), 3),
        (l.text("planning-where"), 3),
        (l.text("planning-why-what-do"), 6),
    ]);
    for finding in &answer.findings {
        let [german_why, german_remedy] = &finding.german;
        let (why, remedy) = (l.pick(german_why, &finding.why), l.pick(german_remedy, &finding.remedy));
        let place = finding.node.agency_name.clone().unwrap_or_else(|| finding.node.key.clone());
        list.row([
            Cell::named(title(finding.kind, l), severity(finding.severity, l)),
            Cell::named(finding.node.name.clone(), place),
            Cell::named(why.to_owned(), format!("→ {remedy}")),
        ]);
    }
    list.omitted = answer.omitted;
    if !answer.findings.is_empty() {
        parts.push(Part::new(l.text("planning-findings"), vec![Block::Table(list)]));
    }
    Paper {
        timed: false,
        title: l.text("planning-what-wrong-or-weak").to_owned(),
        lead: vec![lead],
        parts,
        basis: basis(answer.revision, &answer.assumptions, notes(l), l),
    }
}
