//! Who is connected: so many at once and so many from one address. Whoever comes when all seats are taken gets that of
//! the one who has been doing nothing for longest; where all are busy, a few seats are left for what must get through.

use super::proxy::Proxies;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::Instant;

/// How long a request may be on its way before its seat is given to somebody else when all but the reserve are taken.
const UNDERWAY: Duration = Duration::from_secs(2);

/// All who are connected.
#[derive(Debug)]
pub(super) struct Crowd {
    max: usize,
    reserve: usize,
    by_peer: usize,
    proxies: Proxies,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    next: u64,
    guests: HashMap<u64, Guest>,
}

#[derive(Debug)]
struct Guest {
    peer: IpAddr,
    /// For whom a proxy speaks, as long as it does.
    client: Option<IpAddr>,
    doing: Doing,
    since: Instant,
    leave: Arc<Notify>,
    stuck: Arc<AtomicBool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    /// No request is under way.
    Nothing,
    /// A body is on its way to us.
    Sending,
    /// A request is worked on, or its answer is on its way.
    Asking,
}

impl Guest {
    /// Whether its seat may be given to somebody else.
    fn may_go(&self, now: Instant, underway: Duration) -> bool {
        match self.doing {
            Doing::Nothing => !self.stuck.load(Ordering::Relaxed),
            Doing::Sending => now.duration_since(self.since) >= underway,
            Doing::Asking => false,
        }
    }
}

impl Table {
    /// Gives away the seat of the one who has kept us waiting for longest, of one address or of all.
    fn make_room(&mut self, peer: Option<IpAddr>, underway: Duration) -> bool {
        let now = Instant::now();
        let of_peer = |guest: &Guest| peer.is_none_or(|peer| guest.peer == peer);
        let all = self.guests.iter().filter(|(_, guest)| of_peer(guest) && guest.may_go(now, underway));
        // Who does nothing goes before who sends.
        let first = all.min_by_key(|(_, guest)| (guest.doing == Doing::Sending, guest.since));
        let Some(id) = first.map(|(&id, _)| id) else { return false };
        if let Some(guest) = self.guests.remove(&id) {
            guest.leave.notify_one();
        }
        true
    }
}

impl Crowd {
    pub(super) fn new(max: usize, reserve: usize, by_peer: usize, proxies: Proxies) -> Arc<Self> {
        Arc::new(Self { max: max.max(1), reserve, by_peer: by_peer.max(1), proxies, table: Mutex::default() })
    }

    /// A seat for somebody who comes from this address; none: all are taken by others who are busy.
    pub(super) fn enter(self: &Arc<Self>, peer: IpAddr) -> Option<Seat> {
        let mut table = self.table();
        // Whoever is on this machine may be a proxy that speaks for all; one that the operator names certainly does.
        let for_all = peer.is_loopback() || self.proxies.has(peer);
        let from_peer = table.guests.values().filter(|guest| guest.peer == peer).count();
        if !for_all && from_peer >= self.by_peer && !table.make_room(Some(peer), UNDERWAY) {
            return None;
        }
        let full = table.guests.len() >= self.max && !table.make_room(None, UNDERWAY);
        let last = full && table.guests.len() >= self.max + self.reserve;
        if last && !table.make_room(None, Duration::ZERO) {
            return None;
        }
        let id = table.next;
        table.next += 1;
        let (leave, stuck) = (Arc::default(), Arc::default());
        let guest = Guest {
            peer,
            client: None,
            doing: Doing::Nothing,
            since: Instant::now(),
            leave: Arc::clone(&leave),
            stuck: Arc::clone(&stuck),
        };
        table.guests.insert(id, guest);
        drop(table);
        Some(Seat(Arc::new(Held { crowd: Arc::clone(self), id, leave, stuck, reserved: full })))
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The seat of one connection, free again when its last copy is dropped.
#[derive(Debug, Clone)]
pub(super) struct Seat(Arc<Held>);

#[derive(Debug)]
struct Held {
    crowd: Arc<Crowd>,
    id: u64,
    leave: Arc<Notify>,
    stuck: Arc<AtomicBool>,
    reserved: bool,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.crowd.table().guests.remove(&self.id);
    }
}

impl Seat {
    /// Whether it is one of those that are left for what must get through.
    pub(super) fn is_reserved(&self) -> bool {
        self.0.reserved
    }

    /// Ready when the seat was given to somebody else.
    pub(super) async fn given_away(&self) {
        self.0.leave.notified().await;
    }

    /// Set while the answer cannot go on because nobody reads it.
    pub(super) fn stuck(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.0.stuck)
    }

    /// The request that has come is that of this client, for whom a proxy speaks. `false`: it has as many under way as one
    /// address may have.
    pub(super) fn speaks_for(&self, client: IpAddr) -> bool {
        let crowd = &self.0.crowd;
        let mut table = crowd.table();
        let of_client = |guest: &&Guest| guest.client == Some(client);
        if !client.is_loopback() && table.guests.values().filter(of_client).count() >= crowd.by_peer {
            return false;
        }
        if let Some(guest) = table.guests.get_mut(&self.0.id) {
            guest.client = Some(client);
        }
        true
    }

    /// A request has come, with or without a body that is still on its way.
    pub(super) fn begins(&self, with_body: bool) {
        self.does(if with_body { Doing::Sending } else { Doing::Asking });
    }

    /// The request is complete.
    pub(super) fn asks(&self) {
        self.does(Doing::Asking);
    }

    /// The answer is on its way, as far as we are concerned.
    pub(super) fn has_asked(&self) {
        self.does(Doing::Nothing);
    }

    fn does(&self, doing: Doing) {
        if let Some(guest) = self.0.crowd.table().guests.get_mut(&self.0.id) {
            guest.doing = doing;
            guest.client = guest.client.filter(|_| doing != Doing::Nothing);
            guest.since = Instant::now();
        }
    }
}
