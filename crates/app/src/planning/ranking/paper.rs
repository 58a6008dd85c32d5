//! A ranking as people read it.

use crate::planning::figures::{cases, in_words};
use crate::planning::ranking::{PairRanking, RankedFailure, RankingAnswer};
use crate::planning::sentences::basis;
use crate::planning::single_points::cell;
use render::Language;
use render::paper::{Block, Cell, Paper, Part, Picture, Source, Table};
use render::picture::{Bar, bars};
use wire::planning::figures::Figures;

/// Failures that are drawn.
const DRAWN: usize = 20;

pub(super) fn notes(l: Language) -> Vec<String> {
    [
        l.say(
            "Jeder Ausfall für sich, ohne Reparatur: Puffer und befristete Notlösungen schieben nur auf. Wie wahrscheinlich er \
             ist, bleibt außer Betracht.",
            "Each failure by itself and never repaired: batteries and workarounds with an end only delay. How likely it is does not \
             count.",
        ),
        l.say(
            "Einwohner sind die der Gebiete aller Behörden, bei denen etwas betroffen ist; ein Gebiet im anderen zählt einmal.",
            "Inhabitants are those of the areas of all agencies where something is affected; an area inside another counts once.",
        ),
    ]
    .map(str::to_owned)
    .into()
}

pub(super) fn paper(answer: &RankingAnswer, l: Language) -> Paper {
    let mut parts = Vec::new();
    if !answer.ranking.is_empty() {
        let heading = l.say("Die folgenschwersten Ausfälle", "The gravest failures");
        let blocks = vec![Block::Picture(picture(answer, l)), Block::Table(table(answer, l))];
        parts.push(Part::new(heading, blocks));
    }
    parts.extend(answer.pairs.as_ref().map(|pairs| of_pairs(pairs, answer.by, l)));
    let title = l.say("Welcher Ausfall nimmt am meisten mit?", "Which failure takes most?").to_owned();
    Paper {
        title,
        lead: lead(answer, l),
        parts,
        basis: basis(answer.revision, &answer.assumptions, notes(l), l),
    }
}

/// What the criterion is called, and what it is in these figures: as a number, and in words.
fn criterion(by: &str, l: Language) -> &'static str {
    match by {
        "publicServices" => l.say("öffentliche Leistungen", "public services"),
        "timeCritical" => l.say("zeitkritische Dienste", "time-critical services"),
        "casesPerDay" => l.say("Vorgänge je Tag", "cases per day"),
        "agencies" => l.say("Behörden", "agencies"),
        "districts" => l.say("Kreise", "districts"),
        "nodes" => l.say("Knoten", "nodes"),
        _ => l.say("Einwohner", "inhabitants"),
    }
}

fn value(by: &str, figures: &Figures) -> f64 {
    let number = match by {
        "publicServices" => figures.public_services,
        "timeCritical" => figures.time_critical,
        "casesPerDay" => return figures.cases_per_day,
        "agencies" => figures.agencies,
        "districts" => figures.districts,
        "nodes" => figures.unavailable + figures.degraded,
        _ => figures.people,
    };
    number as f64
}

fn lead(answer: &RankingAnswer, l: Language) -> Vec<String> {
    let (failures, harmless) = (l.number(answer.failures), l.number(answer.harmless));
    let by = criterion(answer.by, l);
    let mut lead = vec![match l {
        Language::De => format!(
            "{failures} einzelne Ausfälle durchgerechnet, geordnet nach: {by}. {harmless} davon treffen nur den Knoten selbst."
        ),
        Language::En => format!(
            "{failures} single failures computed, ranked by: {by}. {harmless} of them affect nothing but the node itself."
        ),
    }];
    if let Some(first) = answer.ranking.first() {
        let (name, what) = (&first.node.name, in_words(&first.figures, l));
        lead.push(match l {
            Language::De => format!("Am meisten nimmt „{name}“ mit: {what}."),
            Language::En => format!("“{name}” takes most: {what}."),
        });
        if value(answer.by, &first.figures) == 0.0 {
            lead.push(match l {
                Language::De => format!(
                    "Die Karte sagt bei keinem der Betroffenen etwas dazu ({by}): Es entscheiden die übrigen Zahlen, zuerst die \
                     öffentlichen Leistungen. Besser ist ein anderes Maß."
                ),
                Language::En => format!(
                    "The map says nothing about that ({by}) of anything affected: the other figures decide, public services first. \
                     Better choose another criterion."
                ),
            });
        }
    }
    lead
}

fn picture(answer: &RankingAnswer, l: Language) -> Picture {
    let by = criterion(answer.by, l);
    let bar = |failure: &RankedFailure| {
        let value = value(answer.by, &failure.figures);
        Bar { name: failure.node.name.clone(), value, text: l.number(value.round() as u64) }
    };
    let drawn: Vec<Bar> = answer.ranking.iter().take(DRAWN).map(bar).collect();
    let name = match l {
        Language::De => format!("Die folgenschwersten Ausfälle nach: {by}"),
        Language::En => format!("The gravest failures by: {by}"),
    };
    let description = match l {
        Language::De => format!(
            "Ein Balken für jeden der {} schwersten Ausfälle; dieselben Zahlen stehen in der Tabelle.",
            drawn.len()
        ),
        Language::En => {
            format!("A bar for each of the {} gravest failures; the table has the same figures.", drawn.len())
        }
    };
    Picture { name, description, source: Source::Svg(bars(&drawn)) }
}

const FIGURES: [usize; 6] = [1, 2, 3, 4, 5, 6];

fn columns(l: Language, first: &'static str) -> Table {
    Table::new(&[
        (first, 8),
        (l.say("Einwohner", "Inhabitants"), 4),
        (l.say("Öffentliche Leistungen", "Public services"), 5),
        (l.say("Zeitkritisch ✕", "Time-critical ✕"), 5),
        (l.say("Vorgänge je Tag", "Cases per day"), 4),
        (l.say("Behörden (Kreise)", "Agencies (districts)"), 4),
        (l.say("Knoten ✕ (▲)", "Nodes ✕ (▲)"), 5),
    ])
    .numbers(&FIGURES)
}

fn row(first: Cell, figures: &Figures, l: Language) -> Vec<Cell> {
    let with = |number: u64, beside: u64| format!("{} ({})", l.number(number), l.number(beside));
    vec![
        first,
        l.number(figures.people).into(),
        l.number(figures.public_services).into(),
        l.number(figures.time_critical).into(),
        cases(figures, l).into(),
        with(figures.agencies, figures.districts).into(),
        with(figures.unavailable, figures.degraded).into(),
    ]
}

fn table(answer: &RankingAnswer, l: Language) -> Table {
    let mut table = columns(l, l.say("Fällt aus", "Fails"));
    for failure in &answer.ranking {
        table.row(row(cell(&failure.node), &failure.figures, l));
    }
    table.omitted = answer.omitted;
    table
}

fn of_pairs(pairs: &PairRanking, by: &str, l: Language) -> Part {
    let (all, without) = (l.number(pairs.pairs), l.number(pairs.without_synergy));
    let text = match l {
        Language::De => format!(
            "{all} Paare durchgerechnet; {without} davon nehmen zusammen nicht mehr mit als jeder der beiden für sich. Die anderen, \
             geordnet danach, was erst beide zusammen treffen ({}); die Zahlen sagen nur dieses Mehr.",
            criterion(by, l)
        ),
        Language::En => format!(
            "{all} pairs computed; {without} of them take no more together than either does alone. The others, ranked by what only \
             both together affect ({}); the figures are that surplus only.",
            criterion(by, l)
        ),
    };
    let mut table = columns(l, l.say("Fallen zusammen aus", "Fail together"));
    for pair in &pairs.ranking {
        let names: Vec<&str> = pair.nodes.iter().map(|node| node.name.as_str()).collect();
        let worse = l.count(
            pair.worse,
            ("Knoten steht schlechter", "Knoten stehen schlechter"),
            ("node is worse off", "nodes are worse off"),
        );
        table.row(row(Cell::named(names.join("\n"), worse), &pair.synergy, l));
    }
    table.omitted = pairs.omitted;
    let mut blocks = vec![Block::Text(text)];
    if !pairs.ranking.is_empty() {
        blocks.push(Block::Table(table));
    }
    Part::new(
        l.say("Was erst zwei Ausfälle zusammen treffen", "What only two failures together affect"),
        blocks,
    )
}
