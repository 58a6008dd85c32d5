//! What time does to campaigns: each agency gets one mail, and a campaign whose time is over ends.

use super::Confirmations;
use super::campaigns::Campaign;
use crate::audit::Audit;
use crate::error::AppError;
use crate::events::Events;
use access::Principal;
use model::delivery::Verdict;
use model::incident::Millis;
use outside::mail::Mail;
use std::time::Duration;
use words::{Language, say};

/// How often is looked.
const EVERY: Duration = Duration::from_secs(5);
/// How long it waits after a mail could not be handed over, in milliseconds.
const AGAIN: Millis = 300_000;

impl Confirmations {
    /// Sends the mails of campaigns and ends those whose time is over, until `stop` is ready. One process does it: that which
    /// delivers events.
    pub async fn keep(&self, events: &Events, audit: &Audit, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut poll = tokio::time::interval(EVERY);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut wait_until = 0;
        loop {
            tokio::select! {
                () = &mut stop => return,
                _ = poll.tick() => {}
            }
            let now = crate::clock::now();
            let done = tokio::select! {
                () = &mut stop => return,
                done = self.attend(events, audit, now, now >= wait_until) => done,
            };
            match done {
                Ok(true) => {}
                Ok(false) => wait_until = now + AGAIN,
                Err(error) => tracing::warn!(%error, "could not look after review campaigns; trying again"),
            }
        }
    }

    /// One look; false: a mail could not be handed over.
    ///
    /// # Errors
    /// The database fails.
    pub async fn attend(
        &self,
        events: &Events,
        audit: &Audit,
        now: Millis,
        mails: bool,
    ) -> Result<bool, AppError> {
        let open = self.open_campaigns().await?;
        for (row, mut campaign) in open {
            if campaign.is_over(now) {
                self.end_overdue(&row.name, audit, now).await?;
                continue;
            }
            if !mails || !events.has_the_work() {
                continue;
            }
            // One at a time: the next look goes on.
            for agency in campaign.waiting() {
                match self.send(events, &row.name, &campaign, &agency, now).await {
                    Handed::Over => self.note_mailed(&row, &mut campaign, &agency, Some(now)).await?,
                    Handed::Refused => self.note_mailed(&row, &mut campaign, &agency, None).await?,
                    Handed::NoWay => continue,
                    Handed::Later => return Ok(false),
                };
                break;
            }
        }
        Ok(true)
    }

    async fn end_overdue(&self, id: &str, audit: &Audit, now: Millis) -> Result<(), AppError> {
        let by = Principal::operator(access::Kind::Here, "service");
        match self.end_campaign(id, &by, now).await {
            Ok(digest) => audit.note(&by, "CAMPAIGN", &format!("/v1/campaigns/{id} {digest}"), 200, ""),
            // Another process was quicker.
            Err(AppError::PreconditionFailed { .. }) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Hands the mail to an agency over.
    async fn send(
        &self,
        events: &Events,
        id: &str,
        campaign: &Campaign,
        agency: &str,
        now: Millis,
    ) -> Handed {
        let map = self.maps.current();
        let Some(mailer) = events.mailer() else { return Handed::NoWay };
        let contacts = map.find(agency).map(|node| map.contacts(node)).unwrap_or_default();
        let allowed = |address: &&String| mailer.check(address).is_ok();
        let Some(to) = contacts.iter().filter_map(|contact| contact.email.as_ref()).find(allowed) else {
            return Handed::NoWay;
        };
        let attempt = mailer.send(&mail(id, campaign, agency, to, now)).await;
        if attempt.verdict != Verdict::Delivered {
            let error = attempt.error.as_deref().unwrap_or_default();
            tracing::warn!(campaign = id, agency, error, "the mail of a review campaign was not taken");
        }
        match attempt.verdict {
            Verdict::Delivered => Handed::Over,
            Verdict::Refused => Handed::Refused,
            _ => Handed::Later,
        }
    }
}

/// What became of a mail.
enum Handed {
    Over,
    /// The server will never take it.
    Refused,
    /// There is no address to which mail may go: the list waits for who looks.
    NoWay,
    /// The server does not take it now.
    Later,
}

fn mail(id: &str, campaign: &Campaign, agency: &str, to: &str, now: Millis) -> Mail {
    let (l, language) = match campaign.language.as_str() {
        "en" => (Language::En, "en"),
        _ => (Language::De, "de"),
    };
    let count = campaign.lists.get(agency).map_or(0, Vec::len);
    let (title, until) = (campaign.title.as_str(), campaign.until.as_str());
    let link = format!("{}/{id}/list?agency={agency}", campaign.link);
    Mail {
        to: to.to_owned(),
        id: format!("{id}.{agency}"),
        threads: Vec::new(),
        at: now.div_euclid(1_000),
        language,
        subject: say!(l, "campaign-subject", title = title, until = until),
        text: say!(l, "campaign-mail", title = title, number = count, until = until, link = link),
    }
}
