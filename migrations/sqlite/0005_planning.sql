-- Long work of planners, and the findings that somebody has accepted. Times are in Unix milliseconds, 0 = not yet.

-- A job: a question that is answered in the background, of the map at "revision". Whoever works on it says so by "owner"
-- and "seen_at" and counts "attempts"; a job that nobody works on any more is begun anew.
create table jobs (
    number     integer not null primary key check (number > 0),
    analysis   text    not null,
    question   text    not null,
    revision   integer not null,
    author     text    not null,
    state      text    not null,
    created_at integer not null,
    started_at integer not null,
    ended_at   integer not null,
    seen_at    integer not null,
    owner      text    not null,
    attempts   integer not null,
    done       integer not null,
    total      integer not null,
    result     text,
    problem    text
) strict;
create index jobs_by_state on jobs (state, number);

-- A finding that somebody has accepted, with the reason, until a day (text, "" = for good).
create table accepted_findings (
    id          text    not null primary key,
    reason      text    not null,
    author      text    not null,
    accepted_at integer not null,
    until       text    not null,
    revision    integer not null
) strict, without rowid;
