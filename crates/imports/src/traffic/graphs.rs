//! Graphs of services that other tools have drawn already: from traces and from a service mesh.

use super::watch::{Seen, Watch};
use super::{TrafficFormat, document, foreign};
use crate::tree::{Look, Value};
use model::{Fault, Message, message};
use std::collections::BTreeMap;
use std::io::BufRead;

fn count(of: &Value, path: &str) -> u64 {
    // A rate or a sum of increases is no whole number.
    of.text(path).and_then(|count| count.parse::<f64>().ok()).map_or(1, |count| count.round().max(0.0) as u64)
}

/// `traces_service_graph_request_total` of OpenTelemetry, asked of Prometheus.
#[derive(Debug)]
pub(super) struct ServiceGraph;

impl TrafficFormat for ServiceGraph {
    fn word(&self) -> &'static str {
        "service-graph"
    }

    fn about(&self) -> Message {
        message!("traffic-about-service-graph")
    }

    fn read(&self, file: &str, input: &mut dyn BufRead, watch: &mut Watch) -> Result<(), Fault> {
        let answer = document(file, "Prometheus", input)?;
        if answer.at("data.result").as_array().is_none() {
            return Err(foreign(file, "Prometheus", "data.result"));
        }
        for series in answer.items("data.result") {
            let of = |label: &str| series.text(&format!("metric.{label}")).unwrap_or_default();
            let values = series.items("values");
            let value = series.items("value").get(1).or_else(|| values.last()?.items("").get(1));
            let calls = value.map_or(0, |value| count(value, ""));
            let at = series.items("value").first().and_then(|at| at.as_f64()).map(|at| at as i64);
            if calls == 0 {
                watch.drop("unnamed");
                continue;
            }
            let message = of("connection_type") == "messaging_system";
            watch.see(Seen {
                client: &of("client"),
                server: &of("server"),
                count: calls,
                at,
                message,
                ..Seen::default()
            });
        }
        Ok(())
    }
}

/// Links of Jaeger.
#[derive(Debug)]
pub(super) struct Jaeger;

impl TrafficFormat for Jaeger {
    fn word(&self) -> &'static str {
        "jaeger"
    }

    fn about(&self) -> Message {
        message!("traffic-about-jaeger")
    }

    fn read(&self, file: &str, input: &mut dyn BufRead, watch: &mut Watch) -> Result<(), Fault> {
        let answer = document(file, "Jaeger", input)?;
        if !answer.at("data").is_array() {
            return Err(foreign(file, "Jaeger", "data"));
        }
        links(answer.items("data"), watch);
        Ok(())
    }
}

/// Links of Zipkin.
#[derive(Debug)]
pub(super) struct Zipkin;

impl TrafficFormat for Zipkin {
    fn word(&self) -> &'static str {
        "zipkin"
    }

    fn about(&self) -> Message {
        message!("traffic-about-zipkin")
    }

    fn read(&self, file: &str, input: &mut dyn BufRead, watch: &mut Watch) -> Result<(), Fault> {
        let answer = document(file, "Zipkin", input)?;
        if !answer.is_array() {
            return Err(foreign(file, "Zipkin", "[{parent, child}]"));
        }
        links(answer.items(""), watch);
        Ok(())
    }
}

fn links(list: &[Value], watch: &mut Watch) {
    for link in list {
        let (client, server) =
            (link.text("parent").unwrap_or_default(), link.text("child").unwrap_or_default());
        watch.see(Seen {
            client: &client,
            server: &server,
            count: count(link, "callCount"),
            ..Seen::default()
        });
    }
}

/// Graphs of Kiali.
#[derive(Debug)]
pub(super) struct Kiali;

impl TrafficFormat for Kiali {
    fn word(&self) -> &'static str {
        "kiali"
    }

    fn about(&self) -> Message {
        message!("traffic-about-kiali")
    }

    fn read(&self, file: &str, input: &mut dyn BufRead, watch: &mut Watch) -> Result<(), Fault> {
        let graph = document(file, "Kiali", input)?;
        if !graph.at("elements.nodes").is_array() {
            return Err(foreign(file, "Kiali", "elements.nodes"));
        }
        let mut names: BTreeMap<String, Option<String>> = BTreeMap::new();
        for node in graph.items("elements.nodes") {
            let data = node.at("data");
            let name =
                ["workload", "app", "service", "aggregateValue"].iter().find_map(|name| data.text(name));
            let real = !["box", "unknown"].contains(&data.text("nodeType").unwrap_or_default().as_str());
            let name = name.filter(|name| real && name != "unknown");
            names.insert(data.text("id").unwrap_or_default(), name);
        }
        let at = graph.text("timestamp").and_then(|at| at.parse().ok());
        for edge in graph.items("elements.edges") {
            let data = edge.at("data");
            let end = |name: &str| data.text(name).and_then(|id| names.get(&id)?.clone()).unwrap_or_default();
            let idle = data.at("traffic.rates").as_object().is_some_and(|rates| rates.is_empty())
                && data.text("isIdle").is_some();
            if idle {
                watch.drop("refused");
                continue;
            }
            watch.see(Seen {
                client: &end("source"),
                server: &end("target"),
                count: 1,
                at,
                ..Seen::default()
            });
        }
        Ok(())
    }
}
