//! A diagram that keeps its texts itself: it can be drawn after the map that it was taken from is gone.

use crate::diagram::{Agency, Diagram, Item, Subject};
use std::collections::BTreeMap;

/// A diagram with texts of its own.
#[derive(Debug, Clone)]
pub struct KeptDiagram {
    /// All but the texts.
    rest: Diagram<'static>,
    /// The title of the subject.
    title: Option<String>,
    /// Key and name of each node.
    nodes: Vec<(String, String)>,
    /// Key, name and district of each agency.
    agencies: Vec<(String, String, Option<String>)>,
    /// Key and name of each district.
    districts: Vec<(String, String)>,
}

impl KeptDiagram {
    /// Keeps a diagram.
    pub fn new(diagram: &Diagram<'_>) -> Self {
        let text = str::to_owned;
        let (subject, title) = match &diagram.subject {
            Subject::Map(filters) => (Subject::Map(filters.clone()), None),
            &Subject::Surroundings { node, dependencies, dependents } => {
                (Subject::Surroundings { node, dependencies, dependents }, None)
            }
            Subject::Impact(title) => (Subject::Impact(None), title.map(text)),
            Subject::Comparison(title) => (Subject::Comparison(None), title.map(text)),
        };
        let item = |item: &Item<'_>| Item {
            key: "",
            name: "",
            stands_for: item.stands_for,
            kind: item.kind,
            layer: item.layer,
            site_type: item.site_type,
            agency: item.agency,
            state: item.state,
            spans: item.spans.clone(),
            failed: item.failed,
            certain: item.certain,
            deadlocked: item.deadlocked,
            hypothetical: item.hypothetical,
            mark: item.mark,
            mtpd: item.mtpd,
            mtpd_breach: item.mtpd_breach,
            deadlines: item.deadlines.clone(),
        };
        let agencies = diagram.agencies.iter();
        Self {
            title,
            nodes: diagram.nodes.iter().map(|item| (text(item.key), text(item.name))).collect(),
            agencies: agencies.map(|a| (text(a.key), text(a.name), a.district.map(text))).collect(),
            districts: diagram.districts.iter().map(|(key, name)| (text(key), text(name))).collect(),
            rest: Diagram {
                subject,
                revision: diagram.revision,
                starts_at: diagram.starts_at,
                changes: diagram.changes,
                only_confirmed: diagram.only_confirmed,
                agencies: Vec::new(),
                districts: BTreeMap::new(),
                nodes: diagram.nodes.iter().map(item).collect(),
                needs: diagram.needs.clone(),
                omitted: diagram.omitted,
            },
        }
    }

    /// The diagram.
    pub fn diagram(&self) -> Diagram<'_> {
        let mut diagram: Diagram<'_> = self.rest.clone();
        match &mut diagram.subject {
            Subject::Impact(title) | Subject::Comparison(title) => *title = self.title.as_deref(),
            Subject::Map(_) | Subject::Surroundings { .. } => {}
        }
        for (item, (key, name)) in diagram.nodes.iter_mut().zip(&self.nodes) {
            (item.key, item.name) = (key, name);
        }
        diagram.agencies = (self.agencies.iter())
            .map(|(key, name, district)| Agency { key, name, district: district.as_deref() })
            .collect();
        diagram.districts = self.districts.iter().map(|(key, name)| (key.as_str(), name.as_str())).collect();
        diagram
    }
}
