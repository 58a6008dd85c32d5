//! Signatures against those of the library of the specification.

use standardwebhooks::Webhook;
use tragweite::outside::random;
use tragweite::outside::signature::{secret, signatures};

#[test]
fn signs_like_the_library_of_the_specification() {
    let (first, second) = (secret(random::bytes().unwrap()), secret(random::bytes().unwrap()));
    assert!(first.starts_with("whsec_") && first != second);
    let body = r#"{"text":"Straßenverkehrsamt: ausgefallen"}"#;
    let expected =
        |secret: &str| Webhook::new(secret).unwrap().sign("evt-7", 1_750_000_000, body.as_bytes()).unwrap();
    assert_eq!(signatures(&[&first], "evt-7", 1_750_000_000, body), expected(&first));
    let both = signatures(&[&first, &second], "evt-7", 1_750_000_000, body);
    assert_eq!(both, format!("{} {}", expected(&first), expected(&second)));
}

#[test]
fn signs_the_example_of_the_specification() {
    let signed = signatures(
        &["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        r#"{"test": 2432232314}"#,
    );
    assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}
