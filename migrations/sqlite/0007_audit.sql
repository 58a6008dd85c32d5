-- Who did what. Nothing in it is ever changed: each row carries the digest of itself and of the one before.

-- The newest row; one row. Whoever appends holds all others off until the end of the transaction.
create table audit_head (
    slot integer not null primary key check (slot = 1),
    seq  integer not null,
    hash text    not null
) strict;
insert into audit_head (slot, seq, hash) values (1, 0, '');

-- "at" is in Unix milliseconds; "hash" is over the hash before, the number, the time and the body.
create table audit (
    seq  integer not null primary key check (seq > 0),
    at   integer not null,
    body text    not null,
    hash text    not null
) strict;
create index audit_by_time on audit (at, seq);
