-- Who may do what. Times are in Unix milliseconds.

-- How often anything of it has changed; one row. Other processes look whether it has grown, and then read what is newer.
create table access_head (
    slot integer not null primary key check (slot = 1),
    turn integer not null
) strict;
insert into access_head (slot, turn) values (1, 0);

-- Keys, accounts and what else decides who may do what, by kind and id. "body" is null when it was taken away; secrets
-- are in it as digests only. "turn" is that of the head when it changed last.
create table access_entries (
    kind text    not null,
    id   text    not null,
    body text,
    turn integer not null,
    primary key (kind, id)
) strict, without rowid;
create index access_entries_by_turn on access_entries (turn);

-- When something of it was used last; written now and then.
create table access_used (
    kind text    not null,
    id   text    not null,
    at   integer not null,
    primary key (kind, id)
) strict, without rowid;
