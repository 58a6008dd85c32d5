//! Help and complaints of the command line in the language of the reader. The English help stands beside what it
//! describes, in [`super::args`]; the catalogues hold it in both languages, and a test keeps the two the same.

use super::args::Arguments;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory};
use model::{Message, message};
use std::error::Error;
use words::Language;

/// How help is laid out with headings of the catalogue.
const LAYOUT: &str = "{before-help}{about-with-newline}\n{usage-heading} {usage}\n\n{all-args}{after-help}";

/// All commands with their help in this language.
pub(super) fn commands(l: Language) -> Command {
    let mut commands = Arguments::command();
    commands.build();
    match l {
        Language::En => commands,
        Language::De => put(commands, &mut Vec::new(), &|ids, _| ids.iter().find_map(|id| l.help(id)), l),
    }
}

/// Finds the words for a text of the help by its ids, the most exact one first.
type Words<'w> = dyn Fn(&[String], &str) -> Option<&'static str> + 'w;

/// The ids of a text about a command or one of its flags: that of this command alone, then that of every command.
fn ids(path: &[String], flag: Option<&str>) -> Vec<String> {
    let whole = if path.is_empty() { "tragweite".to_owned() } else { path.join("-") };
    let name = |text: &str| text.replace('_', "-").to_lowercase();
    match flag {
        None => vec![format!("help-{}", name(&whole))],
        Some(flag) => {
            vec![format!("help-{}-{}", name(&whole), name(flag)), format!("help-flag-{}", name(flag))]
        }
    }
}

/// What the help says of a flag of a command, without its usual value and its variable.
pub(super) fn of_flag(command: &str, flag: &str, l: Language) -> Option<&'static str> {
    ids(&[command.to_owned()], Some(flag)).iter().find_map(|id| l.help(id))
}

/// Puts words in for every text of a command and of those below it. Recursion is bounded by the commands there are.
fn put(command: Command, path: &mut Vec<String>, words: &Words<'_>, l: Language) -> Command {
    let said = |text: Option<&StyledStr>, ids: &[String]| {
        text.map(ToString::to_string).map(|text| words(ids, &text).map_or(text, str::to_owned))
    };
    let about = said(command.get_about(), &ids(path, None));
    let after = said(command.get_after_help(), &ids(path, Some("after")));
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let mut command = command
        .help_template(LAYOUT.replace("{usage-heading}", l.text("help-usage")))
        .subcommand_help_heading(l.text("help-commands"))
        .mut_args(|arg| {
            let help = said(arg.get_help(), &ids(path, Some(arg.get_id().as_str())));
            described(arg, help, l)
        });
    command = about.map_or(command.clone(), |about| command.about(about));
    command = after.map_or(command.clone(), |after| command.after_help(after));
    for name in names {
        if name == "help" {
            // Its commands are those that have been told.
            let text = l.text("help-of-commands");
            command = command.mut_subcommand(name, |help| help.about(text));
            continue;
        }
        path.push(name.clone());
        command = command.mut_subcommand(name, |below| put(below, path, words, l));
        path.pop();
    }
    command
}

/// A flag with its help, under the heading of its kind, and with what clap would add in English.
fn described(arg: Arg, help: Option<String>, l: Language) -> Arg {
    let heading = l.text(if arg.is_positional() { "help-arguments" } else { "help-options" });
    let mut text = help.unwrap_or_default();
    let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    let mut add = |message: Message| text.push_str(&format!(" [{}]", l.told(&message)));
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if takes_value && !defaults.is_empty() {
        add(message!("help-default", value = defaults.join(" ")));
    }
    if let Some(variable) = arg.get_env() {
        add(message!("help-variable", name = variable.to_string_lossy()));
    }
    let possible: Vec<String> =
        arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if takes_value && !possible.is_empty() {
        add(message!("help-values", list = possible.join(", ")));
    }
    arg.help(text).help_heading(heading).hide_default_value(true).hide_env(true).hide_possible_values(true)
}

/// What is wrong with a command line; `None` for what is no complaint (help, version) and in English, which clap speaks.
pub(super) fn complaint(error: &clap::Error, l: Language) -> Option<String> {
    if l == Language::En || !error.use_stderr() {
        return None;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return None;
    }
    let wrong = wrong(error);
    let texts = |kind| context(error, kind);
    let mut text = l.told(&message!("usage-error", wrong = wrong));
    let meant = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(word) = meant.into_iter().map(texts).find(|word| !word.is_empty()) {
        text.push_str(&format!("\n\n{}", l.told(&message!("remedy-did-you-mean", word = word))));
    }
    let usage = texts(ContextKind::Usage);
    if !usage.is_empty() {
        text.push_str(&format!("\n\n{}", usage.replacen("Usage:", l.text("help-usage"), 1)));
    }
    Some(format!("{text}\n\n{}\n", l.text("usage-more")))
}

/// What is wrong with a value or a command line, in one sentence.
pub(super) fn wrong(error: &clap::Error) -> Message {
    let texts = |kind| context(error, kind);
    let (arg, value) = (texts(ContextKind::InvalidArg), texts(ContextKind::InvalidValue));
    match error.kind() {
        ErrorKind::UnknownArgument => message!("usage-unknown", arg = arg),
        ErrorKind::InvalidSubcommand => {
            message!("usage-command", name = texts(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => message!("usage-no-command"),
        ErrorKind::MissingRequiredArgument => message!("usage-missing", args = arg),
        ErrorKind::ArgumentConflict => {
            message!("usage-conflict", arg = arg, other = texts(ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue if value.is_empty() => message!("usage-no-value", arg = arg),
        ErrorKind::InvalidValue => {
            message!("usage-value", value = value, arg = arg, list = texts(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            message!("usage-bad-value", value = value, arg = arg, why = why)
        }
        ErrorKind::TooManyValues => message!("usage-too-many", value = value, arg = arg),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => message!("usage-too-few", arg = arg),
        _ => error.to_string().lines().next().unwrap_or_default().to_owned().into(),
    }
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::collections::{BTreeMap, BTreeSet};

    /// Every text of the help with the ids by which it may be found.
    fn texts() -> Vec<(Vec<String>, String)> {
        let found = RefCell::new(Vec::new());
        let mut commands = Arguments::command();
        commands.build();
        let note = |ids: &[String], text: &str| {
            found.borrow_mut().push((ids.to_vec(), text.to_owned()));
            None
        };
        put(commands, &mut Vec::new(), &note, Language::En);
        found.into_inner()
    }

    #[test]
    fn no_help_lacks_german_and_its_english_is_that_of_the_catalogue() {
        let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
        for (ids, text) in texts() {
            let Some(id) = ids.iter().find(|id| Language::En.help(id).is_some()) else {
                wrong.push(format!("{} = {text}", ids[0]));
                continue;
            };
            if Language::En.help(id) != Some(&text) {
                wrong.push(format!("{id} is {:?}, but the help says {text:?}", Language::En.help(id)));
            }
            if Language::De.help(id).is_none_or(|german| german == text) {
                wrong.push(format!("{id} has no German"));
            }
            used.insert(id.clone());
        }
        let unused =
            words::help_ids().filter(|id| !used.contains(*id)).map(|id| format!("nothing uses {id}"));
        wrong.extend(unused);
        if std::env::var_os("HELP_CATALOGUE").is_some() {
            dump();
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn dump() {
        let mut by_flag: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
        for (ids, text) in texts() {
            let general = ids.last().cloned().unwrap_or_default();
            by_flag.entry(general).or_default().entry(text).or_default().push(ids[0].clone());
        }
        for (general, texts) in by_flag {
            let most = texts.values().map(Vec::len).max().unwrap_or(0);
            let mut free = true;
            for (text, ids) in &texts {
                if free && ids.len() == most {
                    free = false;
                    println!("@@{general} = {text:?}");
                } else {
                    ids.iter().for_each(|id| println!("@@{id} = {text:?}"));
                }
            }
        }
    }
}
