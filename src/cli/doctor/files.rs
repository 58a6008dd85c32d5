//! Files that settings name: readable for the service, and those with secrets for nobody else.

use super::super::certificate::Certificate;
use super::super::failure::plain;
use super::super::files::others_can_read;
use super::super::serve::ServeArgs;
use super::{Finding, said};
use model::{Argument, message};
use std::path::Path;

pub(super) fn look(serve: &ServeArgs) -> Vec<Finding> {
    let [password, settings] = serve.database.files();
    let [token, mail] = [&serve.token_file, &serve.mail.smtp_password_file].map(Option::as_deref);
    let secrets = [settings, password, token, mail, serve.identity.oidc_client_secret_file.as_deref()];
    let mut found: Vec<Finding> = secrets.into_iter().flatten().map(secret).collect();
    found.extend(serve.tls_key.as_deref().map(secret));
    match Certificate::read(serve.tls_certificate.clone(), serve.tls_key.clone()) {
        Ok(Some(_)) => found.push(Finding::good("certificate", message!("doctor-certificate"))),
        Ok(None) => found.push(Finding::skipped("certificate", message!("doctor-no-certificate"))),
        Err(failure) => {
            let remedy = message!("doctor-certificate-remedy");
            found.push(Finding::wrong("certificate", said(failure), remedy));
        }
    }
    found
}

/// A file that holds a secret.
fn secret(file: &Path) -> Finding {
    let name = file.display().to_string();
    if let Err(error) = std::fs::File::open(file) {
        let why = Argument::Message(plain(&error));
        let says = message!("doctor-unreadable", file = &name, why = why);
        return Finding::wrong("files", says, message!("doctor-unreadable-remedy", file = name));
    }
    if others_can_read(file) {
        let remedy = message!("doctor-mode-remedy", file = &name);
        return Finding::odd("files", message!("doctor-mode", file = name), remedy);
    }
    Finding::good("files", message!("doctor-file", file = name))
}
