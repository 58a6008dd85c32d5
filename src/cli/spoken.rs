//! In which language messages are told: what is asked for, else that of the environment.

use render::Language;

/// The language of messages and of help: that of `--language`, else German where the environment is German, else English.
pub(super) fn messages() -> Language {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
    let flags = arguments.iter().take_while(|argument| *argument != "--").enumerate();
    let asked = flags.filter_map(|(at, argument)| match argument.strip_prefix("--language=") {
        Some(word) => Some(word),
        None if argument == "--language" => arguments.get(at + 1).map(String::as_str),
        None => None,
    });
    match asked.last() {
        Some("de") => Language::De,
        Some("en") => Language::En,
        _ if environment().starts_with("de") => Language::De,
        _ => Language::En,
    }
}

/// The locale of the environment in the order of POSIX; empty when there is none.
pub(super) fn environment() -> String {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    set.into_iter().find(|value| !value.is_empty()).unwrap_or_default()
}
