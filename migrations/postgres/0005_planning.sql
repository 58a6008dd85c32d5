-- Long work of planners, and the findings that somebody has accepted. Times are in Unix milliseconds, 0 = not yet.

-- A job: a question that is answered in the background, of the map at "revision". Whoever works on it says so by "owner"
-- and "seen_at" and counts "attempts"; a job that nobody works on any more is begun anew.
create table jobs (
    number     bigint not null primary key check (number > 0),
    analysis   text    not null,
    question   text    not null,
    revision   bigint not null,
    author     text    not null,
    state      text    not null,
    created_at bigint not null,
    started_at bigint not null,
    ended_at   bigint not null,
    seen_at    bigint not null,
    owner      text    not null,
    attempts   bigint not null,
    done       bigint not null,
    total      bigint not null,
    result     text,
    problem    text
);
create index jobs_by_state on jobs (state, number);

-- A finding that somebody has accepted, with the reason, until a day (text, "" = for good).
create table accepted_findings (
    id          text collate "C" not null primary key,
    reason      text    not null,
    author      text    not null,
    accepted_at bigint not null,
    until       text    not null,
    revision    bigint not null
);
