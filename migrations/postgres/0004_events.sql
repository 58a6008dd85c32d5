-- What is told to others: the log of changes of the situation, who is told, and what has been delivered.
-- Times are in Unix milliseconds.

-- How far the log has come; one row. "turn" grows with every entry of the log, so that of two processes that computed
-- the same only one writes it. "source" is the identity of this database towards receivers of events.
create table event_log (
    slot      bigint not null primary key check (slot = 1),
    source    text    not null,
    turn      bigint not null,
    newest    bigint not null,
    incidents bigint not null,
    revision  bigint not null,
    at        bigint not null
);
insert into event_log (slot, source, turn, newest, incidents, revision, at) values (1, '', 0, 0, 0, 0, 0);

-- The nodes that do not work as they should, as of the newest entry of the log.
create table situation (
    node text collate "C" not null primary key,
    body text not null
);

-- What changed, numbered from 1 without gaps; the oldest are forgotten after a while.
create table events (
    seq  bigint not null primary key check (seq > 0),
    at   bigint not null,
    body text    not null
);
create index events_by_time on events (at, seq);

-- Who is told. "secret" is kept as it is, because signatures are made with it; so is the one before until "old_until".
-- "fanned" is the newest event for which it was decided whether it is delivered.
create table subscriptions (
    id         text collate "C" not null primary key,
    revision   bigint not null,
    body       text    not null,
    active     bigint not null,
    disabled   text,
    secret     text    not null,
    old_secret text,
    old_until  bigint not null,
    fanned     bigint not null
);

-- What is delivered to whom. "since" is when the delivery began, "next_at" when it is tried next at the earliest.
create table deliveries (
    subscription text collate "C" not null references subscriptions (id) on delete cascade,
    seq          bigint not null,
    state        text    not null,
    attempts     bigint not null,
    since        bigint not null,
    next_at      bigint not null,
    last_at      bigint not null,
    last_status  bigint not null,
    last_error   text,
    primary key (subscription, seq)
);
create index deliveries_by_state on deliveries (state, subscription, seq);
create index deliveries_by_event on deliveries (seq, state);

-- Work that only one process may do at a time, and until when it has it.
create table leases (
    name  text collate "C" not null primary key,
    owner text    not null,
    until bigint not null
);
