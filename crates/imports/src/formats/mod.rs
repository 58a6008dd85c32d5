//! One file a format.

pub mod archimate;
pub mod backstage;
pub mod checkmk;
pub mod cyclonedx;
pub mod drawio;
pub mod icinga2;
pub mod icinga_bp;
pub mod opennms;
pub mod table;
pub mod terraform;
pub mod yed;
pub mod zabbix;
