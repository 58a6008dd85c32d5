-- What those who are concerned have said of dependencies: appended to, never changed.

-- The newest statement; one row. Whoever appends holds all others off until the end of the transaction.
create table statement_head (
    slot integer not null primary key check (slot = 1),
    seq  integer not null
) strict;
insert into statement_head (slot, seq) values (1, 0);

-- "dependent" and "local" name the dependency, "agency" says in whose name it was said; "at" is in Unix milliseconds, "body"
-- a document of the program.
create table statements (
    seq       integer not null primary key check (seq > 0),
    dependent text    not null,
    local     text    not null,
    agency    text    not null,
    at        integer not null,
    body      text    not null
) strict;

-- What reviews keep: campaigns, and after what period a confirmation is none any more. Documents of the program, by kind
-- and name; "version" grows with every change.
create table review_documents (
    kind    text    not null,
    name    text    not null,
    version integer not null,
    body    text    not null,
    primary key (kind, name)
) strict, without rowid;
