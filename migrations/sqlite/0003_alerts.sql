-- Who sends alerts, and what is known of each alert. Times are in Unix milliseconds.

-- "body" is the receiver with its rules as JSON; "version" counts its changes from 1.
create table alert_receivers (
    id         text not null primary key,
    version    integer not null,
    body       text    not null,
    deliveries integer not null
) strict, without rowid;

-- One row per alert of a receiver, by its fingerprint. It fires when its newest start lies after everything that is
-- known to be over; "status" says so for the lists, and that an alert was not told again for too long.
-- "node" is null when no rule leads to one, and "why" says why. "body" is what was last told, without secrets.
create table alerts (
    receiver    text not null,
    fingerprint text not null,
    batch       text    not null,
    starts_at   integer,
    over_until  integer,
    seen_at     integer not null,
    status      text    not null check (status in ('firing', 'resolved', 'expired')),
    node        text,
    level       integer not null,
    explained   integer not null,
    why         text,
    body        text    not null,
    primary key (receiver, fingerprint)
) strict, without rowid;
create index alerts_by_node on alerts (node, status);
create index alerts_by_status on alerts (status, receiver, fingerprint);

-- Deliveries are taken one at a time: what follows for a node depends on the alerts of all receivers.
create table alert_turns (
    slot integer not null primary key check (slot = 1),
    turn integer not null
) strict;
insert into alert_turns (slot, turn) values (1, 0);
