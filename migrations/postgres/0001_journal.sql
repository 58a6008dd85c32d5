-- The journal of change sets, the current state that points into it, and what hangs on both.

-- One row per change set. Revisions are numbered from 1 without gaps; revision 0 is the empty map.
-- "at" is in Unix milliseconds and never decreases with the revision.
create table change_sets (
    revision bigint not null primary key check (revision > 0),
    at       bigint not null,
    author   text    not null,
    message  text    not null,
    changes  bigint not null
);
create index change_sets_by_at on change_sets (at, revision);

-- What a change set did to a key: its new document, or null when it was deleted.
-- No foreign key on revision: checking it for every row would double the time of a bulk import,
-- and rows are only written in the transaction that writes their change set.
create table changes (
    key      text collate "C" not null,
    revision bigint not null,
    body     text,
    primary key (key, revision)
);
create index changes_by_revision on changes (revision, key);

-- The current state: the row of "changes" that is in force for each key that exists.
create table nodes (
    key      text collate "C" not null primary key,
    revision bigint not null
);

-- Change sets that came with an idempotency key, kept for 24 hours.
create table idempotency (
    key         text collate "C" not null primary key,
    fingerprint text    not null,
    revision    bigint not null references change_sets (revision),
    at          bigint not null
);
create index idempotency_by_at on idempotency (at);

-- The one compiled snapshot, in parts. It can be thrown away at any time: it is rebuilt from the tables above.
create table snapshots (
    slot     bigint not null primary key check (slot = 1),
    revision bigint not null,
    format   bigint not null,
    parts    bigint not null,
    bytes    bigint not null,
    sha256   text    not null
);
create table snapshot_parts (
    slot bigint not null references snapshots (slot),
    part bigint not null,
    data bytea  not null,
    primary key (slot, part)
);
