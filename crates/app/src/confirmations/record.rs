//! What was said of dependencies, as it is stored and held in memory.

use crate::error::AppError;
use model::incident::Millis;
use model::{DependencyId, Key, LocalId, Seconds, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use store::StatementRow;

/// What somebody said of a dependency.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Its number.
    pub seq: u64,
    /// In whose name.
    pub agency: Key,
    /// What.
    pub verdict: Verdict,
    /// When.
    pub at_ms: Millis,
    /// Tells him who said it from others for good.
    pub who: String,
    /// What he is called.
    pub name: String,
    /// Why.
    pub reason: Option<String>,
    /// How it is instead: what the dependency says otherwise.
    pub correction: Option<Value>,
    /// How quickly what the agency provides comes back, instead.
    pub rto: Option<Seconds>,
    /// The number of the statement that it answers.
    pub answers: Option<u64>,
    /// What the dependency said then.
    pub print: String,
}

impl Statement {
    /// Nothing said beside this.
    pub(super) fn new(agency: Key, verdict: Verdict, print: &str) -> Self {
        Self {
            seq: 0,
            agency,
            verdict,
            at_ms: 0,
            who: String::new(),
            name: String::new(),
            reason: None,
            correction: None,
            rto: None,
            answers: None,
            print: print.to_owned(),
        }
    }
}

/// The same as it is stored.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    verdict: String,
    who: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    correction: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rto: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answers: Option<u64>,
    print: String,
}

impl Statement {
    /// As it is stored, of a dependency.
    pub(super) fn row(&self, of: &DependencyId) -> StatementRow {
        let body = Body {
            verdict: self.verdict.as_str().to_owned(),
            who: self.who.clone(),
            name: self.name.clone(),
            reason: self.reason.clone(),
            correction: self.correction.clone(),
            rto: self.rto.map(Seconds::get),
            answers: self.answers,
            print: self.print.clone(),
        };
        StatementRow {
            seq: self.seq,
            dependent: of.dependent.to_string(),
            local: of.local.to_string(),
            agency: self.agency.to_string(),
            at_ms: self.at_ms,
            body: serde_json::to_string(&body)
                .unwrap_or_else(|_| unreachable!("it has only text and numbers")),
        }
    }

    /// What the audit log says of it: which it is, and a digest of all of it, so that it cannot be changed unseen.
    pub fn audited(&self, of: &DependencyId) -> String {
        let digest = access::audit::link(self.agency.as_str(), self.seq, self.at_ms, &self.row(of).body);
        format!("{of}#{} {digest}", self.seq)
    }

    fn read(row: &StatementRow) -> Option<Self> {
        let body: Body = serde_json::from_str(&row.body).ok()?;
        Some(Self {
            seq: row.seq,
            agency: Key::trusted(&row.agency),
            verdict: Verdict::from_word(&body.verdict)?,
            at_ms: row.at_ms,
            who: body.who,
            name: body.name,
            reason: body.reason,
            correction: body.correction,
            rto: body.rto.and_then(|seconds| Seconds::new(seconds).ok()),
            answers: body.answers,
            print: body.print,
        })
    }
}

/// All that was said, by dependency.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// The number of the newest statement.
    pub(super) seq: u64,
    of: HashMap<DependencyId, Vec<Arc<Statement>>>,
}

impl Said {
    pub(super) fn take_over(&mut self, rows: &[StatementRow]) -> Result<(), AppError> {
        for row in rows.iter().filter(|row| row.seq > self.seq) {
            let damaged = || AppError::Damaged {
                key: format!("statement {}", row.seq),
                problems: wire::Problems::default(),
            };
            let said = Statement::read(row).ok_or_else(damaged)?;
            let of =
                DependencyId { dependent: Key::trusted(&row.dependent), local: LocalId::trusted(&row.local) };
            self.of.entry(of).or_default().push(Arc::new(said));
        }
        self.seq = rows.last().map_or(self.seq, |row| row.seq.max(self.seq));
        Ok(())
    }

    /// What was said of a dependency, the oldest first.
    pub(super) fn of(&self, id: &DependencyId) -> &[Arc<Statement>] {
        self.of.get(id).map(Vec::as_slice).unwrap_or_default()
    }
}
