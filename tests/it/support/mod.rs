//! What tests stand on: databases of their own, programs beside them.

pub(crate) mod beside;
pub(crate) mod contract;
pub(crate) mod database;
pub(crate) mod diagrams;
pub(crate) mod identity;
pub(crate) mod link;
pub(crate) mod mail;
pub(crate) mod maps;
pub(crate) mod postgres;
pub(crate) mod receiver;
pub(crate) mod service;
pub(crate) mod vectors_doc;
