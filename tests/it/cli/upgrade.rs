//! A database of every earlier version is brought up to date by the program, after a plan that changes nothing; one that is
//! newer than the program is left alone.

use super::run;
use crate::store::schema::{steps, up_to};
use crate::support::database::{Database, Kind, on_both};

on_both!(a_newer_database_is_left_alone);

const NEWER: &str = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
    values (9999, 'tomorrow', true, '', 0)";

/// The numbers of the steps that a plan names.
fn planned(database: &Database) -> Vec<i64> {
    let plan = run(&std::env::temp_dir(), ["migrate", "--plan", "--database", &database.url]).ok();
    let numbers =
        plan.lines().filter_map(|line| line.strip_prefix("step ")?.split([':', ' ']).next()?.parse().ok());
    numbers.collect()
}

#[tokio::test]
async fn every_earlier_version_is_brought_up_to_date() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let all: Vec<i64> = steps(kind).await.into_iter().map(|step| step.0).collect();
        for &version in &all {
            let database = kind.fresh().await;
            up_to(&database, version).await;
            let missing: Vec<i64> = all.iter().copied().filter(|&step| step > version).collect();
            assert_eq!(planned(&database), missing, "{kind:?} {version}");
            assert_eq!(planned(&database), missing, "a plan changes nothing");
            let migrate = ["migrate", "--database", &database.url];
            let told = run(&std::env::temp_dir(), migrate).ok();
            assert!(told.contains("up to date"), "{told}");
            assert_eq!(planned(&database), [0; 0]);
            assert_eq!(
                run(&std::env::temp_dir(), migrate).ok(),
                told,
                "a second time there is nothing to do"
            );
        }
    }
}

async fn a_newer_database_is_left_alone(database: Database) {
    run(&std::env::temp_dir(), ["migrate", "--database", &database.url]).ok();
    database.execute(NEWER).await;
    let url = database.url.as_str();
    for command in [
        &["serve", "--listen", "127.0.0.1:0", "--database", url][..],
        &["migrate", "--database", url],
        &["migrate", "--plan", "--database", url],
        &["verify", "--database", url],
        &["key", "list", "--database", url],
    ] {
        let told = run(&std::env::temp_dir(), command).fails(3);
        assert!(told.contains("9999") && told.contains("run the newer program"), "{command:?}: {told}");
        assert!(told.contains("restore a backup"), "{command:?}: {told}");
    }
}
