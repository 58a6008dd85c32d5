//! One file a format.

pub mod archimate;
pub mod backstage;
pub mod checkmk;
pub mod compose;
pub mod cyclonedx;
pub mod dora;
pub mod drawio;
pub mod glpi;
pub mod icinga2;
pub mod icinga_bp;
pub mod idoit;
pub mod itop;
pub mod kubernetes;
pub mod netbox;
pub mod open_psa;
pub mod opennms;
pub mod table;
pub mod terraform;
pub mod xzufi;
pub mod yed;
pub mod zabbix;
