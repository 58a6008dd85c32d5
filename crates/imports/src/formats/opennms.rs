//! OpenNMS: business services as its REST interface tells them, JSON or XML.

use crate::common::{agency, enough, foreign};
use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Look, Node, Value, json, xml};
use model::{Fault, Form, Layer, Message, message};

/// OpenNMS business services.
#[derive(Debug)]
pub struct OpenNms;

impl MapFormat for OpenNms {
    fn word(&self) -> &'static str {
        "opennms"
    }

    fn about(&self) -> Message {
        message!("import-about-opennms")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut services, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            match read(file, draft) {
                Ok(list) => services.extend(list.into_iter().map(|s| (Place::file(file.name.clone()), s))),
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        services.iter().for_each(|(place, service)| service.things(place, draft));
        services.iter().for_each(|(place, service)| service.needs(place, draft));
        Ok(())
    }
}

#[derive(Debug, Default)]
struct Service {
    id: String,
    name: String,
    attributes: Vec<(String, String)>,
    reduce: String,
    threshold: Option<f64>,
    edges: Vec<Edge>,
}

#[derive(Debug)]
struct Edge {
    provider: Provider,
    map: String,
    weight: String,
    /// What alarms call it.
    alarms: Vec<String>,
}

#[derive(Debug)]
enum Provider {
    Child(String),
    /// A service of a computer.
    IpService {
        node: String,
        service: String,
        address: Option<String>,
    },
    Application(String),
    /// Only alarms of this name.
    Alarm(String),
}

fn read(file: &File<'_>, draft: &mut Draft) -> Result<Vec<Service>, Fault> {
    let is_xml = file.bytes.iter().find(|byte| !byte.is_ascii_whitespace() && byte.is_ascii()) == Some(&b'<');
    let found: Vec<Service> = if is_xml {
        let tree = xml(file, draft)?;
        let root = tree.root();
        let all =
            if root.name() == "business-service" { vec![root] } else { root.within("business-service") };
        all.into_iter().filter_map(of_xml).collect()
    } else {
        let value = json(file, draft)?;
        let list = match &value {
            Value::Array(list) => list.clone(),
            _ if value.get("business-service").is_some() => value.items("business-service").to_vec(),
            _ => vec![value],
        };
        list.iter().filter_map(of_json).collect()
    };
    // A list of links: each service has to be asked for itself.
    if found.is_empty() {
        Err(foreign(&file.name, "OpenNMS business-service", "id, name"))
    } else {
        Ok(found)
    }
}

fn of_json(value: &Value) -> Option<Service> {
    let edges = |names: [&str; 2]| names.into_iter().flat_map(|name| value.items(name)).collect::<Vec<_>>();
    let mut service = Service {
        id: value.text("id")?,
        name: value.text("name")?,
        reduce: value.text("reduce-function.type").unwrap_or_default(),
        threshold: value.text("reduce-function.properties.threshold").and_then(|t| t.parse().ok()),
        ..Service::default()
    };
    for attribute in value.items("attributes.attribute") {
        service.attributes.extend(attribute.text("key").zip(attribute.text("value")));
    }
    let mut add = |edge: &Value, provider: Option<Provider>| {
        service.edges.extend(provider.map(|provider| Edge {
            provider,
            map: edge.text("map-function.type").unwrap_or_default(),
            weight: edge.text("weight").unwrap_or_default(),
            alarms: edge.texts("reduction-keys").into_iter().chain(edge.text("friendly-name")).collect(),
        }));
    };
    for edge in edges(["child-edges", "child-services"]) {
        add(edge, edge.text("child-id").map(Provider::Child));
    }
    for edge in edges(["ip-service-edges", "ip-services-edges"]) {
        let ip = edge.at("ip-service");
        let ends = ip.text("node-label").zip(ip.text("service-name"));
        add(
            edge,
            ends.map(|(node, service)| Provider::IpService { node, service, address: ip.text("ip-address") }),
        );
    }
    for edge in edges(["application-edges", "applications-edges"]) {
        add(edge, edge.text("application.application-name").map(Provider::Application));
    }
    for edge in edges(["reduction-key-edges", "reduction-keys-edges"]) {
        add(edge, edge.texts("reduction-keys").into_iter().next().map(Provider::Alarm));
    }
    Some(service)
}

fn of_xml(node: Node<'_>) -> Option<Service> {
    let own = |text: Option<&str>| text.map(ToOwned::to_owned);
    let reduce = node.child("reduce-function");
    let property = |of: Node<'_>, name: &str| {
        let entries = of.within("entry");
        let entry = entries.into_iter().find(|entry| entry.text_of("key") == Some(name))?;
        own(entry.text_of("value"))
    };
    let mut service = Service {
        id: own(node.text_of("id"))?,
        name: own(node.text_of("name"))?,
        reduce: reduce.and_then(|r| own(r.text_of("type"))).unwrap_or_default(),
        threshold: reduce.and_then(|r| property(r, "threshold")).and_then(|t| t.parse().ok()),
        ..Service::default()
    };
    for attribute in node.child("attributes").into_iter().flat_map(|all| all.all("attribute")) {
        service.attributes.extend(own(attribute.text_of("key")).zip(own(attribute.text_of("value"))));
    }
    for list in node.children().filter(|list| list.name().ends_with("-edges")) {
        for edge in list.children() {
            let ip = edge.child("ip-service");
            let keys: Vec<String> =
                edge.within("reduction-key").into_iter().filter_map(|key| own(key.text())).collect();
            let provider = match list.name() {
                "child-edges" => own(edge.text_of("child-id")).map(Provider::Child),
                "ip-service-edges" | "ip-services-edges" => ip.and_then(|ip| {
                    let (node, service) =
                        own(ip.text_of("node-label")).zip(own(ip.text_of("service-name")))?;
                    Some(Provider::IpService { node, service, address: own(ip.text_of("ip-address")) })
                }),
                "application-edges" | "applications-edges" => {
                    let application = edge.child("application");
                    application.and_then(|a| own(a.text_of("application-name"))).map(Provider::Application)
                }
                _ => keys.first().cloned().map(Provider::Alarm),
            };
            service.edges.extend(provider.map(|provider| Edge {
                provider,
                map: edge.child("map-function").and_then(|m| own(m.text_of("type"))).unwrap_or_default(),
                weight: own(edge.text_of("weight")).unwrap_or_default(),
                alarms: keys.into_iter().chain(own(edge.text_of("friendly-name"))).collect(),
            }));
        }
    }
    Some(service)
}

impl Service {
    fn id(id: &str) -> String {
        format!("business-service:{id}")
    }

    fn things(&self, place: &Place, draft: &mut Draft) {
        let place = place.at(format_args!("id {}", self.id));
        let attribute = |name: &str| self.attributes.iter().find(|(known, _)| known == name);
        let runs = attribute("agency").map(|(_, value)| agency(draft, value, &place));
        let mut thing =
            Thing::service(Self::id(&self.id), &self.name, Layer::Application, &place).run_by(runs);
        self.attributes.iter().for_each(|(name, value)| thing.label(name, value));
        draft.add(thing);
        for edge in &self.edges {
            edge.things(&place, draft);
        }
    }

    fn needs(&self, place: &Place, draft: &mut Draft) {
        let place = place.at(format_args!("id {}", self.id));
        let weight = |edge: &Edge| edge.weight.clone();
        if self.edges.iter().any(|edge| weight(edge) != weight(&self.edges[0])) {
            draft.tell(What::LeftOut, &place, message!("import-weights", name = &self.name));
        }
        let (mut counted, mut supporting, mut ignored) = (Vec::new(), Vec::new(), Vec::new());
        for edge in &self.edges {
            match edge.map.as_str() {
                "Ignore" => ignored.push(edge.id()),
                "Decrease" => supporting.push(edge.id()),
                "Increase" | "SetTo" => {
                    draft.tell(What::LeftOut, &place, message!("import-propagation", name = &self.name));
                    counted.push(edge.id());
                }
                _ => counted.push(edge.id()),
            }
        }
        let form = match (self.reduce.as_str(), self.threshold) {
            ("Threshold", Some(share)) if counted.len() > 1 && share > 0.0 && share <= 1.0 => {
                // A share of things of which there are few.
                Form::AtLeast(enough(counted.len(), (share * counted.len() as f64).ceil() as usize))
            }
            ("HighestSeverity" | "HighestSeverityAbove" | "", _) => Form::On,
            _ => {
                draft.tell(What::LeftOut, &place, message!("import-status-rules", name = &self.name));
                Form::On
            }
        };
        for (providers, form) in
            [(counted, form), (supporting, Form::SupportedBy), (ignored, Form::InformedBy)]
        {
            if !providers.is_empty() {
                draft.link(Link::of(Self::id(&self.id), providers, Strength::Stated(form), &place));
            }
        }
    }
}

impl Edge {
    fn id(&self) -> String {
        match &self.provider {
            Provider::Child(id) => Service::id(id),
            Provider::IpService { node, service, .. } => format!("ip-service:{node}/{service}"),
            Provider::Application(name) => format!("application:{name}"),
            Provider::Alarm(key) => format!("alarm:{key}"),
        }
    }

    /// What the edge leads to, where it is no business service.
    fn things(&self, place: &Place, draft: &mut Draft) {
        let id = self.id();
        if draft.thing(&id).is_some() {
            return;
        }
        let (name, layer) = match &self.provider {
            Provider::Child(_) => return,
            Provider::IpService { node, service, .. } => (format!("{service} ({node})"), Layer::Platform),
            Provider::Application(name) => (name.clone(), Layer::Application),
            Provider::Alarm(key) => (self.alarms.last().unwrap_or(key).clone(), Layer::Infrastructure),
        };
        let mut thing = Thing::service(id.clone(), &name, layer, place);
        for (at, alarm) in self.alarms.iter().enumerate() {
            thing.label(&if at == 0 { "alarm".to_owned() } else { format!("alarm-{}", at + 1) }, alarm);
        }
        if let Provider::IpService { node, service, address } = &self.provider {
            thing.label("host", node);
            thing.label("service", service);
            thing.label("address", address.as_deref().unwrap_or_default());
            let host = format!("node:{node}");
            if draft.thing(&host).is_none() {
                let mut computer = Thing::service(host.clone(), node, Layer::Infrastructure, place);
                computer.label("host", node);
                draft.add(computer);
            }
            draft.link(Link::of(id, vec![host], Strength::Stated(Form::On), place));
        }
        draft.add(thing);
    }
}
