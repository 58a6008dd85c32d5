//! Flows that were seen on the wire: Hubble, Zeek, NetFlow and IPFIX by nfdump.

use super::watch::{Seen, Watch};
use super::{TrafficFormat, foreign, lines};
use crate::tree::{Look, Value};
use model::{Fault, Message, message};
use std::collections::HashMap;
use std::io::BufRead;

/// Flows of Hubble, one object a line.
#[derive(Debug)]
pub(super) struct Hubble;

impl TrafficFormat for Hubble {
    fn word(&self) -> &'static str {
        "hubble"
    }

    fn about(&self) -> Message {
        message!("traffic-about-hubble")
    }

    fn read(&self, file: &str, input: &mut dyn BufRead, watch: &mut Watch) -> Result<(), Fault> {
        let mut found = false;
        lines(file, "Hubble", input, |line| {
            let Ok(line) = serde_json::from_str::<Value>(line) else {
                if !line.trim().is_empty() {
                    watch.drop("bad");
                }
                return;
            };
            let flow = if line.get("flow").is_some() { line.at("flow") } else { &line };
            if flow.text("verdict").is_none() {
                return;
            }
            found = true;
            let reply =
                flow.text("is_reply").or_else(|| flow.text("reply")).is_some_and(|reply| reply == "true");
            if reply {
                return watch.drop("reply");
            }
            if flow.text("verdict").is_some_and(|verdict| verdict != "FORWARDED") {
                return watch.drop("refused");
            }
            let (client, server) = (peer(flow, "source"), peer(flow, "destination"));
            let port = ["TCP", "UDP"].iter().find_map(|l4| flow.text(&format!("l4.{l4}.destination_port")));
            watch.see(Seen {
                client: &client,
                server: &server,
                port: port.and_then(|port| port.parse().ok()),
                count: 1,
                at: flow.text("time").or_else(|| line.text("time")).and_then(|time| seconds(&time)),
                message: false,
            });
        })?;
        if found { Ok(()) } else { Err(foreign(file, "Hubble", "flow, verdict")) }
    }
}

/// A workload, and not one of its pods; else the address, for those outside of the cluster.
fn peer(flow: &Value, end: &str) -> String {
    let of = flow.at(end);
    let reserved =
        of.texts("labels").iter().any(|label| label.starts_with("reserved:") && label != "reserved:world");
    let workload = of.items("workloads").first().and_then(|workload| workload.text("name"));
    let app = || {
        let label = of.texts("labels").into_iter().find(|label| label.starts_with("k8s:app="));
        label.and_then(|label| label.split_once('=').map(|(_, app)| app.to_owned()))
    };
    if reserved {
        return String::new();
    }
    workload.or_else(app).or_else(|| flow.text(&format!("IP.{end}"))).unwrap_or_default()
}

/// `2024-11-19T07:06:41.1Z` or `2024-11-19 07:06:41` in seconds since 1970; without a zone as it stands.
fn seconds(text: &str) -> Option<i64> {
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(at.as_second());
    }
    let local = text.parse::<jiff::civil::DateTime>().ok()?;
    local.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|at| at.timestamp().as_second())
}

/// `conn.log` of Zeek, with tabs or as JSON.
#[derive(Debug)]
pub(super) struct Zeek;

/// States of connections that came about.
const CONNECTED: [&str; 6] = ["SF", "S1", "S2", "S3", "RSTO", "RSTR"];

impl TrafficFormat for Zeek {
    fn word(&self) -> &'static str {
        "zeek"
    }

    fn about(&self) -> Message {
        message!("traffic-about-zeek")
    }

    fn read(&self, file: &str, input: &mut dyn BufRead, watch: &mut Watch) -> Result<(), Fault> {
        let (mut fields, mut found): (HashMap<String, usize>, bool) = (HashMap::new(), false);
        lines(file, "Zeek", input, |line| {
            if let Some(names) = line.strip_prefix("#fields\t") {
                fields = names.split('\t').enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
                return;
            }
            if line.is_empty() || line.starts_with('#') {
                return;
            }
            let object = line.starts_with('{').then(|| serde_json::from_str::<Value>(line).ok()).flatten();
            let cells: Vec<&str> = if object.is_some() { Vec::new() } else { line.split('\t').collect() };
            let get = |name: &str| match &object {
                // The names have dots in them.
                Some(object) => object.get(name).and_then(|value| value.text("")),
                None => fields.get(name).and_then(|&at| cells.get(at)).map(|cell| (*cell).to_owned()),
            };
            let (Some(client), Some(server)) = (get("id.orig_h"), get("id.resp_h")) else {
                return watch.drop("bad");
            };
            found = true;
            if !get("conn_state").is_some_and(|state| CONNECTED.contains(&state.as_str())) {
                return watch.drop("refused");
            }
            watch.see(Seen {
                client: &client,
                server: &server,
                port: get("id.resp_p").and_then(|port| port.parse().ok()),
                count: 1,
                at: get("ts").and_then(|ts| ts.parse::<f64>().ok()).map(|ts| ts as i64),
                message: false,
            });
        })?;
        if found { Ok(()) } else { Err(foreign(file, "Zeek conn.log", "id.orig_h, id.resp_h")) }
    }
}

/// What `nfdump -o csv` prints.
#[derive(Debug)]
pub(super) struct Nfdump;

impl TrafficFormat for Nfdump {
    fn word(&self) -> &'static str {
        "nfdump"
    }

    fn about(&self) -> Message {
        message!("traffic-about-nfdump")
    }

    fn read(&self, file: &str, input: &mut dyn BufRead, watch: &mut Watch) -> Result<(), Fault> {
        let (mut columns, mut ended): (HashMap<String, usize>, bool) = (HashMap::new(), false);
        lines(file, "nfdump", input, |line| {
            if columns.is_empty() {
                let names = line.split(',').enumerate().map(|(at, name)| (name.trim().to_owned(), at));
                columns = names.collect();
                return;
            }
            ended |= line == "Summary";
            if ended || line.is_empty() {
                return;
            }
            // Addresses, ports and flags stand before anything that could hold a comma.
            let cells: Vec<&str> = line.splitn(64, ',').map(str::trim).collect();
            let get =
                |names: [&str; 2]| names.iter().find_map(|name| cells.get(*columns.get(*name)?)).copied();
            let port = |names: [&str; 2]| get(names).and_then(|port| port.parse::<u16>().ok());
            let (Some(from), Some(to)) = (get(["sa", "srcAddr"]), get(["da", "dstAddr"])) else {
                return watch.drop("bad");
            };
            let (sp, dp) = (port(["sp", "srcPort"]), port(["dp", "dstPort"]));
            let flags = get(["flg", "flags"]).unwrap_or_default();
            let tcp = get(["pr", "proto"]).is_some_and(|proto| proto == "TCP" || proto == "6");
            // A try that nobody took, or that was turned away.
            let tried = !flags.contains('A') && flags.contains('S')
                || flags.contains('R') && !flags.contains('P') && !flags.contains('F');
            if tcp && tried {
                return watch.drop("refused");
            }
            // One line for each way: the lower port is that of who serves.
            if let (Some(sp), Some(dp)) = (sp, dp)
                && sp < dp
            {
                return watch.drop("reply");
            }
            watch.see(Seen {
                client: from,
                server: to,
                port: dp,
                count: 1,
                at: get(["ts", "firstSeen"]).and_then(seconds),
                message: false,
            });
        })?;
        if columns.contains_key("sa") || columns.contains_key("srcAddr") {
            Ok(())
        } else {
            Err(foreign(file, "nfdump -o csv", "sa, da"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_from_1970() {
        assert_eq!(seconds("1970-01-01 00:00:00"), Some(0));
        assert_eq!(seconds("2024-02-29T12:00:01.5Z"), Some(1_709_208_001));
        assert_eq!(seconds("gestern"), None);
    }
}
