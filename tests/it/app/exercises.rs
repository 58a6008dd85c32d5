//! Exercises through mail, webhooks and the log of events, on both databases, beside an outage that is real.

use super::delivery::{Case, everything, webhooks};
use super::events::log;
use super::incidents::{author, closed, fault, open};
use crate::support::database::{Database, on_both};
use crate::support::mail::MailServer;
use crate::support::receiver::{Receiver, status};
use std::time::Duration;
use tragweite::app::incidents::{Exercises, SituationQuestion};
use tragweite::model::{EventFilter, IncidentEvent, Level, Subscription};
use tragweite::outside::mail::Mailer;
use tragweite::wire::Opening;

on_both!(an_exercise_is_marked_wherever_it_is_told_and_told_to_those_alone_who_practise);

fn exercise(node: &str, case: &Case) -> Opening {
    let mut opening = fault(node, case.now());
    if let Some(IncidentEvent::Opened { exercise, .. }) = opening.events.first_mut() {
        *exercise = true;
    }
    opening
}

async fn an_exercise_is_marked_wherever_it_is_told_and_told_to_those_alone_who_practise(database: Database) {
    let case = Case::new(&database).await;
    let server = MailServer::start(&[]).await;
    let relay = format!("smtp+plain://127.0.0.1:{}", server.port).parse().unwrap();
    let allowed = vec!["zwickau.example".parse().unwrap()];
    let timeout = Duration::from_secs(5);
    case.app
        .events
        .allow_mail(Mailer::new(relay, "alarm@tragweite.example", None, allowed, timeout).unwrap());
    case.app.events.allow_webhooks(webhooks(&["http://127.0.0.1"]));
    let receiver = Receiver::start(|_| status(200)).await;
    let practising = EventFilter { exercises: true, ..EventFilter::default() };
    let mail = |name: &str| everything(format!("mailto:{name}@zwickau.example"));
    case.subscribe("wirklich", mail("wirklich")).await;
    case.subscribe("uebt", Subscription { filter: practising.clone(), ..mail("uebt") }).await;
    case.subscribe("hook", Subscription { filter: practising, ..everything(receiver.url()) }).await;

    // The same node fails in an exercise and in fact: neither hides the other.
    let opening = exercise("dresden.storage-sync", &case);
    let practised = case.app.incidents.open(opening, author(case.now())).await.unwrap().incident.id;
    let made = case.app.events.log_changes(case.now()).await.unwrap();
    assert!(made > 10);
    assert!(log(&case.app).await.iter().all(|e| e.change.after.exercise));
    case.deliver().await;
    assert!(server.given().await.iter().all(|mail| mail.0["to"][0] == "uebt@zwickau.example"));
    case.wait(60);
    let (real, again) = case.incident().await;
    assert_eq!(again, made, "the outage is told as if nobody practised");
    assert_eq!(case.app.events.log_changes(case.now()).await.unwrap(), 0);

    // What was told is known after a restart, and ends by itself.
    case.app.close().await;
    let case = case.with(open(&database).await);
    assert_eq!(case.app.events.log_changes(case.now()).await.unwrap(), 0);
    case.wait(60);
    case.app.incidents.add_event(practised, case.now(), closed(), author(case.now())).await.unwrap();
    assert_eq!(case.app.events.log_changes(case.now()).await.unwrap(), made);
    let all = log(&case.app).await;
    let of = |exercise| all.iter().filter(move |e| e.change.after.exercise == exercise);
    assert!(of(true).all(|e| e.change.after.incidents == [practised]));
    assert!(of(false).all(|e| e.change.after.incidents == [real]));
    assert!(of(true).skip(made).all(|e| e.change.after.level == Level::Operational));

    let given = server.given().await;
    let mark = |mail: &crate::support::mail::Given| {
        (mail.header("subject").starts_with("ÜBUNG: "), mail.text().starts_with("ÜBUNG"))
    };
    assert!(!given.is_empty() && given.iter().all(|mail| mark(mail) == (true, true)));
    for seen in receiver.seen() {
        let data = &seen.json()["data"];
        assert!(data["exercise"] == true && data["text"].as_str().unwrap().starts_with("ÜBUNG: "), "{data}");
    }
    assert_eq!(receiver.seen().len(), made);

    // The situation leaves it out unless asked.
    let counted = async |exercises| {
        let question = SituationQuestion { exercises, ..SituationQuestion::default() };
        case.app.incidents.situation(question, case.now()).await.unwrap().incidents.len()
    };
    assert_eq!((counted(Exercises::Without).await, counted(Exercises::Only).await), (1, 0));
}
