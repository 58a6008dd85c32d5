//! Lists the migrations, so that every file in `migrations/` is in the program without being named twice.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=../../migrations");
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("../../migrations");
    let mut code = String::new();
    for kind in ["sqlite", "postgres"] {
        let folder = root.join(kind).canonicalize()?;
        let files = fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path()));
        let mut files: Vec<_> = files.collect::<Result<_, _>>()?;
        files.retain(|file| file.extension().is_some_and(|end| end == "sql"));
        files.sort();
        _ = writeln!(code, "pub const {}: &[(i64, &str, &str)] = &[", kind.to_uppercase());
        for file in &files {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let parts = name.split_once('_').and_then(|(number, of)| Some((number.parse::<i64>().ok()?, of)));
            let Some((version, description)) = parts else {
                return Err(io::Error::other(format!("{name}.sql: name a migration NUMBER_WORDS.sql")));
            };
            _ = writeln!(
                code,
                "    ({version}, {:?}, include_str!({file:?})),",
                description.replace('_', " ")
            );
        }
        code.push_str("];\n");
    }
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("migrations.rs"), code)
}
