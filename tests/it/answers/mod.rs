//! Every planner's question on small random maps, over HTTP, against what the definition says when all is tried out.
//!
//! `make fuzz-answers` goes on for as long as wanted. A map on which an answer differs is made smaller while it still
//! differs, and written out with the question.

mod course;
mod lasting;
mod maps;
mod promises;
mod weak;
mod world;

use crate::support::service::Service;
use maps::{Sample, sample};
use serde_json::{Value, json};
use std::fmt::Debug;

/// What is told and what is right, when they differ.
type Difference = Result<(), String>;

fn same<T: PartialEq + Debug>(what: &str, told: T, expected: T) -> Difference {
    if told == expected { Ok(()) } else { Err(format!("{what}: {told:?} is not {expected:?}")) }
}

/// The service, and the questions that it was asked for a sample.
struct Asker {
    service: Service,
    asked: std::sync::Mutex<Vec<Value>>,
}

impl Asker {
    async fn analysis(&self, name: &str, sample: &Sample, question: Value) -> Result<Value, String> {
        self.ask(&format!("/v1/analyses/{name}"), sample, question).await
    }

    async fn ask(&self, path: &str, sample: &Sample, question: Value) -> Result<Value, String> {
        self.send(path, &sample.question(question)).await
    }

    async fn send(&self, path: &str, question: &Value) -> Result<Value, String> {
        self.asked.lock().unwrap().push(json!({"path": path, "question": question}));
        let answer = self.service.post(path, question).await;
        if answer.status == 200 { Ok(answer.json()) } else { Err(format!("{path}: {}", answer.text)) }
    }

    /// Loads the map and asks; says what differs.
    async fn check(&self, question: &str, sample: &Sample) -> Difference {
        self.asked.lock().unwrap().clear();
        let load = self.service.request("PUT", "/v1/map").header("if-match", "*").json(&sample.map_file());
        let loaded = crate::support::service::send(load).await;
        assert!(loaded.status.is_success(), "{}\n{}", loaded.text, sample.map_file());
        match question {
            "impact" => course::impact(sample, self).await,
            "causes" => course::causes(sample, self).await,
            "comparison" => course::comparison(sample, self).await,
            "assumptions" => course::assumptions(sample, self).await,
            "objectives" => course::objectives(sample, self).await,
            "restart" => course::restart(sample, self).await,
            "single-points" => lasting::single_points(sample, self).await,
            "cut-sets" => lasting::cut_sets(sample, self).await,
            "availability" => lasting::availability(sample, self).await,
            "ranking" => lasting::ranking(sample, self).await,
            "false-redundancy" => weak::false_redundancy(sample, self).await,
            "diagnosis" => lasting::diagnosis(sample, self).await,
            "ways" => lasting::ways(sample, self).await,
            "shared-ground" => lasting::shared_ground(sample, self).await,
            "circles" => lasting::circles(sample, self).await,
            "findings" => weak::findings(sample, self).await,
            _ => panic!("{question} is no question"),
        }
    }
}

const QUESTIONS: [&str; 16] = [
    "impact",
    "causes",
    "comparison",
    "assumptions",
    "objectives",
    "restart",
    "single-points",
    "cut-sets",
    "availability",
    "ranking",
    "false-redundancy",
    "diagnosis",
    "ways",
    "shared-ground",
    "circles",
    "findings",
];

/// Asks everything of the map of a seed; writes out the smallest map that still differs.
async fn try_out(asker: &Asker, seed: u64, questions: &[&str]) -> Difference {
    for question in questions {
        let mut worst = sample(seed);
        let Err(mut fault) = asker.check(question, &worst).await else { continue };
        while let Some((smaller, found)) = first_that_differs(asker, question, &worst).await {
            (worst, fault) = (smaller, found);
        }
        let _ = asker.check(question, &worst).await;
        let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
        let write = |name: &str, value: &Value| {
            let path = folder.join(format!("{question}-{seed}.{name}.json"));
            std::fs::write(&path, serde_json::to_string_pretty(value).unwrap()).unwrap();
            path.display().to_string()
        };
        let map = write("map", &worst.map_file());
        let asked = Value::from(asker.asked.lock().unwrap().clone());
        let asked = write("questions", &asked);
        return Err(format!("seed {seed}, {question}: {fault}\n  {map}\n  {asked}"));
    }
    Ok(())
}

async fn first_that_differs(asker: &Asker, question: &str, sample: &Sample) -> Option<(Sample, String)> {
    for smaller in sample.smaller() {
        if let Err(fault) = asker.check(question, &smaller).await {
            return Some((smaller, fault));
        }
    }
    None
}

async fn asker() -> Asker {
    Asker { service: Service::start(&[], true).await, asked: std::sync::Mutex::default() }
}

fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[tokio::test]
async fn every_answer_is_what_the_definition_says() {
    let asker = asker().await;
    for seed in 0..200 {
        try_out(&asker, seed, &QUESTIONS).await.unwrap_or_else(|fault| panic!("{fault}"));
    }
}

/// `SEED` is the first map, `MAPS` how many, `QUESTION` the only question; goes on after a difference.
#[tokio::test]
#[ignore = "make fuzz-answers runs it for as long as wanted"]
async fn for_as_long_as_wanted() {
    let number = |name: &str| setting(name).and_then(|text| text.parse::<u64>().ok());
    let first = number("SEED").unwrap_or(1_000);
    let most = number("MAPS").unwrap_or(u64::MAX - first);
    let question = setting("QUESTION").filter(|question| !question.is_empty());
    let questions: Vec<&str> =
        QUESTIONS.into_iter().filter(|&name| question.as_deref().is_none_or(|only| only == name)).collect();
    let asker = asker().await;
    let mut differ = 0;
    for seed in first..first + most {
        for question in &questions {
            if let Err(fault) = try_out(&asker, seed, &[question]).await {
                println!("{fault}");
                differ += 1;
            }
        }
        if seed % 100 == 0 {
            println!("seed {seed}: {differ} different so far");
        }
    }
    assert_eq!(differ, 0);
}
