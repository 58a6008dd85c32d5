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
        _ = writeln!(code, "pub const {}: &[(&str, &str)] = &[", kind.to_uppercase());
        for file in &files {
            let name = file.file_stem().unwrap_or_default();
            _ = writeln!(code, "    ({name:?}, include_str!({file:?})),");
        }
        code.push_str("];\n");
    }
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("migrations.rs"), code)
}
