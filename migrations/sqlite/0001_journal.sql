-- The journal of change sets, the current state that points into it, and what hangs on both.

-- One row per change set. Revisions are numbered from 1 without gaps; revision 0 is the empty map.
-- "at" is in Unix milliseconds and never decreases with the revision.
create table change_sets (
    revision integer not null primary key check (revision > 0),
    at       integer not null,
    author   text    not null,
    message  text    not null,
    changes  integer not null
) strict;
create index change_sets_by_at on change_sets (at, revision);

-- What a change set did to a key: its new document, or null when it was deleted.
-- No foreign key on revision: checking it for every row would double the time of a bulk import,
-- and rows are only written in the transaction that writes their change set.
create table changes (
    key      text    not null,
    revision integer not null,
    body     text,
    primary key (key, revision)
) strict, without rowid;
create index changes_by_revision on changes (revision, key);

-- The current state: the row of "changes" that is in force for each key that exists.
create table nodes (
    key      text    not null primary key,
    revision integer not null
) strict, without rowid;

-- Change sets that came with an idempotency key, kept for 24 hours.
create table idempotency (
    key         text    not null primary key,
    fingerprint text    not null,
    revision    integer not null references change_sets (revision),
    at          integer not null
) strict, without rowid;
create index idempotency_by_at on idempotency (at);

-- The one compiled snapshot, in parts. It can be thrown away at any time: it is rebuilt from the tables above.
create table snapshots (
    slot     integer not null primary key check (slot = 1),
    revision integer not null,
    format   integer not null,
    parts    integer not null,
    bytes    integer not null,
    sha256   text    not null
) strict;
create table snapshot_parts (
    slot integer not null references snapshots (slot),
    part integer not null,
    data blob    not null,
    primary key (slot, part)
) strict;
