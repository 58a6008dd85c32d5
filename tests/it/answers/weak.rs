//! What is weak on a map, by the words that say what weak means: alternatives that one failure defeats, findings.

use super::lasting::steps_of_any;
use super::maps::{Doubt, Need, Sample, Strength, key};
use super::{Asker, Difference, same};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Which failures defeat a list of alternatives, in each of the ways that the definition names.
pub async fn false_redundancy(sample: &Sample, ask: &Asker) -> Difference {
    for how in ["shared", "beside", "fallback", "otherNeed"] {
        let answer = ask.analysis("false-redundancy", sample, json!({"how": how})).await?;
        let mut promises = 0;
        let mut expected = BTreeMap::new();
        for at in 0..sample.nodes.len() {
            for (id, need) in promising(sample, at) {
                promises += 1;
                let defeats = |&cause: &usize| {
                    cause != at && defeats(sample, at, id, need, how, &sample.lasting(&[(cause, 2)]))
                };
                let causes = (0..sample.nodes.len()).filter(defeats).count();
                if causes > 0 {
                    expected.insert(format!("{}~d{id}", key(at)), causes as u64);
                }
            }
        }
        same("promises", answer["promises"].as_u64(), Some(promises))?;
        same(&format!("byWay {how}"), answer["byWay"][how].as_u64(), Some(expected.len() as u64))?;
        let lists = answer["lists"].as_array().unwrap();
        let told = lists.iter().map(|list| {
            (list["dependency"].as_str().unwrap().to_owned(), list["causesTotal"].as_u64().unwrap())
        });
        same(how, told.collect::<BTreeMap<_, _>>(), expected)?;
    }
    Ok(())
}

/// The needs of a node that have enough providers left after any one of them has failed.
fn promising(sample: &Sample, at: usize) -> impl Iterator<Item = (usize, &Need)> {
    sample.nodes[at].needs.iter().enumerate().filter(|(_, need)| {
        let (min, _) = need.fields(sample.confirmed_only);
        sample.counted(need) && !need.start && min > 0 && need.all().count() as u32 > min
    })
}

/// Does a failure that leads to these levels defeat the list in this way?
fn defeats(sample: &Sample, at: usize, id: usize, list: &Need, how: &str, levels: &[u8]) -> bool {
    let own = list.level(levels, sample.confirmed_only);
    match how {
        "shared" => own == 2,
        "fallback" => {
            let lost = |nodes: &[usize], good| nodes.iter().any(|&node| levels[node] > good);
            // A degraded fallback stands in only where degraded providers are tolerated.
            own < 2 && lost(&list.providers, 1) && lost(&list.fallbacks, u8::from(list.tolerates))
        }
        _ => {
            // A workaround without end leaves the dependent degraded.
            let endless = |need: &Need| need.workaround == Some(None);
            let far = if endless(list) { 1 } else { 2 };
            let nothing_to_spare = |need: &Need| {
                let (min, full) = need.fields(sample.confirmed_only);
                let works = min > 0 && need.all().count() as u32 == min;
                let sound = full > 0 && need.providers.len() as u32 == full;
                if far == 2 { works && !endless(need) } else { works || sound }
            };
            let stage = |node: usize| {
                let of = &sample.nodes[node];
                (of.kind, (of.kind == "service").then_some(of.layer))
            };
            let alike =
                |need: &Need| need.all().any(|other| list.all().any(|one| stage(one) == stage(other)));
            let others = sample.nodes[at].needs.iter().enumerate().filter(|(other, need)| {
                *other != id && sample.counted(need) && !need.start && nothing_to_spare(need)
            });
            let (same, other): (Vec<_>, Vec<_>) = others.partition(|(_, need)| alike(need));
            let counted = match how {
                "beside" => same,
                _ if same.is_empty() => other,
                _ => Vec::new(),
            };
            let does = |need: &Need| {
                let level = need.level(levels, sample.confirmed_only);
                if endless(need) { level.min(1) } else { level }
            };
            levels[at] >= far && counted.iter().any(|(_, need)| does(need) >= far)
        }
    }
}

/// Every kind of finding that a sample can have, each by what the glossary says of it; those about dependencies by node.
pub async fn findings(sample: &Sample, ask: &Asker) -> Difference {
    let answer = ask.analysis("findings", sample, json!({})).await?;
    let all = || 0..sample.nodes.len();
    let critical = |at: usize| sample.nodes[at].mtpd.is_some();
    let needs = |at: usize, fits: &dyn Fn(&Need, u32) -> bool| {
        sample.nodes[at].needs.iter().any(|need| fits(need, need.fields(false).0))
    };
    let doubt = |at: usize, what: Doubt| needs(at, &|need, _| !need.confirmed && need.doubt == what);
    let spare = |need: &Need, min: u32| min > 0 && need.all().count() as u32 > min;
    let alone: Vec<Vec<u8>> = all().map(|at| sample.lasting(&[(at, 2)])).collect();
    let defeated = |at: usize, how: &[&str]| {
        promising(sample, at).any(|(id, need)| {
            all().any(|c| c != at && how.iter().any(|how| defeats(sample, at, id, need, how, &alone[c])))
        })
    };
    for kind in [
        "false-redundancy",
        "hollow-fallback",
        "single-point-of-failure",
        "open-question",
        "unconfirmed-redundancy",
        "no-objective",
        "no-contact",
        "no-reserve",
        "unconfirmed-dependencies",
        "disputed-dependency",
        "stale-confirmation",
        "no-office",
        "idle-workaround",
    ] {
        let node = |at: usize| &sample.nodes[at];
        let fits = |&at: &usize| match kind {
            "false-redundancy" => defeated(at, &["shared", "beside"]),
            "hollow-fallback" => defeated(at, &["fallback"]),
            "single-point-of-failure" => {
                all().any(|other| other != at && critical(other) && alone[at][other] == 2)
            }
            "open-question" => needs(at, &|need, _| need.strength == Strength::OneOfUnknown),
            "unconfirmed-redundancy" => needs(at, &|need, min| spare(need, min) && !need.confirmed),
            "no-objective" => critical(at) && node(at).rto.is_none(),
            "no-contact" => sample.nodes.iter().any(|node| node.agency == Some(at)),
            "no-reserve" => node(at).mtpd.zip(node(at).rto).is_some_and(|(mtpd, rto)| rto >= mtpd),
            "unconfirmed-dependencies" => doubt(at, Doubt::Nothing),
            "disputed-dependency" => doubt(at, Doubt::Disputed),
            // One without a date is as old as can be.
            "stale-confirmation" => doubt(at, Doubt::LongAgo) || needs(at, &|need, _| need.confirmed),
            "no-office" => node(at).kind == "service" && node(at).layer == "public",
            _ => needs(at, &|need, min| min == 0 && need.workaround.is_some()),
        };
        let expected: BTreeSet<_> = all().filter(fits).map(key).collect();
        let told = answer["findings"].as_array().unwrap().iter().filter(|finding| finding["kind"] == kind);
        same(kind, told.map(|f| f["node"]["key"].as_str().unwrap().to_owned()).collect(), expected)?;
    }
    circles_found(sample, &answer)
}

/// Each circle is told once, under the first of its nodes; as one that holds itself up where a member has somebody outside
/// to spare.
fn circles_found(sample: &Sample, answer: &Value) -> Difference {
    let below: Vec<_> = (0..sample.nodes.len()).map(|node| steps_of_any(sample, node)).collect();
    let first = |&node: &usize| {
        let mut mates = below[node].iter().filter(|&&other| other != node && below[other].contains(&node));
        mates.clone().next().is_some() && mates.all(|&other| node < other)
    };
    let expected: BTreeSet<_> = (0..sample.nodes.len()).filter(first).map(key).collect();
    let told = answer["findings"].as_array().unwrap().iter();
    let told = told.filter(|finding| finding["kind"] == "circle" || finding["kind"] == "self-holding-circle");
    same("circles", told.map(|f| f["node"]["key"].as_str().unwrap().to_owned()).collect(), expected)
}
