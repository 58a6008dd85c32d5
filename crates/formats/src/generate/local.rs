//! Districts and municipalities: offices, local information technology, public services.

use super::catalogue::{self, DISTRICT_APPLICATIONS, OFFERS, Offer, PARTS, PartOfCentre};
use super::plan::{
    For, Plan, agency, any_of, application, at_least, district, key, minutes, offered_at, on, provider,
    service, site, sorted, state, town,
};
use super::random::Dice;
use model::{Contact, DependencySpec, Key, Kind, Layer, Node, NodeSpec, SiteType, Workaround};

/// Numbers that tell groups apart where streams of random numbers are drawn.
const TOWNS: usize = 4 << 20;
const DISTRICTS: usize = 5 << 20;

/// The local parts on which services rest: documents, files, database, printing, desks, remote access.
const UNDER_SERVICES: [usize; 6] = [9, 5, 11, 8, 13, 12];

/// A mailbox to write to.
pub(super) fn mailbox(name: &str, email: String) -> Contact {
    Contact { name: Some(name.into()), email: Some(email), ..Contact::default() }
}

fn part(m: usize, at: usize) -> Key {
    town(m, PARTS[at].0)
}

fn office(m: usize, at: usize) -> Key {
    town(m, &format!("buero-{}", at + 1))
}

impl Plan {
    /// A district: its agency, its network and four applications.
    pub(super) fn district(&self, d: usize, kind: Kind) -> Vec<Node> {
        let p = self.provider_of_district(d);
        let own = |slug: &str| district(d, slug);
        let applications = DISTRICT_APPLICATIONS.map(|(slug, _)| own(slug));
        let drafts = match kind {
            Kind::Agency => {
                let name = catalogue::place(&mut self.dice(For::District, d, 1));
                let mut spec = agency(&format!("kreis-{:04}", d + 1), format!("Landkreis {name}"));
                spec.ars = Some(self.district_area(d));
                vec![(spec, vec![at_least(3, applications)])]
            }
            Kind::Site => vec![],
            Kind::Service => {
                let line = any_of([state(self.state_of(d), "landesnetz"), provider(p, "netz")]);
                let mut drafts = vec![(service(own("kreisnetz"), "Kreisnetz", Layer::Network), vec![line])];
                for (i, (slug, name)) in DISTRICT_APPLICATIONS.into_iter().enumerate() {
                    let mut needs = vec![on(own("kreisnetz")), on(provider(p, "rechenleistung"))];
                    if i == 1 {
                        needs.push(on(own(DISTRICT_APPLICATIONS[0].0)));
                    }
                    drafts.push((service(own(slug), name, Layer::Application), needs));
                }
                drafts
            }
        };
        let nodes = drafts.into_iter().enumerate();
        sorted(nodes.map(|(at, (spec, needs))| self.node(spec, needs, [DISTRICTS + d, at])).collect())
    }

    /// A municipality: its agency, its offices, its information technology and what it offers.
    pub(super) fn municipality(&self, m: usize, kind: Kind) -> Vec<Node> {
        let group = TOWNS + m;
        sorted(match kind {
            Kind::Agency => {
                let offices = (0..self.offices(m)).map(|i| office(m, i));
                let needs = vec![any_of(offices), any_of([part(m, 6), part(m, 7)])];
                vec![self.node(self.town_agency(m), needs, [group, 0])]
            }
            Kind::Site => {
                let name = self.town_name(m);
                let of = |i: usize| {
                    let what = if i == 0 { "Rathaus" } else { "Bürgerbüro" };
                    let name = if i < 2 { format!("{what} {name}") } else { format!("{what} {name} {i}") };
                    let needs = vec![on(part(m, 0)), on(part(m, 13))];
                    self.node(site(office(m, i), name, SiteType::Office), needs, [group, 100 + i])
                };
                (0..self.offices(m)).map(of).collect()
            }
            Kind::Service => {
                let parts = PARTS.iter().enumerate().map(|(i, part)| self.part(m, i, part, group));
                let inhabitants = self.population(m);
                let offers = OFFERS.iter().enumerate().take(self.offers(m));
                parts.chain(offers.map(|(i, offer)| self.offer(m, i, offer, inhabitants, group))).collect()
            }
        })
    }

    fn town_name(&self, m: usize) -> String {
        catalogue::place(&mut self.dice(For::Town, m, 2))
    }

    fn population(&self, m: usize) -> u64 {
        catalogue::population(&mut self.dice(For::Town, m, 3))
    }

    fn offices(&self, m: usize) -> usize {
        2 + self.dice(For::Office, m, 0).roll(3)
    }

    fn offers(&self, m: usize) -> usize {
        self.dice(For::Offer, m, 0).around_forty().clamp(12, OFFERS.len())
    }

    fn town_agency(&self, m: usize) -> NodeSpec {
        let (d, own) = (self.district_of(m), format!("gemeinde-{:05}", m + 1));
        let first = (d * self.size.municipalities).div_ceil(self.districts());
        let (area, number) = (self.district_area(d), m - first + 1);
        let population = self.population(m);
        let what = if population < 20_000 { "Gemeinde" } else { "Stadt" };
        let mut spec = agency(&own, format!("{what} {}", self.town_name(m)));
        spec.ars = Some(format!("{area}{:04}{number:03}", 0));
        spec.ags = Some(format!("{area}{number:03}"));
        spec.population = Some(population);
        spec.contacts = vec![mailbox("Notfallstab", format!("notfall@{own}.example"))];
        spec
    }

    /// The local part of that number.
    fn part(&self, m: usize, at: usize, part: &PartOfCentre, group: usize) -> Node {
        let &(slug, name, layer) = part;
        let p = self.provider_of_town(m);
        let own = |at: usize| self::part(m, at);
        let pair = || any_of([own(3), own(4)]);
        let needs = match slug {
            "anbindung" => {
                let line = provider(p, "netz");
                let second_way = self.dice(For::Part, m, 1).percent(50);
                let net = district(self.district_of(m), "kreisnetz");
                vec![if second_way { any_of([net, line]) } else { on(line) }, on(own(0))]
            }
            "verzeichnis" => vec![on(own(0)), any_of([own(3), provider(p, "anmeldung")])],
            "server-1" | "server-2" => vec![on(own(0))],
            "dateien" => vec![pair(), on(own(2))],
            "telefon" => vec![on(own(0)), on(own(1))],
            "mail" => vec![on(own(1)), on(provider(p, "mail"))],
            "drucken" | "arbeitsplaetze" => vec![on(own(0)), on(own(2))],
            "dms" => vec![on(own(5)), on(own(11))],
            "intranet" => vec![on(own(2)), pair()],
            "datenbank" => vec![pair()],
            "fernzugang" => vec![on(own(1)), on(own(2))],
            "kasse" => vec![on(own(1)), on(provider(p, "zahlung"))],
            _ => vec![],
        };
        let mut spec = service(own(at), name, layer);
        spec.recovery = minutes(if layer == Layer::Infrastructure { 20 } else { 0 });
        self.node(spec, needs, [group, 200 + at])
    }

    /// The public service of that number.
    fn offer(&self, m: usize, at: usize, offer: &Offer, inhabitants: u64, group: usize) -> Node {
        let mut dice = self.dice(For::Offer, m, at + 1);
        let mut spec = service(town(m, offer.slug), offer.name, Layer::Public);
        spec.leika = Some(format!("99999{:03}000000", at + 1));
        // Tenths of a case on each of 250 working days, at least one.
        spec.cases_per_day = Some((inhabitants * offer.cases / 25_000).max(1) as f64 / 10.0);
        spec.mtpd = (offer.mtpd > 0).then(|| minutes(offer.mtpd * 60));
        let needs = self.needs_of_offer(m, at, &mut dice);
        self.node(spec, needs, [group, 300 + at])
    }

    fn needs_of_offer(&self, m: usize, at: usize, dice: &mut Dice) -> Vec<DependencySpec> {
        let p = self.provider_of_town(m);
        let mut needs = if dice.percent(30) {
            vec![on(provider(p, "portal")), on(part(m, 1))]
        } else {
            vec![offered_at((0..self.offices(m)).map(|i| office(m, i)).collect())]
        };
        let number = self.draw_application(dice);
        let mut work = on(application(self.host_for(number, p), number));
        if dice.percent(5) {
            let text = dice.pick(&[
                "Papierformular, später nacherfassen",
                "Annahme per Fax",
                "Telefonische Annahme",
            ]);
            let lasts = dice.pick(&[None, Some(2_880), Some(4_320)]).map(minutes);
            work.workaround = Some(Workaround { text: Some(text.into()), lasts });
        }
        needs.push(work);
        let first = dice.roll(6);
        needs.push(on(part(m, UNDER_SERVICES[first])));
        if dice.percent(50) {
            needs.push(on(part(m, UNDER_SERVICES[(first + 1 + dice.roll(5)) % 6])));
        }
        if dice.percent(25) {
            needs.push(on(part(m, 14)));
        }
        if dice.percent(20) {
            needs.push(on(key(&format!("gemeinde-{:05}", m + 1))));
        }
        if at > 0 && dice.percent(10) {
            needs.push(on(town(m, OFFERS[dice.roll(at)].slug)));
        }
        // Some rest on a service of a town nearby, so that circles over several towns come about.
        let other = (m + 1 + dice.roll(20)) % self.size.municipalities;
        if other != m && dice.percent(2) {
            needs.push(on(town(other, OFFERS[dice.roll(self.offers(other))].slug)));
        }
        needs
    }
}
