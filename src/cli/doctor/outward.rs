//! What the service speaks with: the identity provider, the mail server, and the receivers of subscriptions.

use super::super::notify::mailer;
use super::super::serve::ServeArgs;
use super::{Finding, said};
use futures_util::future::join_all;
use model::{Message, message};
use outside::mail::Mailer;
use outside::receivers::Receivers;
use outside::webhook::{self, Webhooks};
use store::SubscriptionRow;

/// Most receivers that are connected to at the same time.
const AT_ONCE: usize = 16;

/// The provider through which people sign in.
pub(super) async fn identity(serve: &ServeArgs) -> Finding {
    let encrypted = serve.tls_certificate.is_some();
    match super::super::identity::identity(serve.identity.clone(), serve.listen, encrypted) {
        Ok(None) => Finding::skipped("identity", message!("doctor-no-identity")),
        Ok(Some(identity)) => match identity.reach().await {
            Ok(()) => Finding::good("identity", message!("doctor-identity", name = identity.name())),
            Err(why) => {
                let says = message!("doctor-identity-away", name = identity.name(), why = why);
                Finding::wrong("identity", says, message!("doctor-identity-remedy"))
            }
        },
        Err(failure) => Finding::wrong("identity", said(failure), message!("doctor-setting-remedy")),
    }
}

pub(super) async fn look(serve: ServeArgs, subscriptions: Vec<SubscriptionRow>, reach: bool) -> Vec<Finding> {
    let mailer = mailer(serve.mail);
    let mut found = vec![match &mailer {
        Ok(None) => Finding::skipped("mail", message!("doctor-no-mail")),
        Ok(Some(mailer)) => match mailer.reach().await {
            Ok(()) => Finding::good("mail", message!("doctor-mail")),
            Err(why) => Finding::wrong("mail", why.into(), message!("doctor-mail-remedy")),
        },
        Err(_) => Finding::skipped("mail", message!("doctor-no-mail")),
    }];
    let mailer = match mailer {
        Ok(mailer) => mailer,
        Err(failure) => {
            found[0] = Finding::wrong("mail", said(failure), message!("doctor-setting-remedy"));
            None
        }
    };
    let webhooks = match Webhooks::new(Receivers::new(serve.webhook_allow), webhook::TIME) {
        Ok(webhooks) => webhooks,
        Err(why) => {
            let says = message!("no-webhooks", why = why);
            found.push(Finding::wrong("receivers", says, message!("doctor-setting-remedy")));
            return found;
        }
    };
    if subscriptions.is_empty() {
        found.push(Finding::skipped("receivers", message!("doctor-no-receivers")));
    }
    for some in subscriptions.chunks(AT_ONCE) {
        found.extend(join_all(some.iter().map(|row| receiver(row, mailer.as_ref(), &webhooks, reach))).await);
    }
    found
}

/// One subscription: whether its receiver is allowed, and can be connected to.
async fn receiver(
    row: &SubscriptionRow,
    mailer: Option<&Mailer>,
    webhooks: &Webhooks,
    reach: bool,
) -> Finding {
    let id = row.id.clone();
    let Some(target) = target(row) else {
        return Finding::wrong(
            "receivers",
            message!("doctor-receiver-odd", id = id),
            message!("doctor-verify-remedy"),
        );
    };
    let wrong = |why: Message, remedy| {
        let says =
            message!("doctor-receiver-fails", id = row.id.clone(), why = model::Argument::Message(why));
        Finding::wrong("receivers", says, remedy)
    };
    let allowed = match (target.strip_prefix("mailto:"), mailer) {
        (None, _) => webhooks.check(&target),
        (Some(_), None) => return wrong(message!("doctor-no-mail"), message!("doctor-mail-remedy")),
        (Some(address), Some(mailer)) => mailer.check(address),
    };
    if let Err(why) = allowed {
        return wrong(why.into(), message!("doctor-allow-remedy"));
    }
    if !reach || target.starts_with("mailto:") {
        return Finding::good("receivers", message!("doctor-receiver", id = id));
    }
    match webhooks.reach(&target).await {
        Ok(()) => Finding::good("receivers", message!("doctor-receiver-reached", id = id)),
        Err(why) => wrong(why.into(), message!("doctor-reach-remedy")),
    }
}

fn target(row: &SubscriptionRow) -> Option<String> {
    let body: serde_json::Value = serde_json::from_str(&row.body).ok()?;
    body.get("target")?.as_str().map(str::to_owned)
}
