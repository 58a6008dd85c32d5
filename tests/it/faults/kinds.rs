//! What goes wrong: each thing happens, lasts, and is over when the function returns.

use super::pause;
use super::world::{REPLICAS, World};
use crate::support::postgres::connect;
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Nothing,
    KillOne,
    KillLeaseHolder,
    KillAll,
    RollingRestart,
    FreezeOne,
    FreezeLeaseHolder,
    DatabaseCrash,
    DatabaseAway,
    SessionsEnded,
    LinkCut,
    LinkStalled,
    LinksStalled,
    LinksSlow,
    ConnectionsRefused,
    TableLocked,
    ReceiverAway,
    NewerMigration,
}

/// The usual ones, in a minute.
pub(super) const SHORT: &[Fault] = &[
    Fault::Nothing,
    Fault::KillLeaseHolder,
    Fault::DatabaseCrash,
    Fault::LinkStalled,
    Fault::RollingRestart,
];

pub(super) const ALL: &[Fault] = &[
    Fault::Nothing,
    Fault::KillOne,
    Fault::KillLeaseHolder,
    Fault::KillAll,
    Fault::RollingRestart,
    Fault::FreezeOne,
    Fault::FreezeLeaseHolder,
    Fault::DatabaseCrash,
    Fault::DatabaseAway,
    Fault::SessionsEnded,
    Fault::LinkCut,
    Fault::LinkStalled,
    Fault::LinksStalled,
    Fault::LinksSlow,
    Fault::ConnectionsRefused,
    Fault::TableLocked,
    Fault::ReceiverAway,
    Fault::NewerMigration,
];

const SHORTLY: Duration = Duration::from_secs(2);
const LONGER: Duration = Duration::from_secs(10);
const MINUTE: Duration = Duration::from_secs(60);
/// How much later everything comes over a slow link.
const SLOW: Duration = Duration::from_millis(40);

impl Fault {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::KillOne => "one replica killed",
            Self::KillLeaseHolder => "the one that delivers killed",
            Self::KillAll => "all replicas killed",
            Self::RollingRestart => "restarted one by one",
            Self::FreezeOne => "one replica frozen for 10 s",
            Self::FreezeLeaseHolder => "the one that delivers frozen",
            Self::DatabaseCrash => "PostgreSQL crashed, restarted",
            Self::DatabaseAway => "PostgreSQL away for a minute",
            Self::SessionsEnded => "all sessions ended",
            Self::LinkCut => "one link cut for 10 s",
            Self::LinkStalled => "connections of one stalled",
            Self::LinksStalled => "connections of all stalled",
            Self::LinksSlow => "all links slow for 10 s",
            Self::ConnectionsRefused => "connections refused for 10 s",
            Self::TableLocked => "a table locked for 10 s",
            Self::ReceiverAway => "the receiver away for 6 s",
            Self::NewerMigration => "a newer migration made",
        }
    }

    /// Lets it happen, last, and be over.
    pub(super) async fn happens(self, world: &mut World) {
        match self {
            Self::Nothing => pause(SHORTLY).await,
            Self::KillOne => killed(world, 1).await,
            Self::KillLeaseHolder => {
                let number = world.lease_holder().await;
                killed(world, number).await;
            }
            Self::KillAll => {
                (0..REPLICAS).for_each(|number| world.kill(number));
                for number in 0..REPLICAS {
                    world.revive(number).await;
                }
            }
            Self::RollingRestart => {
                for number in 0..REPLICAS {
                    world.end(number).await;
                    world.revive(number).await;
                }
            }
            Self::FreezeOne => frozen(world, 2).await,
            Self::FreezeLeaseHolder => {
                let number = world.lease_holder().await;
                frozen(world, number).await;
            }
            Self::DatabaseCrash => world.postgres.crash(),
            Self::DatabaseAway => {
                world.postgres.stop();
                pause(MINUTE).await;
                world.postgres.start_again();
            }
            Self::SessionsEnded => {
                sql(
                    world,
                    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() \
                    and backend_type = 'client backend'",
                )
                .await;
            }
            Self::LinkCut => {
                world.replicas[0].link.cut();
                pause(LONGER).await;
                world.replicas[0].link.mend();
            }
            Self::LinkStalled => {
                let number = world.lease_holder().await;
                world.replicas[number].link.stall();
            }
            Self::LinksStalled => world.replicas.iter().for_each(|replica| replica.link.stall()),
            Self::LinksSlow => {
                world.replicas.iter().for_each(|replica| replica.link.slow(SLOW));
                pause(LONGER).await;
                world.replicas.iter().for_each(|replica| replica.link.slow(Duration::ZERO));
            }
            Self::ConnectionsRefused => {
                world.replicas.iter().for_each(|replica| replica.link.refuse());
                pause(LONGER).await;
                world.replicas.iter().for_each(|replica| replica.link.mend());
            }
            Self::TableLocked => {
                sql(
                    world,
                    "begin; lock table change_sets, incident_events in access exclusive mode; \
                    select pg_sleep(10); commit",
                )
                .await;
            }
            Self::ReceiverAway => {
                world.receiver_is_away(true);
                pause(Duration::from_secs(6)).await;
                world.receiver_is_away(false);
            }
            Self::NewerMigration => {
                sql(world, "alter table change_sets add column of_tomorrow bigint").await;
                pause(SHORTLY).await;
                sql(world, "alter table change_sets drop column of_tomorrow").await;
            }
        }
    }
}

async fn killed(world: &mut World, number: usize) {
    world.kill(number);
    pause(SHORTLY).await;
    world.revive(number).await;
}

async fn frozen(world: &mut World, number: usize) {
    world.signal(number, "-STOP");
    pause(LONGER).await;
    world.signal(number, "-CONT");
}

async fn sql(world: &World, text: &'static str) {
    let mut connection = connect(&world.database).await;
    sqlx::raw_sql(text).execute(&mut connection).await.unwrap();
}
