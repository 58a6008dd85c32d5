//! `manual`: the manual pages (man) of the program and its commands, in the language of the reader.

use super::args::ManualArgs;
use super::failure::{Failure, plain};
use super::help;
use super::look::language;
use super::output::Output;
use clap_mangen::Man;
use model::message;
use std::fs;
use std::io::{self, Write};
use words::Language;

pub(super) fn run(args: &ManualArgs) -> Result<(), Failure> {
    let l = language(args.language);
    let refused = |error: &io::Error| {
        let folder = args.folder.display().to_string();
        Failure::Refused(message!("cannot-write-file", file = folder, why = plain(error)))
    };
    fs::create_dir_all(&args.folder).map_err(|error| refused(&error))?;
    let mut open = vec![help::commands(l)];
    while let Some(command) = open.pop() {
        let told = command.get_subcommands().filter(|below| below.get_name() != "help").cloned();
        open.extend(told);
        let man = Man::new(command.mut_subcommands(|below| {
            let hidden = below.get_name() == "help";
            below.hide(hidden)
        }));
        let mut out = Output::open(Some(&args.folder.join(man.get_filename())))?;
        let page = page(&man, l).map_err(|error| refused(&error))?;
        out.write_all(page.as_bytes()).and_then(|()| out.finish()).map_err(Failure::output)?;
    }
    Ok(())
}

/// One page, its headings in the language; what stands in lines below the options stays in lines.
fn page(man: &Man, l: Language) -> io::Result<String> {
    let mut written = Vec::new();
    man.render(&mut written)?;
    let (mut page, mut in_lines) = (String::new(), false);
    for line in String::from_utf8_lossy(&written).lines() {
        let Some(heading) = line.strip_prefix(".SH ") else {
            page.push_str(line);
            page.push('\n');
            continue;
        };
        if std::mem::take(&mut in_lines) {
            page.push_str(".fi\n");
        }
        page.push_str(&format!(".SH \"{}\"\n", heading_in(l, heading).trim_matches('"').to_uppercase()));
        if heading == "EXTRA" {
            in_lines = true;
            page.push_str(".nf\n");
        }
    }
    Ok(page)
}

/// What clap writes above a section in English, in our words; the other headings are in the language already.
fn heading_in(l: Language, heading: &str) -> &str {
    match heading {
        "NAME" => l.text("manual-name"),
        "SYNOPSIS" => l.text("manual-synopsis"),
        "DESCRIPTION" => l.text("manual-description"),
        "SUBCOMMANDS" => l.text("help-commands"),
        "EXTRA" => l.text("manual-more"),
        other => other,
    }
}
