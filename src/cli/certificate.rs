//! The certificate of the service: read from files, and again when they change or somebody asks for it.

use super::failure::{Failure, plain};
use api::Tls;
use model::{Argument, Message, message};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// How often it is looked whether the files have changed.
const LOOK: Duration = Duration::from_secs(60);

/// The files of a certificate, and what was read from them last.
#[derive(Clone)]
pub(super) struct Certificate {
    certificate: PathBuf,
    key: PathBuf,
    tls: Tls,
    read: (Vec<u8>, Vec<u8>),
}

impl Certificate {
    /// Reads the files; nothing when none are named.
    pub(super) fn read(certificate: Option<PathBuf>, key: Option<PathBuf>) -> Result<Option<Self>, Failure> {
        let (certificate, key) = match (certificate, key) {
            (None, None) => return Ok(None),
            (Some(certificate), Some(key)) => (certificate, key),
            _ => return Err(Failure::Usage(message!("tls-half"))),
        };
        let read = both(&certificate, &key).map_err(Failure::Usage)?;
        let tls = Tls::new(&read.0, &read.1)
            .map_err(|why| Failure::Usage(unusable(&certificate, &why.to_string().into())))?;
        Ok(Some(Self { certificate, key, tls, read }))
    }

    pub(super) fn tls(&self) -> Tls {
        self.tls.clone()
    }

    /// Takes what the files hold now, if that is something else; says whether it was.
    fn renew(&mut self) -> Result<bool, Message> {
        let now = both(&self.certificate, &self.key)?;
        if now == self.read {
            return Ok(false);
        }
        let replaced = self.tls.replace(&now.0, &now.1);
        replaced.map_err(|why| unusable(&self.certificate, &why.to_string().into()))?;
        self.read = now;
        Ok(true)
    }
}

fn unusable(file: &Path, why: &Message) -> Message {
    message!("bad-certificate", file = file.display().to_string(), why = Argument::Message(why.clone()))
}

fn both(certificate: &Path, key: &Path) -> Result<(Vec<u8>, Vec<u8>), Message> {
    let read = |file: &Path| fs::read(file).map_err(|error| unusable(file, &plain(&error)));
    Ok((read(certificate)?, read(key)?))
}

/// Reads the files again when they have changed, until `stop` is ready. What cannot be used is told, and the certificate
/// before is shown on.
pub(super) async fn keep(
    certificate: Option<Certificate>,
    asked: Arc<Notify>,
    stop: impl Future<Output = ()>,
) {
    let Some(mut certificate) = certificate else { return };
    let mut told = None;
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            () = asked.notified() => told = None,
            () = tokio::time::sleep(LOOK) => {}
        }
        match certificate.renew() {
            Ok(false) => {}
            Ok(true) => {
                told = None;
                tracing::info!("another certificate is shown to new connections");
            }
            Err(why) => {
                let why = words::Language::En.told(&why);
                if told.as_ref() != Some(&why) {
                    tracing::error!("{why}; the certificate before is shown on");
                    told = Some(why);
                }
            }
        }
    }
}
