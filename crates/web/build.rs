//! Builds what browsers are given into the program: packages from npm at the versions of the lock file, our own style and
//! script. Each gets an address that changes with its content, so that browsers may keep it.

use std::path::Path;
use std::process::Command;
use std::{env, fs, io};

/// Name, file, media type.
const ASSETS: &[(&str, &str, &str)] = &[
    ("kern.css", "node_modules/@kern-ux/native/dist/kern.min.css", "text/css; charset=utf-8"),
    ("htmx.js", "node_modules/htmx.org/dist/htmx.min.js", "text/javascript; charset=utf-8"),
    ("page.css", "page.css", "text/css; charset=utf-8"),
    ("page.js", "page.js", "text/javascript; charset=utf-8"),
    ("mark.svg", "mark.svg", "image/svg+xml"),
];

fn main() -> io::Result<()> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("browser");
    println!("cargo:rerun-if-changed=browser/package-lock.json");
    install(&folder)?;
    let mut code = String::from("const ASSETS: &[Asset] = &[\n");
    for (name, file, media) in ASSETS {
        println!("cargo:rerun-if-changed=browser/{file}");
        let path = folder.join(file);
        let bytes =
            fs::read(&path).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
        // Fowler-Noll-Vo: it only has to differ when the content does.
        let digest = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |digest, byte| {
            (digest ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        code += &format!(
            "    Asset {{ name: {name:?}, address: \"/assets/{digest:016x}/{name}\", media: {media:?}, bytes: include_bytes!({path:?}) }},\n"
        );
    }
    code += "];\n";
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("assets.rs"), code)
}

/// Lets npm bring the packages when they are not there, or not those of the lock file. Nothing in them is run.
fn install(folder: &Path) -> io::Result<()> {
    let (lock, installed) =
        (fs::read(folder.join("package-lock.json"))?, folder.join("node_modules/installed.json"));
    if fs::read(&installed).is_ok_and(|known| known == lock) {
        return Ok(());
    }
    let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let help = "install it with: sh scripts/install-tools.sh build";
    let done = Command::new("npm").args(arguments).current_dir(folder).output();
    let done = done
        .map_err(|error| io::Error::other(format!("npm is needed to build the pages ({error}); {help}")))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        return Err(io::Error::other(format!("npm {} failed: {said}", arguments.join(" "))));
    }
    fs::write(installed, lock)
}
