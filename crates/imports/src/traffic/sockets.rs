//! What a computer says of its own connections: `ss -tnH state established` after `ss -tlnH`.

use super::watch::{Seen, Watch};
use super::{TrafficFormat, foreign, lines};
use model::{Fault, Message, message};
use std::collections::BTreeSet;
use std::io::BufRead;

/// Connections of one computer.
#[derive(Debug)]
pub(super) struct Ss;

/// From here on systems give out ports by themselves.
const EPHEMERAL: u16 = 32_768;

impl TrafficFormat for Ss {
    fn word(&self) -> &'static str {
        "ss"
    }

    fn about(&self) -> Message {
        message!("traffic-about-ss")
    }

    fn read(&self, file: &str, input: &mut dyn BufRead, watch: &mut Watch) -> Result<(), Fault> {
        let (mut listening, mut pairs) = (BTreeSet::new(), Vec::new());
        lines(file, "ss", input, |line| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let listens = cells.first() == Some(&"LISTEN");
            // With the state in front, or without it.
            let ends: Vec<(&str, u16)> = cells.iter().filter_map(|cell| end(cell)).collect();
            match ends.as_slice() {
                [(_, port), ..] if listens => drop(listening.insert(*port)),
                [(local, own), (peer, other)] => {
                    pairs.push(((*local).to_owned(), *own, (*peer).to_owned(), *other));
                }
                _ => {}
            }
        })?;
        if pairs.is_empty() && listening.is_empty() {
            return Err(foreign(file, "ss -tnH", "Local, Peer"));
        }
        for (local, own, peer, other) in &pairs {
            let serves = listening.contains(own) || *own < EPHEMERAL && *other >= EPHEMERAL;
            let (client, server, port) = if serves { (peer, local, own) } else { (local, peer, other) };
            watch.see(Seen { client, server, port: Some(*port), count: 1, ..Seen::default() });
        }
        Ok(())
    }
}

/// `10.0.0.1:443`, `[::1]:22`, `[::ffff:10.0.0.1%eth0]:80`, `*:*`.
fn end(cell: &str) -> Option<(&str, u16)> {
    let (address, port) = cell.rsplit_once(':')?;
    let port = if port == "*" { 0 } else { port.parse().ok()? };
    let address = address.trim_matches(['[', ']']).split('%').next()?;
    let is_address = address == "*" || address.parse::<std::net::IpAddr>().is_ok();
    is_address.then_some((address, port))
}
