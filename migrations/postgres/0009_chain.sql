-- Every revision and every event of an incident is bound to all before it by a hash, so that a journal that was put back
-- and written anew is told apart from the one that was read. Rows from before this step have none: '' there.

alter table change_sets add column chain text not null default '';
alter table incident_events add column chain text not null default '';

-- A snapshot belongs to one journal: those from before this step do not say to which, and are made anew.
delete from snapshot_parts;
delete from snapshots;
alter table snapshots add column chain text not null default '';
