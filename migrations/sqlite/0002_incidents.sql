-- Incidents: a journal of events of its own, and where each incident begins and ends in time.

-- One row per incident. Its id is the number of its first event.
-- Times are in Unix milliseconds; "closed" is the largest integer while the incident is open.
create table incidents (
    id     integer not null primary key,
    opened integer not null,
    closed integer not null
) strict;
create index incidents_by_time on incidents (closed, opened);

-- What happened, over all incidents, numbered from 1 without gaps.
-- "at" is when it was known, "recorded" when it was written; a request that came with an idempotency key
-- leaves it and its fingerprint on its last event.
create table incident_events (
    seq         integer not null primary key check (seq > 0),
    incident    integer not null references incidents (id),
    at          integer not null,
    recorded    integer not null,
    author      text    not null,
    body        text    not null,
    request     text,
    fingerprint text
) strict;
create index incident_events_by_incident on incident_events (incident, seq);
create index incident_events_by_request on incident_events (request, recorded);
