//! What is meant when nothing is said, for several commands.

/// The database when nothing is said.
pub(super) const DATABASE: &str = "sqlite:tragweite.db";
/// Where the database may be named instead of with `--database`.
pub(super) const DATABASE_VARIABLE: &str = "TRAGWEITE_DATABASE";
