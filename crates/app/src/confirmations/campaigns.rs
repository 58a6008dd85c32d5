//! Review campaigns: each agency that needs something of a selection is given one list, and says of each dependency whether it
//! is still so, until a day. What came of it is a record that does not change any more.

use super::standing::Written;
use super::{ATTEMPTS, Confirmations};
use crate::error::AppError;
use crate::planning::context::select;
use access::{Principal, Reach, Right, Thing, allow};
use engine::{DependencyIx, NodeIx};
use map::Map;
use model::incident::Millis;
use model::{DependencyId, Key, Verdict};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use store::ReviewRow;
use wire::Place;
use wire::campaign::{AgencyListDoc, Answer, CampaignDoc, CampaignRequest, Counted, Side};
use wire::incident::time;

/// The kind of the documents that are campaigns.
const CAMPAIGN: &str = "campaign";
/// Most campaigns that are kept, and most dependencies of one.
const MOST: usize = 1_000;
const MOST_LISTED: usize = 20_000;

/// A dependency of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Listed {
    dependent: String,
    local: String,
    /// What it said when the campaign began.
    print: String,
}

/// A campaign as it is stored.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Campaign {
    pub(super) title: String,
    pub(super) started_ms: Millis,
    by: String,
    name: String,
    /// The last day, and when it is over.
    pub(super) until: String,
    until_ms: Millis,
    /// The language of the mails.
    pub(super) language: String,
    /// Where lists are answered.
    pub(super) link: String,
    pub(super) lists: BTreeMap<String, Vec<Listed>>,
    /// When the mails were handed over.
    pub(super) mailed: BTreeMap<String, Millis>,
    /// Whose mail the server will never take.
    #[serde(default)]
    refused: BTreeSet<String>,
    #[serde(default)]
    ended_ms: Option<Millis>,
    /// What came of it, once it is over.
    #[serde(default)]
    outcome: Option<BTreeMap<String, Counted>>,
    #[serde(default)]
    record: Option<String>,
}

impl Campaign {
    pub(super) fn read(row: &ReviewRow) -> Result<Self, AppError> {
        let damaged = |_| AppError::Damaged {
            key: format!("campaign {}", row.name),
            problems: wire::Problems::default(),
        };
        serde_json::from_str(&row.body).map_err(damaged)
    }

    fn written(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| unreachable!("it has only text and numbers"))
    }

    pub(super) fn is_over(&self, now: Millis) -> bool {
        self.ended_ms.is_some() || now >= self.until_ms
    }

    /// Whom no mail was sent to yet.
    pub(super) fn waiting(&self) -> Vec<String> {
        let told = |agency: &&String| self.mailed.contains_key(*agency) || self.refused.contains(*agency);
        self.lists.keys().filter(|agency| !told(agency)).cloned().collect()
    }

    /// Whether somebody may see the list of an agency.
    fn shows(&self, who: &Principal, agency: &str) -> bool {
        self.by == who.id() || who.reach(Right::Read).covers(Some(agency))
    }
}

fn not_found(id: &str) -> AppError {
    AppError::NotFound { what: "campaign", name: id.to_owned() }
}

/// The dependencies of a node that a campaign asks for.
fn asked_of(map: &Map, node: NodeIx, side: Side) -> Vec<DependencyIx> {
    match side {
        Side::Needs => map.graph().dependencies(node).collect(),
        Side::Provides => {
            let of = |dependent: NodeIx| {
                let needs = map.graph().dependencies(dependent);
                needs.filter(|&d| map.graph().providers(d).contains(&node)).collect::<Vec<_>>()
            };
            let mut dependents: Vec<NodeIx> = map.graph().dependents(node).collect();
            dependents.sort_unstable_by_key(|&node| map.graph().rank(node));
            dependents.dedup();
            dependents.into_iter().flat_map(of).collect()
        }
    }
}

impl Confirmations {
    /// Starts a campaign; lists are answered at `link`, behind which its id is put.
    ///
    /// # Errors
    /// Somebody else's nodes are selected, or none that need anything; too much is; the database fails.
    pub async fn start_campaign(
        &self,
        who: &Principal,
        asked: CampaignRequest,
        link: &str,
        now: Millis,
    ) -> Result<String, AppError> {
        let whole = self.maps.current();
        let seen = self.maps.seen_by(&whole, who);
        let place = Place::ROOT.name("of");
        let mut lists: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
        let mut count = 0;
        for node in select(&seen, &asked.of, &place)? {
            let owner = whole.owner(node).map(|owner| whole.key(owner));
            if allow(who, Right::Confirm, Thing::Of(owner)).is_err() {
                // A selection by properties is of what is his.
                if asked.of.nodes.is_none() && asked.of.agency.is_none() {
                    continue;
                }
                let denied = access::Denied { right: Right::Confirm, elsewhere: true };
                return Err(AppError::Denied { denied, thing: seen.key(node).to_owned() });
            }
            for dependency in asked_of(&whole, node, asked.side) {
                let id = whole.dependency_id(dependency);
                let Some(owner) = whole.owner(whole.graph().dependent(dependency)) else { continue };
                let print = Written::of(&id.dependent, &whole.dependency(dependency)).print;
                let listed =
                    Listed { dependent: id.dependent.to_string(), local: id.local.to_string(), print };
                let list = lists.entry(whole.key(owner).to_owned()).or_default();
                if !list.contains(&listed) {
                    list.push(listed);
                    count += 1;
                }
                if count > MOST_LISTED {
                    let detail = format!("more than {MOST_LISTED} dependencies are selected");
                    return Err(AppError::one(&place, "too-many", detail, "select less"));
                }
            }
        }
        if lists.is_empty() {
            let detail = "nothing is selected that may be asked about";
            return Err(AppError::one(
                &place,
                "empty-selection",
                detail,
                "select what needs or provides something",
            ));
        }
        let campaign = Campaign {
            title: asked.title,
            started_ms: now,
            by: who.id().to_owned(),
            name: who.name().to_owned(),
            until: asked.until.to_string(),
            until_ms: ends(asked.until),
            language: asked.language.as_str().to_owned(),
            link: link.to_owned(),
            lists,
            mailed: BTreeMap::new(),
            refused: BTreeSet::new(),
            ended_ms: None,
            outcome: None,
            record: None,
        };
        self.keep_campaign(&campaign).await
    }

    async fn keep_campaign(&self, campaign: &Campaign) -> Result<String, AppError> {
        for _ in 0..ATTEMPTS {
            let all = self.store.reviews(CAMPAIGN, MOST + 1).await?;
            if all.len() >= MOST {
                return Err(AppError::TooMuch { detail: format!("there are {MOST} campaigns already") });
            }
            let name = format!("c-{:06}", all.len() + 1);
            let row = ReviewRow { name: name.clone(), version: 0, body: campaign.written() };
            if self.store.put_review(CAMPAIGN, &row).await? {
                return Ok(name);
            }
        }
        Err(AppError::Contended)
    }

    /// All campaigns that concern somebody, the newest first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn campaigns(&self, who: &Principal, now: Millis) -> Result<Vec<CampaignDoc>, AppError> {
        self.catch_up().await?;
        let all = self.store.reviews(CAMPAIGN, MOST).await?;
        let docs =
            all.iter().rev().map(|row| Ok(self.told_campaign(&row.name, &Campaign::read(row)?, who, now)));
        Ok(docs.collect::<Result<Vec<_>, AppError>>()?.into_iter().flatten().collect())
    }

    /// One campaign.
    ///
    /// # Errors
    /// There is none that concerns him; the database fails.
    pub async fn campaign(&self, id: &str, who: &Principal, now: Millis) -> Result<CampaignDoc, AppError> {
        self.catch_up().await?;
        let (_, campaign) = self.current_campaign(id).await?;
        self.told_campaign(id, &campaign, who, now).ok_or_else(|| not_found(id))
    }

    async fn current_campaign(&self, id: &str) -> Result<(ReviewRow, Campaign), AppError> {
        let row = self.store.review(CAMPAIGN, id).await?.ok_or_else(|| not_found(id))?;
        let campaign = Campaign::read(&row)?;
        Ok((row, campaign))
    }

    /// None: it does not concern him.
    fn told_campaign(
        &self,
        id: &str,
        campaign: &Campaign,
        who: &Principal,
        now: Millis,
    ) -> Option<CampaignDoc> {
        let map = self.maps.current();
        let seen = self.maps.seen_by(&map, who);
        let counted = match &campaign.outcome {
            Some(outcome) => outcome.clone(),
            None => self.counted(campaign, &map),
        };
        let shown = counted.into_iter().filter(|(agency, _)| campaign.shows(who, agency));
        let name = |agency: &str| {
            seen.find(agency).map_or_else(|| agency.to_owned(), |node| seen.name(node).to_owned())
        };
        let lists: Vec<AgencyListDoc> = shown
            .map(|(agency, counted)| AgencyListDoc {
                name: name(&agency),
                mailed_at: campaign.mailed.get(&agency).map(|&ms| time(ms)),
                agency,
                counted,
            })
            .collect();
        (!lists.is_empty()).then(|| CampaignDoc {
            id: id.to_owned(),
            title: campaign.title.clone(),
            started_at: time(campaign.started_ms),
            started_by: Some(campaign.name.clone())
                .filter(|_| campaign.by == who.id() || *who.reach(Right::Read) == Reach::Everything),
            until: campaign.until.clone(),
            state: if campaign.is_over(now) { "ended" } else { "running" },
            lists,
            record: campaign.record.clone(),
        })
    }

    fn counted(&self, campaign: &Campaign, map: &Map) -> BTreeMap<String, Counted> {
        let count = |(agency, list): (&String, &Vec<Listed>)| {
            let mut counted = Counted { dependencies: list.len() as u64, ..Counted::default() };
            for listed in list {
                match self.answer(campaign, agency, listed, map) {
                    Some(Answer::Yes) => counted.yes += 1,
                    Some(Answer::NoLonger) => counted.no_longer += 1,
                    Some(Answer::Changed) => counted.changed += 1,
                    None => counted.open += 1,
                }
            }
            (agency.clone(), counted)
        };
        campaign.lists.iter().map(count).collect()
    }

    /// What came of a dependency of a list: what its owner has said, or made of it.
    fn answer(&self, campaign: &Campaign, agency: &str, listed: &Listed, map: &Map) -> Option<Answer> {
        let id = listed.id();
        let said = self.of(&id);
        let own = |s: &&std::sync::Arc<super::Statement>| {
            s.agency.as_str() == agency && s.at_ms >= campaign.started_ms && !s.verdict.is_answer()
        };
        match said.iter().rev().find(own).map(|s| s.verdict) {
            Some(Verdict::Confirmed) => return Some(Answer::Yes),
            Some(Verdict::Ended) => return Some(Answer::NoLonger),
            Some(_) => return Some(Answer::Changed),
            None => {}
        }
        match map.find_dependency(&id) {
            None => Some(Answer::NoLonger),
            Some(found) => {
                let same = Written::of(&id.dependent, &map.dependency(found)).print == listed.print;
                (!same).then_some(Answer::Changed)
            }
        }
    }

    /// The list of an agency: each dependency that is still there, with what was answered. To be called where it does not hold
    /// up other requests.
    ///
    /// # Errors
    /// There is no such list for him; the database fails.
    pub async fn campaign_list(
        &self,
        id: &str,
        agency: &Key,
        who: &Principal,
        map: &Map,
    ) -> Result<Vec<(DependencyIx, Option<Answer>)>, AppError> {
        self.catch_up().await?;
        let (_, campaign) = self.current_campaign(id).await?;
        let own = who.reach(Right::Read).covers(Some(agency.as_str()));
        let list = campaign.lists.get(agency.as_str()).filter(|_| own).ok_or_else(|| not_found(id))?;
        let found = |listed: &Listed| {
            let at = map.find_dependency(&listed.id())?;
            Some((at, self.answer(&campaign, agency.as_str(), listed, map)))
        };
        Ok(list.iter().filter_map(found).collect())
    }

    /// Ends a campaign, now; what came of it, and the digest of that.
    ///
    /// # Errors
    /// There is none that he has started, or it is over; the database fails.
    pub async fn end_campaign(&self, id: &str, who: &Principal, now: Millis) -> Result<String, AppError> {
        self.catch_up().await?;
        for _ in 0..ATTEMPTS {
            let (row, mut campaign) = self.current_campaign(id).await?;
            if campaign.by != who.id() && *who.reach(Right::Confirm) != Reach::Everything {
                return Err(not_found(id));
            }
            if campaign.record.is_some() {
                return Err(AppError::PreconditionFailed {
                    detail: "the campaign is over already".to_owned(),
                });
            }
            let outcome = self.counted(&campaign, &self.maps.current());
            let at_ms = now.min(campaign.until_ms);
            let text = serde_json::to_string(&(id, &campaign.lists, &outcome)).unwrap_or_default();
            let digest = access::audit::link("", 0, at_ms, &text);
            campaign.ended_ms = Some(at_ms);
            campaign.outcome = Some(outcome);
            campaign.record = Some(digest.clone());
            let row = ReviewRow { body: campaign.written(), ..row };
            if self.store.put_review(CAMPAIGN, &row).await? {
                return Ok(digest);
            }
        }
        Err(AppError::Contended)
    }

    /// Campaigns whose time is over and that were not ended yet, and those that run.
    pub(super) async fn open_campaigns(&self) -> Result<Vec<(ReviewRow, Campaign)>, AppError> {
        let all = self.store.reviews(CAMPAIGN, MOST).await?;
        let read = |row: ReviewRow| Campaign::read(&row).map(|campaign| (row, campaign));
        let all: Vec<_> = all.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(all.into_iter().filter(|(_, campaign)| campaign.record.is_none()).collect())
    }

    /// Notes when the mail to an agency was handed over, or that it never will be; false: somebody has changed the campaign
    /// meanwhile.
    pub(super) async fn note_mailed(
        &self,
        row: &ReviewRow,
        campaign: &mut Campaign,
        agency: &str,
        at: Option<Millis>,
    ) -> Result<bool, AppError> {
        match at {
            Some(at) => drop(campaign.mailed.insert(agency.to_owned(), at)),
            None => drop(campaign.refused.insert(agency.to_owned())),
        }
        let row = ReviewRow { body: campaign.written(), ..row.clone() };
        Ok(self.store.put_review(CAMPAIGN, &row).await?)
    }
}

impl Listed {
    fn id(&self) -> DependencyId {
        DependencyId { dependent: Key::trusted(&self.dependent), local: model::LocalId::trusted(&self.local) }
    }
}

/// When a day is over.
fn ends(day: jiff::civil::Date) -> Millis {
    let next = day.tomorrow().unwrap_or(day);
    let zone = words::zone::usual();
    zone.to_zoned(next.at(0, 0, 0, 0)).map_or(Millis::MAX, |at| at.timestamp().as_millisecond())
}
