//! Questions without clocks, each answered by trying every failure.

use super::maps::{Need, Sample, Strength, key};
use super::world::Course;
use super::{Asker, Difference, same};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const LEVELS: [&str; 3] = ["operational", "degraded", "unavailable"];

fn keys(list: &Value) -> BTreeSet<String> {
    let name = |node: &Value| node["key"].as_str().or(node["node"]["key"].as_str()).unwrap().to_owned();
    list.as_array().unwrap().iter().map(name).collect()
}

fn all(sample: &Sample) -> Vec<String> {
    (0..sample.nodes.len()).map(key).collect()
}

pub async fn single_points(sample: &Sample, ask: &Asker) -> Difference {
    let level = LEVELS[sample.level as usize];
    let answer =
        ask.analysis("single-points-of-failure", sample, json!({"of": all(sample), "level": level})).await?;
    let alone: Vec<Vec<u8>> = (0..sample.nodes.len()).map(|at| sample.lasting(&[(at, 2)])).collect();
    let mut without = sample.nodes.len();
    let mut points = BTreeSet::new();
    for node in 0..sample.nodes.len() {
        let of = |at: &usize| *at != node && alone[*at][node] >= sample.level;
        let expected: Vec<usize> = (0..sample.nodes.len()).filter(of).collect();
        points.extend(expected.iter().copied());
        without -= usize::from(!expected.is_empty());
        let told = answer["nodes"].as_array().unwrap().iter().find(|n| n["node"]["key"] == key(node));
        same("total", told.map_or(0, |told| told["total"].as_u64().unwrap()), expected.len() as u64)?;
        for point in told.into_iter().flat_map(|told| told["points"].as_array().unwrap()) {
            let cause = expected.iter().find(|&&at| point["node"]["key"] == key(at));
            let level = cause.map(|&at| LEVELS[alone[at][node] as usize]);
            same("points", point["level"].as_str(), level)?;
        }
    }
    same("without", answer["without"].as_u64(), Some(without as u64))?;
    same("different points", answer["points"].as_u64(), Some(points.len() as u64))
}

/// All minimal sets of nodes that take a node to the level.
fn minimal(sample: &Sample, takes: &dyn Fn(u32) -> bool) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    let mut sets: Vec<u32> = (1..1 << sample.nodes.len()).collect();
    sets.sort_by_key(|set| set.count_ones());
    for set in sets {
        if !found.iter().any(|smaller| set & smaller == *smaller) && takes(set) {
            found.push(set);
        }
    }
    found
}

fn failing(set: u32) -> Vec<(usize, u8)> {
    (0..32).filter(|at| set >> at & 1 == 1).map(|at| (at, 2)).collect()
}

pub async fn cut_sets(sample: &Sample, ask: &Asker) -> Difference {
    let node = sample.nodes.len() - 1;
    let question = json!({"node": key(node), "level": LEVELS[sample.level as usize], "maxOrder": 20});
    let answer = ask.analysis("cut-sets", sample, question).await?;
    let sets = minimal(sample, &|set| sample.lasting(&failing(set))[node] >= sample.level);
    let named = |set: &u32| failing(*set).into_iter().map(|(at, _)| key(at)).collect::<BTreeSet<_>>();
    let expected: BTreeSet<_> = sets.iter().map(named).collect();
    let told: BTreeSet<_> =
        answer["sets"].as_array().unwrap().iter().map(|set| keys(&set["nodes"])).collect();
    same("sets", told, expected)
}

pub async fn availability(sample: &Sample, ask: &Asker) -> Difference {
    let node = sample.nodes.len() - 1;
    let question =
        json!({"node": key(node), "level": LEVELS[sample.level as usize], "defaultUnavailability": 0.1});
    let answer = ask.analysis("availability", sample, question).await?;
    let own = |at: usize| sample.nodes[at].unavailability.unwrap_or(0.1);
    let probability = |certain: Option<(usize, f64)>| -> f64 {
        let share = |at| certain.filter(|c| c.0 == at).map_or_else(|| own(at), |c| c.1);
        let sets = (0..1u32 << sample.nodes.len()).map(|set| {
            let of = |at: usize| if set >> at & 1 == 0 { 1.0 - share(at) } else { share(at) };
            let likely: f64 = (0..sample.nodes.len()).map(of).product();
            if likely > 0.0 && sample.lasting(&failing(set))[node] >= sample.level { likely } else { 0.0 }
        });
        sets.sum()
    };
    let close = |what: &str, told: Option<f64>, expected: f64| {
        let near = told.is_some_and(|told| (told - expected).abs() <= 1e-9 * expected.max(1e-3));
        if near { Ok(()) } else { Err(format!("{what}: told {told:?}, by the definition {expected}")) }
    };
    close("unavailability", answer["unavailability"].as_f64(), probability(None))?;
    for told in answer["importances"].as_array().unwrap().iter().take(2) {
        let at = (0..sample.nodes.len()).find(|&at| told["node"]["key"] == key(at)).unwrap();
        let birnbaum = probability(Some((at, 1.0))) - probability(Some((at, 0.0)));
        close("birnbaum", told["birnbaum"].as_f64(), birnbaum)?;
    }
    Ok(())
}

fn figures(what: &str, told: &Value, expected: &BTreeMap<&'static str, u64>) -> Difference {
    for (name, number) in expected {
        same(&format!("{what} {name}"), told[name].as_f64(), Some(*number as f64))?;
    }
    Ok(())
}

pub async fn ranking(sample: &Sample, ask: &Asker) -> Difference {
    let question = json!({"of": all(sample), "by": "nodes", "level": LEVELS[sample.level as usize],
                          "timeCritical": "PT15S", "pairs": true});
    let answer = ask.analysis("ranking", sample, question).await?;
    let alone: Vec<Vec<u8>> =
        (0..sample.nodes.len()).map(|at| sample.lasting(&[(at, sample.level)])).collect();
    let affected = |levels: &[u8]| levels.iter().filter(|level| **level > 0).count();
    let harmless = alone.iter().filter(|levels| affected(levels) == 1).count();
    same("harmless", answer["harmless"].as_u64(), Some(harmless as u64))?;
    let mut last = u64::MAX;
    for told in answer["ranking"].as_array().unwrap() {
        let at = (0..alone.len()).find(|&at| told["node"]["key"] == key(at)).unwrap();
        let mut expected = sample.figures(&alone[at]);
        let critical = |(node, level): &(usize, &u8)| {
            **level == 2
                && sample.nodes[*node].kind == "service"
                && sample.nodes[*node].mtpd.is_some_and(|m| m <= 15)
        };
        expected.insert("timeCritical", alone[at].iter().enumerate().filter(critical).count() as u64);
        figures(&key(at), &told["figures"], &expected)?;
        let nodes = affected(&alone[at]) as u64;
        same("order", nodes <= last, true)?;
        last = nodes;
    }
    let mut without = 0;
    for a in 0..alone.len() {
        for b in a + 1..alone.len() {
            let both = sample.lasting(&[(a, sample.level), (b, sample.level)]);
            let single = |at: usize| alone[a][at].max(alone[b][at]);
            let more: Vec<u8> =
                (0..both.len()).map(|at| if both[at] > single(at) { both[at] } else { 0 }).collect();
            let worse = affected(&more);
            without += u64::from(worse == 0);
            let told = answer["pairs"]["ranking"]
                .as_array()
                .unwrap()
                .iter()
                .find(|pair| keys(&pair["nodes"]) == [key(a), key(b)].into());
            same(&format!("pair {a} {b}"), told.is_some(), worse > 0)?;
            let Some(told) = told else { continue };
            same("worse", told["worse"].as_u64(), Some(worse as u64))?;
            figures("both", &told["figures"], &sample.figures(&both))?;
            let beyond = sample.figures(&more);
            for name in ["unavailable", "degraded"] {
                same(&format!("synergy {name}"), told["synergy"][name].as_u64(), Some(beyond[name]))?;
            }
        }
    }
    same("withoutSynergy", answer["pairs"]["withoutSynergy"].as_u64(), Some(without))
}

/// What is seen comes of a failure that the diagnosis does not know; some nodes nobody looks at.
pub async fn diagnosis(sample: &Sample, ask: &Asker) -> Difference {
    let hidden = [(sample.failures[0].node, sample.failures[0].level)];
    let truth = sample.lasting(&hidden);
    let seen: Vec<usize> = (0..truth.len()).filter(|at| sample.seen >> at & 1 == 1).collect();
    if seen.iter().all(|&at| truth[at] == 0) {
        return Ok(());
    }
    // Somebody may have looked wrongly.
    let wrong = (sample.seen >> 40 & 3 == 0).then(|| seen[0]);
    let level = &|at: usize| if wrong == Some(at) { 2 - truth[at] } else { truth[at] };
    let at_level = |wanted: u8| seen.iter().filter(move |&&at| level(at) == wanted).map(|&at| key(at));
    if seen.iter().all(|&at| level(at) == 0) {
        return Ok(());
    }
    let question = json!({"unavailable": at_level(2).collect::<Vec<_>>(), "degraded": at_level(1).collect::<Vec<_>>(),
                          "operational": at_level(0).collect::<Vec<_>>(), "explanations": 100});
    let answer = ask.analysis("diagnosis", sample, question).await?;
    let predicted = |cause: usize, how: u8| {
        let levels = sample.lasting(&[(cause, how)]);
        seen.iter().map(|&at| levels[at]).collect::<Vec<_>>()
    };
    let distance = |levels: &[u8]| -> u64 {
        seen.iter().zip(levels).map(|(&at, &other)| u64::from(level(at).abs_diff(other))).sum()
    };
    let nothing: u64 = seen.iter().map(|&at| u64::from(level(at))).sum();
    let tries = || (0..truth.len()).flat_map(|cause| [(cause, 2), (cause, 1)]);
    let best = tries().map(|(cause, how)| distance(&predicted(cause, how))).min().unwrap();
    let singles = answer["singles"].as_array().unwrap();
    let first = singles.first().map(|first| first["distance"].as_u64().unwrap());
    // What explains nothing of what is seen down is no explanation.
    if best < nothing {
        same("best distance", first, Some(best))?;
        same("everySingle", &answer["everySingle"], &json!(true))?;
        if best == 0 {
            let tied: BTreeSet<_> =
                tries().filter(|&(cause, how)| distance(&predicted(cause, how)) == 0).map(|t| t.0).collect();
            same("tied", answer["tied"].as_u64(), Some(tied.len() as u64))?;
        }
    }
    for single in singles {
        let failure = &single["failures"][0];
        let cause = (0..truth.len()).find(|&at| failure["node"]["key"] == key(at)).unwrap();
        let how = if failure["level"] == "degraded" { 1 } else { 2 };
        same("distance", single["distance"].as_u64(), Some(distance(&predicted(cause, how))))?;
    }
    if best > 0 && answer["everyPair"] == true {
        let pairs = tries().flat_map(|a| tries().map(move |b| [a, b])).filter(|pair| pair[0].0 != pair[1].0);
        let of = |pair: [(usize, u8); 2]| {
            let levels = sample.lasting(&pair);
            distance(&seen.iter().map(|&at| levels[at]).collect::<Vec<_>>())
        };
        let best_pair = pairs.map(of).min().unwrap_or(u64::MAX);
        let told = answer["pairs"].as_array().unwrap().first().map(|p| p["distance"].as_u64().unwrap());
        same("best pair", told, Some(best_pair).filter(|&pair| pair < best && pair < nothing))?;
    }
    Ok(())
}

/// Steps from a node along needs that can reach a running node.
fn steps(sample: &Sample, from: usize) -> BTreeMap<usize, u64> {
    let mut found = BTreeMap::from([(from, 0)]);
    let mut open = vec![from];
    for step in 1.. {
        let mut next = Vec::new();
        for node in open {
            for need in &sample.nodes[node].needs {
                let follows = sample.counted(need) && !need.start && need.strength != Strength::InformedBy;
                for provider in need.all().filter(|_| follows) {
                    if let std::collections::btree_map::Entry::Vacant(entry) = found.entry(provider) {
                        entry.insert(step);
                        next.push(provider);
                    }
                }
            }
        }
        if next.is_empty() {
            break;
        }
        open = next;
    }
    found
}

pub async fn ways(sample: &Sample, ask: &Asker) -> Difference {
    let (from, to) = (sample.nodes.len() - 1, sample.failures[0].node);
    if from == to {
        return Ok(());
    }
    let answer = ask.analysis("ways", sample, json!({"from": key(from), "to": key(to)})).await?;
    same("shortest", answer["shortest"].as_u64(), steps(sample, from).get(&to).copied())?;
    let reaches = sample.lasting(&[(to, 2)])[from];
    same(
        "failureReaches",
        answer["failureReaches"].as_str(),
        (reaches > 0).then(|| LEVELS[reaches as usize]),
    )?;
    let mut expected = Vec::new();
    all_ways(sample, to, &mut vec![from], &mut expected);
    let shortest = expected.iter().map(Vec::len).min();
    let name = |node: &Value| node["node"]["key"].as_str().unwrap().to_owned();
    let mut told = Vec::new();
    for way in answer["ways"].as_array().unwrap() {
        let nodes: Vec<String> = way["nodes"].as_array().unwrap().iter().map(name).collect();
        same("steps", way["steps"].as_u64(), Some(nodes.len() as u64 - 1))?;
        told.push(nodes);
    }
    same("in order", told.windows(2).all(|pair| pair[0].len() <= pair[1].len()), true)?;
    let of = |length: Option<usize>| expected.iter().filter(|way| Some(way.len()) == length).count() as u64;
    if answer["moreShortestWays"] != true {
        same("shortestWays", answer["shortestWays"].as_u64().unwrap_or(0), of(shortest))?;
    }
    if answer["complete"] == true && answer["more"] != true {
        let named = |way: &Vec<usize>| way.iter().map(|&node| key(node)).collect::<Vec<_>>();
        let (told, expected): (BTreeSet<_>, BTreeSet<_>) =
            (told.into_iter().collect(), expected.iter().map(named).collect());
        same("ways", told, expected)?;
    }
    Ok(())
}

/// Every way along needs that can reach a running node, on which no node stands twice.
fn all_ways(sample: &Sample, to: usize, way: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    let last = *way.last().unwrap();
    if last == to {
        found.push(way.clone());
        return;
    }
    let follows = |need: &&Need| sample.counted(need) && !need.start && need.strength != Strength::InformedBy;
    let next: BTreeSet<usize> = sample.nodes[last].needs.iter().filter(follows).flat_map(Need::all).collect();
    for node in next.into_iter().filter(|node| !way.contains(node)).collect::<Vec<_>>() {
        way.push(node);
        all_ways(sample, to, way, found);
        way.pop();
    }
}

pub async fn shared_ground(sample: &Sample, ask: &Asker) -> Difference {
    let chosen = [sample.nodes.len() - 1, sample.nodes.len() - 2];
    let answer = ask.analysis("shared-ground", sample, json!({"of": chosen.map(key)})).await?;
    let below = chosen.map(|node| steps(sample, node));
    let common = below[0].keys().filter(|node| below[1].contains_key(node));
    let mut expected = BTreeMap::new();
    for &node in common {
        let levels = sample.lasting(&[(node, 2)]);
        let at = |level| chosen.iter().filter(|&&chosen| levels[chosen] == level).count() as u64;
        expected.insert(key(node), (below[0][&node].max(below[1][&node]), at(2), at(1)));
    }
    let told = answer["common"].as_array().unwrap().iter().map(|shared| {
        let number = |name: &str| shared[name].as_u64().unwrap_or(u64::MAX);
        let numbers = (number("farthest"), number("makesUnavailable"), number("makesDegraded"));
        (shared["node"]["key"].as_str().unwrap().to_owned(), numbers)
    });
    same("common", told.collect::<BTreeMap<_, _>>(), expected)
}

pub async fn circles(sample: &Sample, ask: &Asker) -> Difference {
    let answer = ask.analysis("circles", sample, json!({})).await?;
    let below: Vec<_> = (0..sample.nodes.len()).map(|node| steps_of_any(sample, node)).collect();
    let with = |node: usize| -> BTreeSet<String> {
        let back = |&&other: &&usize| other != node && below[other].contains(&node);
        let mut mates: BTreeSet<_> = below[node].iter().filter(back).map(|&other| key(other)).collect();
        if !mates.is_empty() {
            mates.insert(key(node));
        }
        mates
    };
    let expected: BTreeSet<_> = (0..sample.nodes.len()).map(with).filter(|c| !c.is_empty()).collect();
    let told: BTreeSet<_> =
        answer["circles"].as_array().unwrap().iter().map(|circle| keys(&circle["nodes"])).collect();
    same("circles", told, expected)
}

/// What a node needs in any way, directly or by others; for starting, too.
pub fn steps_of_any(sample: &Sample, from: usize) -> BTreeSet<usize> {
    let (mut found, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(node) = open.pop() {
        let needs = sample.nodes[node].needs.iter();
        for need in needs.filter(|need| sample.counted(need) && need.strength != Strength::InformedBy) {
            open.extend(need.all().filter(|&provider| found.insert(provider)));
        }
    }
    found
}

/// Where a node is unavailable at last.
pub fn comes_back(course: &Course, node: usize) -> Option<u32> {
    let last = course.get(&(node as u32)).and_then(|spans| spans.iter().rfind(|span| span.0 == 2));
    last.map_or(Some(0), |span| span.2)
}
