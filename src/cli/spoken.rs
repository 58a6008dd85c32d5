//! In which language messages are told: what is asked for, else that of the environment.

use render::Language;

/// The language of messages and of help: that of `--language`, else German where the environment is German, else English.
pub(super) fn messages() -> Language {
    match value_of(&arguments(), "--language") {
        Some("de") => Language::De,
        Some("en") => Language::En,
        _ if environment().starts_with("de") => Language::De,
        _ => Language::En,
    }
}

/// What stands behind the name of the program.
pub(super) fn arguments() -> Vec<String> {
    std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned()).collect()
}

/// The value that a flag has, before the command line is read as a whole.
pub(super) fn value_of<'a>(arguments: &'a [String], flag: &str) -> Option<&'a str> {
    let flags = arguments.iter().take_while(|argument| *argument != "--").enumerate();
    let values = flags.filter_map(|(at, argument)| match argument.strip_prefix(flag)? {
        "" => arguments.get(at + 1).map(String::as_str),
        value => value.strip_prefix('='),
    });
    values.last()
}

/// The locale of the environment in the order of POSIX; empty when there is none.
pub(super) fn environment() -> String {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    set.into_iter().find(|value| !value.is_empty()).unwrap_or_default()
}
