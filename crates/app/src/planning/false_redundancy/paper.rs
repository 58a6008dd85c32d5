//! False redundancy as people read it.

use super::picture;
use crate::planning::false_redundancy::{DefeatedList, FalseRedundancyAnswer};
use crate::planning::figures::in_words;
use crate::planning::sentences::{basis, names};
use crate::planning::single_points::cell;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Table};
use wire::planning::PlanNode;

/// Alternatives that one line names.
const NAMED: usize = 4;
/// Lists that are drawn.
const DRAWN: usize = 3;

pub(super) fn notes(l: Language) -> Vec<String> {
    [
        l.say(
            "Ersatz verspricht eine Abhängigkeit, die nach dem Ausfall jedes einzelnen ihrer Anbieter noch genug hat.",
            "A dependency promises redundancy when it still has enough after any one of its providers has failed.",
        ),
        l.say(
            "„Gemeinsam“ (shared): Ein Ausfall nimmt so viele der Alternativen mit, dass zu wenige bleiben. „Daneben“ (beside): \
             Derselbe Dienst braucht noch etwas, wofür es keinen Ersatz gibt, und dessen Ausfall ihn ebenso weit herunterzieht \
             wie der Verlust der ganzen Liste; es ist von derselben Art und Schicht wie eine der Alternativen. „Rückfall“ (fallback): Ein Ausfall nimmt eine Alternative und ihren Rückfall \
             zusammen; andere tragen weiter.",
            "“Shared”: one failure takes so many of the alternatives that too few are left. “Beside”: the same dependent \
             needs something else that has no alternative, and whose failure takes it as far down as the loss of the whole \
             list; it is of the kind and layer of one of the alternatives. “Fallback”: one failure takes an alternative together with its fallback; others carry on.",
        ),
        l.say(
            "Was hinter einer Liste steht, wird so gezählt, als wäre ihr Dienst ausgefallen. Notlösungen in Worten (Fax, Papier) \
             kennen ihre eigenen Voraussetzungen nicht: Nur Anbieter werden geprüft.",
            "What stands behind a list is counted as if its dependent had failed. Workarounds in words (fax, paper) do not say \
             what they need themselves: only providers are checked.",
        ),
    ]
    .map(str::to_owned)
    .into()
}

pub(super) fn paper(answer: &FalseRedundancyAnswer, l: Language) -> Paper {
    let mut parts = Vec::new();
    if !answer.lists.is_empty() {
        let drawn = answer.lists.iter().take(DRAWN);
        let drawn = drawn.map(|list| Block::Picture(picture::picture(list, answer.revision, l)));
        let blocks = [Block::Table(table(answer, l))].into_iter().chain(drawn).collect();
        parts.push(Part::new(
            l.say("Was ein einziger Ausfall zunichtemacht", "What one failure defeats"),
            blocks,
        ));
    }
    Paper {
        title: l.say("Wo täuscht die Redundanz?", "Where is redundancy false?").to_owned(),
        lead: lead(answer, l),
        parts,
        basis: basis(answer.revision, &answer.assumptions, notes(l), l),
    }
}

fn lead(answer: &FalseRedundancyAnswer, l: Language) -> Vec<String> {
    let promises = l.count(
        answer.promises,
        ("Abhängigkeit verspricht", "Abhängigkeiten versprechen"),
        ("dependency promises", "dependencies promise"),
    );
    let (kept, ways) = (l.number(answer.kept), answer.by_way);
    let [shared, beside, fallback, other] =
        [ways.shared, ways.beside, ways.fallback, ways.other_need].map(|n| l.number(n));
    let mut lead = vec![match l {
        Language::De => format!(
            "{promises} Ersatz; {kept} davon halten jedem einzelnen Ausfall stand. Bei {shared} nimmt ein einziger Ausfall zu \
             viele der Alternativen mit (gemeinsam), bei {beside} braucht derselbe Dienst daneben etwas ohne Ersatz (daneben), \
             bei {fallback} fällt ein Rückfall mit dem, was er ersetzen soll (Rückfall). {other} weitere brauchen noch anderes \
             ohne Ersatz, von anderer Art oder Schicht; sie stehen nur auf Wunsch hier."
        ),
        Language::En => format!(
            "{promises} redundancy; {kept} of them withstand every single failure. For {shared}, one failure takes too many of \
             the alternatives (shared); for {beside}, the same dependent needs something else without an alternative \
             (beside); for {fallback}, a fallback fails with what it is to replace (fallback). {other} more need something else \
             without an alternative, of another kind or layer; they are listed only when asked for."
        ),
    }];
    lead.extend(answer.lists.first().map(|list| gravest(list, l)));
    lead
}

fn gravest(list: &DefeatedList, l: Language) -> String {
    let cause = list.causes.first().map_or("", |cause| cause.node.name.as_str());
    let all = l.number(list.alternatives.len() as u64 + list.alternatives_omitted);
    let (name, min, behind) = (&list.dependent.name, l.number(list.min), in_words(&list.consequence, l));
    let suffices = match list.min {
        1 => l.say("genügt", "suffices"),
        _ => l.say("genügen", "suffice"),
    };
    match l {
        Language::De => format!(
            "Am schwersten wiegt: „{name}“ hat {all} Alternativen, von denen {min} {suffices}; doch der Ausfall von „{cause}“ allein \
             macht sie wertlos. Dahinter: {behind}."
        ),
        Language::En => format!(
            "The gravest: “{name}” has {all} alternatives of which {min} {suffices}; yet the failure of “{cause}” alone makes them \
             worthless. Behind it: {behind}."
        ),
    }
}

fn table(answer: &FalseRedundancyAnswer, l: Language) -> Table {
    let mut table = Table::new(&[
        (l.say("Wer sich verlässt", "Who relies"), 5),
        (l.say("auf", "on"), 6),
        (l.say("Doch ein Ausfall genügt", "Yet one failure is enough"), 6),
        (l.say("Öffentliche Leistungen", "Public services"), 4),
        (l.say("Einwohner", "Inhabitants"), 3),
        (l.say("Behörden", "Agencies"), 3),
    ])
    .numbers(&[3, 4, 5]);
    for list in &answer.lists {
        let figures = &list.consequence;
        table.row([
            cell(&list.dependent),
            alternatives(list, l),
            cause(list, l),
            l.number(figures.public_services).into(),
            l.number(figures.people).into(),
            l.number(figures.agencies).into(),
        ]);
    }
    table.omitted = answer.omitted;
    table
}

fn alternatives(list: &DefeatedList, l: Language) -> Cell {
    let nodes: Vec<PlanNode> = list.alternatives.iter().map(|alternative| alternative.node.clone()).collect();
    let all = nodes.len() as u64 + list.alternatives_omitted;
    let needed = format!("{} {} {}", l.number(list.min), l.say("von", "of"), l.number(all));
    Cell::named(names(&nodes, all, NAMED, l), format!("{} {needed}", l.say("nötig:", "needed:")))
}

fn cause(list: &DefeatedList, l: Language) -> Cell {
    let nodes: Vec<PlanNode> = list.causes.iter().map(|cause| cause.node.clone()).collect();
    let how = match list.how {
        "shared" if list.causes.first().is_some_and(|cause| cause.is_alternative) => l.say(
            "gemeinsam: an dieser Alternative hängen andere",
            "shared: other alternatives hang on this one",
        ),
        "shared" => l.say("gemeinsam hinter den Alternativen", "shared behind the alternatives"),
        "beside" => l.say("daneben, ohne Ersatz", "beside them, without an alternative"),
        "otherNeed" => l.say("anderer Bedarf, ohne Ersatz", "another need, without an alternative"),
        _ => l.say("Rückfall fällt mit dem, was er ersetzt", "fallback fails with what it replaces"),
    };
    let behind = list.causes_total.saturating_sub(nodes.len() as u64);
    let below = match behind {
        0 => how.to_owned(),
        n => format!(
            "{how}; {} {}",
            l.say("ebenso, was diese mitnimmt:", "as well as what takes these down:"),
            l.number(n)
        ),
    };
    Cell::named(names(&nodes, nodes.len() as u64, NAMED, l), below)
}
