//! Scenarios, scripts of incidents and profiles of reporting duties as files.

#![no_main]

use formats::{Source, profiles, read_scenario, read_script};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = || Source::new("file.yaml", bytes);
    let told = |problems: wire::Problems| assert!(!problems.is_empty(), "refused without a reason");
    let _ = read_scenario(&source()).map_err(told);
    let _ = read_script(&source()).map_err(told);
    let _ = profiles::read([source()]).map_err(told);
});
