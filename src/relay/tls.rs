//! TLS towards an https app.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsConnector;

use super::forward::connect;
use super::target::Target;
use crate::error::{Error, Result};

/// How long an app may take to send its alert.
const ALERT_TIME: Duration = Duration::from_secs(1);

/// What TLS is spoken by: the system's certificates, or any certificate with `skip_verify`.
/// The system's store is read only when `https` says that it is needed.
pub(super) fn client(https: bool, skip_verify: bool) -> Result<TlsConnector> {
    Ok(Arc::new(config(https, skip_verify)?).into())
}

fn config(https: bool, skip_verify: bool) -> Result<ClientConfig> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::failed(format!("TLS cannot be set up: {error}")))?;
    if skip_verify {
        let verifier = Arc::new(AcceptAny(provider));
        return Ok(builder
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth());
    }
    let mut roots = RootCertStore::empty();
    if https {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// What a failed handshake means for the developer.
pub(super) fn explain(target: &Target, error: &str) -> String {
    if error.contains("certificate") {
        format!(
            "the certificate of {target} is not trusted ({error}); accept it with --skip-verify"
        )
    } else {
        format!("{target} did not complete a TLS handshake ({error}); does it speak plain http?")
    }
}

/// Whether an app that was spoken to in plain HTTP answers with TLS: a server that expects a
/// handshake says so with an alert.
pub(super) async fn is_spoken_by(target: &Target) -> bool {
    const ALERT: u8 = 0x15;
    let first_byte = async {
        let mut stream = connect(target.host(), target.port()).await.ok()?;
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n").await.ok()?;
        stream.read_u8().await.ok()
    };
    let answer = tokio::time::timeout(ALERT_TIME, first_byte).await;
    !target.is_https() && matches!(answer, Ok(Some(ALERT)))
}

/// Accepts every certificate, but still checks that the peer holds its key.
#[derive(Debug)]
struct AcceptAny(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(
            message,
            cert,
            dss,
            &self.0.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(
            message,
            cert,
            dss,
            &self.0.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
