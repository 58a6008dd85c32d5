//! How others are told: which webhooks and which mail may leave the service.

use super::failure::Failure;
use super::secret::{Secrets, secret};
use super::serve::args::MailArgs;
use app::App;
use model::{Message, message};
use outside::mail::{self, Mailer};
use outside::receivers::{Allowed, Receivers};
use outside::relay::Encryption;
use outside::webhook::{self, Webhooks};

/// Where the password of the mail server may stand instead of in a file.
const PASSWORD: &str = "TRAGWEITE_SMTP_PASSWORD";

/// Lets webhooks leave to the receivers that are allowed.
pub(super) fn allow_webhooks(app: &App, allowed: Vec<Allowed>) -> Result<(), Failure> {
    if allowed.is_empty() {
        tracing::info!("no webhooks are sent because no receiver is allowed (--webhook-allow HOST)");
        return Ok(());
    }
    let webhooks = Webhooks::new(Receivers::new(allowed), webhook::TIME)
        .map_err(|why| Failure::Refused(message!("no-webhooks", why = why)))?;
    app.events.allow_webhooks(webhooks);
    Ok(())
}

/// The way of mail; none when no mail server is named.
pub(super) fn mailer(args: MailArgs) -> Result<Option<Mailer>, Failure> {
    let wrong = |why: Message| Failure::Usage(message!("no-mail", why = why));
    let MailArgs { smtp, smtp_from, smtp_user, smtp_password_file, mail_allow } = args;
    let Some(relay) = smtp else {
        return if mail_allow.is_empty() { Ok(None) } else { Err(wrong(message!("mail-allow-alone"))) };
    };
    let from = smtp_from.ok_or_else(|| wrong(message!("smtp-no-sender")))?;
    let credentials = match smtp_user {
        None => None,
        Some(user) => {
            let password = secret(Secrets::Password, smtp_password_file.as_deref(), PASSWORD)?;
            let password = password
                .filter(|password| !password.text.is_empty())
                .ok_or_else(|| wrong(message!("no-password", user = &user, variable = PASSWORD)))?;
            Some((user, password.text))
        }
    };
    if mail_allow.is_empty() {
        tracing::warn!("nobody gets mail because no domain is allowed (--mail-allow DOMAIN)");
    }
    tracing::info!("mail server: {relay}");
    if relay.encryption == Encryption::Plain && !relay.is_local() {
        tracing::warn!(
            "mail leaves this machine without encryption: use smtp:// or smtps:// where the server can"
        );
    }
    Mailer::new(relay, &from, credentials, mail_allow, mail::TIME).map(Some).map_err(|why| wrong(why.into()))
}

/// Lets mail leave to those who are allowed.
pub(super) fn allow_mail(app: &App, mailer: Option<Mailer>) {
    match mailer {
        Some(mailer) => app.events.allow_mail(mailer),
        None => tracing::info!("no mail is sent because no mail server is set up (--smtp URL)"),
    }
}
