//! The pages, one file each with its template: [`start`], [`search`], [`node`] with [`history`], [`explore`], [`what_if`], [`incidents`] with
//! [`incident`] and [`wall`], [`questions`], [`findings`], [`confirm`], [`changes`] with [`edit`] and [`imports`], [`manage`] with
//! [`keys`] and [`audit`], [`sign_in`].

pub(crate) mod audit;
pub(crate) mod campaigns;
pub(crate) mod changes;
pub(crate) mod confirm;
pub(crate) mod edit;
pub(crate) mod explore;
pub(crate) mod findings;
pub(crate) mod history;
pub(crate) mod imports;
pub(crate) mod incident;
pub(crate) mod incidents;
pub(crate) mod keys;
pub(crate) mod manage;
pub(crate) mod node;
pub(crate) mod questions;
pub(crate) mod search;
pub(crate) mod sign_in;
pub(crate) mod start;
pub(crate) mod wall;
pub(crate) mod what_if;
