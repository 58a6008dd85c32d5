//! The same impact by agency, by site, and in total.

use super::answer::is_certain;
use super::first::{First, Seen};
use super::items::every_offered_at;
use super::question::ResolvedQuestion;
use engine::outage::{self, Verdict};
use engine::outcome::Hit;
use engine::{NodeIx, Outcome};
use map::Map;
use model::region::Municipalities;
use model::{Kind, Layer, Level};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cmp::Reverse;
use wire::impact::{AgencyImpact, ServiceAtSite, SiteImpact, Totals};

/// Most services listed at one site, and causes listed for one agency.
pub(super) const LISTED: usize = 50;
/// From so many nodes on all cores count, each at least so many in one go.
const MANY: usize = 1_024;
/// Of so many nodes what is read first is fetched together.
const FETCHED: usize = 64;

/// What was counted of an agency.
#[derive(Default)]
pub(super) struct Agency {
    pub(super) unavailable: u64,
    pub(super) degraded: u64,
    /// It runs an affected service of the layer `public`.
    serves: bool,
    /// Agencies at the root, by the order of their keys; the usual case is one.
    pub(super) causes: SmallVec<[(u64, NodeIx); 1]>,
}

impl Agency {
    fn add_cause(&mut self, cause: (u64, NodeIx)) {
        if let Err(at) = self.causes.binary_search(&cause) {
            self.causes.insert(at, cause);
        }
    }
}

#[derive(Default)]
struct Site {
    level: Option<Level>,
    /// By their keys.
    services: SmallVec<[AtSite; 4]>,
}

/// An affected service at a site.
type AtSite = (NodeIx, Level);

/// What was counted of affected nodes, which are counted in the order of their keys. Whatever depends on another order
/// gets it at the end.
pub(super) struct Groups<'a> {
    map: &'a Map,
    all: Outcome<'a>,
    confirmed: Option<Outcome<'a>>,
    totals: Totals,
    agencies: FxHashMap<NodeIx, Agency>,
    sites: FxHashMap<NodeIx, Site>,
    first: First,
    /// How many nodes are affected, and how many of them are seen.
    affected: [usize; 2],
    /// Sites that count and are not shown.
    hidden_sites: FxHashSet<NodeIx>,
    /// In the order of keys at the end, so that the sum has the same bits every time.
    cases: Vec<(u64, f64)>,
}

/// Agencies or sites, the hardest hit first, within the limit; and how many there are.
pub(super) struct Order {
    pub(super) nodes: Vec<NodeIx>,
    pub(super) total: usize,
}

impl Order {
    fn new<K: Ord>(mut order: Vec<(K, u64, NodeIx)>, limit: usize) -> Self {
        let total = order.len();
        if limit < total {
            order.select_nth_unstable(limit);
            order.truncate(limit);
        }
        order.sort_unstable();
        Self { nodes: order.into_iter().map(|(_, _, node)| node).collect(), total }
    }
}

impl<'a> Groups<'a> {
    /// Counts everything affected, in the order of keys, in which the map holds it: what is asked of a node lies beside
    /// that of the node before. Where they are many, on all cores. The first `most` are kept.
    pub(super) fn of(
        asked: &'a ResolvedQuestion<'_>,
        all: Outcome<'a>,
        confirmed: Option<Outcome<'a>>,
        most: usize,
    ) -> Self {
        let count = |part: &[Hit]| {
            let mut groups = Self::new(asked.map(), all, confirmed, most);
            for hits in part.chunks(FETCHED) {
                all.fetch(hits);
                asked.map().fetch_to_count(hits.iter().map(|&hit| all.node(hit)));
                hits.iter().for_each(|&hit| groups.take(hit));
            }
            groups
        };
        let hits = all.by_key();
        let at_once = hits.len().div_ceil(2 * rayon::current_num_threads()).max(MANY);
        if hits.len() <= at_once {
            return count(&hits);
        }
        let parts: Vec<Self> = hits.par_chunks(at_once).map(count).collect();
        parts.into_iter().reduce(Self::and).unwrap_or_else(|| count(&[]))
    }

    fn new(map: &'a Map, all: Outcome<'a>, confirmed: Option<Outcome<'a>>, most: usize) -> Self {
        Self {
            first: First::new(most),
            affected: [0; 2],
            map,
            all,
            confirmed,
            totals: Totals::default(),
            agencies: FxHashMap::default(),
            sites: FxHashMap::default(),
            hidden_sites: FxHashSet::default(),
            cases: Vec::new(),
        }
    }

    /// What both have counted.
    fn and(mut self, other: Self) -> Self {
        let (sum, more) = (&mut self.totals, &other.totals);
        sum.unavailable += more.unavailable;
        sum.degraded += more.degraded;
        sum.services += more.services;
        sum.public_services += more.public_services;
        sum.affected_sites += more.affected_sites;
        sum.affected_agencies += more.affected_agencies;
        sum.cases_unknown += more.cases_unknown;
        sum.mtpd_breached += more.mtpd_breached;
        sum.mtpd_undecided += more.mtpd_undecided;
        sum.uncertain += more.uncertain;
        self.cases.extend(other.cases);
        self.first.and(other.first);
        self.affected = [0, 1].map(|at| self.affected[at] + other.affected[at]);
        for (node, more) in other.agencies {
            let agency = self.agencies.entry(node).or_default();
            agency.unavailable += more.unavailable;
            agency.degraded += more.degraded;
            agency.serves |= more.serves;
            more.causes.into_iter().for_each(|cause| agency.add_cause(cause));
        }
        self.hidden_sites.extend(other.hidden_sites);
        for (node, more) in other.sites {
            let site = self.sites.entry(node).or_default();
            site.level = site.level.max(more.level);
            site.services.extend(more.services);
        }
        self
    }

    fn take(&mut self, hit: Hit) {
        let Some(worst) = self.all.worst(hit) else { return };
        let node = self.all.node(hit);
        let seen = Seen { rank: self.map.graph().rank(node), node, hit, worst };
        // All of it is counted, and of what may not be seen nothing else is told.
        self.count(&seen);
        self.affected[0] += 1;
        if self.map.sees(node) {
            self.affected[1] += 1;
            self.first.add(seen);
        }
    }

    /// How many nodes are affected, and how many of them are seen.
    pub(super) fn affected(&self) -> [usize; 2] {
        self.affected
    }

    /// The first affected nodes, as many as were wanted, without those before `offset`.
    pub(super) fn first(&mut self, offset: usize) -> Vec<Seen> {
        self.first.take(offset)
    }

    fn count(&mut self, seen: &Seen) {
        let (map, node, level) = (self.map, seen.node, seen.worst.level);
        let (down, count) = (level == Level::Unavailable, map.stands_for(node));
        let totals = &mut self.totals;
        *if down { &mut totals.unavailable } else { &mut totals.degraded } += count;
        if !is_certain(self.confirmed.as_ref(), node, level) {
            totals.uncertain += count;
        }
        if let Some(mtpd) = map.mtpd(node).filter(|_| down) {
            match outage::longer(&self.all.spans(seen.hit), mtpd.get(), self.all.horizon()) {
                Verdict::Broken(_) => totals.mtpd_breached += count,
                Verdict::Open => totals.mtpd_undecided += count,
                Verdict::Kept => {}
            }
        }
        match map.kind(node) {
            Kind::Service => {
                totals.services += count;
                let cases = map.cases_per_day(node);
                if map.layer(node) == Some(Layer::Public) {
                    totals.public_services += count;
                    totals.cases_unknown += if cases.is_none() { count } else { 0 };
                }
                self.cases.extend(cases.map(|cases| (seen.rank, cases)));
                for site in every_offered_at(map, node) {
                    if map.sees(node) && map.sees(site) {
                        self.sites.entry(site).or_default().services.push((node, level));
                    } else {
                        self.hidden_sites.insert(site);
                    }
                }
            }
            Kind::Site => {
                totals.affected_sites += count;
                if map.sees(node) {
                    self.sites.entry(node).or_default().level = Some(level);
                } else {
                    self.hidden_sites.insert(node);
                }
            }
            Kind::Agency => totals.affected_agencies += count,
        }
        self.count_for_agency(seen, down, count);
    }

    fn count_for_agency(&mut self, seen: &Seen, down: bool, count: u64) {
        let map = self.map;
        let own = map.agency(seen.node);
        let agency = self.agencies.entry(own.unwrap_or(seen.node)).or_default();
        if own.is_some() {
            *if down { &mut agency.unavailable } else { &mut agency.degraded } += count;
        }
        agency.serves |= map.layer(seen.node) == Some(Layer::Public);
        let root = self.all.root_node(&seen.worst);
        let cause = map.agency(root).unwrap_or(root);
        if map.kind(cause) == Kind::Agency {
            agency.add_cause((map.graph().rank(cause), cause));
        }
    }

    /// The totals, once everything is counted.
    pub(super) fn totals(&mut self) -> Totals {
        self.cases.sort_unstable_by_key(|c| c.0);
        self.totals.cases_per_day = self.cases.iter().fold(0.0, |sum, c| sum + c.1);
        let stand_for = |nodes: &mut dyn Iterator<Item = NodeIx>| nodes.map(|n| self.map.stands_for(n)).sum();
        self.totals.agencies = stand_for(&mut self.agencies.keys().copied());
        let hidden = self.hidden_sites.iter().filter(|site| !self.sites.contains_key(site));
        self.totals.sites = stand_for(&mut self.sites.keys().chain(hidden).copied());
        self.totals.districts = self.districts();
        (self.totals.people, self.totals.people_unknown) = self.people();
        self.totals.clone()
    }

    fn districts(&self) -> u64 {
        let agencies = self.agencies.keys().filter(|&&a| self.map.kind(a) == Kind::Agency);
        let districts = agencies.filter_map(|&agency| self.map.area(agency)?.get(..5));
        districts.collect::<FxHashSet<_>>().len() as u64
    }

    /// Inhabitants behind affected public services, where an area inside another one counts once; and of how many
    /// agencies they are not known.
    fn people(&self) -> (Option<u64>, u64) {
        let map = self.map;
        let mut areas: Vec<(&str, Option<u64>)> = Vec::new();
        let (mut people, mut unknown) = (0, 0);
        let serving = self.agencies.iter().filter(|(_, agency)| agency.serves).map(|(&agency, _)| agency);
        for agency in serving.filter(|&agency| map.kind(agency) == Kind::Agency) {
            let inhabitants = map.population(agency);
            match (map.area(agency), inhabitants) {
                (Some(area), _) => areas.push((area, inhabitants)),
                (None, Some(inhabitants)) => people += inhabitants,
                (None, None) => unknown += 1,
            }
        }
        let keys = Municipalities::of(areas.iter().map(|&(area, _)| area));
        let mut areas: Vec<(Cow<'_, str>, Option<u64>)> =
            areas.iter().map(|&(area, inhabitants)| (keys.key(area), inhabitants)).collect();
        // An area comes before those inside it, and of one area the largest count comes first.
        areas.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        let mut around = Cow::Borrowed("");
        for (area, inhabitants) in areas {
            if !around.is_empty() && area.starts_with(&*around) {
                continue;
            }
            match inhabitants {
                Some(0) => {}
                Some(inhabitants) => {
                    people += inhabitants;
                    around = area;
                }
                None => unknown += 1,
            }
        }
        ((people > 0 || unknown == 0).then_some(people), unknown)
    }

    /// The agencies in their order.
    pub(super) fn agencies(&self, limit: usize) -> Order {
        let place = |(&node, a): (&NodeIx, &Agency)| {
            ((Reverse(a.unavailable), Reverse(a.degraded)), self.map.graph().rank(node), node)
        };
        Order::new(self.agencies.iter().map(place).collect(), limit)
    }

    /// The sites in their order.
    pub(super) fn sites(&self, limit: usize) -> Order {
        let place = |(&node, site): (&NodeIx, &Site)| {
            let worst = site.services.iter().map(|s| s.1).max().max(site.level);
            ((Reverse(worst), Reverse(site.services.len())), self.map.graph().rank(node), node)
        };
        Order::new(self.sites.iter().map(place).collect(), limit)
    }

    /// Has what is written of these agencies or sites at hand.
    pub(super) fn fetch(&self, nodes: &[NodeIx]) {
        let services = nodes.iter().filter_map(|node| self.sites.get(node)).flat_map(|site| &site.services);
        self.map.fetch(services.map(|service| service.0));
        self.map.fetch(nodes.iter().copied());
    }

    /// What was counted of one of the agencies.
    pub(super) fn of_agency(&self, node: NodeIx) -> &Agency {
        &self.agencies[&node]
    }

    /// What the agency runs and is not affected.
    pub(super) fn working(&self, node: NodeIx, agency: &Agency) -> u64 {
        self.map.run_by(node).saturating_sub(agency.unavailable + agency.degraded)
    }

    /// The level of one of the sites when it is affected itself, and what is affected there, worst first.
    pub(super) fn at_site(&self, node: NodeIx) -> (Option<Level>, Cow<'_, [AtSite]>) {
        let site = &self.sites[&node];
        let mut services = Cow::from(&site.services[..]);
        // Mostly they are all down. Those of one level stay in the order of their keys.
        if !services.is_sorted_by_key(|service| Reverse(service.1)) {
            services.to_mut().sort_by_key(|service| Reverse(service.1));
        }
        (site.level, services)
    }

    /// One of the agencies.
    pub(super) fn agency(&self, node: NodeIx) -> AgencyImpact<'a> {
        let (map, agency) = (self.map, self.of_agency(node));
        AgencyImpact {
            key: map.key(node),
            name: map.name(node),
            unavailable: agency.unavailable,
            degraded: agency.degraded,
            working: self.working(node, agency),
            causes: agency.causes.iter().take(LISTED).map(|&(_, cause)| map.key(cause)).collect(),
        }
    }

    /// One of the sites.
    pub(super) fn site(&self, node: NodeIx) -> SiteImpact<'a> {
        let map = self.map;
        let (level, services) = self.at_site(node);
        let omitted = services.len().saturating_sub(LISTED) as u64;
        let service = |&(service, level): &(NodeIx, Level)| ServiceAtSite { key: map.key(service), level };
        SiteImpact {
            key: map.key(node),
            name: map.name(node),
            agency: map.agency(node).map(|a| map.key(a)),
            level,
            services: services.iter().take(LISTED).map(service).collect(),
            services_omitted: omitted,
        }
    }
}
