//! The national core, the states, and the data centres with the applications that run in them.

use super::catalogue::{self, PLATFORMS};
use super::plan::{
    For, Plan, REGISTERS, agency, any_of, application, at_least, bund, hosted_at, minutes, on, provider,
    service, site, sorted, state,
};
use model::{DependencySpec, Kind, Layer, Node, NodeSpec, SiteType};

/// Numbers that tell groups apart where streams of random numbers are drawn.
const NATIONAL: usize = 1 << 20;
const PROVIDERS: usize = 2 << 20;
const STATE: usize = 3 << 20;

/// A node and what it needs, before it is completed.
type Draft = (NodeSpec, Vec<DependencySpec>);

impl Plan {
    fn complete(&self, drafts: Vec<Draft>, group: usize) -> Vec<Node> {
        let nodes = drafts.into_iter().enumerate();
        sorted(nodes.map(|(at, (spec, needs))| self.node(spec, needs, [group, at])).collect())
    }

    /// The national core: lines, data centres, sign-in, registers.
    pub(super) fn national(&self, kind: Kind) -> Vec<Node> {
        let drafts = match kind {
            Kind::Agency => vec![(agency("bund", "Bund (synthetisch)".into()), vec![])],
            Kind::Site => (1..=4)
                .map(|i| {
                    let name = format!("Rechenzentrum {i} des Bundes");
                    (site(bund(&format!("rechenzentrum-{i}")), name, SiteType::DataCentre), vec![])
                })
                .collect(),
            Kind::Service => self.national_services(),
        };
        self.complete(drafts, NATIONAL)
    }

    fn national_services(&self) -> Vec<Draft> {
        let cluster = |i: usize| bund(&format!("cluster-{}", i + 1));
        let of = |slug: &str, name: &str, layer| service(bund(slug), name, layer);
        let mut drafts = vec![
            (of("leitung-a", "Weitverkehrsnetz A", Layer::Network), vec![]),
            (of("leitung-b", "Weitverkehrsnetz B", Layer::Network), vec![]),
            (
                of("verbindungsnetz", "Verbindungsnetz", Layer::Network),
                vec![any_of([bund("leitung-a"), bund("leitung-b")])],
            ),
            (
                of("rechenleistung", "Rechenleistung des Bundes", Layer::Infrastructure),
                vec![at_least(2, (0..4).map(cluster))],
            ),
            // Sign-in and names need each other: a circle as it is found in practice.
            (
                of("anmeldung", "Anmeldedienst des Bundes", Layer::Platform),
                vec![on(bund("rechenleistung")), on(bund("namensdienst"))],
            ),
            (
                of("namensdienst", "Namensdienst des Bundes", Layer::Platform),
                vec![on(bund("verbindungsnetz")), on(bund("anmeldung"))],
            ),
        ];
        for i in 0..4 {
            let mut spec = service(cluster(i), format!("Rechnerverbund {}", i + 1), Layer::Infrastructure);
            spec.recovery = minutes(120);
            drafts.push((spec, vec![hosted_at(bund(&format!("rechenzentrum-{}", i + 1)))]));
        }
        let register = |i: usize| bund(&format!("register-{:02}", i + 1));
        for (i, name) in catalogue::REGISTERS.iter().enumerate().take(REGISTERS) {
            let mut dice = self.dice(For::Register, i, 0);
            let first = dice.roll(4);
            let second = (first + 1 + dice.roll(3)) % 4;
            // Every fifth register has no second copy.
            let copies =
                if i % 5 == 4 { on(cluster(first)) } else { any_of([cluster(first), cluster(second)]) };
            let mut needs = vec![copies, on(bund("verbindungsnetz")), on(bund("anmeldung"))];
            if i > 0 && dice.percent(25) {
                needs.push(on(register(dice.roll(i))));
            }
            let mut spec = service(register(i), format!("Register {name}"), Layer::Application);
            spec.recovery = minutes(60);
            drafts.push((spec, needs));
        }
        drafts
    }

    /// A state: its own network and sign-in.
    pub(super) fn state(&self, s: usize, kind: Kind) -> Vec<Node> {
        let drafts = match kind {
            Kind::Agency => {
                let name = super::catalogue::place(&mut self.dice(For::State, s, 0));
                let mut spec = agency(&format!("land-{:02}", s + 1), format!("Land {name}"));
                spec.ars = Some(format!("{:02}", 84 + s));
                vec![(spec, vec![])]
            }
            Kind::Site => vec![],
            Kind::Service => {
                let of = |slug: &str, name: &str, layer| service(state(s, slug), name, layer);
                let cluster = |i: usize| bund(&format!("cluster-{}", i % 4 + 1));
                vec![
                    (of("netz-a", "Landesnetz, Weg A", Layer::Network), vec![on(bund("leitung-a"))]),
                    (of("netz-b", "Landesnetz, Weg B", Layer::Network), vec![on(bund("leitung-b"))]),
                    (
                        of("landesnetz", "Landesnetz", Layer::Network),
                        vec![any_of([state(s, "netz-a"), state(s, "netz-b")])],
                    ),
                    (
                        of("anmeldung", "Anmeldedienst des Landes", Layer::Platform),
                        vec![on(state(s, "landesnetz")), any_of([cluster(s), cluster(s + 1)])],
                    ),
                ]
            }
        };
        self.complete(drafts, STATE + s)
    }

    /// A data centre of towns and districts: two halls, shared services, applications.
    pub(super) fn provider(&self, p: usize, kind: Kind) -> Vec<Node> {
        let drafts = match kind {
            Kind::Agency => {
                let name = super::catalogue::place(&mut self.dice(For::Provider, p, 1));
                let mut spec = agency(&format!("rz-{:02}", p + 1), format!("IT-Zweckverband {name}"));
                let contact = format!("leitstelle@rz-{:02}.example", p + 1);
                spec.contacts = vec![super::local::mailbox("Leitstelle", contact)];
                vec![(spec, vec![])]
            }
            Kind::Site => ['a', 'b'].map(|x| hall(p, x)).into(),
            Kind::Service => {
                let mut drafts: Vec<Draft> = ['a', 'b'].into_iter().flat_map(|x| half(p, x)).collect();
                drafts.extend(self.platforms(p));
                drafts.extend(self.applications_at(p));
                drafts
            }
        };
        self.complete(drafts, PROVIDERS + p)
    }

    fn platforms(&self, p: usize) -> Vec<Draft> {
        let flat = self.flat[p];
        let both = if flat { 2 } else { 1 };
        let of = |slug: &str| provider(p, slug);
        let pair = |slug: &str| ["a", "b"].map(|x| of(&format!("{slug}-{x}")));
        let balancers = || (1..=3).map(|i| of(&format!("verteiler-{i}")));
        let mut drafts: Vec<Draft> = PLATFORMS
            .iter()
            .map(|&(slug, name)| {
                let needs = match slug {
                    "speicher" => vec![at_least(both, pair("speicher"))],
                    "netz" => vec![any_of(pair("anbindung"))],
                    "rechenleistung" => vec![at_least(both, pair("rechner"))],
                    "anmeldung" => vec![on(of("rechenleistung")), on(of("namensdienst")), on(of("speicher"))],
                    "namensdienst" => vec![on(of("netz")), on(of("anmeldung"))],
                    "sicherung" => vec![on(of("speicher"))],
                    "ueberwachung" => vec![on(of("netz")), on(of("anmeldung"))],
                    "portal" => {
                        let own = ["lastverteilung", "netz", "anmeldung"].map(|slug| on(of(slug)));
                        own.into_iter().chain([on(bund("anmeldung"))]).collect()
                    }
                    "zahlung" => vec![on(of("rechenleistung")), on(of("netz"))],
                    "lastverteilung" => vec![at_least(both, balancers())],
                    _ => ["rechenleistung", "speicher", "anmeldung"].map(|slug| on(of(slug))).into(),
                };
                let mut spec = service(of(slug), name, Layer::Platform);
                spec.recovery = minutes(if slug == "anmeldung" { 30 } else { 0 });
                (spec, needs)
            })
            .collect();
        for (i, key) in balancers().enumerate() {
            let rechner = of(if i % 2 == 0 { "rechner-a" } else { "rechner-b" });
            let name = format!("Lastverteiler {}", i + 1);
            drafts.push((service(key, name, Layer::Infrastructure), vec![on(rechner)]));
        }
        drafts
    }

    fn applications_at(&self, p: usize) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for (number, plan) in self.applications.iter().enumerate() {
            let Some(&(_, pinned)) = plan.hosts.iter().find(|h| h.0 == p) else { continue };
            let (key, name) = (application(p, number), catalogue::application(number));
            let part = |what: &str, i: usize| provider(p, &format!("fv-{:03}-{what}-{i}", number + 1));
            let half = |slug: &str, i: usize| on(provider(p, &format!("{slug}-{}", ["a", "b"][i % 2])));
            for i in 1..=3 {
                let spec = service(part("server", i), format!("{name}, Server {i}"), Layer::Infrastructure);
                drafts.push((spec, vec![half("rechner", i + 1)]));
            }
            for i in 1..=2 {
                let mut spec =
                    service(part("datenbank", i), format!("{name}, Datenbank {i}"), Layer::Platform);
                spec.recovery = minutes(45);
                drafts.push((spec, vec![half("rechner", i + 1), half("speicher", i + 1)]));
            }
            let count = if pinned { 2 } else { 1 };
            let mut needs = vec![
                at_least(count, (1..=3).map(|i| part("server", i))),
                at_least(count, (1..=2).map(|i| part("datenbank", i))),
                on(provider(p, "anmeldung")),
                on(provider(p, "lastverteilung")),
            ];
            needs.extend(plan.registers.iter().map(|r| on(bund(&format!("register-{:02}", r + 1)))));
            drafts.push((service(key, name, Layer::Application), needs));
        }
        drafts
    }
}

/// A hall: mains or the emergency generator; batteries bridge half an hour.
fn hall(p: usize, x: char) -> Draft {
    let key = provider(p, &format!("halle-{x}"));
    let mut power = any_of(["strom", "notstrom"].map(|slug| provider(p, &format!("{slug}-{x}"))));
    power.tolerance = minutes(30);
    (site(key, format!("Rechenzentrum, Halle {}", x.to_ascii_uppercase()), SiteType::DataCentre), vec![power])
}

/// What stands in one hall or feeds it.
fn half(p: usize, x: char) -> Vec<Draft> {
    let own = |slug: &str| provider(p, &format!("{slug}-{x}"));
    let of = |slug: &str, name: &str, layer, recovery| {
        let mut spec = service(own(slug), format!("{name} {}", x.to_ascii_uppercase()), layer);
        spec.recovery = minutes(recovery);
        spec
    };
    let line = any_of([bund(&format!("leitung-{x}")), state(p % super::plan::STATES, "landesnetz")]);
    let in_hall = || hosted_at(own("halle"));
    vec![
        (of("strom", "Stromversorgung", Layer::Utility, 0), vec![]),
        (of("notstrom", "Netzersatzanlage", Layer::Utility, 0), vec![]),
        (of("anbindung", "Anbindung", Layer::Network, 15), vec![in_hall(), line]),
        (of("speicher", "Speichersystem", Layer::Infrastructure, 240), vec![in_hall()]),
        (of("rechner", "Rechnerverbund", Layer::Infrastructure, 120), vec![in_hall(), on(own("speicher"))]),
    ]
}
