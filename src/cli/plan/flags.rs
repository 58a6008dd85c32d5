//! The flags of a question: they follow from its properties, and become the document that the API takes.

use crate::cli::fail::{FailArg, keyed};
use app::planning::Kind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};
use serde_json::{Map, Value, json};
use wire::planning::request::{Form, Property};
use wire::scenario::FailureDoc;

/// How failures are said.
const FAILURE: &str = "KEY[=LEVEL][@FROM[..UNTIL]]";
/// Properties of which all questions have the same flags.
const SHARED: [&str; 3] = ["changes", "include", "limit"];

fn own(kind: &Kind) -> impl Iterator<Item = &'static Property> + use<> {
    kind.properties.iter().filter(|property| !SHARED.contains(&property.name))
}

/// The command of a question with its own flags.
pub(super) fn command(kind: &Kind) -> Command {
    let mut command = Command::new(kind.name).about(kind.asks);
    for property in own(kind) {
        command = match property.form {
            Form::Selection if property.name == "of" => SelectionArgs::augment_args(command),
            Form::Side => side(command, property),
            _ => command.args(arg(property)),
        };
    }
    command
}

/// What its flags are called: the property in small words, unless it says otherwise.
fn flag(property: &Property) -> String {
    let mut name = String::new();
    for letter in property.flag.unwrap_or(property.name).chars() {
        if letter.is_ascii_uppercase() {
            name.push('-');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

/// Its documentation as a flag is described.
fn help(about: &str) -> String {
    about.trim().trim_end_matches('.').replace('`', "")
}

fn arg(property: &Property) -> Option<Arg> {
    let name = flag(property);
    let arg = Arg::new(name.clone()).long(name).help(help(property.about));
    let several = || format!("{}; may be repeated", help(property.about));
    let key_list = |word: &'static str| {
        arg.clone().value_name(word).action(ArgAction::Append).value_delimiter(',').help(several())
    };
    Some(match property.form {
        Form::File | Form::Side => return None,
        Form::Text(word) => arg.value_name(word),
        Form::Texts(word) => key_list(word),
        Form::Selection => key_list("KEY"),
        Form::Whole(low, high) => {
            arg.value_name("NUMBER").value_parser(value_parser!(u32).range(i64::from(low)..=i64::from(high)))
        }
        Form::Share => arg.value_name("SHARE").value_parser(value_parser!(f64)),
        Form::Switch => arg.action(ArgAction::SetTrue),
        Form::Failures => failures(arg).help(several()),
        Form::Starts => arg.value_name("KEY[@FROM]").action(ArgAction::Append).help(several()),
    })
}

fn failures(arg: Arg) -> Arg {
    arg.value_name(FAILURE).action(ArgAction::Append).value_parser(keyed)
}

/// The flags of one side of a comparison.
fn side(command: Command, property: &Property) -> Command {
    let (fail, as_of) = (format!("{}-fail", property.name), format!("{}-as-of", property.name));
    let about = help(property.about);
    let fails = format!("What fails on {about} instead; may be repeated");
    let map = format!("The map of {about}: a revision or a time (with --database)");
    command
        .arg(failures(Arg::new(fail.clone()).long(fail)).help(fails))
        .arg(Arg::new(as_of.clone()).long(as_of).value_name("REVISION|TIME").help(map))
}

/// What its own flags say, as it is written.
pub(super) fn said(kind: &Kind, matches: &ArgMatches) -> Result<Map<String, Value>, clap::Error> {
    let mut document = Map::new();
    for property in own(kind) {
        let value = match property.form {
            Form::Selection if property.name == "of" => SelectionArgs::from_arg_matches(matches)?.document(),
            Form::Side => {
                let mut side = Map::new();
                side.extend(
                    failed(matches, &format!("{}-fail", property.name)).map(|list| ("failures".into(), list)),
                );
                let as_of = matches.get_one::<String>(&format!("{}-as-of", property.name));
                side.extend(as_of.map(|as_of| ("asOf".into(), json!(as_of))));
                (!side.is_empty()).then_some(Value::Object(side))
            }
            form => one(form, &flag(property), matches),
        };
        document.extend(value.map(|value| (property.name.to_owned(), value)));
    }
    Ok(document)
}

fn one(form: Form, flag: &str, matches: &ArgMatches) -> Option<Value> {
    match form {
        Form::File | Form::Side => None,
        Form::Text(_) => matches.get_one::<String>(flag).map(|text| json!(text)),
        Form::Texts(_) => {
            matches.get_many::<String>(flag).map(|texts| texts.map(|text| json!(text)).collect())
        }
        Form::Selection => {
            let keys = matches.get_many::<String>(flag)?.collect::<Vec<_>>();
            Some(json!({"nodes": keys}))
        }
        Form::Whole(..) => matches.get_one::<u32>(flag).map(|number| json!(number)),
        Form::Share => matches.get_one::<f64>(flag).map(|share| json!(share)),
        Form::Switch => matches.get_flag(flag).then(|| json!(!flag.starts_with("no-"))),
        Form::Failures => failed(matches, flag),
        Form::Starts => {
            let start = |text: &String| match text.split_once('@') {
                Some((node, from)) => json!({"node": node, "from": from}),
                None => json!({"node": text}),
            };
            matches.get_many::<String>(flag).map(|starts| starts.map(start).collect())
        }
    }
}

fn failed(matches: &ArgMatches, flag: &str) -> Option<Value> {
    let failures = matches.get_many::<FailArg>(flag)?;
    Some(failures.map(|failure| json!(FailureDoc::new(&failure.failure))).collect())
}

/// Which nodes a question is about; all that is given must hold.
#[derive(Debug, Args)]
pub(super) struct SelectionArgs {
    /// These nodes; may be repeated
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    of: Vec<String>,
    /// What this agency runs, and the agency itself
    #[arg(long, value_name = "KEY")]
    agency: Option<String>,
    /// Nodes of this kind (agency, site, service)
    #[arg(long)]
    kind: Option<String>,
    /// Services of this layer (public, application, platform, ...)
    #[arg(long)]
    layer: Option<String>,
    /// Nodes whose official regional key begins with this
    #[arg(long, value_name = "ARS")]
    area: Option<String>,
    /// Nodes with this label
    #[arg(long, value_name = "NAME[=VALUE]")]
    label: Option<String>,
}

impl SelectionArgs {
    /// The selection as it is written; `None` when nothing is said.
    pub(super) fn document(&self) -> Option<Value> {
        let mut document = Map::new();
        if !self.of.is_empty() {
            document.insert("nodes".into(), json!(self.of));
        }
        let texts = [
            ("agency", &self.agency),
            ("kind", &self.kind),
            ("layer", &self.layer),
            ("area", &self.area),
            ("label", &self.label),
        ];
        for (name, text) in texts {
            document.extend(text.iter().map(|text| (name.to_owned(), json!(text))));
        }
        (!document.is_empty()).then_some(Value::Object(document))
    }
}
