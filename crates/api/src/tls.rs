//! TLS by the service itself, where no proxy in front does it: the certificate can be replaced while connections go on.

use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, version};
use std::sync::{Arc, PoisonError, RwLock};
use tokio_rustls::TlsAcceptor;

/// The certificate of the service, and how connections are secured with it. Copies share both.
#[derive(Clone)]
pub struct Tls {
    current: Arc<Current>,
    config: Arc<ServerConfig>,
}

impl std::fmt::Debug for Tls {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

/// The certificate that is shown now.
#[derive(Debug)]
struct Current(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for Current {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

/// Why a certificate cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsFault {
    /// There is no certificate in the first text.
    #[error("there is no certificate in it (PEM, BEGIN CERTIFICATE)")]
    NoCertificate,
    /// There is no key in the second text.
    #[error("there is no private key in it (PEM, BEGIN PRIVATE KEY, without a password)")]
    NoKey,
    /// They do not fit together, or are of a kind that is not known.
    #[error("certificate and key do not fit: {0}")]
    Unfit(String),
}

impl Tls {
    /// From the certificate with those that stand behind it, the own one first, and its private key, both as PEM. Speaks
    /// TLS 1.2 and 1.3.
    ///
    /// # Errors
    /// One of them is missing, or they do not fit together.
    pub fn new(certificates: &[u8], key: &[u8]) -> Result<Self, TlsFault> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let current = Arc::new(Current(RwLock::new(Arc::new(certified(&provider, certificates, key)?))));
        let resolver: Arc<dyn ResolvesServerCert> = Arc::clone(&current) as _;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&version::TLS13, &version::TLS12])
            .map_err(|error| TlsFault::Unfit(error.to_string()))?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { current, config: Arc::new(config) })
    }

    /// Shows another certificate to whoever connects from now on.
    ///
    /// # Errors
    /// Those of [`new`](Self::new); the one before stays then.
    pub fn replace(&self, certificates: &[u8], key: &[u8]) -> Result<(), TlsFault> {
        let fresh = certified(self.config.crypto_provider(), certificates, key)?;
        *self.current.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        Ok(())
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }
}

fn certified(provider: &CryptoProvider, certificates: &[u8], key: &[u8]) -> Result<CertifiedKey, TlsFault> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificates).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or(TlsFault::NoCertificate)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| TlsFault::NoKey)?;
    CertifiedKey::from_der(chain, key, provider).map_err(|error| TlsFault::Unfit(error.to_string()))
}
