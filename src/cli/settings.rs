//! `settings`: each setting of the service, its value, and where that comes from. One table of flags makes it, the help and
//! the page of the documentation.
//!
//! A flag counts before the environment, that before the file of settings, that before what is usual.

use super::args::{SettingsArgs, SettingsFormat};
use super::database::shown;
use super::failure::Failure;
use super::filed::{self, in_use, secret_of};
use super::{help, look, output};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches};
use serde_json::{Value, json};
use std::io::Write;
use words::{id, say};

/// What stands for a secret.
const HIDDEN: &str = "***";

/// One setting, as it stands.
struct Setting {
    /// The flag without dashes; for a secret, which has none, the same form of its variable.
    name: String,
    has_flag: bool,
    variable: String,
    /// Nothing when it is not set and nothing is usual.
    value: Option<String>,
    from: From,
    usual: Option<String>,
    meaning: String,
}

/// Where a value comes from.
enum From {
    Flag,
    Environment,
    File(String, usize),
    Usual,
}

impl From {
    fn word(&self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::File(..) => "file",
            Self::Usual => "default",
        }
    }
}

pub(super) fn run(args: &SettingsArgs, matches: &ArgMatches) -> Result<(), Failure> {
    let l = look::language(args.language);
    let settings = all(matches, l);
    let text = match args.format {
        SettingsFormat::Table => table(&settings, l),
        SettingsFormat::Json => {
            let values: Vec<Value> = settings.iter().map(as_json).collect();
            format!("{:#}\n", Value::Array(values))
        }
        SettingsFormat::Markdown => markdown(&settings, l),
    };
    let mut out = output::Output::open(args.output.output.as_deref())?;
    out.write_all(text.as_bytes()).and_then(|()| out.finish()).map_err(Failure::output)
}

/// Every setting in the order of the help.
fn all(matches: &ArgMatches, l: words::Language) -> Vec<Setting> {
    let commands = help::commands(l);
    let arguments = commands.find_subcommand("serve").into_iter().flat_map(clap::Command::get_arguments);
    let mut all = Vec::new();
    for arg in arguments.filter(|arg| filed::is_setting(arg)) {
        all.push(setting(arg, matches, l));
        all.extend(secret_of(arg).map(|variable| secret(variable, l)));
    }
    all
}

fn setting(arg: &Arg, matches: &ArgMatches, l: words::Language) -> Setting {
    let id = arg.get_id().as_str();
    let variable = arg.get_env().unwrap_or_default().to_string_lossy().into_owned();
    let raw = matches.get_raw(id).into_iter().flatten().map(|value| value.to_string_lossy());
    let value = raw.collect::<Vec<_>>().join(",");
    let usual =
        arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect::<Vec<_>>().join(",");
    let from = match matches.value_source(id) {
        Some(ValueSource::CommandLine) => From::Flag,
        Some(ValueSource::EnvVariable) => From::Environment,
        _ => filed(&variable).unwrap_or(From::Usual),
    };
    let value = if id == "database" { shown(&value) } else { value };
    Setting {
        name: arg.get_long().unwrap_or(id).to_owned(),
        has_flag: true,
        variable,
        value: Some(value).filter(|value| !value.is_empty()),
        from,
        usual: Some(usual).filter(|usual| !usual.is_empty()),
        meaning: help::of_flag("serve", id, l).unwrap_or_default().to_owned(),
    }
}

/// A secret, of which only is told whether it is there.
fn secret(variable: String, l: words::Language) -> Setting {
    let value = filed::variable(&variable).map(|_| HIDDEN.to_owned());
    let said = std::env::var_os(&variable).is_some_and(|value| !value.is_empty());
    let from = if said { From::Environment } else { filed(&variable).unwrap_or(From::Usual) };
    let name = variable.trim_start_matches("TRAGWEITE_").to_lowercase().replace('_', "-");
    let meaning = say!(l, "settings-secret", flag = &name);
    Setting { name, has_flag: false, variable, value, from, usual: None, meaning }
}

fn filed(variable: &str) -> Option<From> {
    let file = in_use()?;
    file.values.get(variable).map(|(line, _)| From::File(file.path.display().to_string(), *line))
}

fn table(settings: &[Setting], l: words::Language) -> String {
    let mut rows = vec![
        [id!("settings-name"), id!("settings-value"), id!("settings-from")].map(|id| l.text(id).to_owned()),
    ];
    for setting in settings {
        let from = match &setting.from {
            From::Flag => l.text("settings-from-flag").to_owned(),
            From::Environment => say!(l, "settings-from-variable", variable = &setting.variable),
            From::File(file, line) => say!(l, "settings-from-file", file = file, line = *line),
            From::Usual if setting.value.is_none() => l.text("settings-not-set").to_owned(),
            From::Usual => l.text("settings-usual").to_owned(),
        };
        rows.push([setting.name.clone(), setting.value.clone().unwrap_or("–".to_owned()), from]);
    }
    // In lines, one for each setting, however long a value is: they are searched and compared.
    let [names, values] =
        [0, 1].map(|at| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or_default());
    rows.iter().map(|[name, value, from]| format!("{name:names$}  {value:values$}  {from}\n")).collect()
}

fn as_json(setting: &Setting) -> Value {
    let mut told = json!({
        "setting": setting.name,
        "variable": setting.variable,
        "value": setting.value,
        "from": setting.from.word(),
    });
    if let From::File(file, line) = &setting.from {
        told["file"] = json!(file);
        told["line"] = json!(line);
    }
    told
}

/// What every setting means: for the page of the documentation.
fn markdown(settings: &[Setting], l: words::Language) -> String {
    let heads =
        [id!("settings-flag"), id!("settings-variable"), id!("settings-usual"), id!("settings-meaning")]
            .map(|id| l.text(id));
    let mut text = format!("| {} |\n|---|---|---|---|\n", heads.join(" | "));
    for setting in settings {
        let flag = if setting.has_flag { format!("`--{}`", setting.name) } else { "–".to_owned() };
        let usual = setting.usual.as_ref().map_or("–".to_owned(), |usual| format!("`{usual}`"));
        let meaning = setting.meaning.replace('|', "\\|").replace('<', "&lt;");
        text.push_str(&format!("| {flag} | `{}` | {usual} | {meaning} |\n", setting.variable));
    }
    text
}
