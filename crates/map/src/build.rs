//! Compiles nodes that come in any order, and may refer to later ones, in one pass.

use super::base::{
    Assembly, Base, Columns, Figures, NO_CLASS, NONE, Row, RowNeed, area_text, kind_of, provider_kind,
};
use super::details::{Details, Style};
use super::faults::{self, Faults, MapFault, Similar};
use super::texts::{Interner, Texts};
use engine::base::MAX_INDEX;
use model::{Kind, Node, Relation, Terms};
use std::collections::HashMap;

/// Collects nodes and compiles a [`Base`]. Keeps a few numbers for each node, not the node.
///
/// A node has the number of its key here, given at the first mention, be it as a provider.
pub struct Builder {
    keys: Interner,
    names: Interner,
    areas: Interner,
    details: Interner,
    styles: Interner,
    columns: Columns,
    recovery: Vec<u32>,
    /// Where the node's dependencies begin in `needs`, and how many they are.
    own_needs: Vec<(u32, u32)>,
    needs: Vec<Need>,
    providers: Vec<u32>,
    terms: Vec<Terms>,
    terms_numbers: HashMap<Terms, u32>,
    faults: Faults,
    full: bool,
}

/// A dependency by numbers.
#[derive(Clone, Copy)]
struct Need {
    terms: u32,
    style: u32,
    first: u32,
    primaries: u16,
    fallbacks: u16,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            keys: Interner::default(),
            names: Interner::default(),
            areas: Interner::with_empty(),
            details: Interner::with_empty(),
            styles: Interner::default(),
            columns: Columns::default(),
            recovery: Vec::new(),
            own_needs: Vec::new(),
            needs: Vec::new(),
            providers: Vec::new(),
            terms: Vec::new(),
            terms_numbers: HashMap::new(),
            faults: Faults::default(),
            full: false,
        }
    }
}

impl Builder {
    /// A builder without nodes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a node that last changed in `revision`. What is wrong with it in this map, [`finish`](Self::finish) tells.
    pub fn add(&mut self, node: &Node, revision: u64) {
        let at = self.number(node.key.as_str()) as usize;
        if self.columns.class[at] != NO_CLASS {
            self.faults.push(node.key.as_str(), || faults::duplicate_key(node.key.as_str()));
            return;
        }
        let agency = node.agency.as_ref().map_or(NONE, |key| self.number(key.as_str()));
        let name = self.names.intern(&node.name);
        let area = self.areas.intern(&area_text(node));
        let details = self.details.intern(&Details::encode(node));
        self.columns.set(at, Figures::of(node, revision), name, agency, area, details);
        self.recovery[at] = node.recovery.get();
        self.own_needs[at] = (self.needs.len() as u32, node.needs.len() as u32);
        for need in &node.needs {
            let (terms, first) = (need.terms(), self.providers.len() as u32);
            let next = self.terms.len() as u32;
            let terms_number = *self.terms_numbers.entry(terms).or_insert(next);
            if terms_number == next {
                self.terms.push(terms);
            }
            for key in need.providers.iter().chain(&need.fallbacks) {
                let provider = self.number(key.as_str());
                self.providers.push(provider);
            }
            let style = self.styles.intern(&Style::encode(need));
            // The model allows 10,000 providers, so that both counts fit.
            let (primaries, fallbacks) = (need.providers.len() as u16, need.fallbacks.len() as u16);
            self.needs.push(Need { terms: terms_number, style, first, primaries, fallbacks });
        }
        let limit = MAX_INDEX as usize;
        self.full |= self.needs.len() > limit || self.providers.len() > u32::MAX as usize / 2;
    }

    fn number(&mut self, key: &str) -> u32 {
        let at = self.keys.intern(key);
        if at as usize == self.recovery.len() {
            let nothing = Figures { class: NO_CLASS, mtpd: NONE, figure: 0, changed_in: 0 };
            self.columns.push(nothing, 0, NONE, 0, 0);
            self.recovery.push(0);
            self.own_needs.push((0, 0));
        }
        at
    }

    /// Compiles the map, or tells everything that is wrong with it as a whole, in the order of keys.
    pub fn finish(mut self) -> Result<Base, Vec<MapFault>> {
        let order = self.checked()?;
        self.assemble(&order).ok_or_else(too_large)
    }

    /// Everything that is wrong with the map as a whole, in the order of keys, without compiling it.
    pub fn faults(mut self) -> Vec<MapFault> {
        self.checked().err().unwrap_or_default()
    }

    /// The nodes in the order of their keys.
    fn checked(&mut self) -> Result<Vec<u32>, Vec<MapFault>> {
        let texts = [&self.keys, &self.names, &self.areas, &self.details, &self.styles];
        if self.full || self.recovery.len() > MAX_INDEX as usize || texts.iter().any(|t| t.is_full()) {
            return Err(too_large());
        }
        let mut order: Vec<u32> =
            (0..self.keys.texts().len()).filter(|&at| self.columns.class[at as usize] != NO_CLASS).collect();
        let keys = self.keys.texts();
        order.sort_unstable_by(|&a, &b| keys.get(a).cmp(keys.get(b)));
        let mut faults = std::mem::take(&mut self.faults);
        self.check(&order, &mut faults);
        if faults.is_empty() { Ok(order) } else { Err(faults.finish()) }
    }

    fn kind(&self, at: u32) -> Option<Kind> {
        match self.columns.class[at as usize] {
            NO_CLASS => None,
            class => Some(kind_of(class)),
        }
    }

    fn check(&self, order: &[u32], faults: &mut Faults) {
        let keys = self.keys.texts();
        let mut similar = Similar::new(keys, &self.columns.class);
        // A missing key is often named many times, but looked up only once.
        let mut meant: HashMap<u32, Option<&str>> = HashMap::new();
        for &at in order {
            let key = keys.get(at);
            let agency = self.columns.agency[at as usize];
            if agency != NONE {
                match self.kind(agency) {
                    Some(Kind::Agency) => {}
                    Some(kind) => faults.push(key, || faults::not_an_agency(keys.get(agency), kind)),
                    None => faults.push(key, || {
                        let name = keys.get(agency);
                        faults::unknown(
                            "/agency".into(),
                            name,
                            *meant.entry(agency).or_insert_with(|| similar.to(name)),
                        )
                    }),
                }
            }
            let mut entry = 0;
            for need in self.own_needs(at) {
                let relation = Style::relation(self.styles.texts().get(need.style));
                for &provider in self.providers_of(need) {
                    let name = keys.get(provider);
                    match (self.kind(provider), provider_kind(relation)) {
                        (None, _) => faults.push(key, || {
                            let similar = *meant.entry(provider).or_insert_with(|| similar.to(name));
                            faults::unknown(faults::place(relation, entry), name, similar)
                        }),
                        (Some(kind), Some(wanted)) if kind != wanted => {
                            faults.push(key, || faults::wrong_kind(relation, name, kind, wanted));
                        }
                        _ => {}
                    }
                }
                entry += usize::from(relation == Relation::Needs);
            }
        }
    }

    fn own_needs(&self, at: u32) -> &[Need] {
        let (first, count) = self.own_needs[at as usize];
        &self.needs[first as usize..(first + count) as usize]
    }

    fn providers_of(&self, need: &Need) -> &[u32] {
        &self.providers[need.first as usize..][..usize::from(need.primaries + need.fallbacks)]
    }

    fn assemble(mut self, order: &[u32]) -> Option<Base> {
        let mut rank = vec![NONE; self.recovery.len()];
        for (to, &from) in (0..).zip(order) {
            rank[from as usize] = to;
        }
        for provider in &mut self.providers {
            *provider = rank[*provider as usize];
        }
        let mut to = Assembly::default();
        let mut carry =
            Carry::new([self.names.texts(), self.areas.texts(), self.details.texts()], self.styles.texts());
        let mut needs: Vec<RowNeed> = Vec::new();
        for &from in order {
            let at = from as usize;
            needs.clear();
            for need in self.own_needs(from) {
                let (primaries, fallbacks) = self.providers_of(need).split_at(need.primaries.into());
                let terms = self.terms[need.terms as usize];
                needs.push((terms, primaries, fallbacks, carry.style(need.style, &mut to)));
            }
            let c = &self.columns;
            let [name, area, details] = carry.texts([c.name[at], c.area[at], c.details[at]], &mut to);
            let agency = rank.get(c.agency[at] as usize).copied().unwrap_or(NONE);
            let (key, figures) = (self.keys.texts().get(from), c.figures(at));
            let recovery = self.recovery[at];
            to.row(&Row { key, figures, name, agency, area, details, recovery }, &needs);
        }
        to.finish()
    }
}

fn too_large() -> Vec<MapFault> {
    vec![MapFault::new("map", faults::too_large())]
}

/// Brings numbered texts from one place into an [`Assembly`], each looked up only once.
pub(super) struct Carry<'a> {
    from: [&'a Texts; 3],
    styles_from: &'a Texts,
    known: [Vec<u32>; 3],
    styles_known: Vec<u32>,
}

impl<'a> Carry<'a> {
    /// From these names, areas and details, and these styles.
    pub(super) fn new(from: [&'a Texts; 3], styles_from: &'a Texts) -> Self {
        let unknown = |texts: &Texts| vec![NONE; texts.len() as usize];
        Self { from, styles_from, known: from.map(unknown), styles_known: unknown(styles_from) }
    }

    /// The numbers of a name, an area and details over there.
    pub(super) fn texts(&mut self, numbers: [u32; 3], to: &mut Assembly) -> [u32; 3] {
        let mut result = [0; 3];
        for (i, interner) in [&mut to.names, &mut to.areas, &mut to.details].into_iter().enumerate() {
            result[i] = carry(self.from[i], &mut self.known[i], numbers[i], interner);
        }
        result
    }

    /// The number of a style over there.
    pub(super) fn style(&mut self, number: u32, to: &mut Assembly) -> u32 {
        carry(self.styles_from, &mut self.styles_known, number, &mut to.styles)
    }
}

fn carry(from: &Texts, known: &mut [u32], number: u32, to: &mut Interner) -> u32 {
    let at = &mut known[number as usize];
    if *at == NONE {
        *at = to.intern(from.get(number));
    }
    *at
}
