-- In whose name a subscription is told: what he may not see is not told, and it ends with his right. '' = by who runs the service.
alter table subscriptions add column owner text not null default '';
