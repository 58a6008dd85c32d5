//! Seen against said: three lists.

use super::watch::{Tally, Watch};
use model::Key;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Which name or address is what: from DNS, an inventory, or labels of nodes.
#[derive(Debug, Clone, Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    /// Reads a table `address;name` (also with commas or tabs); lines without two cells are passed over.
    pub fn read(text: &str) -> Self {
        let mut names = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split([';', ',', '\t']).map(|cell| cell.trim().trim_matches('"'));
            if let (Some(address), Some(name)) = (cells.next(), cells.next())
                && !address.is_empty()
                && !name.is_empty()
            {
                names.0.insert(address.to_lowercase(), name.to_owned());
            }
        }
        names
    }

    /// What an end is called.
    pub fn name<'n>(&'n self, end: &'n str) -> &'n str {
        self.0.get(&end.to_lowercase()).map_or(end, String::as_str)
    }
}

/// What is asked of a map.
pub trait Mapped {
    /// The node that bears this name or address: its key, its name, or one of its labels and identifiers.
    fn node(&self, name: &str) -> Option<Key>;
    /// Every pair of a node and one of its direct providers, without agencies and sites.
    fn needs(&self) -> Vec<(Key, Key)>;
    /// Whether something needs something directly or through what stands between.
    fn reaches(&self, from: &Key, to: &Key) -> bool;
}

/// Two nodes and what was seen between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// What needs, or would need.
    pub dependent: Key,
    /// What is needed, or would be.
    pub provider: Key,
    /// What was seen; empty when nothing was.
    pub tally: Tally,
    /// Several ports of a directory server (sign-in, names, time): one service.
    pub directory: bool,
}

/// What came of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// On the map and seen, by key.
    pub both: Vec<Pair>,
    /// On the map and never seen, although traffic of both was seen at all.
    pub unseen: Vec<Pair>,
    /// Seen and not on the map, most seen first: each could be a dependency.
    pub unknown: Vec<Pair>,
    /// Names and addresses that are nothing on the map, most seen first, with how often.
    pub strangers: Vec<(String, u64)>,
    /// From when to when something was seen, in seconds since 1970.
    pub window: Option<(i64, i64)>,
}

/// Ports by which computers sign in at a directory server and find it.
const DIRECTORY: [u16; 9] = [53, 88, 135, 389, 445, 464, 636, 3268, 3269];

/// Holds what was seen against a map. Nothing is changed by it.
pub fn compare(watch: &Watch, names: &Names, map: &dyn Mapped) -> Compared {
    let mut nodes: HashMap<&str, Option<Key>> = HashMap::new();
    let mut seen: BTreeMap<(Key, Key), Tally> = BTreeMap::new();
    let mut strangers: BTreeMap<String, u64> = BTreeMap::new();
    let mut window: Option<(i64, i64)> = None;
    for (client, server, tally) in watch.pairs() {
        let mut node = |end| {
            nodes.entry(end).or_insert_with(|| map.node(names.name(end)).or_else(|| map.node(end))).clone()
        };
        let ends = (node(client), node(server));
        for (end, known) in [(client, &ends.0), (server, &ends.1)] {
            if known.is_none() {
                *strangers.entry(names.name(end).to_owned()).or_default() += tally.count;
            }
        }
        for at in [tally.first, tally.last].into_iter().flatten() {
            window = Some(window.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
        }
        let (Some(client), Some(server)) = ends else { continue };
        if client != server {
            add(seen.entry((client, server)).or_default(), tally);
        }
    }
    let watched: BTreeSet<&Key> = seen.keys().flat_map(|(client, server)| [client, server]).collect();
    let needs: BTreeSet<(Key, Key)> = map.needs().into_iter().collect();
    let mut found = Compared { window, ..Compared::default() };
    for need in &needs {
        let pair = |tally: Tally| Pair {
            dependent: need.0.clone(),
            provider: need.1.clone(),
            directory: is_directory(&tally),
            tally,
        };
        match seen.get(need) {
            Some(tally) => found.both.push(pair(tally.clone())),
            None if watched.contains(&need.0) && watched.contains(&need.1) => {
                found.unseen.push(pair(Tally::default()))
            }
            None => {}
        }
    }
    for ((dependent, provider), tally) in seen {
        let said =
            needs.contains(&(dependent.clone(), provider.clone())) || map.reaches(&dependent, &provider);
        // Who sends a message does not need who receives it.
        if !said && !tally.message {
            let directory = is_directory(&tally);
            found.unknown.push(Pair { dependent, provider, tally, directory });
        }
    }
    found.unknown.sort_by(|a, b| {
        b.tally
            .count
            .cmp(&a.tally.count)
            .then_with(|| (&a.dependent, &a.provider).cmp(&(&b.dependent, &b.provider)))
    });
    found.strangers = strangers.into_iter().collect();
    found.strangers.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found
}

fn add(to: &mut Tally, more: &Tally) {
    to.message = more.message && (to.count == 0 || to.message);
    to.count += more.count;
    to.ports.extend(&more.ports);
    to.first = to.first.into_iter().chain(more.first).min();
    to.last = to.last.into_iter().chain(more.last).max();
}

fn is_directory(tally: &Tally) -> bool {
    tally.ports.iter().filter(|port| DIRECTORY.contains(port)).count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traffic::format;

    struct Town;

    impl Mapped for Town {
        fn node(&self, name: &str) -> Option<Key> {
            ["app", "db", "dc", "queue", "web", "cache"].contains(&name).then(|| Key::trusted(name))
        }
        fn needs(&self) -> Vec<(Key, Key)> {
            [("app", "db"), ("web", "app"), ("web", "dc"), ("app", "cache")]
                .map(|(a, b)| (Key::trusted(a), Key::trusted(b)))
                .into()
        }
        fn reaches(&self, from: &Key, to: &Key) -> bool {
            (from.as_str(), to.as_str()) == ("web", "db")
        }
    }

    fn read(word: &str, text: &str) -> Watch {
        let mut watch = Watch::default();
        format(word)
            .unwrap()
            .read("x", &mut text.as_bytes(), &mut watch)
            .unwrap_or_else(|fault| panic!("{fault:?}"));
        watch
    }

    fn short(pairs: &[Pair]) -> Vec<String> {
        pairs
            .iter()
            .map(|pair| format!("{}>{} {}", pair.dependent, pair.provider, pair.tally.count))
            .collect()
    }

    #[test]
    fn three_lists_of_what_is_said_and_seen() {
        let names = Names::read("10.0.0.1;app\n10.0.0.2;db\n10.0.0.3;dc\n10.0.0.4;web\n");
        let flow = |from: &str, sp: u16, to: &str, dp: u16, flags: &str| {
            format!("2026-11-01 08:00:00,2026-11-01 08:00:01,1,{from},{to},{sp},{dp},TCP,{flags},0\n")
        };
        let text = String::from("ts,te,td,sa,da,sp,dp,pr,flg,fwd\n")
            + &flow("10.0.0.1", 50_000, "10.0.0.2", 5432, "...AP.SF")
            + &flow("10.0.0.2", 5432, "10.0.0.1", 50_000, "...AP.SF")
            + &flow("10.0.0.4", 50_001, "10.0.0.2", 5432, "...AP.SF")
            + &flow("10.0.0.1", 50_002, "10.0.0.3", 389, "...AP.SF")
            + &flow("10.0.0.1", 50_003, "10.0.0.3", 88, "...AP.SF")
            + &flow("10.0.0.9", 50_004, "10.0.0.2", 5432, "......S.")
            + &flow("10.0.0.7", 50_004, "10.0.0.2", 5432, "...AP.SF")
            + &flow("10.0.0.1", 50_004, "10.0.0.255", 5432, "...AP.SF")
            + "Summary\nflows,bytes\n12,6216\n";
        let watch = read("nfdump", &text);
        let found = compare(&watch, &names, &Town);
        assert_eq!(short(&found.both), ["app>db 1"]);
        assert_eq!(short(&found.unseen), ["web>app 0", "web>dc 0"]);
        assert_eq!(short(&found.unknown), ["app>dc 2"]);
        assert!(found.unknown[0].directory);
        assert_eq!(found.strangers, [("10.0.0.7".to_owned(), 1)]);
        assert_eq!(
            watch.dropped.iter().map(|(why, count)| format!("{why} {count}")).collect::<Vec<_>>(),
            ["broadcast 1", "refused 1", "reply 1"]
        );
        assert_eq!(found.window, Some((1_793_520_000, 1_793_520_000)));
    }

    #[test]
    fn a_broker_makes_no_circle() {
        let watch = read(
            "zipkin",
            r#"[{"parent":"kafka","child":"web","callCount":4},{"parent":"web","child":"kafka","callCount":9},{"parent":"unknown","child":"web"}]"#,
        );
        let pairs: Vec<(&str, &str, u64)> =
            watch.pairs().into_iter().map(|(a, b, tally)| (a, b, tally.count)).collect();
        assert_eq!(pairs, [("web", "kafka", 13)]);
    }

    #[test]
    fn every_format_says_who_needs_whom() {
        let samples = [
            (
                "service-graph",
                r#"{"data":{"result":[{"metric":{"client":"app","server":"db","connection_type":"database"},"value":[1,"7.2"]},{"metric":{"client":"user","server":"app"},"value":[1,"3"]}]}}"#,
            ),
            (
                "jaeger",
                r#"{"data":[{"parent":"app","child":"db","callCount":7},{"parent":"app","child":"app","callCount":1},{"parent":"app","child":"","callCount":1}]}"#,
            ),
            (
                "kiali",
                r#"{"timestamp":5,"elements":{"nodes":[{"data":{"id":"1","nodeType":"app","app":"app"}},{"data":{"id":"2","nodeType":"service","service":"db"}},{"data":{"id":"3","nodeType":"unknown","app":"unknown"}}],"edges":[{"data":{"source":"1","target":"2"}},{"data":{"source":"3","target":"1"}}]}}"#,
            ),
            (
                "hubble",
                "{\"flow\":{\"verdict\":\"FORWARDED\",\"is_reply\":false,\"source\":{\"workloads\":[{\"name\":\"app\"}]},\"destination\":{\"workloads\":[{\"name\":\"db\"}]},\"l4\":{\"TCP\":{\"destination_port\":5432}}}}\n{\"flow\":{\"verdict\":\"DROPPED\",\"source\":{},\"destination\":{}}}\n",
            ),
            (
                "zeek",
                "#separator \\x09\n#fields\tts\tid.orig_h\tid.resp_h\tid.resp_p\tconn_state\n5.5\tapp\tdb\t5432\tSF\n6\tweb\tdb\t5432\tS0\n",
            ),
            (
                "ss",
                "LISTEN 0 128 0.0.0.0:8080 0.0.0.0:*\nESTAB 0 0 10.0.0.1:50000 10.0.0.2:5432\nESTAB 0 0 [::ffff:10.0.0.1]:8080 [::ffff:10.0.0.9]:40000\n",
            ),
        ];
        for (word, text) in samples {
            let watch = read(word, text);
            let pairs: Vec<(&str, &str)> = watch.pairs().into_iter().map(|(a, b, _)| (a, b)).collect();
            let wanted = if word == "ss" {
                vec![("10.0.0.1", "10.0.0.2"), ("10.0.0.9", "10.0.0.1")]
            } else {
                vec![("app", "db")]
            };
            assert_eq!(pairs, wanted, "{word}");
            for broken in ["", "{", "[[[[", "<a/>", "\u{0}\u{1}"] {
                let mut watch = Watch::default();
                let read = format(word).unwrap().read("x", &mut broken.as_bytes(), &mut watch);
                assert!(read.is_err(), "{word} takes {broken:?}");
            }
        }
    }
}
