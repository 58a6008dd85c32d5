//! Kubernetes: rendered manifests. Workloads become services; what they need is read from where they say with whom they
//! speak. Secrets are never looked at.

use crate::common::{foreign, guessed_layer, hosts_in};
use crate::draft::{Draft, Link, Strength, Thing};
use crate::place::Place;
use crate::registry::{File, MapFormat};
use crate::report::What;
use crate::tree::{Look, Value, yaml};
use model::{Fault, Form, Layer, Message, message};
use std::collections::{BTreeMap, BTreeSet};

/// Manifests of Kubernetes.
#[derive(Debug)]
pub struct Kubernetes;

const WORKLOADS: [&str; 7] =
    ["Deployment", "StatefulSet", "DaemonSet", "CronJob", "Job", "ReplicaSet", "Pod"];

impl MapFormat for Kubernetes {
    fn word(&self) -> &'static str {
        "kubernetes"
    }

    fn about(&self) -> Message {
        message!("import-about-kubernetes")
    }

    fn read(&self, files: &[File<'_>], draft: &mut Draft) -> Result<(), Vec<Fault>> {
        let (mut objects, mut faults) = (Vec::new(), Vec::new());
        for file in files {
            match listed(file, draft) {
                Ok(list) => {
                    objects.extend(list.into_iter().map(|o| Object::new(&Place::file(file.name.clone()), o)))
                }
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let cluster = Cluster { objects };
        cluster.things(draft);
        cluster.needs(draft);
        Ok(())
    }
}

fn listed(file: &File<'_>, draft: &mut Draft) -> Result<Vec<Value>, Fault> {
    // A chart is a template: what it makes depends on values.
    if file.bytes.windows(3).any(|at| at == b"{{ " || at == b"{{-") {
        let detail = message!("import-helm");
        return Err(Fault::new(file.name.clone(), "template", detail, message!("import-helm-remedy")));
    }
    let (mut found, mut open) = (Vec::new(), yaml(file, draft)?);
    open.reverse();
    while let Some(document) = open.pop() {
        if document.text("kind").is_some_and(|kind| kind.ends_with("List")) {
            open.extend(document.items("items").iter().rev().cloned());
        } else if document.text("kind").is_some() && document.text("metadata.name").is_some() {
            found.push(document);
        }
    }
    if found.is_empty() { Err(foreign(&file.name, "Kubernetes", "kind, metadata.name")) } else { Ok(found) }
}

struct Object {
    kind: String,
    name: String,
    space: String,
    value: Value,
    place: Place,
}

impl Object {
    fn new(place: &Place, value: Value) -> Self {
        let kind = value.text("kind").unwrap_or_default();
        let name = value.text("metadata.name").unwrap_or_default();
        let space = value.text("metadata.namespace").unwrap_or_else(|| "default".into());
        Self { place: place.at(format_args!("{kind}/{name}")), kind, name, space, value }
    }

    fn id(&self) -> String {
        format!("{}/{}/{}", self.space, self.kind, self.name)
    }

    fn is_workload(&self) -> bool {
        // What a controller makes is shown by the controller.
        WORKLOADS.contains(&self.kind.as_str()) && self.value.items("metadata.ownerReferences").is_empty()
    }

    /// The description of its pods.
    fn pod(&self) -> &Value {
        match self.kind.as_str() {
            "Pod" => &self.value,
            "CronJob" => self.value.at("spec.jobTemplate.spec.template"),
            _ => self.value.at("spec.template"),
        }
    }

    /// Whether its pods bear all these labels.
    fn bears(&self, selector: &Value) -> bool {
        let labels = self.pod().at("metadata.labels");
        let wanted = selector.as_object();
        wanted.is_some_and(|all| {
            !all.is_empty() && all.iter().all(|(name, value)| labels.get(name) == Some(value))
        })
    }
}

struct Cluster {
    objects: Vec<Object>,
}

impl Cluster {
    fn of<'c>(&'c self, kind: &'c str) -> impl Iterator<Item = &'c Object> {
        self.objects.iter().filter(move |object| object.kind == kind)
    }

    fn workloads(&self) -> impl Iterator<Item = &Object> {
        self.objects.iter().filter(|object| object.is_workload())
    }

    /// The ids of what answers under the name of a service.
    fn behind(&self, service: &Object) -> Vec<String> {
        let selector = service.value.at("spec.selector");
        let mut ids: Vec<String> = self
            .workloads()
            .filter(|w| w.space == service.space && w.bears(selector))
            .map(Object::id)
            .collect();
        if ids.is_empty() {
            ids.push(service.id());
        }
        ids
    }

    fn things(&self, draft: &mut Draft) {
        for object in self.workloads() {
            let images: Vec<String> =
                object.pod().items("spec.containers").iter().filter_map(|c| c.text("image")).collect();
            let hint = images.first().and_then(|image| image.rsplit('/').next()).unwrap_or_default();
            let layer = guessed_layer(&format!(
                "{} {}",
                object.name,
                hint.split([':', '@']).next().unwrap_or_default()
            ));
            let mut thing = Thing::service(object.id(), &object.name, layer, &object.place);
            thing.label("namespace", &object.space);
            thing.label("kind", &object.kind);
            let part = ["app.kubernetes.io/part-of"]
                .iter()
                .find_map(|label| object.value.at("metadata.labels").get(*label));
            thing.label("part-of", &part.and_then(|part| part.text("")).unwrap_or_default());
            // Capacity inside one thing, no alternatives.
            thing.label("replicas", &object.value.text("spec.replicas").unwrap_or_default());
            draft.tell(
                What::Flagged,
                &object.place,
                message!("import-layer-guessed", name = &object.name, layer = layer.as_str()),
            );
            draft.add(thing);
        }
        for service in self.of("Service") {
            if self.behind(service) != [service.id()] {
                continue;
            }
            let outside = service.value.text("spec.externalName");
            let name = outside.clone().unwrap_or_else(|| service.name.clone());
            let mut thing = Thing::service(service.id(), &name, guessed_layer(&name), &service.place);
            thing.label("namespace", &service.space);
            draft.tell(What::Flagged, &service.place, message!("import-kubernetes-outside", name = name));
            draft.add(thing);
        }
        for route in
            self.objects.iter().filter(|o| ["Ingress", "HTTPRoute", "Gateway"].contains(&o.kind.as_str()))
        {
            let mut thing = Thing::service(route.id(), &route.name, Layer::Channel, &route.place);
            thing.label("namespace", &route.space);
            draft.add(thing);
        }
        let mut left: BTreeMap<&str, (u32, &Place)> = BTreeMap::new();
        let used = [
            "Service",
            "Ingress",
            "HTTPRoute",
            "Gateway",
            "ConfigMap",
            "PersistentVolumeClaim",
            "NetworkPolicy",
        ];
        for object in self.objects.iter().filter(|o| !o.is_workload() && !used.contains(&o.kind.as_str())) {
            left.entry(&object.kind).or_insert((0, &object.place)).0 += 1;
        }
        for (kind, (count, place)) in left {
            draft.tell(What::LeftOut, place, message!("import-kind-left", kind = kind, count = count));
        }
    }

    fn needs(&self, draft: &mut Draft) {
        let services: BTreeMap<(String, String), Vec<String>> =
            self.of("Service").map(|s| ((s.space.clone(), s.name.clone()), self.behind(s))).collect();
        let answers = |host: &str, space: &str| {
            let mut parts = host.split('.');
            let (name, own) = (parts.next().unwrap_or_default(), parts.next().unwrap_or(space));
            services.get(&(own.to_owned(), name.to_owned())).cloned()
        };
        for object in self.workloads() {
            let id = object.id();
            let mut needs: BTreeMap<Vec<String>, String> = BTreeMap::new();
            for (variable, value) in self.environment(object) {
                for host in hosts_in(&variable, &value) {
                    match answers(host, &object.space) {
                        Some(ids) if !ids.contains(&id) => {
                            needs.entry(ids).or_insert_with(|| variable.clone());
                        }
                        Some(_) => {}
                        // A plain name that is called an address can only be that of a service of the same place.
                        None if !host.contains('.') && variable.ends_with("_ADDR") => {
                            let text = message!("import-no-provider", id = host, dependent = &object.name);
                            draft.tell(What::LeftOut, &object.place, text);
                        }
                        None => {}
                    }
                }
            }
            for (ids, variable) in needs {
                draft.link(Link::of(id.clone(), ids, Strength::Named, &object.place).noted(variable));
            }
            for class in self.storage(object) {
                let storage = format!("storage-class/{class}");
                if draft.thing(&storage).is_none() {
                    draft.add(Thing::service(storage.clone(), &class, Layer::Infrastructure, &object.place));
                }
                draft.link(Link::of(id.clone(), vec![storage], Strength::Stated(Form::On), &object.place));
            }
        }
        for route in self.objects.iter().filter(|o| ["Ingress", "HTTPRoute"].contains(&o.kind.as_str())) {
            let mut seen = BTreeSet::new();
            for name in backends(&route.value) {
                match answers(&name, &route.space) {
                    Some(ids) if seen.insert(ids.clone()) => {
                        draft.link(Link::of(route.id(), ids, Strength::Named, &route.place));
                    }
                    Some(_) => {}
                    None => {
                        let text = message!("import-no-provider", id = name, dependent = &route.name);
                        draft.tell(What::LeftOut, &route.place, text);
                    }
                }
            }
        }
        self.policies(draft);
    }

    /// Allowed is not needed: it only informs.
    fn policies(&self, draft: &mut Draft) {
        for policy in self.of("NetworkPolicy") {
            let from = policy.value.at("spec.podSelector.matchLabels");
            let egress = policy.value.items("spec.egress").iter().flat_map(|rule| rule.items("to"));
            let targets: Vec<&Value> = egress.map(|to| to.at("podSelector.matchLabels")).collect();
            for object in self.workloads().filter(|w| w.space == policy.space && w.bears(from)) {
                let reached = self
                    .workloads()
                    .filter(|w| w.id() != object.id() && targets.iter().any(|to| w.bears(to)));
                for other in reached {
                    let stated = Strength::Stated(Form::InformedBy);
                    draft.link(Link::of(object.id(), vec![other.id()], stated, &policy.place));
                }
            }
        }
    }

    /// Variables, arguments and what is mounted from maps of settings; never from secrets.
    fn environment(&self, object: &Object) -> Vec<(String, String)> {
        let pod = object.pod();
        let mut found = Vec::new();
        let settings =
            |name: &str| self.of("ConfigMap").find(|map| map.space == object.space && map.name == name);
        let mut whole: Vec<String> =
            pod.items("spec.volumes").iter().filter_map(|volume| volume.text("configMap.name")).collect();
        for container in pod.items("spec.containers").iter().chain(pod.items("spec.initContainers")) {
            for entry in container.items("env") {
                let Some(name) = entry.text("name") else { continue };
                let from = entry.at("valueFrom.configMapKeyRef");
                let set = from
                    .text("name")
                    .and_then(|map| settings(&map)?.value.at("data").get(from.text("key")?)?.text(""));
                found.extend(entry.text("value").or(set).map(|value| (name, value)));
            }
            whole.extend(container.items("envFrom").iter().filter_map(|from| from.text("configMapRef.name")));
            let words = container.texts("args").into_iter().chain(container.texts("command"));
            found.extend(words.map(|word| ("args".to_owned(), word)));
        }
        for map in whole.iter().filter_map(|name| settings(name)) {
            let entries = map.value.at("data").as_object().into_iter().flatten();
            found.extend(entries.filter_map(|(name, value)| Some((name.clone(), value.text("")?))));
        }
        found
    }

    fn storage(&self, object: &Object) -> BTreeSet<String> {
        let class = |spec: &Value| spec.text("storageClassName").unwrap_or_else(|| "default".into());
        let mut found: BTreeSet<String> = object
            .value
            .items("spec.volumeClaimTemplates")
            .iter()
            .map(|claim| class(claim.at("spec")))
            .collect();
        for volume in object.pod().items("spec.volumes") {
            let claimed = volume.text("persistentVolumeClaim.claimName");
            let claim = claimed.and_then(|name| {
                self.of("PersistentVolumeClaim").find(|c| c.name == name && c.space == object.space)
            });
            found.extend(claim.map(|claim| class(claim.value.at("spec"))));
        }
        found
    }
}

/// The services that a route leads to.
fn backends(route: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut add =
        |backend: &Value| found.extend(backend.text("service.name").or_else(|| backend.text("serviceName")));
    add(route.at("spec.defaultBackend"));
    for rule in route.items("spec.rules") {
        rule.items("http.paths").iter().for_each(|path| add(path.at("backend")));
    }
    for rule in route.items("spec.rules") {
        found.extend(rule.items("backendRefs").iter().filter_map(|backend| backend.text("name")));
    }
    found
}
