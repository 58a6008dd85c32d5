//! Where a dependency stands between those who are concerned: who needs, and who provides. Pure.

use super::record::Statement;
use map::Map;
use model::incident::Millis;
use model::{Confirmation, Dependency, DependencySpec, Key, LocalId, Verdict};
use std::sync::Arc;
use wire::DependencyDoc;

/// The agencies that are concerned by a dependency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    /// Who needs something.
    pub dependent: Key,
    /// The others that provide it, by key; empty = only who needs it does.
    pub providers: Vec<Key>,
}

impl Parties {
    /// Those of a dependency; `None` when nobody runs the dependent.
    pub fn of(map: &Map, dependency: engine::DependencyIx) -> Option<Self> {
        let graph = map.graph();
        let owner = |node| map.owner(node).map(|owner| map.key_of(owner));
        let dependent = owner(graph.dependent(dependency))?;
        let mut providers: Vec<Key> =
            graph.providers(dependency).iter().filter_map(|&node| owner(node)).collect();
        providers.sort_unstable();
        providers.dedup();
        providers.retain(|key| *key != dependent);
        Some(Self { dependent, providers })
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.dependent).chain(&self.providers)
    }

    /// Those whose confirmation counts.
    pub fn confirming(&self) -> &[Key] {
        if self.providers.is_empty() { std::slice::from_ref(&self.dependent) } else { &self.providers }
    }
}

/// Why something waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Because {
    /// Nobody has confirmed it.
    Never,
    /// Only who needs it says so.
    OneSide,
    /// It was changed since.
    Changed,
    /// It was confirmed too long ago.
    Expired,
    /// Somebody says that it is not so.
    Disputed,
    /// Somebody says how it is instead.
    Corrected,
    /// Somebody says that it has ended.
    Ended,
    /// Who needs it does not agree.
    Rejected,
}

impl Because {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Never => "neverConfirmed",
            Self::OneSide => "oneSideOnly",
            Self::Changed => "changed",
            Self::Expired => "expired",
            Self::Disputed => "disputed",
            Self::Corrected => "corrected",
            Self::Ended => "ended",
            Self::Rejected => "rejected",
        }
    }
}

/// That something waits for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// For which agency.
    pub agency: Key,
    /// Why.
    pub because: Because,
    /// The number of the statement that waits for an answer.
    pub statement: Option<u64>,
}

/// A dependency as it stands in the map, as far as confirming it goes.
#[derive(Debug, Clone)]
pub struct Written {
    /// Tells what it says from anything else that it could say.
    pub print: String,
    /// What the map says.
    pub confirmation: Confirmation,
    /// On which day that was, when it is known.
    pub day: Option<String>,
}

impl Written {
    /// That of a dependency of the whole map.
    pub fn of(dependent: &Key, dependency: &Dependency) -> Self {
        let day = dependency.confirmed_at.as_ref().and_then(|at| at.as_str().get(..10)).map(str::to_owned);
        Self { print: print(dependent, dependency), confirmation: dependency.confirmation, day }
    }
}

/// A digest of what matters of a dependency: not of remarks, and not of who confirmed it.
fn print(dependent: &Key, dependency: &Dependency) -> String {
    let bare = dependency.without_text(LocalId::trusted("x"), Key::clone).into_spec();
    let bare = DependencySpec { confirmation: Confirmation::Assumed, confirmed_at: None, ..bare };
    let text = serde_json::to_string(&DependencyDoc::new(dependent, &Dependency::trusted(bare)));
    access::audit::link("", 0, 0, &text.unwrap_or_default())
}

/// What was said of one dependency, the oldest first, and from when on it counts.
#[derive(Debug, Clone, Copy)]
pub struct Talk<'a> {
    /// All of it.
    pub said: &'a [Arc<Statement>],
    /// What was said before counts no more, in Unix milliseconds.
    pub since_ms: Millis,
    /// The same as a day.
    pub since_day: &'a str,
}

/// Where the word of one agency stands.
enum Word<'a> {
    /// It has not spoken.
    None,
    /// Of something else than what is written now.
    OfAnother,
    /// Too long ago.
    Old,
    /// It confirms, since then.
    For(Millis),
    /// It does not, and whether who needs it has rejected that.
    Against(&'a Statement, bool),
}

impl Talk<'_> {
    fn word(&self, agency: &Key, now: &Written, parties: &Parties) -> Word<'_> {
        let own = |s: &&Arc<Statement>| s.agency == *agency && !s.verdict.is_answer();
        let Some(last) = self.said.iter().rev().find(own) else { return Word::None };
        let answers = |s: &&Arc<Statement>| s.agency == parties.dependent && s.answers == Some(last.seq);
        let answer = self.said.iter().rev().find(answers);
        let taken_over = answer.is_some_and(|a| a.verdict == Verdict::Accepted && a.print == now.print);
        let confirms = last.verdict == Verdict::Confirmed && last.print == now.print || taken_over;
        match () {
            () if confirms && last.at_ms >= self.since_ms => Word::For(last.at_ms),
            () if confirms => Word::Old,
            () if last.print != now.print => Word::OfAnother,
            () => Word::Against(last, answer.is_some_and(|a| a.verdict == Verdict::Rejected)),
        }
    }

    /// For whom a dependency waits.
    pub fn waits(&self, now: &Written, parties: &Parties) -> Vec<Wait> {
        let mut waits = Vec::new();
        let mut tell = |agency: &Key, because, statement| {
            waits.push(Wait { agency: agency.clone(), because, statement });
        };
        for agency in parties.all() {
            match self.word(agency, now, parties) {
                Word::Against(said, true) => tell(agency, Because::Rejected, Some(said.seq)),
                Word::Against(said, false) => {
                    let because = match said.verdict {
                        Verdict::Corrected => Because::Corrected,
                        Verdict::Ended => Because::Ended,
                        _ => Because::Disputed,
                    };
                    tell(&parties.dependent, because, Some(said.seq));
                }
                _ if !parties.confirming().contains(agency) => {}
                Word::OfAnother => tell(agency, Because::Changed, None),
                Word::Old => tell(agency, Because::Expired, None),
                Word::None => {
                    if let Some(because) = self.unsaid(now, parties) {
                        tell(agency, because, None);
                    }
                }
                Word::For(_) => {}
            }
        }
        waits
    }

    /// Why something waits of which nobody has spoken here; what the map says counts between one's own.
    fn unsaid(&self, now: &Written, parties: &Parties) -> Option<Because> {
        match (now.confirmation, &now.day) {
            (Confirmation::Disputed, _) => Some(Because::Disputed),
            (Confirmation::Assumed, _) => Some(Because::Never),
            (Confirmation::Confirmed, Some(day)) if day.as_str() < self.since_day => Some(Because::Expired),
            (Confirmation::Confirmed, _) => (!parties.providers.is_empty()).then_some(Because::OneSide),
        }
    }

    /// Since when all whose confirmation counts confirm it: that of who said so first.
    pub fn confirmed_at(&self, now: &Written, parties: &Parties) -> Option<Millis> {
        let of = |agency| match self.word(agency, now, parties) {
            Word::For(at_ms) => Some(at_ms),
            _ => None,
        };
        parties.confirming().iter().filter_map(of).min()
    }

    /// What the map should say of it.
    pub fn outcome(&self, now: &Written, parties: &Parties) -> Confirmation {
        let word = |agency: &Key| self.word(agency, now, parties);
        if parties.all().any(|agency| matches!(word(agency), Word::Against(..))) {
            return Confirmation::Disputed;
        }
        if parties.confirming().iter().all(|agency| matches!(word(agency), Word::For(_))) {
            return Confirmation::Confirmed;
        }
        match now.confirmation {
            Confirmation::Disputed => Confirmation::Assumed,
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 86_400_000;

    fn written(print: &str) -> Written {
        Written { print: print.to_owned(), confirmation: Confirmation::Assumed, day: None }
    }

    fn parties() -> Parties {
        Parties { dependent: Key::trusted("a"), providers: vec![Key::trusted("b"), Key::trusted("c")] }
    }

    fn said(list: &[(&str, Verdict, &str, i64, Option<u64>)]) -> Vec<Arc<Statement>> {
        let one = |(at, (agency, verdict, print, day, answers)): (
            usize,
            &(&str, Verdict, &str, i64, Option<u64>),
        )| {
            let (seq, at_ms) = (at as u64 + 1, day * DAY);
            Arc::new(Statement {
                seq,
                at_ms,
                answers: *answers,
                ..Statement::new(Key::trusted(agency), *verdict, print)
            })
        };
        list.iter().enumerate().map(one).collect()
    }

    fn told(list: &[(&str, Verdict, &str, i64, Option<u64>)], now: &str) -> (Vec<String>, Confirmation) {
        let said = said(list);
        let talk = Talk { said: &said, since_ms: 100 * DAY, since_day: "1970-04-11" };
        let waits = talk.waits(&written(now), &parties());
        let waits = waits.iter().map(|w| format!("{} {}", w.agency, w.because.as_str())).collect();
        (waits, talk.outcome(&written(now), &parties()))
    }

    #[test]
    fn it_is_confirmed_when_all_who_provide_say_so_of_what_is_written_now() {
        use Verdict::{Accepted, Confirmed, Corrected, Disputed, Rejected};
        let check = |list: &[_], now, waits: &[&str], outcome| {
            assert_eq!(
                told(list, now),
                (waits.iter().map(ToString::to_string).collect(), outcome),
                "{list:?}"
            );
        };
        check(&[], "x", &["b neverConfirmed", "c neverConfirmed"], Confirmation::Assumed);
        let one = ("b", Confirmed, "x", 200, None);
        check(&[one], "x", &["c neverConfirmed"], Confirmation::Assumed);
        check(&[one, ("c", Confirmed, "x", 200, None)], "x", &[], Confirmation::Confirmed);
        check(&[one, ("c", Confirmed, "x", 99, None)], "x", &["c expired"], Confirmation::Assumed);
        check(&[one, ("c", Confirmed, "y", 200, None)], "x", &["c changed"], Confirmation::Assumed);
        // Who needs it does not confirm in the name of who provides it.
        check(&[one, ("a", Confirmed, "x", 200, None)], "x", &["c neverConfirmed"], Confirmation::Assumed);
        let against = ("c", Disputed, "x", 200, None);
        check(&[one, against], "x", &["a disputed"], Confirmation::Disputed);
        check(
            &[one, against, ("a", Rejected, "x", 201, Some(2))],
            "x",
            &["c rejected"],
            Confirmation::Disputed,
        );
        check(&[one, against, ("c", Confirmed, "x", 202, None)], "x", &[], Confirmation::Confirmed);
        let other = ("c", Corrected, "x", 200, None);
        check(&[one, other], "x", &["a corrected"], Confirmation::Disputed);
        let over = ("a", Accepted, "y", 201, Some(2));
        check(&[one, other, over], "y", &["b changed"], Confirmation::Assumed);
        // Changed again: what was taken over is not what is written.
        check(&[one, other, over], "z", &["b changed", "c changed"], Confirmation::Assumed);
    }
}
