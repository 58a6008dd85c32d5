//! ArchiMate models: the Open Exchange form, the CSV files of Archi (`elements`, `relations`, `properties`) and its own form.

use crate::common::{agency, foreign};
use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Node, text, xml_of};
use model::{Fault, Form, Kind, Layer, Message, Relation, SiteType, message};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// Models in ArchiMate.
#[derive(Debug)]
pub struct ArchiMate;

impl MapFormat for ArchiMate {
    fn word(&self) -> &'static str {
        "archimate"
    }

    fn about(&self) -> Message {
        message!("import-about-archimate")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut model, mut faults) = (Model::default(), Vec::new());
        for file in files {
            if let Err(fault) = model.read(file, draft) {
                faults.push(fault);
            }
        }
        if faults.is_empty() && model.elements.is_empty() {
            let name = files.first().map(|file| file.name.as_str()).unwrap_or_default();
            faults.push(foreign(name, "ArchiMate", "elements"));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        model.things(draft);
        model.links(draft);
        Ok(())
    }
}

#[derive(Debug)]
struct Element {
    kind: String,
    name: String,
    documentation: Option<String>,
    properties: Vec<(String, String)>,
    place: Place,
}

#[derive(Debug)]
struct Relationship {
    id: String,
    kind: String,
    source: String,
    target: String,
    /// Of an access: whether it only writes.
    writes: bool,
    place: Place,
}

#[derive(Debug, Default)]
struct Model {
    elements: BTreeMap<String, Element>,
    relationships: Vec<Relationship>,
}

/// Largest model inside a package.
const MAX_INFLATED: u64 = 256 << 20;

impl Model {
    fn read(&mut self, file: &File<'_>, draft: &mut Draft) -> Result<(), Fault> {
        if file.bytes.starts_with(b"PK") {
            let inner = unpacked(file)?;
            return self.read(&File { name: file.name.clone(), bytes: inner.into() }, draft);
        }
        let text = text(file, draft)?;
        if text.trim_start().starts_with('<') {
            let tree = xml_of(&text).map_err(|why| broken(file, why))?;
            return self.of_xml(file, tree.root());
        }
        self.of_csv(file, &text)
    }

    fn of_xml(&mut self, file: &File<'_>, root: Node<'_>) -> Result<(), Fault> {
        if root.name() != "model" {
            return Err(foreign(&file.name, "ArchiMate", "model"));
        }
        let place = Place::file(file.name.clone());
        let definitions: BTreeMap<&str, &str> = root
            .within("propertyDefinition")
            .into_iter()
            .filter_map(|d| Some((d.attribute("identifier")?, d.text_of("name").or(d.attribute("name"))?)))
            .collect();
        for element in root.within("element") {
            let id = element.attribute("identifier").or(element.attribute("id"));
            let (Some(id), Some(kind)) = (id, element.attribute("type")) else { continue };
            let kind = kind.rsplit(':').next().unwrap_or(kind);
            // In the own form of Archi relations stand among the elements.
            if let Some(of) = kind.strip_suffix("Relationship") {
                let access = element.attribute("accessType").unwrap_or("0");
                self.relate(
                    &place,
                    id,
                    of,
                    element.attribute("source"),
                    element.attribute("target"),
                    access != "1" && access != "3",
                );
                continue;
            }
            let junction = element
                .attribute("type")
                .filter(|_| kind == "Junction")
                .and(element.attribute("junctionType"));
            let name = element
                .text_of("name")
                .or(element.text_of("label"))
                .or(element.attribute("name"))
                .unwrap_or(id);
            let properties = element.within("property").into_iter().filter_map(|property| {
                let name =
                    property.attribute("propertyDefinitionRef").or(property.attribute("identifierref"));
                let name = name.and_then(|id| definitions.get(id).copied()).or(property.attribute("key"))?;
                Some((name.to_owned(), property.text_of("value").or(property.attribute("value"))?.to_owned()))
            });
            let found = Element {
                kind: junction.map_or_else(|| kind.to_owned(), |of| format!("{of}Junction")),
                name: name.to_owned(),
                documentation: element.text_of("documentation").map(ToOwned::to_owned),
                properties: properties.collect(),
                place: place.at(id),
            };
            self.elements.insert(id.to_owned(), found);
        }
        for relation in root.within("relationship") {
            let id = relation.attribute("identifier").unwrap_or_default();
            let kind = relation.attribute("type").unwrap_or_default();
            let kind = kind.rsplit(':').next().unwrap_or(kind).trim_end_matches("Relationship");
            let writes = relation.attribute("accessType").is_some_and(|access| access == "Write");
            self.relate(&place, id, kind, relation.attribute("source"), relation.attribute("target"), writes);
        }
        Ok(())
    }

    fn relate(
        &mut self,
        place: &Place,
        id: &str,
        kind: &str,
        source: Option<&str>,
        target: Option<&str>,
        writes: bool,
    ) {
        self.relationships.extend(source.zip(target).map(|(source, target)| Relationship {
            id: id.to_owned(),
            kind: kind.to_owned(),
            source: source.to_owned(),
            target: target.to_owned(),
            writes: writes && kind == "Access",
            place: place.at(id),
        }));
    }

    /// One of the files that Archi writes, known by its heads.
    fn of_csv(&mut self, file: &File<'_>, text: &str) -> Result<(), Fault> {
        let separator = [b',', b';', b'\t']
            .into_iter()
            .max_by_key(|&s| text.lines().next().unwrap_or_default().bytes().filter(|&b| b == s).count());
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator.unwrap_or(b','))
            .flexible(true)
            .from_reader(text.as_bytes());
        let heads: Vec<String> = reader
            .headers()
            .map_err(|error| broken(file, error))?
            .iter()
            .map(|h| h.trim().to_owned())
            .collect();
        let at = |name: &str| heads.iter().position(|head| head.eq_ignore_ascii_case(name));
        let place = Place::file(file.name.clone());
        let (Some(id), kind, name) = (at("ID"), at("Type"), at("Name")) else {
            return Err(foreign(&file.name, "Archi", "ID, Type, Name"));
        };
        for record in reader.records() {
            let record = record.map_err(|error| broken(file, error))?;
            let get = |column: Option<usize>| {
                column.and_then(|at| record.get(at)).unwrap_or_default().trim().to_owned()
            };
            let id = get(Some(id));
            match (at("Source").zip(at("Target")), at("Key").zip(at("Value"))) {
                (Some((source, target)), _) => {
                    let kind = get(kind);
                    self.relate(
                        &place,
                        &id,
                        kind.trim_end_matches("Relationship"),
                        Some(&get(Some(source))),
                        Some(&get(Some(target))),
                        false,
                    );
                }
                (_, Some((key, value))) => {
                    if let Some(element) = self.elements.get_mut(&id) {
                        element.properties.push((get(Some(key)), get(Some(value))));
                    }
                }
                _ if get(kind) == "ArchimateModel" => {}
                _ => {
                    let documentation = Some(get(at("Documentation"))).filter(|text| !text.is_empty());
                    let (kind, name) = (get(kind), get(name));
                    let element =
                        Element { kind, name, documentation, properties: Vec::new(), place: place.at(&id) };
                    self.elements.insert(id, element);
                }
            }
        }
        Ok(())
    }

    fn things(&self, draft: &mut Draft) {
        let offers: BTreeSet<&str> = self
            .relationships
            .iter()
            .filter(|r| r.kind.starts_with("Reali") && self.kind(&r.target) == "BusinessService")
            .map(|r| r.source.as_str())
            .collect();
        let mut left: BTreeMap<&str, (u32, &Place)> = BTreeMap::new();
        for (id, element) in &self.elements {
            if element.kind.ends_with("Junction") {
                continue;
            }
            let Some(becomes) = becomes(&element.kind, offers.contains(id.as_str())) else {
                left.entry(&element.kind).or_insert((0, &element.place)).0 += 1;
                continue;
            };
            element.thing(id, becomes, draft);
        }
        for (kind, (count, place)) in left {
            draft.tell(What::LeftOut, place, message!("import-kind-left", kind = kind, count = count));
        }
    }

    fn kind(&self, id: &str) -> &str {
        self.elements.get(id).map(|element| element.kind.as_str()).unwrap_or_default()
    }

    fn links(&self, draft: &mut Draft) {
        let mut through: BTreeMap<&str, (Vec<&Relationship>, Vec<&Relationship>)> = BTreeMap::new();
        for relation in &self.relationships {
            let (source, target) = (relation.source.as_str(), relation.target.as_str());
            let known = |id| self.elements.contains_key(id);
            if !known(source) || !known(target) {
                draft.tell(
                    What::LeftOut,
                    &relation.place,
                    message!("import-archimate-end", id = &relation.id),
                );
                continue;
            }
            let (from, to) =
                (self.kind(source).ends_with("Junction"), self.kind(target).ends_with("Junction"));
            match (from, to) {
                (true, true) => {
                    draft.tell(
                        What::LeftOut,
                        &relation.place,
                        message!("import-archimate-end", id = &relation.id),
                    );
                }
                (true, false) => through.entry(source).or_default().1.push(relation),
                (false, true) => through.entry(target).or_default().0.push(relation),
                (false, false) => relation.link(&[source], &[target], Form::On, draft),
            }
        }
        for (junction, (ins, outs)) in through {
            let form = if self.kind(junction).starts_with(['O', 'o']) { Form::AnyOf } else { Form::On };
            let sources: Vec<&str> = ins.iter().map(|r| r.source.as_str()).collect();
            let targets: Vec<&str> = outs.iter().map(|r| r.target.as_str()).collect();
            if let Some(relation) = outs.first().or(ins.first()) {
                relation.link(&sources, &targets, form, draft);
            }
        }
    }
}

/// What an element becomes.
#[derive(Debug, Clone, Copy)]
enum Becomes {
    Service(Layer),
    Site(SiteType),
    /// An agency, unless people say otherwise of all of this type.
    Agency,
}

fn becomes(kind: &str, offers: bool) -> Option<Becomes> {
    Some(match kind {
        "BusinessActor" | "BusinessRole" => Becomes::Agency,
        "BusinessService" | "Product" => Becomes::Service(Layer::Public),
        "BusinessProcess" | "BusinessFunction" | "BusinessInteraction" if offers => {
            Becomes::Service(Layer::Public)
        }
        "BusinessInterface" => Becomes::Service(Layer::Channel),
        "BusinessProcess" | "BusinessFunction" | "BusinessInteraction" | "BusinessCollaboration" => {
            Becomes::Service(Layer::Application)
        }
        _ if kind.starts_with("Application") => Becomes::Service(Layer::Application),
        "SystemSoftware" | "DataObject" | "Artifact" => Becomes::Service(Layer::Platform),
        "Node" | "Device" => Becomes::Service(Layer::Infrastructure),
        "CommunicationNetwork" | "Path" | "Network" | "CommunicationPath" => Becomes::Service(Layer::Network),
        _ if kind.starts_with("Technology") || kind.starts_with("Infrastructure") => {
            Becomes::Service(Layer::Platform)
        }
        "Equipment" | "DistributionNetwork" => Becomes::Service(Layer::Utility),
        "Facility" => Becomes::Site(SiteType::Building),
        "Location" => Becomes::Site(SiteType::Other),
        _ => return None,
    })
}

impl Element {
    fn thing(&self, id: &str, becomes: Becomes, draft: &mut Draft) {
        let mut thing = match becomes {
            Becomes::Service(layer) => Thing::service(id, &self.name, layer, &self.place),
            Becomes::Site(of) => Thing::site(id, &self.name, of, &self.place),
            Becomes::Agency => {
                let text = || message!("import-ask-archimate-actor", kind = &self.kind);
                let choices = [
                    ("agency", message!("import-answer-agency")),
                    ("nothing", message!("import-answer-nothing")),
                ];
                if draft.ask("actor", &self.kind, &self.place, text, &choices) != "agency" {
                    draft.tell(
                        What::LeftOut,
                        &self.place,
                        message!("import-kind-left", kind = &self.kind, count = 1_u32),
                    );
                    return;
                }
                Thing::agency(id, &self.name, &self.place)
            }
        };
        thing.spec.description = self.documentation.clone();
        for (name, value) in &self.properties {
            match name.to_lowercase().as_str() {
                "agency" | "behörde" | "betreiber" | "owner" if thing.spec.kind != Kind::Agency => {
                    thing.agency = Some(agency(draft, value, &self.place));
                }
                _ => thing.label(name, value),
            }
        }
        draft.add(thing);
    }
}

/// Which end of a relation needs the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    TargetSource(Form),
    SourceTarget(Form),
    Nothing,
}

impl Relationship {
    fn needs(&self, technical: bool, draft: &mut Draft) -> Needs {
        let ask =
            |draft: &mut Draft, topic: &str, subject: &str, text: Message, choices: [&'static str; 2]| {
                let words = choices.map(|word| match word {
                    "needs" => (word, message!("import-answer-needs")),
                    "informs" => (word, message!("import-answer-informs")),
                    _ => (word, message!("import-answer-nothing")),
                });
                draft.ask(topic, subject, &self.place, || text, &words)
            };
        match self.kind.as_str() {
            "Serving" | "UsedBy" | "Realization" | "Realisation" | "Assignment" => {
                Needs::TargetSource(Form::On)
            }
            "Access" if self.writes => Needs::SourceTarget(Form::InformedBy),
            "Access" => Needs::SourceTarget(Form::On),
            "Composition" | "Aggregation" => {
                let subject = if technical { "technical" } else { "other" };
                let text = if technical {
                    message!("import-ask-parts-technical")
                } else {
                    message!("import-ask-parts")
                };
                let choices = if technical { ["needs", "nothing"] } else { ["nothing", "needs"] };
                match ask(draft, "parts", subject, text, choices) {
                    "needs" => Needs::SourceTarget(Form::On),
                    _ => Needs::Nothing,
                }
            }
            "Triggering" | "Flow" => match ask(
                draft,
                "flow",
                &self.kind,
                message!("import-ask-flow", kind = &self.kind),
                ["informs", "needs"],
            ) {
                "needs" => Needs::TargetSource(Form::On),
                _ => Needs::TargetSource(Form::InformedBy),
            },
            _ => Needs::Nothing,
        }
    }

    fn link(&self, sources: &[&str], targets: &[&str], form: Form, draft: &mut Draft) {
        let technical = |draft: &Draft, id: &&str| {
            draft
                .thing(id)
                .is_some_and(|thing| thing.spec.layer.is_some_and(|layer| layer >= Layer::Platform))
        };
        let both = sources.iter().chain(targets).all(|id| technical(draft, id));
        let (dependents, providers, own) = match self.needs(both, draft) {
            Needs::TargetSource(own) => (targets, sources, own),
            Needs::SourceTarget(own) => (sources, targets, own),
            Needs::Nothing => {
                draft.tell(What::LeftOut, &self.place, message!("import-archimate-left", kind = &self.kind));
                return;
            }
        };
        let kind = |draft: &Draft, id: &str| draft.thing(id).map(|thing| thing.spec.kind);
        for dependent in dependents {
            let of = |wanted: Kind| {
                providers
                    .iter()
                    .copied()
                    .filter(move |_| true)
                    .filter(|id| kind(draft, id) == Some(wanted))
                    .map(ToOwned::to_owned)
                    .collect::<Vec<String>>()
            };
            let (services, sites, agencies) = (of(Kind::Service), of(Kind::Site), of(Kind::Agency));
            let form = if services.len() > 1 && own == Form::On { form } else { own };
            let stated = Strength::Stated(form);
            match kind(draft, dependent) {
                Some(Kind::Agency) => services.into_iter().for_each(|service| {
                    let link = Link::of(*dependent, vec![service], Strength::Stated(Form::On), &self.place);
                    draft.link(Link { relation: Relation::Consumes, ..link });
                }),
                Some(Kind::Site) => {
                    let all: Vec<String> = sites.into_iter().chain(services).collect();
                    if !all.is_empty() {
                        draft.link(Link::of(*dependent, all, stated, &self.place));
                    }
                }
                Some(Kind::Service) => {
                    // One "needs" would ask whether one can stand in for the other; and the model has an element for that.
                    if form == Form::AnyOf {
                        draft.link(Link::of(*dependent, services, stated, &self.place));
                    } else {
                        services.into_iter().for_each(|service| {
                            let named = if own == Form::On { Strength::Named } else { stated };
                            draft.link(Link::of(*dependent, vec![service], named, &self.place));
                        });
                    }
                    sites
                        .into_iter()
                        .for_each(|site| draft.link(Link::hosted_at(*dependent, site, &self.place)));
                    self.run_by(dependent, &agencies, draft);
                }
                None => {}
            }
        }
    }

    /// Who is assigned to something runs it; the first one, when there are several.
    fn run_by(&self, service: &str, agencies: &[String], draft: &mut Draft) {
        for agency in agencies {
            let runs =
                self.kind == "Assignment" && draft.thing(service).is_some_and(|thing| thing.agency.is_none());
            if runs && let Some(thing) = draft.thing_mut(service) {
                thing.agency = Some(agency.clone());
            } else {
                draft.tell(What::LeftOut, &self.place, message!("import-archimate-left", kind = &self.kind));
            }
        }
    }
}

fn broken(file: &File<'_>, why: impl ToString) -> Fault {
    let detail = message!("import-broken", form = "ArchiMate", why = why.to_string());
    Fault::new(file.name.clone(), "broken-file", detail, message!("import-broken-remedy", form = "ArchiMate"))
}

/// The model in a package that Archi writes when there are pictures in it.
fn unpacked(file: &File<'_>) -> Result<Vec<u8>, Fault> {
    let mut archive =
        zip::ZipArchive::new(std::io::Cursor::new(&*file.bytes)).map_err(|error| broken(file, error))?;
    let part = archive.by_name("model.xml").map_err(|error| broken(file, error))?;
    let mut inner = Vec::new();
    part.take(MAX_INFLATED + 1).read_to_end(&mut inner).map_err(|error| broken(file, error))?;
    if inner.len() as u64 > MAX_INFLATED || inner.starts_with(b"PK") {
        let detail = message!("import-bomb", max = MAX_INFLATED);
        return Err(Fault::new(file.name.clone(), "inflates-too-much", detail, message!("import-split")));
    }
    Ok(inner)
}
