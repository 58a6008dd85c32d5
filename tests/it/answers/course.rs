//! Questions with clocks, each answered second by second.

use super::lasting::comes_back;
use super::maps::{Failure, Sample};
use super::promises::Promises;
use super::world::{Course, worst};
use super::{Asker, Difference, same};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tragweite::engine::ManualStart;

const LEVELS: [&str; 3] = ["operational", "degraded", "unavailable"];

fn seconds(text: &Value) -> Option<u32> {
    text.as_str().map(|text| {
        let span: jiff::Span = text.parse().unwrap();
        span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).unwrap().as_secs() as u32
    })
}

fn spans(list: &Value) -> Vec<(u8, u32, Option<u32>)> {
    let one = |span: &Value| {
        let level = LEVELS.iter().position(|level| span["level"] == *level).unwrap() as u8;
        (level, seconds(&span["from"]).unwrap(), seconds(&span["until"]))
    };
    list.as_array().unwrap().iter().map(one).collect()
}

fn number(node: &Value) -> u32 {
    node.as_str().unwrap().trim_start_matches('n').parse().unwrap()
}

/// How long to look: to the horizon, or until every clock has run out. `None` when a pulse could run round for ever.
fn long_enough(sample: &Sample, failures: &[Failure]) -> Option<u32> {
    if sample.horizon.is_some() {
        return sample.horizon;
    }
    let most = 4 * sample.longest();
    let (twice, _) = sample.course(failures, 2 * most);
    let settled = |spans: &Vec<(u8, u32, Option<u32>)>| {
        spans.iter().all(|span| span.1 < most && span.2.is_none_or(|until| until < most))
    };
    twice.values().all(settled).then_some(most)
}

pub async fn impact(sample: &Sample, ask: &Asker) -> Difference {
    let Some(end) = long_enough(sample, &sample.failures) else { return Ok(()) };
    let mut question = json!({"failures": Sample::failures_doc(&sample.failures)});
    if let Some(horizon) = sample.horizon {
        question["horizon"] = format!("PT{horizon}S").into();
    }
    let answer = ask.ask("/v1/impact", sample, question).await?;
    let (course, at_risk) = sample.course(&sample.failures, end);
    let told = answer["affected"].as_array().unwrap();
    let told_course: Course = told.iter().map(|n| (number(&n["key"]), spans(&n["spans"]))).collect();
    same("affected", &told_course, &course)?;
    let told_risk = answer["atRisk"].as_array().unwrap().iter().map(|n| number(&n["key"])).collect();
    same("atRisk", at_risk, told_risk)?;
    let levels = worst(&course, sample.nodes.len());
    for (name, expected) in sample.figures(&levels) {
        same(name, answer["totals"][name].as_f64(), Some(expected as f64))?;
    }
    let known = sample.figures(&levels).contains_key("people");
    same("people known", answer["totals"].get("people").is_some(), known)?;
    let sure = worst(&sample.certain(&sample.failures, end), sample.nodes.len());
    let mut breached = 0;
    let mut undecided = 0;
    for node in told {
        let at = number(&node["key"]) as usize;
        same(&format!("certain {at}"), node["certain"].as_bool(), Some(sure[at] >= levels[at]))?;
        let down = || course[&(at as u32)].iter().filter(|span| span.0 == 2);
        let Some(mtpd) = sample.nodes[at].mtpd else { continue };
        // Without a horizon what has no end lasts for ever.
        let open = sample.horizon.unwrap_or(u32::MAX);
        let longer = |span: &&(u8, u32, Option<u32>)| span.2.unwrap_or(open) - span.1 > mtpd;
        let is_breached = down().any(|span| longer(&span));
        breached += u64::from(is_breached);
        undecided += u64::from(!is_breached && down().any(|span| span.2.is_none()));
    }
    same("mtpdBreached", answer["totals"]["mtpdBreached"].as_u64(), Some(breached))?;
    same("mtpdUndecided", answer["totals"]["mtpdUndecided"].as_u64(), Some(undecided))
}

/// Everything that alone keeps a node at its worst level, and what one repair brings back.
pub async fn causes(sample: &Sample, ask: &Asker) -> Difference {
    let Some(end) = long_enough(sample, &sample.failures) else { return Ok(()) };
    let mut question = json!({"failures": Sample::failures_doc(&sample.failures)});
    if let Some(horizon) = sample.horizon {
        question["horizon"] = format!("PT{horizon}S").into();
    }
    let answer = ask.ask("/v1/impact", sample, question).await?;
    let (course, _) = sample.course(&sample.failures, end);
    let does = sample.needs(&sample.failures, end);
    let levels = worst(&course, sample.nodes.len());
    let mut need = 0;
    for (at, node) in sample.nodes.iter().enumerate() {
        let told = answer["affected"].as_array().unwrap().iter().find(|n| n["key"] == super::maps::key(at));
        let at_worst = |now: &u32| {
            let mut spans = course.get(&(at as u32)).into_iter().flatten();
            spans.any(|s| s.0 == levels[at] && s.1 <= *now && s.2.is_none_or(|until| *now < until))
        };
        let seconds: Vec<u32> = (0..end).filter(at_worst).collect();
        let in_force = |f: &Failure, now: u32| f.from <= now && f.until.is_none_or(|until| now < until);
        let own = |&now: &u32| {
            sample.failures.iter().any(|f| f.node == at && f.level >= levels[at] && in_force(f, now))
        };
        let mut expected = BTreeSet::new();
        if seconds.iter().any(own) {
            expected.insert((None, false));
        }
        for (id, _) in node.needs.iter().enumerate().filter(|(_, need)| sample.counted(need)) {
            let takes = seconds.iter().any(|&now| does[now as usize][need].1 >= levels[at]);
            let holds = levels[at] == 2 && seconds.iter().any(|&now| does[now as usize][need].0 == 2);
            if takes || holds {
                expected.insert((Some(format!("d{id}")), !takes));
            }
            need += 1;
        }
        let list = told.and_then(|told| told["causes"].as_array());
        let Some(list) = list else {
            same(&format!("causes of n{at} beside the first"), expected.len() < 2, true)?;
            continue;
        };
        let one =
            |cause: &Value| (cause["dependency"].as_str().map(str::to_owned), cause["holdsBack"] == true);
        same(&format!("causes of n{at}"), list.iter().map(one).collect(), expected)?;
    }
    repairs(sample, &answer)
}

fn repairs(sample: &Sample, answer: &Value) -> Difference {
    let forever = Sample { horizon: None, ..sample.clone() };
    let Some(end) = long_enough(&forever, &sample.failures) else { return Ok(()) };
    let open: BTreeSet<usize> = sample
        .failures
        .iter()
        .filter(|failure| failure.until.is_none())
        .map(|failure| failure.node)
        .collect();
    let told = answer["repairs"].as_array();
    if open.len() < 2 {
        return same("repairs", told.is_none(), true);
    }
    let last = |course: &Course, node: usize| {
        course.get(&(node as u32)).and_then(|spans| spans.last()).filter(|s| s.2.is_none()).map_or(0, |s| s.0)
    };
    let before = sample.course(&sample.failures, end).0;
    for node in open {
        let repaired = |f: &Failure| Failure { until: f.until.or((f.node == node).then_some(end)), ..*f };
        let failures: Vec<Failure> = sample.failures.iter().map(repaired).collect();
        let after = sample.course(&failures, 2 * end).0;
        let better = (0..sample.nodes.len()).filter(|&at| last(&after, at) < last(&before, at));
        let expected: BTreeSet<u32> = better.map(|at| at as u32).collect();
        let told = told.into_iter().flatten().find(|repair| number(&repair["node"]) as usize == node);
        let told = told.map(|repair| repair["nodes"].as_array().unwrap().iter().map(number).collect());
        same(&format!("better when n{node} is repaired"), told, Some(expected))?;
    }
    Ok(())
}

pub async fn comparison(sample: &Sample, ask: &Asker) -> Difference {
    let both = [&sample.failures, &sample.others];
    let ends = both.map(|failures| long_enough(sample, failures));
    let [Some(first), Some(second)] = ends else { return Ok(()) };
    let side = |failures| json!({"failures": Sample::failures_doc(failures)});
    let mut question = json!({"before": side(&sample.failures), "after": side(&sample.others)});
    if let Some(horizon) = sample.horizon {
        question["horizon"] = format!("PT{horizon}S").into();
    }
    // Changes of the whole question are of the second side only.
    let asked = sample.question(question);
    let mut question = asked.clone();
    if let Some(changes) = question.as_object_mut().unwrap().remove("changes") {
        question["before"]["changes"] = changes.clone();
        question["after"]["changes"] = changes;
    }
    let answer = ask.send("/v1/analyses/comparison", &question).await?;
    let (before, risk_before) = sample.course(&sample.failures, first);
    let (after, risk_after) = sample.course(&sample.others, second);
    let nodes = 0..sample.nodes.len() as u32;
    let level = |course: &Course, node| {
        course.get(&node).into_iter().flatten().map(|span: &(u8, u32, Option<u32>)| span.0).max().unwrap_or(0)
    };
    let list = |name: &str| -> BTreeSet<u32> {
        let number_of = |node: &Value| number(node.get("node").map_or(&node["key"], |node| &node["key"]));
        answer[name].as_array().unwrap().iter().map(number_of).collect()
    };
    let pick = |fits: &dyn Fn(u32) -> bool| nodes.clone().filter(|&node| fits(node)).collect::<BTreeSet<_>>();
    let newly = |node| level(&before, node) == 0 && level(&after, node) > 0;
    let no_longer = |node| level(&before, node) > 0 && level(&after, node) == 0;
    same("newlyAffected", list("newlyAffected"), pick(&newly))?;
    same("noLongerAffected", list("noLongerAffected"), pick(&no_longer))?;
    same(
        "newlyAtRisk",
        list("newlyAtRisk"),
        pick(&|node| risk_after.contains(&node) && !risk_before.contains(&node) && level(&before, node) == 0),
    )?;
    same(
        "noLongerAtRisk",
        list("noLongerAtRisk"),
        pick(&|node| risk_before.contains(&node) && !risk_after.contains(&node)),
    )?;
    let unchanged = pick(&|node| before.contains_key(&node) && before.get(&node) == after.get(&node));
    same("unchanged", answer["counts"]["unchanged"].as_u64(), Some(unchanged.len() as u64))?;
    let by_level = |worse: bool| {
        pick(&|node| {
            let (before, after) = (level(&before, node), level(&after, node));
            before > 0 && after > 0 && if worse { after > before } else { after < before }
        })
    };
    for (name, worse) in [("worse", true), ("better", false)] {
        let told = answer[name].as_array().unwrap().iter().filter(|node| node["because"] == "level");
        same(name, told.map(|node| number(&node["node"]["key"])).collect(), by_level(worse))?;
    }
    equally_bad(&answer, [&before, &after], sample.horizon, first.max(second))
}

/// Of those equally bad on both sides: earlier and later, longer and shorter, and the first second at which they differ,
/// each found by walking through the seconds. What has no end lasts for ever, unless a horizon ends all.
fn equally_bad(answer: &Value, sides: [&Course; 2], horizon: Option<u32>, end: u32) -> Difference {
    let at = |course: &Course, node: u32| -> Vec<u8> {
        let mut levels = vec![0; end as usize + 1];
        for &(level, from, until) in course.get(&node).into_iter().flatten() {
            let until = until.unwrap_or(end + 1).min(end + 1);
            levels[from as usize..until as usize].iter_mut().for_each(|now| *now = level);
        }
        levels
    };
    type Ends<'m> = (Option<&'m str>, Option<u32>);
    let mut expected: BTreeMap<(&str, u32), Ends<'_>> = BTreeMap::new();
    for &node in sides[0].keys().filter(|node| sides[1].contains_key(node)) {
        let [before, after] = sides.map(|course| at(course, node));
        let worst = before.iter().max().copied().unwrap();
        if after.iter().max().copied() != Some(worst) {
            continue;
        }
        let begin =
            |levels: &[u8], least: u8| levels.iter().position(|level| *level >= least).unwrap() as u32;
        let moved = [worst, 1].map(|least| (begin(&before, least), begin(&after, least)));
        if let Some((then, now)) = moved.into_iter().find(|(then, now)| then != now) {
            let list = if now < then { "earlier" } else { "later" };
            expected.insert((list, node), (None, Some(now.abs_diff(then))));
            continue;
        }
        let lasts = |levels: &[u8], least: u8| {
            let open = horizon.is_none() && levels[end as usize] >= least;
            let seconds = levels[..end as usize].iter().filter(|level| **level >= least).count();
            if open { usize::MAX } else { seconds }
        };
        let lasting = [worst, 1].map(|least| lasts(&after, least).cmp(&lasts(&before, least)));
        let course = after.iter().zip(&before).map(|(now, then)| now.cmp(then));
        let told = (lasting.into_iter().find(|o| o.is_ne()).map(|order| (order, "lasting")))
            .or(course.into_iter().find(|o| o.is_ne()).map(|order| (order, "course")));
        if let Some((order, because)) = told {
            expected.insert((if order.is_gt() { "worse" } else { "better" }, node), (Some(because), None));
        }
    }
    let mut told = BTreeMap::new();
    for list in ["earlier", "later", "worse", "better"] {
        for entry in answer[list].as_array().unwrap().iter().filter(|entry| entry["because"] != "level") {
            let why = (entry["because"].as_str(), seconds(&entry["by"]));
            told.insert((list, number(&entry["node"]["key"])), why);
        }
    }
    same("equally bad", told, expected)
}

pub async fn assumptions(sample: &Sample, ask: &Asker) -> Difference {
    let all = sample.otherwise();
    let Some(end) = long_enough(sample, &sample.failures) else { return Ok(()) };
    if all.iter().any(|(.., other)| long_enough(other, &sample.failures).is_none()) {
        return Ok(());
    }
    let mut question = json!({"failures": Sample::failures_doc(&sample.failures)});
    if let Some(horizon) = sample.horizon {
        question["horizon"] = format!("PT{horizon}S").into();
    }
    let answer = ask.analysis("assumptions", sample, question).await?;
    let levels = |sample: &Sample, end| worst(&sample.course(&sample.failures, end).0, sample.nodes.len());
    let before = levels(sample, end);
    let mut expected = BTreeMap::new();
    for (dependency, what, provider, other) in &all {
        let after = levels(other, long_enough(other, &sample.failures).unwrap_or(end));
        let changed: BTreeMap<u32, (u8, u8)> = (0..).zip(before.iter().copied().zip(after)).collect();
        let changed: BTreeMap<_, _> = changed.into_iter().filter(|(_, (a, b))| a != b).collect();
        if !changed.is_empty() {
            let of = provider.map(|provider| format!("n{provider}"));
            expected.insert((dependency.clone(), (*what).to_owned(), of), changed);
        }
    }
    let level = |of: &Value| LEVELS.iter().position(|level| of == *level).unwrap() as u8;
    let mut last = u64::MAX;
    let mut told = BTreeMap::new();
    for matter in answer["matters"].as_array().unwrap() {
        let what = matter["supposed"].as_str().unwrap().to_owned();
        let of = (what == "this-one").then(|| matter["providers"][0]["key"].as_str().unwrap().to_owned());
        let nodes = matter["nodes"].as_array().unwrap().iter();
        let nodes = nodes.map(|n| (number(&n["node"]["key"]), (level(&n["before"]), level(&n["after"]))));
        let nodes: BTreeMap<_, _> = nodes.collect();
        let count = matter["changed"].as_u64().unwrap();
        same("changed", count, nodes.len() as u64)?;
        same("order", count <= last, true)?;
        last = count;
        told.insert((matter["dependency"].as_str().unwrap().to_owned(), what, of), nodes);
    }
    same("matters", told, expected)
}

/// Everything down for a second: when is what back?
pub async fn objectives(sample: &Sample, ask: &Asker) -> Difference {
    let all = (0..sample.nodes.len()).map(|node| Failure { node, level: 2, from: 0, until: Some(1) });
    let failures: Vec<_> = all.collect();
    let forever = Sample { horizon: None, ..sample.clone() };
    let Some(end) = long_enough(&forever, &failures) else { return Ok(()) };
    let answer = ask.analysis("objectives", sample, json!({})).await?;
    let (course, _) = sample.course(&failures, end);
    let back: Vec<Option<u32>> = (0..sample.nodes.len()).map(|node| comes_back(&course, node)).collect();
    let never = back.iter().filter(|back| back.is_none()).count() as u64;
    same("neverByThemselves", answer["totals"]["neverByThemselves"].as_u64(), Some(never))?;
    for told in answer["nodes"].as_array().unwrap() {
        let node = number(&told["node"]["key"]) as usize;
        same(&format!("achievable {node}"), seconds(&told["achievable"]), back[node].map(|back| back - 1))?;
    }
    let back = back.into_iter().map(|back| back.map(|back| i64::from(back) - 1)).collect();
    let promises = Promises::new(sample, back);
    promises.hold(&answer, &seconds)?;
    let findings = ask.analysis("findings", sample, json!({"kinds": ["objective-gap"]})).await?;
    promises.gaps("objective-gap", findings["findings"].as_array().unwrap().iter())
}

/// The plan as a person would play it; that fewer starts would do, at any second; the waves.
pub async fn restart(sample: &Sample, ask: &Asker) -> Difference {
    let repaired =
        |failure: &Failure| Failure { until: failure.until.or(Some(failure.from + 12)), ..*failure };
    let failures: Vec<Failure> = sample.failures.iter().map(repaired).collect();
    let forever = Sample { horizon: None, ..sample.clone() };
    let Some(end) = long_enough(&forever, &failures) else { return Ok(()) };
    let question = json!({"failures": Sample::failures_doc(&failures)});
    let answer = ask.analysis("restart-plan", sample, question).await?;
    let start = |told: &Value| ManualStart {
        node: number(&told["node"]["key"]),
        from: seconds(&told["start"]["after"]).unwrap(),
        without: None,
    };
    let starts: Vec<ManualStart> = answer["byHand"].as_array().unwrap().iter().map(start).collect();
    let base = sample.by_hand(&failures, 2 * end, &[]);
    let stuck = |course: &Course| {
        course.values().filter(|s| s.last().is_some_and(|s| s.0 == 2 && s.2.is_none())).count()
    };
    let deadlocked: u64 =
        answer["deadlocks"].as_array().unwrap().iter().map(|d| d["size"].as_u64().unwrap()).sum();
    same("deadlocked", stuck(&base) > 0, deadlocked > 0)?;
    if starts.is_empty() {
        let expected: BTreeMap<u32, Option<u32>> = base
            .iter()
            .filter(|(_, spans)| spans.iter().any(|span| span.0 == 2))
            .map(|(&node, _)| (node, comes_back(&base, node as usize)))
            .collect();
        let steps = answer["steps"].as_array().unwrap().iter().filter(|step| step["times"] != 0);
        let told =
            steps.map(|step| (number(&step["node"]["key"]), seconds(&step["back"]["after"]))).collect();
        same("steps", expected, told)?;
    } else {
        same("notBack", answer["notBack"].as_array().unwrap().len(), 0)?;
    }
    let steps = answer["steps"].as_array().unwrap();
    for step in steps {
        let waited = steps.iter().find(|other| other["node"]["key"] == step["waitedFor"]["node"]);
        let (wave, times) =
            (|step: &Value| step["wave"].as_u64().unwrap(), |step: &Value| step["times"].as_u64());
        let after = waited.is_none_or(|w| wave(w) < wave(step) || times(w) > Some(1) && wave(step) > 1);
        same(&format!("wave of {}", step["node"]["key"]), after, true)?;
    }
    let proven = answer["deadlocks"].as_array().unwrap().iter().all(|deadlock| deadlock["fewest"] == true);
    if proven && starts.len() == 2 {
        let instants: BTreeSet<u32> =
            base.values().flatten().flat_map(|s| [Some(s.1), s.2]).flatten().collect();
        for (&node, _) in base.iter().filter(|(_, spans)| spans.iter().any(|span| span.0 == 2)) {
            for &from in &instants {
                let alone = [ManualStart { node, from, without: None }];
                let left = stuck(&sample.by_hand(&failures, 2 * end, &alone));
                same(&format!("starting n{node} at {from} alone"), left > 0, true)?;
            }
        }
    }
    Ok(())
}
