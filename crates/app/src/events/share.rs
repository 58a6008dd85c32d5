//! Which subscriptions are told of an event: decided for all of them at once, in one transaction, from their filters in
//! memory.

use super::Events;
use super::FeedPart;
use super::subscriptions::known;
use crate::error::AppError;
use map::Map;
use model::incident::Millis;
use model::{EventFilter, LoggedChange};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use store::{Share, SubscriptionHead};

/// Events that are shared out at once.
const PAGE: usize = 500;

/// What a subscription wants, and in whose name.
#[derive(Debug, Default)]
pub(super) struct Wish {
    filter: EventFilter,
    owner: String,
}

/// What subscriptions want, by name, as of a revision.
pub(super) type Filters = Mutex<HashMap<String, (u64, Arc<Wish>)>>;

/// Somebody who is told: his name, what he wants, and the map as he sees it; none = his right has ended.
type Member<'a> = (&'a str, &'a EventFilter, Option<Arc<Map>>);

impl Events {
    /// Decides for every new event which subscriptions are told of it, and keeps that.
    ///
    /// # Errors
    /// The database fails, or holds something that cannot be read.
    pub async fn share_out(&self, now: Millis) -> Result<(), AppError> {
        let newest = *self.newest().borrow();
        let mut waiting = self.store.subscription_heads().await?;
        waiting.retain(|head| head.fanned < newest);
        if waiting.is_empty() {
            return Ok(());
        }
        let filters = self.filters(&waiting, now).await?;
        // Almost always all of them have come equally far.
        let mut maps: HashMap<&str, Option<Arc<Map>>> = HashMap::new();
        let mut groups: BTreeMap<u64, Vec<Member<'_>>> = BTreeMap::new();
        for (head, wish) in waiting.iter().zip(&filters) {
            let map = maps.entry(&wish.owner).or_insert_with(|| self.map_of_owner(&wish.owner)).clone();
            groups.entry(head.fanned).or_default().push((&head.id, &wish.filter, map));
        }
        for (from, members) in groups {
            self.share_among(from, newest, &members, now).await?;
        }
        Ok(())
    }

    /// Shares out among those who have come as far as `from`.
    async fn share_among(
        &self,
        mut from: u64,
        newest: u64,
        members: &[Member<'_>],
        now: Millis,
    ) -> Result<(), AppError> {
        while from < newest {
            let mut shares = Vec::new();
            let upto = match self.after(from, PAGE).await? {
                FeedPart::Next(events) => {
                    let Some(last) = events.last() else { break };
                    for (id, filter, map) in members {
                        let sees =
                            |event: &LoggedChange| map.as_ref().is_some_and(|map| Self::concerns(map, event));
                        let fitting =
                            events.iter().filter(|event| filter.matches(&event.change) && sees(event));
                        shares.extend(fitting.map(|event| Share { subscription: id, seq: event.seq }));
                    }
                    last.seq
                }
                // Older than what is kept: nobody can be told any more.
                FeedPart::Lost { oldest, .. } => oldest.saturating_sub(1).max(from + 1),
            };
            if !self.store.fan_out(from, upto, members.len(), &shares, now).await? {
                // Somebody has come or gone meanwhile, or another process was quicker.
                self.due.notify_one();
                break;
            }
            from = upto;
        }
        Ok(())
    }

    /// What these subscriptions want, in their order.
    async fn filters(&self, heads: &[SubscriptionHead], now: Millis) -> Result<Vec<Arc<Wish>>, AppError> {
        let find = |filters: &HashMap<String, (u64, Arc<Wish>)>| {
            let one = |head: &SubscriptionHead| {
                let (revision, filter) = filters.get(&head.id)?;
                (*revision == head.revision).then(|| Arc::clone(filter))
            };
            heads.iter().map(one).collect::<Option<Vec<_>>>()
        };
        let at_hand = find(&self.filters.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(filters) = at_hand {
            return Ok(filters);
        }
        let mut read = HashMap::new();
        for row in self.store.subscriptions().await? {
            let wish = Wish { filter: known(&row, now)?.subscription.filter, owner: row.owner };
            read.insert(row.id, (row.revision, Arc::new(wish)));
        }
        // One that has changed or gone in between is shared out to as it is now; none is left out of the count.
        let nothing = || Arc::new(Wish::default());
        let one = |head: &SubscriptionHead| read.get(&head.id).map_or_else(nothing, |(_, f)| Arc::clone(f));
        let filters = heads.iter().map(one).collect();
        *self.filters.lock().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(filters)
    }
}
