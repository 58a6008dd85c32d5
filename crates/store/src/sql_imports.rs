//! The SQL texts of what imports keep. The same words serve both databases.

/// One document.
pub(super) const IMPORT: &str = "select at, body from import_documents where kind = $1 and name = $2";

/// The names of all documents of a kind, the newest first.
pub(super) const IMPORTS: &str =
    "select name, at from import_documents where kind = $1 order by at desc, name";

/// Keeps a document in place of what had its name.
pub(super) const PUT_IMPORT: &str = "insert into import_documents (kind, name, at, body) values ($1, $2, $3, $4) \
     on conflict (kind, name) do update set at = excluded.at, body = excluded.body";

/// Forgets a document.
pub(super) const DELETE_IMPORT: &str = "delete from import_documents where kind = $1 and name = $2";

/// The statements that both databases must be able to prepare, by name.
pub(super) fn statements() -> impl Iterator<Item = (&'static str, String)> {
    let fixed = [
        ("import", IMPORT),
        ("imports", IMPORTS),
        ("put import", PUT_IMPORT),
        ("delete import", DELETE_IMPORT),
    ];
    fixed.into_iter().map(|(name, sql)| (name, sql.to_owned()))
}
