//! A file of settings: `NAME=VALUE` in each line, with the names of the environment variables, as services of a system
//! and containers take them. What it says counts where neither a flag nor the environment says anything.

use super::failure::{Failure, plain, warn};
use super::files::others_can_read;
use super::help;
use super::spoken::{arguments, messages, value_of};
use clap::builder::Resettable;
use clap::{Arg, Command};
use model::{Argument, Message, message};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Where the file may be named.
pub(super) const VARIABLE: &str = "TRAGWEITE_SETTINGS";

/// Most bytes of a file of settings.
const LONGEST: u64 = 1 << 16;

/// The file that is in use, once the command line is read.
static IN_USE: OnceLock<SettingsFile> = OnceLock::new();

/// What a file of settings says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SettingsFile {
    /// Its name, as it was given.
    pub(super) path: PathBuf,
    /// The values that are not empty by the names of their variables, each with its line.
    pub(super) values: BTreeMap<String, (usize, String)>,
}

/// The file that is in use.
pub(super) fn in_use() -> Option<&'static SettingsFile> {
    IN_USE.get()
}

/// What the environment says, else the file of settings. Nothing is the same as not being there.
pub(super) fn variable(name: &str) -> Option<String> {
    let said = std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    let filed = || in_use().and_then(|file| file.values.get(name)).map(|(_, value)| value.clone());
    said.filter(|value| !value.is_empty()).or_else(filed)
}

/// Lets what the file of settings says stand behind the flags and variables of the command that is meant.
pub(super) fn put_behind(mut commands: Command) -> Result<Command, Failure> {
    let said = arguments();
    let mut path = Vec::new();
    let mut meant = &commands;
    for word in &said {
        let Some(below) = meant.find_subcommand(word) else { break };
        path.push(word.clone());
        meant = below;
    }
    let takes = |id: &str| meant.get_arguments().any(|arg| arg.get_id() == id);
    let flag = value_of(&said, "--settings").filter(|_| takes("settings"));
    let named = flag.map(str::to_owned).or_else(|| std::env::var(VARIABLE).ok());
    let named = named.filter(|name| !name.is_empty() && takes("database"));
    let values = match named {
        None => &BTreeMap::new(),
        Some(name) => {
            let known = commands.find_subcommand("serve").into_iter().flat_map(Command::get_arguments);
            let read = read(Path::new(&name), &known.filter(|arg| is_setting(arg)).collect::<Vec<_>>())?;
            &IN_USE.get_or_init(|| read).values
        }
    };
    commands = at(commands, &path, &|command| command.mut_args(|arg| behind(arg, values)));
    Ok(commands)
}

/// Whether a value of this argument may stand in the environment, and so in the file.
pub(super) fn is_setting(arg: &Arg) -> bool {
    arg.get_env().is_some_and(|name| name != VARIABLE && name != "USER")
}

/// The variable that holds a secret itself, where this argument names a file with it.
pub(super) fn secret_of(arg: &Arg) -> Option<String> {
    arg.get_env()?.to_str()?.strip_suffix("_FILE").map(str::to_owned)
}

/// Changes the command at the end of a path. Recursion is bounded by the commands there are.
fn at(command: Command, path: &[String], change: &dyn Fn(Command) -> Command) -> Command {
    match path.split_first() {
        None => change(command),
        Some((first, rest)) => command.mut_subcommand(first, |below| at(below, rest, change)),
    }
}

/// The argument with what the file says behind it. A variable that is empty says nothing.
fn behind(arg: Arg, values: &BTreeMap<String, (usize, String)>) -> Arg {
    let Some(name) = arg.get_env().map(|name| name.to_string_lossy().into_owned()) else { return arg };
    let filed = values.get(&name).map(|(_, value)| value.clone());
    let arg = match std::env::var_os(&name) {
        Some(value) if value.is_empty() => arg.env(Resettable::Reset),
        _ => arg,
    };
    match filed {
        // Help tells what counts without any setting.
        Some(value) => arg.default_value(value).hide_default_value(true),
        None => arg,
    }
}

/// Reads a file, and tells everything that is wrong with it.
fn read(path: &Path, known: &[&Arg]) -> Result<SettingsFile, Failure> {
    let file = path.display().to_string();
    let unreadable = |why: Message| {
        Failure::Usage(message!("settings-unreadable", file = &file, why = Argument::Message(why)))
    };
    let mut text = String::new();
    let opened = std::fs::File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_string(&mut text));
    let length = opened.map_err(|error| unreadable(plain(&error)))?;
    if length as u64 > LONGEST {
        return Err(unreadable(message!("settings-long", longest = LONGEST)));
    }
    let (read, wrong) = parse(path, &text, known);
    if wrong.is_empty() {
        let holds_secret = |arg: &&Arg| secret_of(arg).is_some_and(|name| read.values.contains_key(&name));
        if known.iter().any(holds_secret) && others_can_read(path) {
            warn(&message!("others-can-read", file = file));
        }
        return Ok(read);
    }
    let l = messages();
    let told = |(line, why): &(usize, Message)| {
        let file = path.display().to_string();
        l.told(&message!("settings-line", file = file, line = *line, why = Argument::Message(why.clone())))
    };
    Err(Failure::Usage(wrong.iter().map(told).collect::<Vec<_>>().join("\n").into()))
}

/// The values of a text and, by their lines, the problems that it has.
fn parse(path: &Path, text: &str, known: &[&Arg]) -> (SettingsFile, Vec<(usize, Message)>) {
    let mut names: Vec<String> = known.iter().flat_map(|arg| secret_of(arg)).collect();
    names
        .extend(known.iter().filter_map(|arg| arg.get_env()).map(|name| name.to_string_lossy().into_owned()));
    let (mut lines, mut values, mut wrong) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    for (number, line) in text.trim_start_matches('\u{feff}').lines().map(str::trim).enumerate() {
        let number = number + 1;
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        let Some((name, value)) = line.split_once('=').map(|(name, value)| (name.trim(), value.trim()))
        else {
            wrong.push((number, message!("settings-form")));
            continue;
        };
        let arg = known.iter().find(|arg| arg.get_env().is_some_and(|env| env == name));
        let taken = bare(value).and_then(|value| match arg {
            _ if !names.iter().any(|known| known == name) => Err(unknown(name, &names)),
            Some(arg) if !value.is_empty() => fits(arg, value).map(|()| value),
            _ => Ok(value),
        });
        if let Some(first) = lines.insert(name.to_owned(), number) {
            wrong.push((number, message!("settings-twice", name = name, first = first)));
        }
        match taken {
            Ok("") => {}
            Ok(value) => {
                values.insert(name.to_owned(), (number, value.to_owned()));
            }
            Err(why) => wrong.push((number, why)),
        }
    }
    (SettingsFile { path: path.to_owned(), values }, wrong)
}

/// A value without the quotation marks around it. What others would read differently is refused.
fn bare(value: &str) -> Result<&str, Message> {
    let is_bare = |text: &str| !text.ends_with('\\') && !text.starts_with(['"', '\'']);
    for mark in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark)) {
            let plain = !inner.contains(mark) && !inner.contains('\\');
            return if plain { Ok(inner) } else { Err(message!("settings-quoted")) };
        }
    }
    if is_bare(value) { Ok(value) } else { Err(message!("settings-quoted")) }
}

fn unknown(name: &str, names: &[String]) -> Message {
    let close = names.iter().map(|known| (strsim::jaro_winkler(name, known), known));
    match close.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|(alike, _)| *alike > 0.9) {
        Some((_, meant)) => message!("settings-unknown-meant", name = name, meant = meant),
        None => message!("settings-unknown", name = name),
    }
}

/// Whether the argument takes this value.
fn fits(arg: &Arg, value: &str) -> Result<(), Message> {
    let alone = arg.clone().env(Resettable::Reset).default_value(value.to_owned());
    let tried = Command::new("settings").no_binary_name(true).arg(alone).try_get_matches_from([""; 0]);
    tried.map(|_| ()).map_err(|error| help::wrong(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (Vec<(String, String)>, Vec<usize>) {
        let commands = help::commands(words::Language::En);
        let known = commands.find_subcommand("serve").unwrap().get_arguments();
        let known: Vec<_> = known.filter(|arg| is_setting(arg)).collect();
        let (read, wrong) = parse(Path::new("x"), text, &known);
        let values = read.values.into_iter().map(|(name, (_, value))| (name, value)).collect();
        (values, wrong.into_iter().map(|(line, _)| line).collect())
    }

    #[test]
    fn lines_are_read_as_services_and_containers_read_them() {
        let text = "\u{feff}# x\n; y\n\n TRAGWEITE_ZONE = Europe/Vienna \r\nTRAGWEITE_HOST=\"a.example, b.example\"\n\
                    TRAGWEITE_LISTEN=\nTRAGWEITE_TOKEN='a=b # c'\n";
        let (values, wrong) = parsed(text);
        let names: Vec<_> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(
            names,
            [
                "TRAGWEITE_HOST=a.example, b.example",
                "TRAGWEITE_TOKEN=a=b # c",
                "TRAGWEITE_ZONE=Europe/Vienna"
            ]
        );
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn every_line_that_is_wrong_is_told() {
        let text = "no form\nTRAGWEITE_LISTN=127.0.0.1:1\nTRAGWEITE_LISTEN=here\nTRAGWEITE_ZONE=\"x\nTRAGWEITE_HOST=a\\\n\
                    TRAGWEITE_MAP_LIMIT=1\nTRAGWEITE_MAP_LIMIT=2\nTRAGWEITE_SETTINGS=x\nPATH=/bin\n";
        assert_eq!(parsed(text).1, [1, 2, 3, 4, 5, 7, 8, 9]);
    }
}
