//! The SQL texts of what is said of dependencies, and of reviews. The same words serve both databases.

/// The next number; whoever has it holds all others off until the end of the transaction.
pub(super) const STATEMENT_TURN: &str = "update statement_head set seq = seq + 1 where slot = 1";

/// The number of the newest statement.
pub(super) const STATEMENT_HEAD: &str = "select seq from statement_head where slot = 1";

/// Appends a statement.
pub(super) const INSERT_STATEMENT: &str =
    "insert into statements (seq, dependent, local, agency, at, body) values ($1, $2, $3, $4, $5, $6)";

/// What was said after a number, in order.
pub(super) const STATEMENTS_AFTER: &str =
    "select seq, dependent, local, agency, at, body from statements where seq > $1 order by seq limit $2";

/// One document of reviews.
pub(super) const REVIEW: &str =
    "select name, version, body from review_documents where kind = $1 and name = $2";

/// All documents of a kind.
pub(super) const REVIEWS: &str =
    "select name, version, body from review_documents where kind = $1 order by name limit $2";

/// Keeps a document that is not there yet.
pub(super) const INSERT_REVIEW: &str = "insert into review_documents (kind, name, version, body) values ($1, $2, 1, $3) \
     on conflict (kind, name) do nothing";

/// Keeps a document in place of one version of it.
pub(super) const UPDATE_REVIEW: &str = "update review_documents set version = version + 1, body = $3 \
     where kind = $1 and name = $2 and version = $4";

/// The statements that both databases must be able to prepare, by name.
pub(super) fn statements() -> impl Iterator<Item = (&'static str, String)> {
    let fixed = [
        ("statement turn", STATEMENT_TURN),
        ("statement head", STATEMENT_HEAD),
        ("insert statement", INSERT_STATEMENT),
        ("statements after", STATEMENTS_AFTER),
        ("review", REVIEW),
        ("reviews", REVIEWS),
        ("insert review", INSERT_REVIEW),
        ("update review", UPDATE_REVIEW),
    ];
    fixed.into_iter().map(|(name, sql)| (name, sql.to_owned()))
}
