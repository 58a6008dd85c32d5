-- What is told to others: the log of changes of the situation, who is told, and what has been delivered.
-- Times are in Unix milliseconds.

-- How far the log has come; one row. "turn" grows with every entry of the log, so that of two processes that computed
-- the same only one writes it. "source" is the identity of this database towards receivers of events.
create table event_log (
    slot      integer not null primary key check (slot = 1),
    source    text    not null,
    turn      integer not null,
    newest    integer not null,
    incidents integer not null,
    revision  integer not null,
    at        integer not null
) strict;
insert into event_log (slot, source, turn, newest, incidents, revision, at) values (1, '', 0, 0, 0, 0, 0);

-- The nodes that do not work as they should, as of the newest entry of the log.
create table situation (
    node text not null primary key,
    body text not null
) strict, without rowid;

-- What changed, numbered from 1 without gaps; the oldest are forgotten after a while.
create table events (
    seq  integer not null primary key check (seq > 0),
    at   integer not null,
    body text    not null
) strict;
create index events_by_time on events (at, seq);

-- Who is told. "secret" is kept as it is, because signatures are made with it; so is the one before until "old_until".
-- "fanned" is the newest event for which it was decided whether it is delivered.
create table subscriptions (
    id         text    not null primary key,
    revision   integer not null,
    body       text    not null,
    active     integer not null,
    disabled   text,
    secret     text    not null,
    old_secret text,
    old_until  integer not null,
    fanned     integer not null
) strict;

-- What is delivered to whom. "since" is when the delivery began, "next_at" when it is tried next at the earliest.
create table deliveries (
    subscription text    not null references subscriptions (id) on delete cascade,
    seq          integer not null,
    state        text    not null,
    attempts     integer not null,
    since        integer not null,
    next_at      integer not null,
    last_at      integer not null,
    last_status  integer not null,
    last_error   text,
    primary key (subscription, seq)
) strict, without rowid;
create index deliveries_by_state on deliveries (state, subscription, seq);
create index deliveries_by_event on deliveries (seq, state);

-- Work that only one process may do at a time, and until when it has it.
create table leases (
    name  text    not null primary key,
    owner text    not null,
    until integer not null
) strict;
