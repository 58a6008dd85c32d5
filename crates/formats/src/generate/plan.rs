//! What is drawn once for the whole map: who works with which data centre, and what runs where.

use super::Size;
use super::random::{Dice, Skew};
use model::{
    Confirmation, Dependency, DependencySpec, Form, Key, Kind, Layer, Node, NodeSpec, Relation, Seconds,
    SiteType,
};

/// Number of states.
pub(super) const STATES: usize = 16;
/// Number of national registers.
pub(super) const REGISTERS: usize = 20;

/// For what a stream of random numbers is.
#[derive(Clone, Copy)]
pub(super) enum For {
    Provider = 1,
    Application = 2,
    Register = 3,
    District = 4,
    Town = 5,
    Office = 6,
    Part = 7,
    Offer = 8,
    Confirmation = 9,
    State = 10,
}

/// An application: at which data centres it runs, which registers it asks.
pub(super) struct Application {
    /// Data centre, and whether both halves of everything are needed there.
    pub(super) hosts: Vec<(usize, bool)>,
    pub(super) registers: Vec<usize>,
}

/// The central choices.
pub(super) struct Plan {
    pub(super) size: Size,
    seed: u64,
    by_provider: Skew,
    by_application: Skew,
    pub(super) applications: Vec<Application>,
    /// Data centres without real failover.
    pub(super) flat: Vec<bool>,
}

impl Plan {
    pub(super) fn new(size: Size, seed: u64) -> Self {
        let by_provider = Skew::new(size.providers, 3);
        let by_register = Skew::new(REGISTERS, 4);
        let draw = |dice: &mut Dice| {
            let mut hosts: Vec<(usize, bool)> = Vec::new();
            for left in (0..8).rev() {
                let host = by_provider.draw(dice);
                if hosts.iter().all(|h| h.0 != host) {
                    hosts.push((host, dice.percent(15)));
                }
                if left == 0 || dice.percent(40) {
                    break;
                }
            }
            let mut registers = Vec::new();
            for _ in 0..dice.pick(&[0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3]) {
                let register = by_register.draw(dice);
                if !registers.contains(&register) {
                    registers.push(register);
                }
            }
            Application { hosts, registers }
        };
        let stream = |of: For, at: usize| Dice::new(seed, [of as u64, at as u64, 0]);
        Self {
            size,
            seed,
            applications: (0..size.applications).map(|a| draw(&mut stream(For::Application, a))).collect(),
            flat: (0..size.providers).map(|p| stream(For::Provider, p).percent(25)).collect(),
            by_provider,
            by_application: Skew::new(size.applications, 10),
        }
    }

    pub(super) fn dice(&self, of: For, at: usize, part: usize) -> Dice {
        Dice::new(self.seed, [of as u64, at as u64, part as u64])
    }

    pub(super) fn districts(&self) -> usize {
        (self.size.municipalities / 27).max(1)
    }

    /// The state of a district.
    pub(super) fn state_of(&self, district: usize) -> usize {
        district * STATES / self.districts()
    }

    /// The official regional key of a district, five digits; the first two are from 84 to 99.
    pub(super) fn district_area(&self, district: usize) -> String {
        let state = self.state_of(district);
        let first = (state * self.districts()).div_ceil(STATES);
        format!("{:02}{:03}", 84 + state, district - first + 1)
    }

    pub(super) fn provider_of_district(&self, district: usize) -> usize {
        self.by_provider.draw(&mut self.dice(For::District, district, 0))
    }

    pub(super) fn district_of(&self, town: usize) -> usize {
        (town * self.districts() / self.size.municipalities).min(self.districts() - 1)
    }

    /// Most municipalities use the data centre of their district.
    pub(super) fn provider_of_town(&self, town: usize) -> usize {
        let mut dice = self.dice(For::Town, town, 1);
        if dice.percent(80) {
            self.provider_of_district(self.district_of(town))
        } else {
            self.by_provider.draw(&mut dice)
        }
    }

    pub(super) fn draw_application(&self, dice: &mut Dice) -> usize {
        self.by_application.draw(dice)
    }

    /// The data centre at which users of a provider work with an application: its own if it runs there.
    pub(super) fn host_for(&self, application: usize, provider: usize) -> usize {
        let hosts = &self.applications[application].hosts;
        if hosts.iter().any(|h| h.0 == provider) {
            return provider;
        }
        let mut dice = self.dice(For::Application, application, provider + 1);
        hosts[dice.roll(hosts.len())].0
    }

    /// Completes a node: 2 of 100 of its needs are assumed, the others confirmed. It is valid as it is made here.
    pub(super) fn node(&self, mut spec: NodeSpec, needs: Vec<DependencySpec>, at: [usize; 2]) -> Node {
        let mut dice = self.dice(For::Confirmation, at[0], at[1]);
        let needs = needs.into_iter().map(|mut need| {
            need.confirmation = if dice.percent(2) { Confirmation::Assumed } else { Confirmation::Confirmed };
            Dependency::trusted(need)
        });
        spec.needs = needs.collect();
        Node::trusted(spec)
    }
}

/// A key that is made here, and so is valid.
pub(super) fn key(text: &str) -> Key {
    Key::trusted(text)
}

pub(super) fn bund(slug: &str) -> Key {
    key(&format!("bund.{slug}"))
}

pub(super) fn state(number: usize, slug: &str) -> Key {
    key(&format!("land-{:02}.{slug}", number + 1))
}

pub(super) fn provider(number: usize, slug: &str) -> Key {
    key(&format!("rz-{:02}.{slug}", number + 1))
}

pub(super) fn district(number: usize, slug: &str) -> Key {
    key(&format!("kreis-{:04}.{slug}", number + 1))
}

pub(super) fn town(number: usize, slug: &str) -> Key {
    key(&format!("gemeinde-{:05}.{slug}", number + 1))
}

pub(super) fn application(provider: usize, number: usize) -> Key {
    self::provider(provider, &format!("fv-{:03}", number + 1))
}

/// An agency without anything else.
pub(super) fn agency(key: &str, name: String) -> NodeSpec {
    NodeSpec::new(self::key(key), Kind::Agency, name)
}

/// A service without anything else; its key begins with that of its agency.
pub(super) fn service(key: Key, name: impl Into<String>, layer: Layer) -> NodeSpec {
    let agency = agency_of(&key);
    NodeSpec { agency, layer: Some(layer), ..NodeSpec::new(key, Kind::Service, name) }
}

/// A site without anything else; its key begins with that of its agency.
pub(super) fn site(key: Key, name: impl Into<String>, site_type: SiteType) -> NodeSpec {
    let agency = agency_of(&key);
    NodeSpec { agency, site_type: Some(site_type), ..NodeSpec::new(key, Kind::Site, name) }
}

fn agency_of(key: &Key) -> Option<Key> {
    key.as_str().split_once('.').map(|(agency, _)| self::key(agency))
}

pub(super) fn on(provider: Key) -> DependencySpec {
    DependencySpec::new(Form::On, vec![provider])
}

pub(super) fn any_of(providers: impl IntoIterator<Item = Key>) -> DependencySpec {
    DependencySpec::new(Form::AnyOf, providers.into_iter().collect())
}

/// So many of the providers; any of them when one is enough.
pub(super) fn at_least(count: u32, providers: impl IntoIterator<Item = Key>) -> DependencySpec {
    let form = if count == 1 { Form::AnyOf } else { Form::AtLeast(count) };
    DependencySpec::new(form, providers.into_iter().collect())
}

pub(super) fn hosted_at(site: Key) -> DependencySpec {
    DependencySpec { relation: Relation::HostedAt, ..any_of([site]) }
}

pub(super) fn offered_at(sites: Vec<Key>) -> DependencySpec {
    DependencySpec { relation: Relation::OfferedAt, ..DependencySpec::new(Form::SharedBy, sites) }
}

pub(super) fn minutes(count: u32) -> Seconds {
    Seconds::new(count * 60).unwrap_or(Seconds::MAX)
}

/// Nodes of one group in the order of keys.
pub(super) fn sorted(mut nodes: Vec<Node>) -> Vec<Node> {
    nodes.sort_by(|a, b| a.key.cmp(&b.key));
    nodes
}
