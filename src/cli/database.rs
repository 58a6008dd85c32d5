//! Which database is meant when nothing is said, and where else it may be named.

/// The database when nothing is said.
pub(super) const DATABASE: &str = "sqlite:tragweite.db";
/// Where the database may be named instead of with `--database`.
pub(super) const DATABASE_VARIABLE: &str = "TRAGWEITE_DATABASE";
