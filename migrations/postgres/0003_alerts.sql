-- Who sends alerts, and what is known of each alert. Times are in Unix milliseconds.

-- "body" is the receiver with its rules as JSON; "version" counts its changes from 1.
create table alert_receivers (
    id         text collate "C" not null primary key,
    version    bigint not null,
    body       text    not null,
    deliveries bigint not null
);

-- One row per alert of a receiver, by its fingerprint. It fires when its newest start lies after everything that is
-- known to be over; "status" says so for the lists, and that an alert was not told again for too long.
-- "node" is null when no rule leads to one, and "why" says why. "body" is what was last told, without secrets.
create table alerts (
    receiver    text collate "C" not null,
    fingerprint text collate "C" not null,
    batch       text    not null,
    starts_at   bigint,
    over_until  bigint,
    seen_at     bigint not null,
    status      text    not null check (status in ('firing', 'resolved', 'expired')),
    node        text collate "C",
    level       bigint not null,
    explained   bigint not null,
    why         text,
    body        text    not null,
    primary key (receiver, fingerprint)
);
create index alerts_by_node on alerts (node, status);
create index alerts_by_status on alerts (status, receiver, fingerprint);

-- Deliveries are taken one at a time: what follows for a node depends on the alerts of all receivers.
create table alert_turns (
    slot bigint not null primary key check (slot = 1),
    turn bigint not null
);
insert into alert_turns (slot, turn) values (1, 0);
