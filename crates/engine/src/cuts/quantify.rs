//! Probabilities: the unavailability of the top, and how much each event matters for it.
//!
//! Events are independent. A part stands in its parent with its own probability, which is exact because its events occur
//! nowhere else. Sources: Birnbaum, "On the importance of different components in a multicomponent system" (1969);
//! Vesely et al., "Measures of risk importance and their applications", NUREG/CR-3385 (1983).

use super::effort::{Effort, Halt};
use super::solve::{Leaf, STEPS_PER_NODE, Solved};
use super::tree::Input;
use crate::watch::Watch;

/// How much one event matters for the top. With P(1) and P(0) the probability of the top when the event is certain and when it never
/// happens, and P as it is:
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Importance {
    /// The event.
    pub event: u32,
    /// Birnbaum: P(1) - P(0), how often it is the event that decides.
    pub birnbaum: f64,
    /// Fussell-Vesely: (P - P(0)) / P, the share of the unavailability that would go without it.
    pub fussell_vesely: f64,
    /// Risk achievement worth: P(1) / P, how many times worse without this part.
    pub achievement: f64,
    /// Risk reduction worth: P / P(0), how many times better if it never failed; infinite when nothing would be left.
    pub reduction: f64,
}

/// Within which the probability lies; both ends are equal when it is exact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// At least this.
    pub lower: f64,
    /// At most this.
    pub upper: f64,
}

impl Bounds {
    /// Just this.
    pub fn exact(value: f64) -> Self {
        Self { lower: value, upper: value }
    }
}

impl Solved {
    /// The probability of the top, event `e` having `p[e]`. `None` when it [is not exact](Self::is_exact).
    pub fn probability(&self, p: &[f64]) -> Option<f64> {
        self.values(p).map(|values| self.of_top(p, &values))
    }

    /// Within which the probability of the top lies, event `e` having `p[e]`; exact where it can be.
    ///
    /// # Errors
    /// Stopped.
    pub fn bounds(&self, p: &[f64], watch: &Watch) -> Result<Bounds, Halt> {
        let mut values: Vec<Bounds> = Vec::with_capacity(self.parts().len());
        let mut place: rustc_hash::FxHashMap<u32, u32> = rustc_hash::FxHashMap::default();
        for (at, part) in (0..).zip(self.parts()) {
            let of = |leaf: &Leaf| match *leaf {
                Leaf::Event(event) => Bounds::exact(p[event as usize]),
                Leaf::Part(part) => values[part as usize],
            };
            let found = match &part.diagram {
                // A coherent function grows with each of its variables.
                Some(diagram) => {
                    let own: Vec<Bounds> = part.leaves.iter().map(of).collect();
                    let side = |side: fn(&Bounds) -> f64| {
                        diagram.probability(&own.iter().map(side).collect::<Vec<_>>())
                    };
                    Bounds { lower: side(|b| b.lower), upper: side(|b| b.upper) }
                }
                None => {
                    let of = |input: Input| match input {
                        Input::Event(event) => Bounds::exact(p[event as usize]),
                        Input::Gate(gate) => values[place[&gate] as usize],
                        Input::Never => Bounds::exact(0.0),
                        Input::Always => Bounds::exact(1.0),
                    };
                    super::bounds::of_part(self, part, of, watch)?
                }
            };
            place.insert(part.module().root, at);
            values.push(found);
        }
        Ok(match self.tree().top() {
            Input::Never => Bounds::exact(0.0),
            Input::Always => Bounds::exact(1.0),
            Input::Event(event) => Bounds::exact(p[event as usize]),
            Input::Gate(_) => values.last().copied().unwrap_or(Bounds { lower: 0.0, upper: 1.0 }),
        })
    }

    fn of_top(&self, p: &[f64], values: &[f64]) -> f64 {
        match self.tree().top() {
            Input::Never => 0.0,
            Input::Always => 1.0,
            Input::Event(event) => p[event as usize],
            Input::Gate(_) => values.last().copied().unwrap_or_default(),
        }
    }

    /// The probability of every part.
    fn values(&self, p: &[f64]) -> Option<Vec<f64>> {
        let mut values = Vec::with_capacity(self.parts().len());
        for part in self.parts() {
            values.push(part.diagram.as_ref()?.probability(&of_leaves(&part.leaves, p, &values)));
        }
        Some(values)
    }

    /// The probability of the top and the importance of every event that can matter, by event number. `None` when it
    /// [is not exact](Self::is_exact).
    ///
    /// # Errors
    /// Stopped, or too many events for the budget.
    pub fn importances(&self, p: &[f64], watch: &Watch) -> Result<Option<(f64, Vec<Importance>)>, Halt> {
        let Some(values) = self.values(p) else { return Ok(None) };
        let top = self.of_top(p, &values);
        let mut birnbaum: Vec<Option<f64>> = vec![None; p.len()];
        let mut place: Vec<Option<u32>> = vec![None; p.len()];
        let mut outer: Vec<Option<(u32, u32)>> = vec![None; self.parts().len()];
        let mut of_part = vec![0.0; self.parts().len()];
        if let Input::Event(event) = self.tree().top() {
            birnbaum[event as usize] = Some(1.0);
        } else if let Some(last) = of_part.last_mut() {
            *last = 1.0;
        }
        for (at, part) in self.parts().iter().enumerate().rev() {
            watch.advance(1)?;
            let Some(diagram) = &part.diagram else { continue };
            let (_, slopes) = diagram.derivatives(&of_leaves(&part.leaves, p, &values));
            for (var, (leaf, slope)) in (0..).zip(part.leaves.iter().zip(slopes)) {
                let slope = of_part[at] * slope;
                match *leaf {
                    Leaf::Event(event) => {
                        birnbaum[event as usize] = Some(slope);
                        place[event as usize] = Some(at as u32);
                    }
                    Leaf::Part(inner) => {
                        of_part[inner as usize] = slope;
                        outer[inner as usize] = Some((at as u32, var));
                    }
                }
            }
        }
        let mut effort = Effort::new(watch, self.limits().nodes as u64 * STEPS_PER_NODE);
        let mut all = Vec::new();
        for (event, birnbaum) in (0..).zip(birnbaum) {
            let Some(birnbaum) = birnbaum else { continue };
            let own = p[event as usize];
            let mut without = top - own * birnbaum;
            // A difference of nearly equal numbers says nothing: then the whole is computed again without the event.
            if without < 1e-3 * top {
                without = match place[event as usize] {
                    Some(part) => self.without(event, part, p, &values, &outer, &mut effort)?,
                    None => 0.0,
                };
            }
            let with = without + birnbaum;
            all.push(Importance {
                event,
                birnbaum,
                fussell_vesely: if top > 0.0 { own * birnbaum / top } else { 0.0 },
                achievement: if top > 0.0 { with / top } else { f64::INFINITY },
                reduction: if without > 0.0 { top / without } else { f64::INFINITY },
            });
        }
        Ok(Some((top, all)))
    }

    /// The probability of the top when this event, in this part, never happens.
    fn without(
        &self,
        event: u32,
        mut part: u32,
        p: &[f64],
        values: &[f64],
        outer: &[Option<(u32, u32)>],
        effort: &mut Effort,
    ) -> Result<f64, Halt> {
        let mut changed =
            self.parts()[part as usize].leaves.iter().position(|leaf| *leaf == Leaf::Event(event));
        let mut value = 0.0;
        loop {
            let here = &self.parts()[part as usize];
            let Some(diagram) = &here.diagram else { return Ok(value) };
            effort.steps(diagram.len() as u64)?;
            let mut own = of_leaves(&here.leaves, p, values);
            if let Some(var) = changed {
                own[var] = value;
            }
            value = diagram.probability(&own);
            match outer[part as usize] {
                Some((above, var)) => (part, changed) = (above, Some(var as usize)),
                None => return Ok(value),
            }
        }
    }
}

/// The probabilities of a part's variables.
fn of_leaves(leaves: &[Leaf], p: &[f64], values: &[f64]) -> Vec<f64> {
    let of = |leaf: &Leaf| match *leaf {
        Leaf::Event(event) => p[event as usize],
        Leaf::Part(part) => values[part as usize],
    };
    leaves.iter().map(of).collect()
}
